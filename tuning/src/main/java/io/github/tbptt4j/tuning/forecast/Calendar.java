package io.github.tbptt4j.tuning.forecast;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/** What of a date is fed in: its place in a cycle, as a point on the unit circle. */
public enum Calendar {
  /** The time of day. */
  HOUR {
    @Override
    double turns(LocalDateTime time) {
      return time.get(ChronoField.SECOND_OF_DAY) / 86_400.0;
    }
  },
  /** The day of the week, and with it the hour of the week. */
  WEEKDAY {
    @Override
    double turns(LocalDateTime time) {
      return (time.getDayOfWeek().getValue() - 1 + HOUR.turns(time)) / 7;
    }
  },
  /** The day of the month. */
  MONTHDAY {
    @Override
    double turns(LocalDateTime time) {
      return (time.getDayOfMonth() - 1.0) / time.toLocalDate().lengthOfMonth();
    }
  },
  /** The day of the year, and with it the month. */
  YEARDAY {
    @Override
    double turns(LocalDateTime time) {
      return (time.getDayOfYear() - 1.0) / time.toLocalDate().lengthOfYear();
    }
  };

  /** Numbers that a feature makes: cosine and sine. */
  public static final int WIDTH = 2;

  /** {@return the part of the cycle that is over, in [0, 1)} */
  abstract double turns(LocalDateTime time);

  /**
   * Writes the point on the circle.
   *
   * @param millis local time since 1970
   * @param into written: cosine and sine
   * @param offset of the first
   */
  public void write(long millis, float[] into, int offset) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), 0, ZoneOffset.UTC);
    double angle = 2 * Math.PI * turns(time);
    into[offset] = (float) Math.cos(angle);
    into[offset + 1] = (float) Math.sin(angle);
  }
}
