package io.github.tbptt4j.tuning.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows in time order, of one series or of several.
 *
 * @param rows of all series, those of a series in time order
 */
record SeriesTable(List<Row> rows) {
  /**
   * A row.
   *
   * @param group the name of its series; empty if there is only one
   * @param time a date, with the time of day if that tells rows apart, or a year
   * @param value a number as the package writes it; empty if it is missing
   */
  record Row(String group, String time, String value) {}

  /** The earlier rows of each series, and the later ones. */
  record Parts(SeriesTable head, SeriesTable tail) {}

  boolean grouped() {
    return !rows.get(0).group.isEmpty();
  }

  Parts split(double part) {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    rows.forEach(row -> groups.computeIfAbsent(row.group, name -> new ArrayList<>()).add(row));
    List<Row> head = new ArrayList<>();
    List<Row> tail = new ArrayList<>();
    for (List<Row> series : groups.values()) {
      int end = (int) (part * series.size());
      head.addAll(series.subList(0, end));
      tail.addAll(series.subList(end, series.size()));
    }
    return new Parts(new SeriesTable(head), new SeriesTable(tail));
  }

  Path write(Path file) {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(grouped() ? "group,time,y\n" : "time,y\n");
      for (Row row : rows) {
        out.write(grouped() ? row.group + "," : "");
        out.write(row.time + "," + row.value + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write " + file + ".", e);
    }
  }
}
