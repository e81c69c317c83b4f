package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.TableReader;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.tuning.table.TableSummary;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which rows of a table are a series, and in what order. */
final class SeriesOptions {
  private static final int MOST_CATEGORIES = 8;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "Column of dates that rows are in the order of (the first there is).")
  private String time;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns that tell series apart in a long table (none: one series).")
  private List<String> groups = new ArrayList<>();

  /** Null if the reader's guess is taken. */
  String time() {
    return time;
  }

  List<String> groups() {
    return groups;
  }

  boolean areGiven() {
    return time != null || !groups.isEmpty();
  }

  /** Times are dates and groups categories, whatever they look like. */
  TableReader.Builder on(TableReader.Builder reader) {
    if (time != null) {
      reader.type(time, ColumnType.DATE);
    }
    groups.forEach(group -> reader.type(group, ColumnType.CATEGORY));
    return reader;
  }

  /** The columns that {@code SeriesIndex} needs, and some that may tell rows apart. */
  String[] columns(TableSource source) {
    List<String> columns = new ArrayList<>(groups);
    if (time != null) {
      columns.add(time);
    }
    int categories = 0;
    for (TableSummary.Column column : source.summary().columns()) {
      boolean wanted =
          switch (column.type()) {
            case DATE -> time == null;
            case CATEGORY -> categories++ < MOST_CATEGORIES;
            default -> false;
          };
      if (wanted) {
        columns.add(column.name());
      }
    }
    return columns.isEmpty()
        ? new String[] {source.names().get(0)}
        : columns.toArray(String[]::new);
  }
}
