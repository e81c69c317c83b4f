/** Minibatches in DL4J's shapes. */
package io.github.tbptt4j.tuning.internal.data;
