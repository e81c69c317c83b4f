/**
 * Sweeps over truncation lengths with Arbiter. {@link io.github.tbptt4j.tuning.TruncationSweep} is
 * where to begin.
 */
package io.github.tbptt4j.tuning;
