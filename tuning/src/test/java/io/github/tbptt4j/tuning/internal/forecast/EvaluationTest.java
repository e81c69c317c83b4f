package io.github.tbptt4j.tuning.internal.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.tuning.data.Split;
import io.github.tbptt4j.tuning.forecast.ClassScores;
import io.github.tbptt4j.tuning.forecast.Missing;
import io.github.tbptt4j.tuning.forecast.TableScores;
import io.github.tbptt4j.tuning.forecast.ValueScores;
import io.github.tbptt4j.tuning.internal.baseline.Baseline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final int LENGTH = 200;

  @Test
  void withoutAHorizonPersistenceSaysTheRowBefore() {
    double[] y = Series.daily(LENGTH, 2);
    Rows rows = Series.rows(Series.of(LENGTH, t -> t % 5), y);
    Roles roles = Series.roles(0, List.of("x"), List.of(), List.of("y"));
    Prepared data = Series.prepared(roles, rows, List.of(List.of()));
    MultiLayerNetwork network = Series.network(data.encoder());
    Fitted model = Series.model(data, List.of(List.of()), network);
    SeriesForecast forecast =
        new Forecaster(model, Outputs.session(network), null).run(rows, Series.HOURS, null, 0);
    ValueScores persistence =
        new Evaluation(model, List.of(forecast), Map.of(), (s, row) -> row >= 1)
            .values(0, null)
            .baselines()
            .get("persistence");
    double sum = 0;
    for (int t = 1; t < LENGTH; t++) {
      sum += Math.abs(y[t] - y[t - 1]);
    }
    assertEquals(sum / (LENGTH - 1), persistence.mae(), 1e-9);
  }

  private static Roles classRoles(boolean perSequence) {
    return new Roles(
        null,
        null,
        List.of("x"),
        List.of(),
        List.of(),
        List.of(),
        new Categories("c", List.of("no", "yes")),
        0,
        List.of(),
        Missing.MASK,
        perSequence);
  }

  private static TableScores.OfClasses classes(int unseen) {
    int[] labels = new int[LENGTH];
    Arrays.setAll(labels, t -> t % 3 == 0 ? 1 : 0);
    Rows plain = Series.rows(Series.of(LENGTH, t -> t % 3));
    Rows rows =
        new Rows("", plain.rows(), plain.times(), plain.numbers(), plain.categories(), labels);
    Roles roles = classRoles(false);
    Prepared data = Series.prepared(roles, rows, List.of());
    MultiLayerNetwork network = Series.network(data.encoder());
    Fitted model = Series.model(data, List.of(), network);
    Arrays.fill(labels, LENGTH - unseen, LENGTH, Rows.UNSEEN);
    SeriesForecast forecast =
        new Forecaster(model, Outputs.session(network), null).run(rows, Series.HOURS, null, 0);
    double[][] right = forecast.probabilities();
    for (int t = 0; t < LENGTH; t++) {
      right[t] = t % 3 == 0 ? new double[] {0.1, 0.9} : new double[] {0.9, 0.1};
    }
    return new Evaluation(model, List.of(forecast), Map.of(), (s, row) -> true).classes();
  }

  @Test
  void classesThatTrainingDidNotHaveCountAsWrong() {
    ClassScores scores = classes(50).metrics();
    assertEquals(LENGTH, scores.n());
    assertEquals(0.75, scores.accuracy(), 1e-12);
    assertEquals(3, scores.classes().size());
    assertEquals(2, classes(0).metrics().classes().size());
  }

  @Test
  void theOneLabelOfASeriesIsNoForecastOfItself() {
    List<Rows> all = new ArrayList<>();
    for (int s = 0; s < 8; s++) {
      int[] labels = new int[5];
      Arrays.fill(labels, s % 2);
      Rows plain = Series.rows(Series.of(5, t -> t));
      all.add(new Rows("" + s, plain.rows(), plain.times(), plain.numbers(), new int[0][], labels));
    }
    Frame frame = new Frame(all, 40, Series.HOURS);
    Parts parts = Parts.of(new int[] {5, 5, 5, 5, 5, 5, 5, 5}, Split.bySequence(0.5, 0.25, 1));
    EncoderFit.TargetOptions options = new EncoderFit.TargetOptions(List.of(), false, true);
    Encoder encoder = EncoderFit.fit(frame, parts, classRoles(true), options, List.of());
    Prepared data = Prepared.of(frame, parts, encoder);
    Fitted model = Series.model(data, List.of(), Series.network(encoder));
    assertEquals(
        List.of("majority"), model.peers().get(0).baselines().stream().map(Baseline::key).toList());
  }
}
