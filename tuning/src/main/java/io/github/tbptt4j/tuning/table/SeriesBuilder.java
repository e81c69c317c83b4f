package io.github.tbptt4j.tuning.table;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts rows in the order of time. */
final class SeriesBuilder {
  /** Places without a row for each with one, at most; else time counts as irregular. */
  private static final int MOST_GAPS = 1;

  private static final int FREE_GAPS = 100;

  private final Table table;
  private final TableColumn.DateColumn dates;
  private final List<String> groups;
  private final TimeStep given;
  private final boolean steps;
  private final List<String> findings;
  private int sorted;
  private int missingHours;
  private int doubledHours;
  private String firstChange;

  SeriesBuilder(
      Table table,
      TableColumn.DateColumn dates,
      List<String> groups,
      TimeStep given,
      boolean steps,
      List<String> findings) {
    this.table = table;
    this.dates = dates;
    this.groups = groups;
    this.given = given;
    this.steps = steps;
    this.findings = findings;
  }

  SeriesIndex build(Map<String, int[]> rows) {
    List<long[]> elapsed = new ArrayList<>();
    rows.values().forEach(all -> elapsed.add(inOrder(all)));
    StepFinder finder = new StepFinder(elapsed);
    Optional<TimeStep> found = given == null ? finder.find() : Optional.of(given);
    List<SeriesIndex.Series> series = new ArrayList<>();
    boolean regular = steps && found.isPresent();
    int i = 0;
    if (regular) {
      Gaps gaps = new Gaps(found.get());
      for (Map.Entry<String, int[]> group : rows.entrySet()) {
        series.add(gaps.fill(group.getKey(), group.getValue(), elapsed.get(i++)));
      }
      regular = !gaps.tooMany;
      if (regular) {
        say(rows, found.get(), gaps);
      }
    }
    Optional<TimeStep> step = regular ? found : finder.usual();
    if (!regular) {
      series.clear();
      rows.forEach((group, all) -> series.add(new SeriesIndex.Series(group, all, times(all))));
      findings.add(
          "Column %s: %s."
              .formatted(
                  dates.name(),
                  step.map(
                          usual ->
                              "steps are irregular, "
                                  + usual
                                  + " in the middle: each row counts as one step")
                      .orElse("no series has two rows, so that the step is unknown")));
    }
    sayWhatElse();
    return new SeriesIndex(series, dates.name(), step.orElse(null), regular, findings);
  }

