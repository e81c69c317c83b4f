package io.github.tbptt4j.tuning.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By hand, on the steps that networks are scored on. */
class CsvBaselinesTest {
  private static final int ROWS = 200;
  private static final int TRAINING = 140; // and 30 for validation, 30 for the test

  @TempDir Path folder;
  private final List<Double> values = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();

  private Path file() throws IOException {
    Random random = new Random(3);
    StringBuilder csv = new StringBuilder("value,class\n");
    int last = 0;
    for (int row = 0; row < ROWS; row++) {
      last = random.nextInt(4) == 0 ? random.nextInt(3) : (last + 1) % 3;
      values.add(10 + 3 * Math.sin(row / 5.0) + random.nextDouble());
      classes.add(last);
      csv.append(values.get(row)).append(',').append("abc".charAt(last)).append('\n');
    }
    return Files.writeString(folder.resolve("rows.csv"), csv);
  }

  private static BaselineModel named(String name, CsvData data) {
    return data.baselines().stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private double mean() {
    return values.subList(0, TRAINING).stream().mapToDouble(v -> v).average().orElseThrow();
  }

  /** Of two streams of a part of 30 rows whose last ones have no label. */
  private double persistence(int from, int horizon) {
    int before = Math.max(1, horizon);
    int steps = (30 - horizon) / 2 * 2;
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      double said =
          step >= before ? values.get(from + step + horizon - before) : mean(); // none is known
      sum += Math.pow(values.get(from + step + horizon) - said, 2);
    }
    return sum / steps;
  }

  @Test
  void numbersAreForecastByTheLastOneAndTheMean() throws IOException {
    Path file = file();
    for (int horizon : new int[] {0, 1, 3}) {
      CsvData data =
          CsvData.of(file)
              .inputs("value")
              .values("value")
              .horizon(horizon)
              .streams(2)
              .timeSteps(4)
              .build();

      BaselineModel persistence = named("persistence", data);

      double expected = persistence(TRAINING, horizon);
      assertEquals(expected, persistence.validation().getAsDouble(), 1e-4 * expected);
      double test = persistence(TRAINING + 30, horizon);
      assertEquals(test, persistence.test().getAsDouble(), 1e-4 * test);
      if (horizon == 0) {
        double spread =
            values.subList(TRAINING, TRAINING + 30).stream()
                .mapToDouble(v -> Math.pow(v - mean(), 2))
                .average()
                .orElseThrow();
        assertEquals(spread, named("mean", data).validation().getAsDouble(), 1e-4 * spread);
      }
    }
  }

  @Test
  void classesAreForecastByHowOftenTheyAre() throws IOException {
    CsvData.Builder rows = CsvData.of(file()).inputs("value").classes("class").streams(2);
    CsvData data = rows.build();

    double[] counts = {1, 1, 1};
    double[][] after = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    for (int row = 0; row < TRAINING; row++) {
      counts[classes.get(row)]++;
      if (row > 0) {
        after[classes.get(row - 1)][classes.get(row)]++;
      }
    }
    double alone = 0;
    double byLast = 0;
    for (int row = TRAINING; row < TRAINING + 30; row++) {
      alone -= log(counts, classes.get(row)) / 30;
      byLast -= log(row == TRAINING ? counts : after[classes.get(row - 1)], classes.get(row)) / 30;
    }
    assertEquals(alone, named("class frequencies", data).validation().getAsDouble(), 1e-5);
    assertEquals(byLast, named("by the class before", data).validation().getAsDouble(), 1e-5);
    assertTrue(byLast < 0.9 * alone, "there is something to learn");

    double right =
        named("by the class before", rows.metric(Metrics.accuracy()).build())
            .validation()
            .getAsDouble();
    assertTrue(right > 0.6 && right < 1, "by the candidates' own metric: " + right);
  }

  private static double log(double[] counts, int one) {
    return Math.log(counts[one] / (counts[0] + counts[1] + counts[2]));
  }

  @Test
  void aLabelOfAWholeSequenceHasNoneBefore() throws IOException {
    for (int i = 0; i < 10; i++) {
      String label = i % 5 == 0 ? "rare" : "often";
      String row = i + "," + label + "\n";
      Files.writeString(folder.resolve(i + ".csv"), "x,y\n" + row.repeat(2 + i % 3));
    }
    CsvData data =
        CsvData.of(folder)
            .inputs("x")
            .classes("y")
            .labelPerSequence()
            .split(Split.bySequence(0.8, 0.2, 1))
            .build();

    assertEquals(
        List.of("class frequencies"), data.baselines().stream().map(BaselineModel::name).toList());
    assertTrue(Double.isNaN(data.baselines().get(0).test().getAsDouble()));
    assertTrue(data.baselines().get(0).validation().getAsDouble() < 2);
  }
}
