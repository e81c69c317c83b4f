package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.tuning.internal.baseline.Baseline;
import io.github.tbptt4j.tuning.internal.baseline.Baselines;
import io.github.tbptt4j.tuning.internal.baseline.Persistence;
import io.github.tbptt4j.tuning.internal.score.ConformalInterval;
import io.github.tbptt4j.tuning.internal.score.Mase;
import io.github.tbptt4j.tuning.table.TimeStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;

/** Makes a model of a trained network: all that is fitted after the training. */
public final class ModelFit {
  /** How far ahead the growth of errors is measured, and from how many rows. */
  private static final int LEADS = 48;

  private static final int ORIGINS = 40;

  private final Prepared data;
  private final List<List<Integer>> periods;
  private final InferenceSession network;
  private final String id;
  private final List<float[][]> outputs;

  private ModelFit(Prepared data, List<List<Integer>> periods, Model network) {
    this.data = data;
    this.periods = periods;
    this.network = Outputs.session(network);
    id = Integer.toHexString(Arrays.hashCode(network.params().toFloatVector()));
    this.outputs = data.outputs(this.network, Part.VALIDATION);
  }

  /**
   * Fits.
   *
   * @param data that the network was trained on
   * @param periods of each target, rows after which it repeats itself
   * @param network trained
   * @param origin what the model is made from
   * @param step from row to row; null where there is no time
   * @return the model
   */
  public static Fitted fit(
      Prepared data, List<List<Integer>> periods, Model network, Origin origin, TimeStep step) {
    return new ModelFit(data, periods, network).fit(origin, step);
  }

  private Fitted fit(Origin origin, TimeStep step) {
    double[] weights = data.weights(outputs);
    List<ConformalInterval> intervals = new ArrayList<>();
    for (int j = 0; j < weights.length; j++) {
      intervals.add(interval(weights, j));
    }
    Fitted model =
        new Fitted(
            Fitted.VERSION,
            id,
            data.encoder(),
            weights,
            intervals,
            peers(),
            step,
            origin,
            Map.of());
    if (data.encoder().roles().isOfValues() && data.encoder().roles().looksAhead()) {
      model = model.with(leads(model));
    }
    return model.endingAt(ends(model));
  }

  private Map<String, SeriesState> ends(Fitted model) {
    Forecaster forecaster = new Forecaster(model, network, null);
    Map<String, SeriesState> ends = new LinkedHashMap<>();
    for (Rows rows : data.frame().series()) {
      ends.put(rows.name(), forecaster.run(rows, data.frame().clock(), null, 0).end());
    }
    return ends;
  }

  private ConformalInterval interval(double[] weights, int target) {
    TargetEncoder encoded = data.encoder().targets().get(target);
    List<double[]> actual = new ArrayList<>();
    List<double[]> predicted = new ArrayList<>();
    for (int s = 0; s < data.frame().series().size(); s++) {
      Parts.Range range = data.parts().validation().get(s);
      if (range.length() == 0) {
        continue;
      }
      Rows rows = data.frame().series().get(s);
      double[] values = rows.predicted(data.encoder().roles())[target];
      int horizon = data.encoder().roles().horizon();
      double[] was = new double[range.length()];
      double[] said = new double[range.length()];
      for (int i = 0; i < was.length; i++) {
        int row = range.from() + i - horizon;
        was[i] = row < 0 ? Double.NaN : encoded.in(rows.name(), values[range.from() + i]);
        said[i] = row < 0 ? 0 : data.z(Part.VALIDATION, s, row, target, outputs, weights);
      }
      actual.add(was);
      predicted.add(said);
    }
    return ConformalInterval.fit(actual, predicted, data.encoder().roles().horizon());
  }

