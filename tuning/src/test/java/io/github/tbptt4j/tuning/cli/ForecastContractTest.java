package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What evaluate says is what predict writes; and two days are as good as one. */
class ForecastContractTest {
  private static final int PERIOD = 7;
  private static final String HEADER = "t,g,y,z,x,c";

  @TempDir Path folder;

  /** Days of two series, some without a row, some cells empty. */
  private static List<String> rows(int days, int from, boolean irregular) {
    Random random = new Random(4);
    List<String> rows = new ArrayList<>();
    int day = 0;
    for (int i = 0; i < days; i++) {
      day += irregular ? 1 + random.nextInt(30) : 1;
      for (String group : List.of("A", "B")) {
        double y = 50 + 9 * Math.sin(2 * Math.PI * i / PERIOD) + random.nextGaussian();
        String cell = random.nextInt(20) == 0 ? "" : "%.2f".formatted(y);
        String label = y > 53 ? "high" : y > 47 ? "middle" : "low";
        boolean there = irregular || i % 41 != 17;
        if (there && i >= from) {
          rows.add(
              "%s,%s,%s,%.2f,%d,%s"
                  .formatted(
                      LocalDate.of(2020, 1, 1).plusDays(day),
                      group,
                      cell,
                      2 * y + random.nextGaussian(),
                      i % PERIOD,
                      label));
        } else {
          random.nextGaussian(); // the same numbers from wherever
        }
      }
    }
    return rows;
  }

  private void write(String name, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(rows);
    Files.write(folder.resolve(name), lines);
  }

  /** Runs a command that works; {@code @} stands for the folder. */
  private String run(String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(command.replace("@", folder + "/").split(" +"));
    assertEquals(0, exitCode, err.toString());
    return out.toString();
  }

  private String train(String options) {
    return run("train --csv @all.csv --quiet --epochs 1 --hidden 3 --group g --out @m " + options);
  }

