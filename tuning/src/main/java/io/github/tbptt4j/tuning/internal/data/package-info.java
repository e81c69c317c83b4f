/** Minibatches in DL4J's shapes, and characters by their n-grams. */
package io.github.tbptt4j.tuning.internal.data;
