package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.SeriesIndex;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.tuning.table.TableSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how a table is read. */
@Command(
    name = "data",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Shows what is in CSV files and how they are read: each guess with the option that decides"
          + " it, each column with its type, and what is wrong.",
      "",
      "A column is of numbers or dates if 95 of 100 of its cells are; the others are wrong then. A"
          + " category comes at least twice on average. The exit code is 1 if cells or rows are"
          + " wrong, so that no other command would take the table as it is."
    },
    footer = {"", "@|bold Example|@", "  java -jar tbptt4j.jar data --csv load.csv"})
final class DataCommand implements Callable<Integer> {
  private static final int MOST_VALUES = 6;
  private static final int WIDEST = 60;

  /** What is looked at in memory, for order and gaps. */
  private static final long MOST_ROWS = 2_000_000;

  @Spec private CommandSpec spec;
  @Mixin private TableOptions table;
  @Mixin private SeriesOptions options;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!table.isGiven()) {
      throw Errors.usage(spec.commandLine(), "Give --csv FILE: what to read.");
    }
    TableSource source =
        options.on(table.builder()).progress(new ReadingProgress()).build().scan(table.files());
    TableSummary summary = source.summary();
    Times times = Times.of(source, options);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(tree(summary, times)));
    } else {
      print(summary, times, out);
    }
    out.flush();
    List<String> problems = new ArrayList<>(summary.problems());
    times.problem().ifPresent(problems::add);
    problems.forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
    return problems.isEmpty() ? 0 : Main.FAILED;
  }

  /**
   * What is known of the times.
   *
   * @param findings a sentence each
   * @param problem why the series can't be used as they are
   */
  private record Times(List<String> findings, Optional<String> problem) {
    static Times of(TableSource source, SeriesOptions options) throws IOException {
      if (!source.summary().problems().isEmpty()) {
        return new Times(List.of(), Optional.empty());
      }
      if (source.summary().rows() > MOST_ROWS) {
        return new Times(
            List.of("Order and gaps of time aren't looked at in a table of that many rows."),
            Optional.empty());
      }
      try {
        Table table = source.read(options.columns(source));
        return new Times(
            SeriesIndex.of(table, options.time(), options.groups()).findings(), Optional.empty());
      } catch (IllegalArgumentException e) {
        return options.areGiven()
            ? new Times(List.of(), Optional.of(e.getMessage()))
            : new Times(List.of(e.getMessage()), Optional.empty());
      }
    }
  }

  private static Map<String, Object> tree(TableSummary summary, Times times) {
    List<Map<String, Object>> columns = new ArrayList<>();
    for (TableSummary.Column column : summary.columns()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", column.name());
      one.put("type", column.type().toString());
      if (column.type() == ColumnType.CATEGORY) {
        one.put("values", column.values());
      } else {
        one.put("first", column.first());
        one.put("last", column.last());
      }
      if (column.type() == ColumnType.NUMBER || column.missing() > 0) {
        one.put("missing", column.missing());
      }
      columns.add(one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("files", summary.files());
    all.put("rows", summary.rows());
    all.put("columns", columns);
    Map<String, Object> guesses = new LinkedHashMap<>();
    summary.guesses().forEach(guess -> guesses.put(guess.what(), guess.found()));
    all.put("guesses", guesses);
    all.put("notes", summary.notes());
    all.put("time", times.findings());
    all.put("problems", summary.problems());
    return all;
  }

  private static void print(TableSummary summary, Times times, PrintWriter out) {
    out.println(
        String.join(", ", summary.files())
            + String.format(Locale.ROOT, ": %,d rows, ", summary.rows())
            + summary.columns().size()
            + " columns");
    out.println();
    int width = summary.guesses().stream().mapToInt(guess -> guess.what().length()).max().orElse(0);
    for (TableSummary.Guess guess : summary.guesses()) {
      out.println(
          guess.what()
              + " ".repeat(width + 2 - guess.what().length())
              + guess.found()
              + "  ("
              + guess.option()
              + ")");
    }
    out.println();
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("column", "type", "first", "last", "missing", "values"));
    for (TableSummary.Column column : summary.columns()) {
      lines.add(
          List.of(
              shortly(column.name()),
              column.type().toString(),
              text(column.first()),
              text(column.last()),
              Long.toString(column.missing()),
              values(column)));
    }
    out.print(TextTable.of(lines));
    out.println();
    times.findings().forEach(out::println);
    summary.notes().forEach(out::println);
  }

  private static String values(TableSummary.Column column) {
    return switch (column.type()) {
      case NUMBER ->
          column.first() == null
              ? "none"
              : number(column.min()) + " .. " + number(column.max()) + ", mean " + mean(column);
      case CATEGORY -> {
        List<String> some =
            column.values().subList(0, Math.min(MOST_VALUES, column.values().size()));
        yield shortly(
            column.values().size()
                + ": "
                + String.join(", ", some)
                + (some.size() < column.values().size() ? " .." : ""));
      }
      default -> "";
    };
  }

  private static String mean(TableSummary.Column column) {
    return Math.abs(column.mean()) < 1e5
        ? String.format(Locale.ROOT, "%.5g", column.mean())
        : number(Math.rint(column.mean()));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value).contains("E") && Math.abs(value) < 1 && Math.abs(value) > 1e-7
            ? new BigDecimal(Double.toString(value)).toPlainString()
            : Double.toString(value);
  }

  private static String text(Object value) {
    return value == null
        ? ""
        : value instanceof Double number ? number(number) : shortly(value.toString());
  }

  private static String shortly(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > WIDEST ? line.substring(0, WIDEST - 2) + ".." : line;
  }
}
