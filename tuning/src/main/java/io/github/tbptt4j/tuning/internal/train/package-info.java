/** Training of one candidate, with its budget, and what is recorded of it. */
package io.github.tbptt4j.tuning.internal.train;
