package io.github.tbptt4j.tuning.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.internal.baseline.Baseline;
import io.github.tbptt4j.tuning.internal.baseline.Baselines;
import io.github.tbptt4j.tuning.internal.forecast.LeadScores;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacktestTest {
  private static final int ROWS = 240;
  private static final TrainingRecipe RECIPE =
      new TrainingRecipe(
          4,
          1,
          0.01,
          1,
          TruncatedBptt.of(5, 10),
          TrainingLimits.epochs(2).within(Duration.ofMinutes(5)),
          null,
          3);

  @TempDir Path folder;

  private TableSource scan(List<String> lines) throws IOException {
    return SmallTables.scan(folder, "table.csv", lines);
  }

  private TableModel model(List<String> lines, int horizon, boolean known) throws IOException {
    TableData.Builder data = TableData.of(scan(lines)).values("load").horizon(horizon);
    TableData built = (known ? data.known("open") : data).build();
    return TableModel.of(built, SmallTables.network(built), RECIPE);
  }

  private static double load(String line) {
    String cell = line.split(",")[1];
    return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
  }

  /** By hand: the table is cut behind each origin and forecast as any other. */
  @ParameterizedTest
  @CsvSource({"1, false, 1", "1, true, 1", "3, false, 2", "3, true, 1"})
  void scoresByLeadAreThoseOfForecastsFromTablesThatEndThere(int horizon, boolean known, int step)
      throws IOException {
    List<String> lines = SmallTables.hourly(ROWS, 1);
    lines.set(ROWS - 9, lines.get(ROWS - 9).replaceFirst(",[^,]*,", ",,")); // not known
    TableModel model = model(lines, horizon, known);
    int ahead = 4;
    int last = 20;
    Backtest test =
        Backtest.of(
            model,
            scan(lines),
            new BacktestOptions().ahead(ahead).last(last).step(step).level(0.8));
    List<List<Double>> errors = new ArrayList<>();
    List<List<Boolean>> inside = new ArrayList<>();
    for (int lead = 0; lead < ahead; lead++) {
      errors.add(new ArrayList<>());
      inside.add(new ArrayList<>());
    }
    int origins = 0;
    for (int origin = ROWS - last - 1; origin + ahead < ROWS; origin += step) {
      origins++;
      List<String> cut = lines.subList(0, 1 + origin + 1);
      TableForecast.Column future =
          model
              .forecast(
                  SmallTables.scan(folder, "cut.csv", cut),
                  new ForecastOptions().ahead(ahead).level(0.8))
              .future()
              .get(0)
              .columns()
              .get(0);
      for (int lead = 0; lead < ahead; lead++) {
        double actual = load(lines.get(1 + origin + 1 + lead));
        if (!Double.isNaN(actual)) {
          errors.get(lead).add(actual - future.values()[lead]);
          inside.get(lead).add(future.lower()[lead] <= actual && actual <= future.upper()[lead]);
        }
      }
    }
    assertEquals(origins, test.origins());
    Backtest.Column column = test.columns().get(0);
    for (int lead = 0; lead < ahead; lead++) {
      LeadScores scores = column.leads().get(lead);
      double[] own = errors.get(lead).stream().mapToDouble(error -> error).toArray();
      assertEquals(own.length, scores.metrics().n());
      assertEquals(
          Arrays.stream(own).map(Math::abs).average().orElseThrow(), scores.metrics().mae(), 1e-9);
      assertEquals(
          Arrays.stream(own).map(error -> error * error).average().orElseThrow(),
          scores.metrics().mse(),
          1e-9);
      double covered = inside.get(lead).stream().filter(is -> is).count();
      assertEquals(covered / own.length, scores.intervals().coverage(), 1e-9);
    }
    double all = errors.stream().flatMap(List::stream).mapToDouble(Math::abs).average().orElse(0);
    assertEquals(all, column.total().metrics().mae(), 1e-9);
  }

  @Test
  void baselinesOfALeadKnowWhatComesBeforeTheFirstOrigin() throws IOException {
    List<String> lines = SmallTables.hourly(ROWS, 2);
    TableModel model = model(lines, 1, false);
    Backtest test = Backtest.of(model, scan(lines), new BacktestOptions().ahead(3).last(30));
    double[] values = lines.stream().skip(1).mapToDouble(BacktestTest::load).toArray();
    int first = ROWS - 31;
    int[] periods = model.fitted().peers().get(0).periods().stream().mapToInt(p -> p).toArray();
    for (int lead = 1; lead <= 3; lead++) {
      LeadScores scores = test.columns().get(0).leads().get(lead - 1);
      assertEquals(
          List.of("persistence", "seasonalNaive", "ar"), List.copyOf(scores.baselines().keySet()));
      List<Baseline> fitted =
          Baselines.fit(List.of(Arrays.copyOf(values, first + 1)), lead, periods);
      for (Baseline baseline : fitted) {
        if (!scores.baselines().containsKey(baseline.key())) {
          continue;
        }
        double[] said = baseline.forecast(values);
        double sum = 0;
        int n = 0;
        for (int origin = first; origin + 3 < ROWS; origin++) {
          sum += Math.abs(values[origin + lead] - said[origin]);
          n++;
        }
        assertEquals(sum / n, scores.baselines().get(baseline.key()).mae(), 1e-9, baseline.key());
      }
    }
  }

  @Test
  void aTableThatGoesOnWhereTheTrainingTableEndedIsForecastFromThere() throws IOException {
    List<String> lines = SmallTables.hourly(ROWS, 3);
    TableModel model = model(lines.subList(0, 201), 1, false);
    List<String> rest = new ArrayList<>(lines.subList(201, lines.size()));
    rest.add(0, lines.get(0));
    BacktestOptions options = new BacktestOptions().ahead(2).last(20);
    Backtest ofRest = Backtest.of(model, scan(rest), options);
    Backtest ofAll = Backtest.of(model, scan(lines), options);
    assertEquals(
        ofAll.columns().get(0).total().metrics(), ofRest.columns().get(0).total().metrics());
  }

  @Test
  void aRefitLearnsFromNothingBehindItsOrigin() throws IOException {
    List<String> lines = SmallTables.hourly(ROWS, 4);
    TableModel model = model(lines, 1, false);
    BacktestOptions options = new BacktestOptions().ahead(10).last(40);
    List<String> changed = new ArrayList<>(lines.subList(0, ROWS - 39));
    List<String> other = SmallTables.hourly(ROWS, 5);
    changed.addAll(other.subList(ROWS - 39, other.size()));
    double[] said = firstPath(Backtest.of(model, scan(lines), options.refits(1)));
    assertArrayEquals(said, firstPath(Backtest.of(model, scan(changed), options.refits(1))));
    double[] asItIs = firstPath(Backtest.of(model, scan(lines), options));
    assertFalse(Arrays.equals(said, asItIs), "trained again it says something else");
    assertEquals(10, said.length);
    assertTrue(Arrays.stream(said).allMatch(Double::isFinite));
  }

  private static double[] firstPath(Backtest test) {
    return Arrays.copyOfRange(test.tracks(0).get(0).said(), ROWS - 40, ROWS - 30);
  }

  @Test
  void aModelsFileSaysHowItWasTrained() throws IOException {
    TableModel model = model(SmallTables.hourly(ROWS, 6), 1, false);
    Path file = folder.resolve("a.model");
    model.save(file);
    assertEquals(RECIPE, TableModel.load(file).recipe().orElseThrow());
  }

  @Test
  void aModelThatDoesntSayHowItWasTrainedIsTestedWithoutRefitsOnly() throws IOException {
    List<String> lines = SmallTables.hourly(ROWS, 7);
    TableData data = TableData.of(scan(lines)).values("load").build();
    Path file = folder.resolve("b.model");
    TableModel.of(data, SmallTables.network(data)).save(file);
    TableModel model = TableModel.load(file);
    BacktestOptions options = new BacktestOptions().ahead(2);
    assertEquals(2, Backtest.of(model, scan(lines), options).columns().get(0).leads().size());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Backtest.of(model, scan(lines), options.refits(1)));
    assertTrue(refused.getMessage().contains("how it was trained"), refused::getMessage);
  }

  @Test
  void aForecastLongerThanTheTableIsRefused() throws IOException {
    List<String> lines = SmallTables.hourly(ROWS, 8);
    TableModel model = model(lines, 1, false);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Backtest.of(model, scan(lines), new BacktestOptions().ahead(ROWS)));
    assertEquals(
        "To forecast 240 ahead takes at least 241 rows; the table has 240.", refused.getMessage());
  }

  @Test
  void tooManyRefitsAreRefused() throws IOException {
    List<String> lines = SmallTables.hourly(ROWS, 9);
    TableModel model = model(lines, 1, false);
    BacktestOptions options = new BacktestOptions().ahead(3).last(5).refits(4);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> Backtest.of(model, scan(lines), options));
    assertEquals("refits (4) must be at most the number of origins, 3.", refused.getMessage());
  }
}
