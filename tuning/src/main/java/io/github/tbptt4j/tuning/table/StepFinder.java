package io.github.tbptt4j.tuning.table;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the step of some series, each in the order of time. */
final class StepFinder {
  /** Of all steps, so many may be odd; time counts as irregular beyond. */
  private static final double ODD = 0.01;

  /** A clock's jitter, in steps. */
  private static final double JITTER = 0.25;

  private static final long SHORTEST_MONTH = 28 * DatePattern.DAY;
  private static final long LEAST_IN_MONTHS = 20 * DatePattern.DAY;

  private final List<long[]> series;
  private final long[] gaps; // sorted

  /**
   * @param series times of each, rising
   */
  StepFinder(List<long[]> series) {
    this.series = series;
    long[] all = new long[series.stream().mapToInt(times -> Math.max(0, times.length - 1)).sum()];
    int count = 0;
    for (long[] times : series) {
      for (int i = 1; i < times.length; i++) {
        if (times[i] > times[i - 1]) {
          all[count++] = times[i] - times[i - 1];
        }
      }
    }
    gaps = Arrays.copyOf(all, count);
    Arrays.sort(gaps);
  }

  /** The step in the middle, for series without a regular one; empty if no series has two rows. */
  Optional<TimeStep> usual() {
    return gaps.length == 0
        ? Optional.empty()
        : Optional.of(new TimeStep(TimeStep.Unit.MILLISECOND, gaps[gaps.length / 2]));
  }

  /** The regular one; empty if there is none. */
  Optional<TimeStep> find() {
    if (gaps.length == 0) {
      return Optional.empty();
    }
    if (gaps[0] >= SHORTEST_MONTH) {
      if (all(StepFinder::isMonthEnd) && sameTimeOfDay()) {
        return Optional.of(months(TimeStep.Unit.MONTH_END));
      }
      if (sameDayOfMonth()) {
        return Optional.of(months(TimeStep.Unit.MONTH));
      }
    }
    long usual = mostFrequent();
    if (oddOnes(usual, 0) == 0) {
      return Optional.of(
          isOfBusinessDays(usual)
              ? new TimeStep(TimeStep.Unit.BUSINESS_DAY, 1)
              : new TimeStep(TimeStep.Unit.MILLISECOND, usual));
    }
    if (gaps[0] >= LEAST_IN_MONTHS && gaps[gaps.length / 2] >= SHORTEST_MONTH) {
      TimeStep months = months(TimeStep.Unit.MONTH);
      if (fits(months)) {
        return Optional.of(months);
      }
    }
    return oddOnes(usual, JITTER) <= ODD * gaps.length
        ? Optional.of(new TimeStep(TimeStep.Unit.MILLISECOND, usual))
        : Optional.empty();
  }

  private interface Test {
    boolean holds(LocalDateTime time);
  }

  private boolean all(Test test) {
    for (long[] times : series) {
      for (long time : times) {
        if (!test.holds(TimeStep.local(time))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isMonthEnd(LocalDateTime time) {
    return time.getDayOfMonth() == YearMonth.from(time).lengthOfMonth();
  }

  private boolean sameTimeOfDay() {
    long first =
        Math.floorMod(
            series.stream().filter(t -> t.length > 0).findFirst().orElseThrow()[0],
            DatePattern.DAY);
    for (long[] times : series) {
      for (long time : times) {
        if (Math.floorMod(time, DatePattern.DAY) != first) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean sameDayOfMonth() {
    int day =
        TimeStep.local(series.stream().filter(t -> t.length > 0).findFirst().orElseThrow()[0])
            .getDayOfMonth();
    return sameTimeOfDay() && all(time -> time.getDayOfMonth() == day);
  }

  /** The largest number of months that all gaps are multiples of. */
  private TimeStep months(TimeStep.Unit unit) {
    TimeStep one = new TimeStep(unit, 1);
    long divisor = 0;
    for (long[] times : series) {
      for (int i = 1; i < times.length; i++) {
        divisor = gcd(divisor, one.between(times[i - 1], times[i]));
      }
    }
    return new TimeStep(unit, Math.max(1, divisor));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private boolean fits(TimeStep step) {
    for (long[] times : series) {
      for (int i = 1; i < times.length; i++) {
        if (times[i] > times[i - 1] && step.between(times[i - 1], times[i]) < 1) {
          return false;
        }
      }
    }
    return true;
  }

  private long mostFrequent() {
    Map<Long, Integer> counts = new HashMap<>();
    long best = gaps[0];
    int most = 0;
    for (long gap : gaps) {
      int count = counts.merge(gap, 1, Integer::sum);
      if (count > most) {
        most = count;
        best = gap;
      }
    }
    return best;
  }

  /** Gaps that are no multiple of a step. */
  private int oddOnes(long step, double jitter) {
    int odd = 0;
    for (long gap : gaps) {
      double steps = (double) gap / step;
      odd += steps < 1 - jitter || Math.abs(steps - Math.rint(steps)) > jitter ? 1 : 0;
    }
    return odd;
  }

  private boolean isOfBusinessDays(long usual) {
    return usual == DatePattern.DAY
        && gaps[gaps.length - 1] > 2 * DatePattern.DAY
        && all(time -> time.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0);
  }
}
