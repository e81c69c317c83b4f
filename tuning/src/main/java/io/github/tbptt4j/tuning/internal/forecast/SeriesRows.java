package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A table's rows by series, in the order of time. */
public final class SeriesRows {
  private final List<One> series;

  /**
   * One series.
   *
   * @param name its group; empty without groups
   * @param rows of the table; -1 for a step that it lacks
   * @param times local milliseconds since 1970; null without time
   */
  public record One(String name, int[] rows, long[] times) {}

  private SeriesRows(List<One> series) {
    this.series = series;
  }

  public static SeriesRows of(Table table, String time, String group) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < table.rows(); row++) {
      String name = "";
      if (group != null && table.column(group) instanceof TableColumn.CategoryColumn column) {
        name = column.value(row);
      }
      groups.computeIfAbsent(name, key -> new ArrayList<>()).add(row);
    }
    List<One> all = new ArrayList<>();
    groups.forEach(
        (name, rows) -> {
          int[] own = rows.stream().mapToInt(i -> i).toArray();
          all.add(
              new One(
                  name,
                  own,
                  time == null
                      ? null
                      : IntStream.of(own).mapToLong(table.dates(time)::local).toArray()));
        });
    return new SeriesRows(all);
  }

  public List<One> series() {
    return series;
  }

  public long after(long time, int steps) {
    long[] times = series.get(0).times();
    return time + (times[1] - times[0]) * steps;
  }
}
