package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastPagesTest {
  private static final Pattern ANY_REFERENCE =
      Pattern.compile("(?:src|srcset|href|action|data)=\"(?!data:image/svg\\+xml;base64,)");
  private static final Pattern IMAGE = Pattern.compile("<img [^>]*>");

  @TempDir static Path trained;
  @TempDir Path folder;

  private static Run run(String command) {
    return Run.in(trained, command);
  }

  private static void train(String options) {
    Run run = run("train --hidden 4 --epochs 2 --quiet --k1 10 --k2 10 " + options);
    assertEquals(0, run.exitCode(), run::err);
  }

  @BeforeAll
  static void trainSmallModels() throws IOException {
    Random random = new Random(1);
    List<String> rows = new ArrayList<>(List.of("load,<site>,state"));
    for (int row = 0; row < 300; row++) {
      String site = List.of("n&s", "east", "west", "mid").get(row % 4);
      double load = 20 + 5 * Math.sin(row / 8.0) + random.nextGaussian();
      rows.add("%.2f,%s,%s".formatted(load, site, load > 22 ? "high" : load > 18 ? "mid" : "low"));
    }
    Files.write(trained.resolve("table.csv"), rows);
    train("--csv @table.csv --values load --inputs load --out @one.model");
    train("--csv @table.csv --values load --inputs load --group <site> --out @many.model");
    train("--csv @table.csv --classes state --inputs load --horizon 1 --out @class.model");
  }

  private String page(String command) throws IOException {
    Path page = folder.resolve("page.html");
    Run run = run(command + " --report " + page);
    assertEquals(0, run.exitCode(), run::err);
    return Files.readString(page);
  }

  private static void assertHoldsNumbers(String text, String page) {
    Matcher numbers = Pattern.compile("\\d[\\d.,e+-]*\\d").matcher(text);
    int found = 0;
    while (numbers.find()) {
      String number = numbers.group();
      assertTrue(page.contains(number), () -> number + " isn't on the page");
      found++;
    }
    assertTrue(found > 10, text);
  }

  private static void assertNeedsNothingElse(String page) {
    assertFalse(ANY_REFERENCE.matcher(page).find());
    assertFalse(page.contains("<script") || page.contains("@import") || page.contains("url("));
  }

  private static int picturesWithText(String page) {
    List<String> images = IMAGE.matcher(page).results().map(r -> r.group()).toList();
    for (String image : images) {
      assertTrue(image.matches(".* alt=\"[^\"]{20,}\".*"), "what a picture shows is said");
    }
    return images.size();
  }

  @ParameterizedTest
  @CsvSource({
    "evaluate --model @one.model --csv @table.csv --interval 80, 4",
    "evaluate --model @many.model --csv @table.csv --interval 80, 12",
    "evaluate --model @class.model --csv @table.csv, 0",
    "backtest --model @one.model --csv @table.csv --ahead 3, 3",
    "backtest --model @many.model --csv @table.csv --ahead 2, 5"
  })
  void aPageHoldsAllNumbersOfTheTextAndNeedsNothingElse(String command, int pictures)
      throws IOException {
    String page = page(command);
    assertHoldsNumbers(run(command).out(), page);
    assertNeedsNothingElse(page);
    assertEquals(pictures, picturesWithText(page));
  }

  @Test
  void seriesThatArentDrawnAreCounted() throws IOException {
    String page = page("evaluate --model @many.model --csv @table.csv");
    assertTrue(page.contains("The first 3 of 4 series are drawn."));
    assertTrue(page.contains("load of n&amp;s") && !page.contains("load of mid<"));
  }

  @Test
  void thePageOfAPredictionHoldsWhatComesBeyondTheEnd() throws IOException {
    Path csv = folder.resolve("out.csv");
    String page =
        page("predict --model @one.model --csv @table.csv --ahead 5 --interval 80 --out " + csv);
    List<String> lines = Files.readAllLines(csv);
    List<String> future = lines.subList(lines.size() - 5, lines.size());
    for (String line : future) {
      String[] cells = line.split(",", -1);
      for (String number : Arrays.copyOfRange(cells, cells.length - 3, cells.length)) {
        String rounded = ScoreText.number(Double.parseDouble(number));
        assertTrue(page.contains(">" + rounded + "<"), () -> rounded + " isn't on the page");
      }
    }
    assertTrue(page.contains("right of the dashed line nothing has come yet"));
    assertNeedsNothingElse(page);
    assertEquals(1, picturesWithText(page));
  }

  @Test
  void classesThatArePredictedAreCounted() throws IOException {
    Path csv = folder.resolve("out.csv");
    String page = page("predict --model @class.model --csv @table.csv --out " + csv);
    long high = Files.readAllLines(csv).stream().filter(line -> line.contains(",high,0.")).count();
    assertTrue(page.contains("<td>high</td><td class=\"number\">" + high + "</td>"), page);
  }

  @Test
  void theConfusionIsColouredByItsPartOfTheClass() throws IOException {
    String page = page("evaluate --model @class.model --csv @table.csv");
    Matcher cells =
        Pattern.compile("<td class=\"part (right|wrong)\" style=\"--part: ([\\d.]+)\">(\\d+)</td>")
            .matcher(page);
    List<String> kinds = new ArrayList<>();
    int rows = 0;
    while (cells.find()) {
      kinds.add(cells.group(1));
      rows += Integer.parseInt(cells.group(3));
      assertEquals(cells.group(3).equals("0"), Double.parseDouble(cells.group(2)) == 0);
    }
    assertEquals(9, kinds.size());
    assertEquals(List.of("right", "wrong", "wrong", "wrong", "right"), kinds.subList(0, 5));
    assertEquals(299, rows);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate --model @one.model --csv @table.csv",
        "predict --model @one.model --csv @table.csv --out OUT",
        "backtest --model @one.model --csv @table.csv"
      })
  void aPageThatCantBeWrittenIsRefusedBeforeAnythingElse(String command) throws IOException {
    Path out = folder.resolve("out.csv");
    Run run = run(command.replace("OUT", out.toString()) + " --report " + folder + "/no/page.html");
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains("page.html can't be written"), run::err);
    assertEquals("", run.out());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --model @class.model | the model has classes: use evaluate.",
        "2 | --model @one.model --ahead 0 | --ahead (0) must be positive.",
        "2 | --model @one.model --last 5 --ahead 6 | --ahead (6) must be at most --last (5).",
        "2 | --model @one.model --refit -1 | --refit (-1) must be at least 0.",
        "2 | --model @one.model --interval 100 | --interval (100.0) must lie between 0 and 100.",
        "1 | --model @one.model --ahead 300 | To forecast 300 ahead takes at least 301 rows; the"
            + " table has 300.",
        "1 | --model @no.model | There is no file"
      })
  void aWrongBacktestSaysWhatIsWrong(int exitCode, String options, String message) {
    Run run = run("backtest --csv @table.csv " + options);
    assertEquals(exitCode, run.exitCode(), run::err);
    assertTrue(run.err().contains(message), run::err);
    assertEquals(exitCode == 1 ? 1 : 2, run.err().lines().count(), run::err);
    assertEquals("", run.out());
  }

  @Test
  void aBacktestInJsonHasTheScoresOfEachLead() {
    Run text = run("backtest --model @one.model --csv @table.csv --ahead 3");
    Run json = run("backtest --model @one.model --csv @table.csv --ahead 3 --json");
    assertEquals(0, json.exitCode(), json::err);
    Matcher maes = Pattern.compile("\"lead\" : (\\d)[^}]*\"mae\" : ([\\d.]+)").matcher(json.out());
    int leads = 0;
    while (maes.find()) {
      String mae = ScoreText.number(Double.parseDouble(maes.group(2)));
      String lead = "+" + maes.group(1);
      assertTrue(
          text.out()
              .lines()
              .anyMatch(line -> line.strip().matches("\\" + lead + " +" + mae + " .*")),
          text::out);
      leads++;
    }
    assertEquals(6, leads, "at the top and below targets");
    assertTrue(text.out().startsWith("The model of load loses "), text::out);
  }

  @Test
  void whereItLosesIsSaidFirst() {
    Run run = run("backtest --model @one.model --csv @table.csv --ahead 4 --refit 1 --quiet");
    assertEquals(0, run.exitCode(), run::err);
    assertEquals("", run.err());
    String first = run.out().lines().findFirst().orElseThrow();
    List<String> lost = new ArrayList<>();
    for (String line : run.out().lines().skip(2).limit(4).toList()) {
      String[] cells = line.strip().split(" +"); // lead MAE RMSE MASE covered % persistence ..
      double own = Double.parseDouble(cells[2]);
      double best =
          Arrays.stream(cells, 6, cells.length)
              .mapToDouble(Double::parseDouble)
              .min()
              .orElseThrow();
      if (own > 1.001 * best) {
        lost.add(cells[0]);
      }
    }
    Matcher said = Pattern.compile("loses at (.*?),? (?:by most|to AR|to [a-z])").matcher(first);
    assertEquals(!lost.isEmpty(), said.find(), first + lost);
    if (!lost.isEmpty()) {
      assertTrue(said.group(1).startsWith(lost.get(0)), first);
      assertTrue(said.group(1).endsWith(lost.get(lost.size() - 1)), first);
    }
  }

  @Test
  void leadsInARowAreWrittenAsARange() {
    assertEquals("+1 to +3, +7, +9 to +10", BacktestText.ranges(List.of(1, 2, 3, 7, 9, 10)));
  }
}
