package io.github.tbptt4j.tuning.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Forecasts of public series with defaults only, by the command line as a stranger would use it:
 * {@code train} on the first 80 % of each series, {@code evaluate} on the rest, one step ahead.
 *
 * <p>Arguments: the folder with the archives of {@link PackageArchive}, the folder for the tables
 * and models, names of series (all). Prints how archives that aren't there are fetched, and a table
 * in Markdown.
 */
public final class PublicSeries {
  private static final double HEAD = .8;
  private static final String INTERVAL = "90";

  private PublicSeries() {}

  /**
   * Prints the table.
   *
   * @param args see above
   * @throws IOException if a file can't be read or written
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 2 || args[0].isEmpty()) {
      throw new IllegalArgumentException(
          "Say where the packages are: -Dseries.packages=FOLDER, with what these fetch: "
              + String.join("; ", commands(EnumSet.allOf(PackageArchive.class))));
    }
    Path packages = Path.of(args[0]);
    Set<PackageArchive> missing = EnumSet.noneOf(PackageArchive.class);
    List<String> wanted = List.of(args).subList(2, args.length);
    List<String> lines = new ArrayList<>();
    for (PublicTable table : PublicTable.values()) {
      if (!wanted.isEmpty() && !wanted.contains(table.title())) {
        continue;
      }
      if (table.archive().isIn(packages)) {
        String line = line(table, packages, Path.of(args[1]).resolve(table.title()));
        System.err.println(line);
        lines.add(line);
      } else {
        missing.add(table.archive());
      }
    }
    commands(missing).forEach(command -> System.out.println("Not in " + packages + ": " + command));
    System.out.println(
        "| series | rows | MASE of the model | seasonal naive | AR(p) | persistence |"
            + " within 90 % intervals | training | short of the goal |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    lines.forEach(System.out::println);
  }

  private static List<String> commands(Set<PackageArchive> archives) {
    return archives.stream().map(PackageArchive::command).toList();
  }

  private static String line(PublicTable table, Path packages, Path folder)
      throws IOException, InterruptedException {
    SeriesTable whole = table.read(packages);
    SeriesTable.Parts parts = whole.split(HEAD);
    Files.createDirectories(folder);
    whole.write(folder.resolve("whole.csv"));
    Path head = parts.head().write(folder.resolve("head.csv"));
    Path tail = parts.tail().write(folder.resolve("tail.csv"));
    Path model = folder.resolve("model.zip");
    Files.deleteIfExists(model);
    String begin = "| " + table.title() + " | " + whole.rows().size() + " | ";
    try {
      CommandLineRun train = CommandLineRun.of(folder, train(whole.grouped(), head, model));
      CommandLineRun evaluate =
          CommandLineRun.of(
              folder,
              "evaluate",
              "--model",
              model.toString(),
              "--csv",
              tail.toString(),
              "--json",
              "--interval",
              INTERVAL);
      ForecastScores scores = ForecastScores.parse(evaluate.output());
      return begin
          + scores.cells()
          + String.format(Locale.ROOT, " | %.0f s | ", train.seconds())
          + String.join(", ", scores.shortOf())
          + " |";
    } catch (IOException e) { // the other series go on
      return begin + "- | - | - | - | - | - | " + e.getMessage() + " |";
    }
  }

  private static String[] train(boolean grouped, Path head, Path model) {
    List<String> arguments = new ArrayList<>(List.of("train", "--csv", head.toString()));
    arguments.addAll(List.of("--values", "y"));
    if (grouped) {
      arguments.addAll(List.of("--group", "group"));
    }
    arguments.addAll(List.of("--out", model.toString()));
    return arguments.toArray(String[]::new);
  }
}
