/**
 * Truncated backpropagation through time for Deeplearning4j: what a user imports.
 *
 * <p>{@link io.github.tbptt4j.TruncatedBptt} says how far backpropagation goes. What stands below
 * {@code internal} is the implementation and may change.
 */
package io.github.tbptt4j;
