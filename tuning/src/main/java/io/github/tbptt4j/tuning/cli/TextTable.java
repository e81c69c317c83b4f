package io.github.tbptt4j.tuning.cli;

import java.util.List;

/** A table of right-aligned columns, for people and for {@code awk}. */
final class TextTable {
  private TextTable() {}

  static String of(List<List<String>> lines) {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        String field = line.get(i);
        table.append(i == 0 ? "" : "  ").append(" ".repeat(widths[i] - field.length()));
        table.append(field);
      }
      table.append(System.lineSeparator());
    }
    return table.toString();
  }
}
