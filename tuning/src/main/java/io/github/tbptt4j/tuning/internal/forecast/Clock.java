package io.github.tbptt4j.tuning.internal.forecast;

/** Goes on with the time of rows. */
@FunctionalInterface
public interface Clock {
  /**
   * The time of a later row.
   *
   * @param time local milliseconds since 1970 of a row
   * @param steps rows later
   * @return local milliseconds since 1970
   */
  long after(long time, int steps);
}
