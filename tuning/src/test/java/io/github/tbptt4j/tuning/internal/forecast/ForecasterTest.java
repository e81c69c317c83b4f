package io.github.tbptt4j.tuning.internal.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ForecasterTest {
  private static final int LENGTH = 400;
  private static final List<List<Integer>> DAILY = List.of(List.of(24));

  /** What is forecast, and a second column that may be known in advance. */
  private static Rows rows(boolean wanders) {
    double[] values = Series.daily(LENGTH, 1);
    if (wanders) {
      for (int t = 1; t < LENGTH; t++) {
        values[t] += values[t - 1] - 100;
      }
    }
    values[50] = Double.NaN;
    values[51] = Double.NaN;
    return Series.rows(values, Series.of(LENGTH, t -> t % 7));
  }

  private static Fitted model(int horizon, boolean known, Rows rows, MultiLayerNetwork[] network) {
    Roles roles =
        Series.roles(
            horizon, List.of("y", "weekday"), known ? List.of("weekday") : List.of(), List.of("y"));
    Prepared data = Series.prepared(roles, rows, DAILY);
    network[0] = Series.network(data.encoder());
    return Series.model(data, DAILY, network[0]);
  }

  private static Rows part(Rows rows, int from, int to) {
    Rows head = rows.before(to);
    return new Rows(
        "",
        Arrays.copyOfRange(head.rows(), from, to),
        Arrays.copyOfRange(head.times(), from, to),
        Arrays.stream(head.numbers())
            .map(column -> Arrays.copyOfRange(column, from, to))
            .toArray(double[][]::new),
        new int[0][],
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "1, false, false",
    "1, true, false",
    "3, false, false",
    "3, true, false",
    "30, true, false",
    "1, false, true",
    "3, true, true"
  })
  void goesOnFromItsStateToTheNumbersOfTheWholeSeries(int horizon, boolean known, boolean wanders)
      throws IOException {
    Rows rows = rows(wanders);
    MultiLayerNetwork[] network = new MultiLayerNetwork[1];
    Fitted model = model(horizon, known, rows, network);
    Forecaster forecaster = new Forecaster(model, Outputs.session(network[0]), 0.8);
    SeriesForecast whole = forecaster.run(rows, Series.HOURS, null, 5);
    SeriesState state = null;
    SeriesForecast last = null;
    for (int[] range : new int[][] {{0, 60}, {60, 61}, {61, 62}, {62, 300}, {300, LENGTH}}) {
      last = forecaster.run(part(rows, range[0], range[1]), Series.HOURS, state, 5);
      int settled = known ? Math.max(range[0], range[1] - horizon) : range[1];
      assertArrayEquals(
          Arrays.copyOfRange(whole.values()[0], range[0], settled),
          Arrays.copyOf(last.values()[0], settled - range[0]));
      assertArrayEquals(
          Arrays.copyOfRange(whole.upper()[0], range[0], settled),
          Arrays.copyOf(last.upper()[0], settled - range[0]));
      SeriesForecast cut = forecaster.run(rows.before(range[1]), Series.HOURS, null, 5);
      assertArrayEquals(cut.future().values()[0], last.future().values()[0]);
      assertArrayEquals(cut.future().upper()[0], last.future().upper()[0]);
      byte[] json = ModelFile.json(last.end());
      state = ModelFile.fromJson(json, SeriesState.class);
      assertEquals(range[1], state.rows());
    }
    assertArrayEquals(whole.future().values()[0], last.future().values()[0]);
    assertArrayEquals(whole.future().lower()[0], last.future().lower()[0]);
    assertArrayEquals(whole.end().history()[0], last.end().history()[0]);
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void nothingLaterChangesWhatWasSaid(int horizon) {
    Rows rows = rows(false);
    MultiLayerNetwork[] network = new MultiLayerNetwork[1];
    Fitted model = model(horizon, false, rows, network);
    Forecaster forecaster = new Forecaster(model, Outputs.session(network[0]), 0.8);
    double[] whole = forecaster.run(rows, Series.HOURS, null, 0).values()[0];
    Rows changed = rows.before(LENGTH);
    changed.numbers()[0][200] += 50;
    double[] after = forecaster.run(changed, Series.HOURS, null, 0).values()[0];
    assertArrayEquals(Arrays.copyOf(whole, 200), Arrays.copyOf(after, 200));
    assertNotEquals(whole[200], after[200]);
  }

  @Test
  void theFutureBeginsWithWhatTheLastRowsSay() {
    Rows rows = rows(false);
    MultiLayerNetwork[] network = new MultiLayerNetwork[1];
    Fitted model = model(3, false, rows, network);
    SeriesForecast forecast =
        new Forecaster(model, Outputs.session(network[0]), 0.8).run(rows, Series.HOURS, null, 8);
    assertArrayEquals(
        Arrays.copyOfRange(forecast.values()[0], LENGTH - 3, LENGTH),
        Arrays.copyOf(forecast.future().values()[0], 3));
    assertEquals(Series.HOURS.after(0, LENGTH + 7), forecast.future().times()[7]);
    for (int step = 0; step < 8; step++) {
      assertTrue(forecast.future().lower()[0][step] < forecast.future().values()[0][step]);
      assertTrue(forecast.future().upper()[0][step] > forecast.future().values()[0][step]);
    }
  }

  /** A recursion by hand: the forecast is written behind the series, and the series run again. */
  @Test
  void theFutureIsThatOfASeriesThatGoesOnWithItsForecasts() {
    Rows rows = rows(false);
    MultiLayerNetwork[] network = new MultiLayerNetwork[1];
    Fitted model = model(1, false, rows, network);
    Forecaster forecaster = new Forecaster(model, Outputs.session(network[0]), null);
    double[] future = forecaster.run(rows, Series.HOURS, null, 3).future().values()[0];
    double[] values = Arrays.copyOf(rows.numbers()[0], LENGTH + 2);
    double[] other = Arrays.copyOf(rows.numbers()[1], LENGTH + 2);
    values[LENGTH] = future[0];
    values[LENGTH + 1] = future[1];
    other[LENGTH] = other[LENGTH - 1]; // what isn't forecast stays as it was
    other[LENGTH + 1] = other[LENGTH - 1];
    double[] longer = forecaster.run(Series.rows(values, other), Series.HOURS, null, 0).values()[0];
    assertArrayEquals(future, Arrays.copyOfRange(longer, LENGTH - 1, LENGTH + 2));
  }

  @Test
  void saysWhatTheNetworkAndTheLinearForecastSayTogether() {
    Rows rows = rows(false);
    MultiLayerNetwork[] network = new MultiLayerNetwork[1];
    Fitted model = model(1, false, rows, network);
    double[] said =
        new Forecaster(model, Outputs.session(network[0]), null)
            .run(rows, Series.HOURS, null, 0)
            .values()[0];
    Examples examples =
        Examples.of(model.encoder(), new Frame(List.of(rows), LENGTH, Series.HOURS)).get(0);
    int inputs = model.encoder().inputSize();
    INDArray features = Nd4j.zeros(1, inputs, LENGTH);
    for (int t = 0; t < LENGTH; t++) {
      for (int i = 0; i < inputs; i++) {
        features.putScalar(0, i, t, examples.inputs()[t][i]);
      }
    }
    INDArray outputs = network[0].output(features);
    TargetEncoder target = model.encoder().targets().get(0);
    for (int t = 0; t < LENGTH; t++) {
      double ofNetwork = examples.anchors()[t][0] + target.unit() * outputs.getDouble(0, 0, t);
      double z = 0.5 * ofNetwork + 0.5 * examples.linear()[t][0];
      assertEquals(z * target.scale().deviation() + target.scale().mean(), said[t], 1e-4);
    }
  }
}
