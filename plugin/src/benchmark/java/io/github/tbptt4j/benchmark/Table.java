package io.github.tbptt4j.benchmark;

import java.util.List;
import java.util.Locale;

/** The rows for people. */
final class Table {
  private Table() {}

  static String of(List<Measurement> rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-27s %9s %9s %9s %9s  %8s %8s %8s %8s  %s%n",
            "case, median ms",
            "ours",
            "libtorch",
            "DL4J",
            "limit",
            "x torch",
            "x DL4J",
            "% limit",
            "of full",
            "targets"));
    for (Measurement row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-27s %9s %9s %9s %9s  %8s %8s %8s %8s  %s%n",
              row.name(),
              ms(row.oursMs()),
              ms(row.torchMs()),
              ms(row.dl4jMs()),
              ms(row.limitMs()),
              ratio(row.torchMs(), row.oursMs(), 1, "%.1f"),
              ratio(row.dl4jMs(), row.oursMs(), 1, "%.1f"),
              ratio(row.limitMs(), row.oursMs(), 100, "%.0f"),
              ratio(row.oursMs(), row.fullMs(), 1, "%.2f"),
              Target.verdict(row)));
    }
    return text.toString();
  }

  /** {@return the settings at which each figure was the best} */
  static String settings(List<Measurement> rows) {
    StringBuilder text = new StringBuilder("Best settings:\n");
    for (Measurement row : rows) {
      text.append(
          String.format(
              "%-27s ours %s; libtorch %s; DL4J %s%n",
              row.name(),
              word(row.oursSetting()),
              word(row.torchSetting()),
              word(row.dl4jSetting())));
    }
    return text.toString();
  }

  private static String word(String setting) {
    return setting == null ? "-" : setting;
  }

  private static String ms(Double ms) {
    if (ms == null) {
      return "-";
    }
    return String.format(Locale.ROOT, ms < 1 ? "%.4f" : "%.2f", ms);
  }

  private static String ratio(Double a, Double b, double factor, String format) {
    return a == null || b == null ? "-" : String.format(Locale.ROOT, format, factor * a / b);
  }
}