  /** The rows that predict writes, by column. */
  private List<Map<String, String>> predicted(String options) {
    List<String> lines = run("predict --model @m " + options).lines().toList();
    String[] names = lines.get(0).split(",");
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], cells[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--values y",
        "--values y,z --horizon 3 --if-missing carry",
        "--values y --horizon 2 --known x --calendar weekday",
        "--values y --horizon 0",
        "--classes c --horizon 1",
      })
  void rowsOfTomorrowAloneGiveTheNumbersOfAllRows(String options) throws IOException {
    write("all.csv", rows(130, 0, false));
    write("today.csv", rows(100, 0, false));
    train(options);
    String interval = options.startsWith("--values") ? " --interval 80" : "";
    List<Map<String, String>> whole = predicted("--csv @all.csv" + interval);
    predicted("--csv @today.csv --state-out @s" + interval);
    int waiting = options.contains("known") ? 2 : 0; // whose known values came later
    for (int day = 100; day < 130; day++) {
      List<String> rows = rows(day + 1, day, false);
      if (rows.isEmpty()) {
        continue; // nobody calls with nothing
      }
      write("tomorrow.csv", rows);
      for (Map<String, String> row :
          predicted("--csv @tomorrow.csv --state-in @s --state-out @s" + interval)) {
        if (waiting == 0) {
          assertTrue(whole.contains(row), () -> row + " isn't among " + whole);
        }
      }
    }
    write("later.csv", rows(130, 126, false));
    write("before.csv", rows(126, 0, false));
    predicted("--csv @before.csv --state-out @s" + interval);
    List<Map<String, String>> last = predicted("--csv @later.csv --state-in @s" + interval);
    assertEquals(whole.subList(whole.size() - last.size(), whole.size()), last);
  }

  /** A row alone says neither what is a thousand nor what a month. */
  @Tag("slow")
  @Test
  void aRowADayIsReadAsTheTrainingTableWas() throws IOException {
    List<String> rows = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 250; i++) {
      LocalDate day = LocalDate.of(2020, 1, 1).plusDays(i);
      double y = 950 + 90 * Math.sin(2 * Math.PI * i / PERIOD) + random.nextGaussian();
      rows.add(
          "%02d/%02d/%d;%.3f"
              .formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear(), y)
              .replace('.', ','));
    }
    writeGerman("all.csv", rows);
    writeGerman("today.csv", rows.subList(0, 240));
    run("train --csv @today.csv --values y --quiet --epochs 1 --hidden 3 --out @m");
    List<String> whole = run("predict --model @m --csv @all.csv").lines().toList();
    run("predict --model @m --csv @today.csv --state-out @s");
    for (int i = 240; i < 250; i++) {
      writeGerman("tomorrow.csv", rows.subList(i, i + 1));
      String said = run("predict --model @m --csv @tomorrow.csv --state-in @s --state-out @s");
      assertEquals(whole.get(1 + i), said.lines().toList().get(1));
    }
  }

  private void writeGerman(String name, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("t;y"));
    lines.addAll(rows);
    Files.write(folder.resolve(name), lines);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void testScoresOfTrainAreThoseOfEvaluate(boolean irregular) throws IOException {
    write("all.csv", rows(120, 0, irregular));
    for (String options : List.of("--values y,z --horizon 2", "--values y --horizon 0")) {
      String trained = train(options);
      String evaluated = run("evaluate --model @m --csv @all.csv --interval 90 --last " + 18);
      List<String> scores = trained.lines().filter(line -> evaluated.contains(line)).toList();
      for (String line : evaluated.lines().toList()) {
        assertTrue(scores.contains(line), () -> line + " isn't in " + trained);
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--values y",
        "--values y,z --horizon 5",
        "--values z,y --horizon 0",
        "--values y --no-linear --if-missing carry",
      })
  void scoresOfValuesAreThoseOfThePredictedRows(String options) throws IOException {
    write("all.csv", rows(120, 0, true)); // each row a step
    train(options + " --period " + PERIOD);
    int horizon = options.contains("horizon 0") ? 0 : options.contains("5") ? 5 : 1;
    JsonNode scores =
        new ObjectMapper().readTree(run("evaluate --model @m --csv @all.csv --interval 80 --json"));
    List<Map<String, String>> rows = predicted("--csv @all.csv --interval 80");
    for (String target : options.split(" ")[1].split(",")) {
      double[][] sums = new double[3][3]; // model, persistence, seasonal: n, |e|, e^2
      double covered = 0;
      double sum = 0;
      double squares = 0;
      double unit = 0;
      int units = 0;
      for (String group : List.of("A", "B")) {
        List<Map<String, String>> own =
            rows.stream().filter(row -> row.get("g").equals(group)).toList();
        double[] actual = own.stream().mapToDouble(row -> number(row.get(target))).toArray();
        double[] seen = filled(actual);
        for (int t = PERIOD; t < Math.round(0.7 * actual.length); t++) {
          double change = Math.abs(actual[t] - actual[t - PERIOD]);
          unit += Double.isNaN(change) ? 0 : change;
          units += Double.isNaN(change) ? 0 : 1;
        }
        for (int t = 0; t + horizon < actual.length; t++) {
          double y = actual[t + horizon];
          if (Double.isNaN(y)) {
            continue;
          }
          String predicted = "predicted_" + target;
          double lower = number(own.get(t).get(predicted + "_lower"));
          double upper = number(own.get(t).get(predicted + "_upper"));
          covered += lower <= y && y <= upper ? 1 : 0;
          add(sums[0], y - number(own.get(t).get(predicted)));
          if (horizon > 0 && !Double.isNaN(seen[t])) {
            add(sums[1], y - seen[t]);
          }
          sum += y;
          squares += y * y;
        }
      }
      double n = sums[0][0];
      JsonNode of = scores.get("targets").get(target);
      assertEquals(n, of.get("metrics").get("n").asDouble());
      assertClose(sums[0][1] / n, of.get("metrics").get("mae"));
      assertClose(sums[0][2] / n, of.get("metrics").get("mse"));
      assertClose(Math.sqrt(sums[0][2] / n), of.get("metrics").get("rmse"));
      assertClose(1 - sums[0][2] / (squares - sum * sum / n), of.get("metrics").get("r2"));
      assertClose(sums[0][1] / n / (unit / units), of.get("metrics").get("mase"));
      assertClose(covered / n, of.get("intervals").get("coverage"));
      if (horizon > 0 && sums[1][0] == n) {
        assertClose(sums[1][1] / n, of.get("baselines").get("persistence").get("mae"));
      }
    }
  }

  private static void add(double[] sums, double error) {
    sums[0]++;
    sums[1] += Math.abs(error);
    sums[2] += error * error;
  }

  private static double number(String cell) {
    return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
  }

  /** The last value there was. */
  private static double[] filled(double[] values) {
    double[] all = values.clone();
    for (int t = 1; t < all.length; t++) {
      all[t] = Double.isNaN(all[t]) ? all[t - 1] : all[t];
    }
    return all;
  }

  private static void assertClose(double expected, JsonNode actual) {
    assertEquals(expected, actual.asDouble(), 1e-9 * Math.max(1, Math.abs(expected)));
  }

  @Test
  void scoresOfClassesAreThoseOfThePredictedRows() throws IOException {
    write("all.csv", rows(120, 0, true));
    train("--classes c --horizon 1");
    JsonNode scores = new ObjectMapper().readTree(run("evaluate --model @m --csv @all.csv --json"));
    List<String> classes = List.of("high", "low", "middle");
    int[][] confusion = new int[3][3];
    double loss = 0;
    int n = 0;
    Map<String, Map<String, String>> before = new HashMap<>();
    for (Map<String, String> row : predicted("--csv @all.csv")) {
      Map<String, String> said = before.put(row.get("g"), row);
      if (said != null) {
        n++;
        confusion[classes.indexOf(row.get("c"))][classes.indexOf(said.get("predicted_c"))]++;
        loss -= Math.log(number(said.get("probability_" + row.get("c"))));
      }
    }
    double right = 0;
    double f1 = 0;
    for (int c = 0; c < 3; c++) {
      int of = c;
      right += confusion[c][c];
      int were = Arrays.stream(confusion[c]).sum();
      int said = Arrays.stream(confusion).mapToInt(row -> row[of]).sum();
      f1 += 2.0 * confusion[c][c] / (were + said) / 3;
    }
    JsonNode metrics = scores.get("metrics");
    assertEquals(n, metrics.get("n").asInt());
    assertClose(right / n, metrics.get("accuracy"));
    assertClose(f1, metrics.get("macroF1"));
    assertEquals(loss / n, metrics.get("logLoss").asDouble(), 1e-5); // probabilities are floats
    assertEquals(new ObjectMapper().valueToTree(confusion), metrics.get("confusion"));
  }
}
