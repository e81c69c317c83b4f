package io.github.tbptt4j.tuning.report;

import java.util.function.Function;
import java.util.stream.Collectors;

/** The trade-off table as CSV (RFC 4180), by the candidates' numbers; empty stands for none. */
final class CsvTable {
  private CsvTable() {}

  static String of(Findings findings) {
    return line(Column::id)
        + findings.rows().stream()
            .map(row -> line(column -> column.value().apply(row)))
            .collect(Collectors.joining());
  }

  private static String line(Function<Column, Object> value) {
    return Column.ALL.stream()
        .map(column -> field(value.apply(column)))
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String field(Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString();
    boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