  /** Intervals that know how errors grow where forecasts go on by themselves. */
  private List<ConformalInterval> leads(Fitted model) {
    int targets = model.encoder().targets().size();
    List<List<List<Double>>> errors = new ArrayList<>();
    for (int j = 0; j < targets; j++) {
      errors.add(new ArrayList<>());
    }
    Forecaster forecaster = new Forecaster(model, network, null);
    int series = data.frame().series().size();
    int eachOrigins = Math.max(1, ORIGINS / series);
    for (int s = 0; s < series; s += Math.max(1, series / ORIGINS)) {
      Rows rows = data.frame().series().get(s);
      Parts.Range range = data.parts().validation().get(s);
      int[] origins = origins(range, eachOrigins);
      List<SeriesForecast.Future> paths =
          forecaster.paths(rows.before(range.to()), data.frame().clock(), origins, LEADS);
      for (int i = 0; i < origins.length; i++) {
        addErrors(errors, rows, origins[i], range.to(), paths.get(i));
      }
    }
    List<ConformalInterval> intervals = new ArrayList<>();
    int horizon = model.encoder().roles().horizon();
    for (int j = 0; j < targets; j++) {
      ConformalInterval interval = model.intervals().get(j);
      double[][] byLead = byLead(errors.get(j), horizon);
      intervals.add(byLead.length == 0 ? interval : interval.fitLeads(byLead));
    }
    return intervals;
  }

  private static int[] origins(Parts.Range range, int most) {
    int count = Math.min(most, Math.max(0, range.length() - 1));
    int[] origins = new int[count];
    for (int i = 0; i < count; i++) {
      origins[i] = range.from() + (int) ((long) i * (range.length() - 1) / count);
    }
    return origins;
  }

  private void addErrors(
      List<List<List<Double>>> errors, Rows rows, int origin, int end, SeriesForecast.Future path) {
    double[][] values = rows.predicted(data.encoder().roles());
    for (int j = 0; j < values.length; j++) {
      TargetEncoder target = data.encoder().targets().get(j);
      for (int lead = 0; lead < LEADS && origin + 1 + lead < end; lead++) {
        if (errors.get(j).size() == lead) {
          errors.get(j).add(new ArrayList<>());
        }
        double error =
            target.in(rows.name(), values[j][origin + 1 + lead])
                - target.in(rows.name(), path.values()[j][lead]);
        errors.get(j).get(lead).add(error);
      }
    }
  }

  /** Leads of the horizon's own length: the first H steps are statements as any other. */
  private static double[][] byLead(List<List<Double>> errors, int horizon) {
    double[][] byLead = new double[(errors.size() + horizon - 1) / horizon][];
    for (int k = 0; k < byLead.length; k++) {
      byLead[k] =
          errors.subList(k * horizon, Math.min(errors.size(), (k + 1) * horizon)).stream()
              .flatMap(List::stream)
              .mapToDouble(Double::doubleValue)
              .toArray();
    }
    return byLead;
  }

  private List<Peers> peers() {
    Roles roles = data.encoder().roles();
    List<Peers> all = new ArrayList<>();
    for (int j = 0; j < roles.predicted().size(); j++) {
      List<double[]> training = data.frame().predicted(roles, j, data.parts().training());
      List<double[]> fitted = // as the model has seen
          data.frame().predicted(roles, j, data.parts().fitted());
      if (!roles.isOfValues()) {
        all.add(new Peers(List.of(), 1, ofClasses(fitted)));
        continue;
      }
      int[] repeats = periods.get(j).stream().mapToInt(Integer::intValue).toArray();
      List<Baseline> baselines = Baselines.fit(fitted, roles.horizon(), repeats);
      int period = repeats.length == 0 ? 0 : repeats[0];
      all.add(new Peers(periods.get(j), Mase.scale(training, period), baselines));
    }
    return all;
  }

  /**
   * A series with one label has it in the row before, too: to say that one again is no forecast.
   */
  private List<Baseline> ofClasses(List<double[]> fitted) {
    Roles roles = data.encoder().roles();
    return Baselines.fitClasses(fitted).stream()
        .filter(baseline -> !roles.perSequence() || !(baseline instanceof Persistence))
        .toList();
  }
}
