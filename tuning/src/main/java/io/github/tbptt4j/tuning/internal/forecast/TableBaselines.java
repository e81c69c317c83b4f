package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.data.BaselineModel;
import io.github.tbptt4j.tuning.internal.baseline.Baseline;
import io.github.tbptt4j.tuning.internal.baseline.Baselines;
import io.github.tbptt4j.tuning.internal.data.Lazy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What anybody would forecast, scored by {@link TableMetric}'s rules: fitted to training rows. */
public final class TableBaselines {
  private final Prepared data;
  private final Supplier<List<List<Baseline>>> fitted; // by target

  private TableBaselines(Prepared data, List<List<Integer>> periods) {
    this.data = data;
    Roles roles = data.encoder().roles();
    this.fitted =
        Lazy.of(
            () ->
                IntStream.range(0, roles.targets().size())
                    .mapToObj(
                        j ->
                            Baselines.fit(
                                data.frame().predicted(roles, j, data.parts().training()),
                                roles.horizon(),
                                periods.get(j).stream().mapToInt(Integer::intValue).toArray()))
                    .toList());
  }

  /**
   * Of some data.
   *
   * @param data a table, prepared
   * @param periods of each target, rows after which its values repeat themselves
   * @return numbers: persistence, the mean and others by the data's mean squared error; classes:
   *     their frequencies, alone and by the class before
   */
  public static List<BaselineModel> of(Prepared data, List<List<Integer>> periods) {
    if (!data.encoder().roles().isOfValues()) {
      return ClassFrequencies.of(data);
    }
    TableBaselines baselines = new TableBaselines(data, periods);
    List<BaselineModel> models = new ArrayList<>();
    baselines
        .titles()
        .forEach(
            (key, title) ->
                models.add(
                    new BaselineModel(
                        title,
                        () -> baselines.meanSquaredError(key, Part.VALIDATION),
                        () -> baselines.meanSquaredError(key, Part.TEST))));
    return models;
  }

  /** {@return those that each target has; a title that differs between them is the key} */
  private Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    for (Baseline baseline : fitted.get().get(0)) {
      boolean everywhere =
          fitted.get().stream()
              .allMatch(all -> all.stream().anyMatch(one -> one.key().equals(baseline.key())));
      boolean alike =
          fitted.get().stream()
              .allMatch(all -> all.stream().anyMatch(one -> one.title().equals(baseline.title())));
      if (everywhere) {
        titles.put(baseline.key(), alike ? baseline.title() : baseline.key());
      }
    }
    return titles;
  }

  private double meanSquaredError(String key, Part part) {
    double sum = 0;
    for (int j = 0; j < fitted.get().size(); j++) {
      Baseline baseline =
          fitted.get().get(j).stream()
              .filter(one -> one.key().equals(key))
              .findFirst()
              .orElseThrow();
      sum += pairs(baseline, part, j).meanSquaredError();
    }
    return sum / fitted.get().size();
  }

  private Pairs pairs(Baseline baseline, Part part, int target) {
    Roles roles = data.encoder().roles();
    List<double[]> values =
        data.frame().series().stream().map(rows -> rows.predicted(roles)[target]).toList();
    List<double[]> said =
        values.stream()
            .map(
                series ->
                    roles.horizon() == 0
                        ? Evaluation.ofRowsBefore(baseline, series)
                        : baseline.forecast(series))
            .toList();
    Pairs pairs = new Pairs();
    data.forEach(
        part, (s, row, predicted) -> pairs.add(values.get(s)[predicted], said.get(s)[row]));
    return pairs;
  }
}
