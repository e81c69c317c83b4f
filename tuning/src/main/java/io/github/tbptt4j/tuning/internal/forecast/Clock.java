package io.github.tbptt4j.tuning.internal.forecast;

/** Goes on with the time of rows: instants where the table has zones, local times elsewhere. */
@FunctionalInterface
public interface Clock {
  /**
   * The time of a later row.
   *
   * @param time milliseconds since 1970 of a row
   * @param steps rows later
   * @return milliseconds since 1970
   */
  long after(long time, int steps);

  /**
   * What clocks on the wall show.
   *
   * @param time of a row
   * @return local milliseconds since 1970
   */
  default long local(long time) {
    return time;
  }
}