  private long[] times(int[] rows) {
    long[] times = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      times[i] = dates.millis()[rows[i]];
    }
    return times;
  }

  /** Sorts rows by time; returns time as it went by, whatever clocks said. */
  private long[] inOrder(int[] rows) {
    for (int row : rows) {
      if (dates.isMissing(row)) {
        throw new IllegalArgumentException(
            table.place(row, dates.name())
                + ": the row has no time: fill it, leave the row out, or name another --time.");
      }
    }
    long[] elapsed = times(rows);
    if (shiftAtChanges(elapsed, rows)) {
      return elapsed;
    }
    elapsed = times(rows);
    if (!isRising(elapsed)) {
      sorted++;
      sort(rows);
      elapsed = times(rows);
      shiftAtChanges(elapsed, rows);
    }
    for (int i = 1; i < rows.length; i++) {
      if (elapsed[i] <= elapsed[i - 1]) {
        throw twice(rows[i - 1], rows[i]);
      }
    }
    return elapsed;
  }

  private static boolean isRising(long[] times) {
    for (int i = 1; i < times.length; i++) {
      if (times[i] < times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  private void sort(int[] rows) {
    long[] millis = dates.millis();
    int[] order =
        Arrays.stream(rows)
            .boxed()
            .sorted(
                (a, b) ->
                    millis[a] != millis[b]
                        ? Long.compare(millis[a], millis[b])
                        : Integer.compare(a, b))
            .mapToInt(row -> row)
            .toArray();
    System.arraycopy(order, 0, rows, 0, rows.length);
  }

  /**
   * Where clocks went back an hour, times come twice; where they went forward, an hour is missing.
   * True if time goes up everywhere then.
   */
  private boolean shiftAtChanges(long[] elapsed, int[] rows) {
    if (dates.hasZone() || !dates.hasTime() || elapsed.length < 3) {
      return isStrictlyRising(elapsed);
    }
    long usual = new StepFinder(List.of(elapsed)).usual().map(TimeStep::count).orElse(0L);
    if (usual == 0 || usual > DatePattern.HOUR || DatePattern.HOUR % usual != 0) {
      return isStrictlyRising(elapsed);
    }
    int missing = 0;
    int doubled = 0;
    String change = null;
    long shift = 0;
    long before = elapsed[0];
    for (int i = 1; i < elapsed.length; i++) {
      long clock = elapsed[i];
      long gap = clock - before;
      boolean night = isNightOfChange(clock);
      if (night && gap == usual - DatePattern.HOUR) {
        shift += DatePattern.HOUR;
        doubled++;
        change = change == null ? table.place(rows[i]) : change;
      } else if (night && gap == usual + DatePattern.HOUR) {
        shift -= DatePattern.HOUR;
        missing++;
        change = change == null ? table.place(rows[i]) : change;
      }
      elapsed[i] = clock + shift;
      before = clock;
    }
    if (!isStrictlyRising(elapsed)) {
      return false;
    }
    missingHours += missing;
    doubledHours += doubled;
    firstChange = firstChange == null ? change : firstChange;
    return true;
  }

  private static boolean isStrictlyRising(long[] times) {
    for (int i = 1; i < times.length; i++) {
      if (times[i] <= times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Clocks change early on Sundays in spring and autumn, on both hemispheres. */
  private static boolean isNightOfChange(long clock) {
    LocalDateTime time = TimeStep.local(clock);
    int month = time.getMonthValue();
    return time.getDayOfWeek() == DayOfWeek.SUNDAY
        && time.getHour() <= 3
        && (month == 3 || month == 4 || month >= 9 && month <= 11);
  }

  private IllegalArgumentException twice(int first, int second) {
    StringBuilder message =
        new StringBuilder(table.place(second, dates.name()))
            .append(": the time ")
            .append(dates.format(dates.millis()[second]))
            .append(" is there twice (")
            .append(table.place(first))
            .append(" has it, too)");
    String apart = columnApart(first, second);
    if (groups.isEmpty()) {
      message
          .append(": if these are rows of different series, --group COLUMN says what tells them")
          .append(" apart")
          .append(apart == null ? "" : ", " + apart + " perhaps");
    } else {
      message
          .append(" in the series ")
          .append(SeriesIndex.key(table, groupColumns(), second))
          .append(": leave one out")
          .append(apart == null ? "" : ", or group by " + apart + ", too");
    }
    return new IllegalArgumentException(message.append('.').toString());
  }

  private List<TableColumn.CategoryColumn> groupColumns() {
    return groups.stream().map(name -> (TableColumn.CategoryColumn) table.column(name)).toList();
  }

  /** A category in which the two rows differ, and all others of the same time. */
  private String columnApart(int first, int second) {
    for (TableColumn column : table.columns()) {
      if (column instanceof TableColumn.CategoryColumn category
          && category.codes()[first] != category.codes()[second]
          && tellsApart(category)) {
        return column.name();
      }
    }
    return null;
  }

  private boolean tellsApart(TableColumn.CategoryColumn category) {
    Set<List<Object>> seen = new HashSet<>();
    for (int row = 0; row < table.rows(); row++) {
      String group = groups.isEmpty() ? "" : SeriesIndex.key(table, groupColumns(), row);
      if (!seen.add(List.of(group, category.codes()[row], dates.millis()[row]))) {
        return false;
      }
    }
    return true;
  }

  private void say(Map<String, int[]> rows, TimeStep step, Gaps gaps) {
    findings.add(
        "Column %s: a row each %s%s%s."
            .formatted(
                dates.name(),
                step.toString().replaceFirst("^1 ", ""),
                rows.size() > 1 ? " in " + rows.size() + " series" : "",
                gaps.count == 0 ? ", none missing" : ""));
    if (gaps.count > 0) {
      findings.add(
          "%d steps have no row, the first after %s: they count as missing."
              .formatted(gaps.count, gaps.first));
    }
  }

  private void sayWhatElse() {
    if (sorted > 0) {
      findings.add(
          "Rows aren't in the order of time%s: they are sorted."
              .formatted(groups.isEmpty() ? "" : " in " + sorted + " series"));
    }
    if (missingHours + doubledHours > 0) {
      findings.add(
          "Clocks were changed (hours that are missing: %d, that are there twice: %d; first at %s):"
                  .formatted(missingHours, doubledHours, firstChange)
              + " time is counted as it went by.");
    }
  }

  /** Makes places for steps without a row. */
  private final class Gaps {
    private final TimeStep step;
    private long count;
    private String first;
    private boolean tooMany;

    Gaps(TimeStep step) {
      this.step = step;
    }

    SeriesIndex.Series fill(String group, int[] rows, long[] elapsed) {
      int[] places = new int[rows.length];
      long at = 0;
      for (int i = 1; i < rows.length; i++) {
        long steps = Math.max(1, step.between(elapsed[i - 1], elapsed[i]));
        if (steps > 1) {
          count += steps - 1;
          first = first == null ? table.place(rows[i - 1]) : first;
        }
        at += steps;
        if (at >= (1L + MOST_GAPS) * rows.length + FREE_GAPS) {
          tooMany = true;
          return new SeriesIndex.Series(group, rows, new long[0]);
        }
        places[i] = (int) at;
      }
      int length = rows.length == 0 ? 0 : (int) at + 1;
      int[] filled = new int[length];
      long[] times = new long[length];
      Arrays.fill(filled, -1);
      for (int i = 0; i < rows.length; i++) {
        filled[places[i]] = rows[i];
        times[places[i]] = dates.millis()[rows[i]];
      }
      for (int place = 1; place < length; place++) {
        if (filled[place] < 0) {
          times[place] = step.after(times[place - 1], 1);
        }
      }
      return new SeriesIndex.Series(group, filled, times);
    }
  }
}
