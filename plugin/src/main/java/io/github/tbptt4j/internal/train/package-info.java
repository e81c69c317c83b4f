/**
 * How the trainer runs windows through a network: buffer, stored states, exact backward passes, the
 * update.
 */
package io.github.tbptt4j.internal.train;
