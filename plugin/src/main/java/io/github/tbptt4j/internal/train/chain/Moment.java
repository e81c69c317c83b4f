package io.github.tbptt4j.internal.train.chain;

/**
 * Where a training is, for schedules of dropout.
 *
 * @param iteration updates so far
 * @param epoch epochs so far
 */
public record Moment(int iteration, int epoch) {}
