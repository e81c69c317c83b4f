/** One sweep: proposals, candidates, and the folder where all that is known of them lies. */
package io.github.tbptt4j.tuning.internal.sweep;
