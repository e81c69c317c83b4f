package io.github.tbptt4j.tuning.internal.score;

/**
 * Where a value is expected.
 *
 * @param lower its lower end
 * @param upper its upper end
 */
public record Interval(double lower, double upper) {}
