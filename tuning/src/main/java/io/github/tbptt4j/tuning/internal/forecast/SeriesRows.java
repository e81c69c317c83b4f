package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.table.SeriesIndex;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableColumn.DateColumn;
import io.github.tbptt4j.tuning.table.TimeStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A table's rows by series, in the order of time. Without a group, files are one series each,
 * unless their times show that they follow each other.
 */
public final class SeriesRows implements Clock {
  private final List<SeriesIndex.Series> series;
  private final TimeStep step;
  private final boolean regular;
  private final List<String> findings;

  /** What clocks show more than UTC, from an instant on; empty where times are local. */
  private final NavigableMap<Long, Long> offsets = new TreeMap<>();

  private SeriesRows(SeriesIndex index, TimeStep step, DateColumn dates) {
    series = index.series();
    this.step = step != null && !index.isRegular() ? step : index.step().orElse(step);
    regular = index.isRegular();
    findings = index.findings();
    if (dates != null && dates.hasZone()) {
      for (int row = 0; row < dates.millis().length; row++) {
        keepOffset(dates, row);
      }
    }
  }

  private SeriesRows(SeriesRows all, List<SeriesIndex.Series> series) {
    this.series = series;
    step = all.step;
    regular = all.regular;
    findings = all.findings;
    offsets.putAll(all.offsets);
  }

  /**
   * The first rows of each series.
   *
   * @param ends for each series how many
   * @return shorter series
   */
  public SeriesRows before(int[] ends) {
    List<SeriesIndex.Series> some = new ArrayList<>();
    for (int s = 0; s < ends.length; s++) {
      SeriesIndex.Series all = series.get(s);
      long[] times = all.times();
      some.add(
          new SeriesIndex.Series(
              all.group(),
              Arrays.copyOf(all.rows(), ends[s]),
              times.length == 0 ? times : Arrays.copyOf(times, ends[s])));
    }
    return new SeriesRows(this, some);
  }

  private void keepOffset(DateColumn dates, int row) {
    if (dates.isMissing(row)) {
      return;
    }
    long instant = dates.millis()[row];
    long offset = dates.local(row) - instant;
    Map.Entry<Long, Long> before = offsets.floorEntry(instant);
    if (before == null || before.getValue() != offset) {
      offsets.put(instant, offset);
    }
  }

  /**
   * Finds series.
   *
   * @param table with the columns
   * @param time column; null for none: rows are in order
   * @param group column; null for none
   * @param step from row to row; null if it is to be found
   * @param regular whether rows lie a step apart; else each counts as a step
   * @return the series
   * @throws IllegalArgumentException as {@link SeriesIndex}
   */
  public static SeriesRows of(
      Table table, String time, String group, TimeStep step, boolean regular) {
    DateColumn dates = time == null ? null : table.dates(time);
    if (group == null && table.files().size() > 1 && !followEachOther(table, dates)) {
      Table byFile = table.withFiles();
      return new SeriesRows(
          SeriesIndex.of(byFile, time, List.of(Table.FILE), step, regular), step, dates);
    }
    Table used = dates == null ? table.withoutDates() : table;
    return new SeriesRows(
        SeriesIndex.of(used, time, group == null ? List.of() : List.of(group), step, regular),
        step,
        dates);
  }

  private static boolean followEachOther(Table table, DateColumn dates) {
    if (dates == null) {
      return false;
    }
    int files = table.files().size();
    long[] first = new long[files];
    long[] last = new long[files];
    Arrays.fill(first, Long.MAX_VALUE);
    Arrays.fill(last, Long.MIN_VALUE);
    for (int row = 0; row < table.rows(); row++) {
      if (!dates.isMissing(row)) {
        int file = table.file(row);
        first[file] = Math.min(first[file], dates.millis()[row]);
        last[file] = Math.max(last[file], dates.millis()[row]);
      }
    }
    Integer[] order = new Integer[files];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing(i -> first[i]));
    for (int i = 1; i < files; i++) {
      if (first[order[i]] <= last[order[i - 1]]) {
        return false;
      }
    }
    return true;
  }

  /** {@return the series in the order of their first rows} */
  public List<SeriesIndex.Series> series() {
    return series;
  }

  /** {@return the step from row to row; null where there is no time} */
  public TimeStep step() {
    return step;
  }

  /** {@return whether rows lie a step apart, steps without a row being missing ones} */
  public boolean isRegular() {
    return regular;
  }

  /** {@return what a user should know of the time, a sentence each} */
  public List<String> findings() {
    return findings;
  }

  @Override
  public long after(long time, int steps) {
    return step == null ? time : step.after(time, steps);
  }

  @Override
  public long local(long time) {
    Map.Entry<Long, Long> offset = offsets.floorEntry(time);
    if (offset == null) {
      offset = offsets.firstEntry();
    }
    return offset == null ? time : time + offset.getValue();
  }
}
