package io.github.tbptt4j.internal.data;

/**
 * Some steps of all streams.
 *
 * @param numbers [streams, steps + ahead, width]
 * @param rowRecords records of a row, steps + ahead
 * @param first the first step
 * @param steps how many
 */
record Page(float[] numbers, int rowRecords, long first, int steps) {
  long end() {
    return first + steps;
  }
}
