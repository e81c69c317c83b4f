/** The stages of a chain, forward and backward over one window, time first in memory. */
package io.github.tbptt4j.internal.train.chain;
