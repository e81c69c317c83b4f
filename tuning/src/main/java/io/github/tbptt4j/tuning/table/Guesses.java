package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How files are read, line by line with the option that decides it. */
final class Guesses {
  private static final int MOST_TITLES = 6;

  private final List<FileScan> files;
  private final List<ColumnScan> columns;
  private final List<ColumnRule> rules;

  Guesses(List<FileScan> files, List<ColumnScan> columns, List<ColumnRule> rules) {
    this.files = files;
    this.columns = columns;
    this.rules = rules;
  }

  List<TableSummary.Guess> all() {
    List<TableSummary.Guess> all = new ArrayList<>();
    add(all, "encoding", "--encoding", file -> file.encoding().describe());
    add(all, "delimiter", "--delimiter", file -> named(file.dialect().delimiter()));
    boolean marks =
        columns.stream()
            .anyMatch(c -> c.pointOnly + c.commaOnly + c.ambiguousComma + c.ambiguousPoint > 0);
    Set<String> decimals = new LinkedHashSet<>();
    for (ColumnRule rule : rules) {
      if (rule.type() == ColumnType.NUMBER) {
        decimals.add(rule.point() ? "." : ",");
      }
    }
    all.add(
        new TableSummary.Guess(
            "decimal mark",
            marks && !decimals.isEmpty() ? String.join(" and ", decimals) : "none seen",
            "--decimal"));
    add(
        all,
        "names",
        "--header",
        file -> file.layout().header() == null ? "none: column1 .." : "in the header");
    add(
        all,
        "comments",
        "--comment",
        file ->
            file.dialect().comment().isEmpty()
                ? "none"
                : "lines that begin with " + file.dialect().comment());
    for (FileScan file : files) {
      List<String> above = file.layout().above();
      if (!above.isEmpty()) {
        List<String> some = above.subList(0, Math.min(MOST_TITLES, above.size()));
        all.add(
            new TableSummary.Guess(
                "left out" + (files.size() > 1 ? " in " + file.source().name() : ""),
                String.join("; ", some) + (above.size() > some.size() ? " .." : ""),
                "--skip"));
      }
    }
    for (ColumnRule rule : rules) {
      if (rule.type() == ColumnType.DATE) {
        all.add(
            new TableSummary.Guess(
                "dates in " + rule.name(),
                rule.forms().stream()
                    .map(DatePattern::pattern)
                    .collect(Collectors.joining(" and ")),
                "--date-format"));
      }
    }
    return List.copyOf(all);
  }

  /** One line if all files agree, else one each that differs from the first. */
  private void add(
      List<TableSummary.Guess> all, String what, String option, Function<FileScan, String> found) {
    String first = found.apply(files.get(0));
    all.add(new TableSummary.Guess(what, first, option));
    for (FileScan file : files) {
      if (!found.apply(file).equals(first)) {
        all.add(
            new TableSummary.Guess(
                what + " of " + file.source().name(), found.apply(file), option));
      }
    }
  }

  private static String named(char delimiter) {
    return switch (delimiter) {
      case '\t' -> "tab";
      case ' ' -> "spaces";
      case Dialect.NONE -> "none: one column";
      default -> String.valueOf(delimiter);
    };
  }
}
