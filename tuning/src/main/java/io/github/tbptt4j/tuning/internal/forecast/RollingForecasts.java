package io.github.tbptt4j.tuning.internal.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Forecasts from the origins of all series, and how good they were by lead. */
public final class RollingForecasts {
  private final Clock clock;
  private final Fitted model;
  private final List<Origins> origins;
  private final double level;
  private final List<List<SeriesForecast.Future>> paths = new ArrayList<>(); // [series][origin]
  private final List<List<LeadPairs>> pairs = new ArrayList<>(); // [target][lead]
  private final List<Map<String, String>> titles = new ArrayList<>();

  /**
   * Prepares.
   *
   * @param clock goes on with the time
   * @param model what is compared with whom
   * @param origins of each series; of one that is too short none
   * @param level of the intervals
   */
  public RollingForecasts(Clock clock, Fitted model, List<Origins> origins, double level) {
    this.clock = clock;
    this.model = model;
    this.origins = origins;
    this.level = level;
    origins.forEach(ofSeries -> paths.add(new ArrayList<>()));
    for (int j = 0; j < model.encoder().targets().size(); j++) {
      pairs.add(LeadPairs.empty(origins.get(0).ahead()));
      titles.add(new LinkedHashMap<>());
    }
  }

  /** {@return for each series where what comes before its first origin ends} */
  public int[] ownPasts() {
    return origins.stream()
        .mapToInt(one -> one.count() == 0 ? one.rows().length() : one.at()[0] + 1)
        .toArray();
  }

  /**
   * What comes before a part of the origins: by time where there is one, so that no series tells of
   * what for another is still to come.
   *
   * @param part its index, from 0
   * @param parts how many there are
   * @return for each series before which row it ends
   */
  public int[] commonPast(int part, int parts) {
    List<Origins> some = origins.stream().map(one -> part(one, part, parts)).toList();
    long time =
        some.stream()
            .filter(one -> one.count() > 0 && one.rows().times() != null)
            .mapToLong(one -> one.rows().times()[one.at()[0]])
            .min()
            .orElse(Long.MAX_VALUE);
    return some.stream()
        .mapToInt(
            one -> {
              long[] times = one.rows().times();
              if (times != null) {
                return (int) Arrays.stream(times).filter(at -> at <= time).count();
              }
              return one.count() == 0 ? one.rows().length() : one.at()[0] + 1;
            })
        .toArray();
  }

  /**
   * Forecasts from a part of the origins.
   *
   * @param part its index, from 0
   * @param parts how many there are
   * @param ends for each series, before which row ends what baselines are fitted to
   * @param forecaster the model of this part
   * @param before where series stood before the table, by name
   */
  public void add(
      int part, int parts, int[] ends, Forecaster forecaster, Map<String, SeriesState> before) {
    List<Origins> some = origins.stream().map(one -> part(one, part, parts)).toList();
    List<double[][]> histories = new ArrayList<>();
    for (int s = 0; s < some.size(); s++) {
      Rows rows = some.get(s).rows();
      SeriesState state = before.get(rows.name());
      double[][] none = new double[pairs.size()][0];
      histories.add(state == null ? none : state.history());
      List<SeriesForecast.Future> ofSeries = some.get(s).paths(forecaster, clock, state);
      for (int i = 0; i < ofSeries.size(); i++) {
        add(rows, some.get(s).at()[i], ofSeries.get(i));
      }
      paths.get(s).addAll(ofSeries);
    }
    for (int j = 0; j < pairs.size(); j++) {
      int target = j;
      titles
          .get(j)
          .putAll(
              LeadBaselines.add(
                  histories.stream().map(ofSeries -> ofSeries[target]).toList(),
                  some.stream().map(one -> values(one.rows(), target)).toList(),
                  some,
                  ends,
                  model.peers().get(j).periods(),
                  pairs.get(j)));
    }
  }

  private static Origins part(Origins all, int part, int parts) {
    return all.between(
        (int) ((long) part * all.count() / parts), (int) ((part + 1L) * all.count() / parts));
  }

  private void add(Rows rows, int origin, SeriesForecast.Future path) {
    for (int j = 0; j < pairs.size(); j++) {
      double[] values = values(rows, j);
      for (int step = 0; step < path.values()[j].length; step++) {
        pairs
            .get(j)
            .get(step)
            .add(
                values[origin + 1 + step],
                path.values()[j][step],
                path.lower()[j][step],
                path.upper()[j][step]);
      }
    }
  }

  private double[] values(Rows rows, int target) {
    return rows.predicted(model.encoder().roles())[target];
  }

  /** {@return the origins of each series} */
  public List<Origins> origins() {
    return origins;
  }

  /**
   * Looks values up.
   *
   * @param series its index
   * @param target its index
   * @return what is forecast, as it came
   */
  public double[] values(int series, int target) {
    return values(origins.get(series).rows(), target);
  }

  /**
   * Looks times up.
   *
   * @param series its index
   * @return local milliseconds since 1970 of each row; null where there is no time
   */
  public long[] localTimes(int series) {
    long[] times = origins.get(series).rows().times();
    return times == null ? null : Arrays.stream(times).map(clock::local).toArray();
  }

  /**
   * Looks a path up.
   *
   * @param series its index
   * @param origin index among those of the series
   * @return what was said
   */
  public SeriesForecast.Future path(int series, int origin) {
    return paths.get(series).get(origin);
  }

  /**
   * Scores by lead.
   *
   * @param target its index
   * @return those of leads that have a known value
   */
  public List<LeadScores> leads(int target) {
    List<LeadScores> scores = new ArrayList<>();
    for (int lead = 0; lead < pairs.get(target).size(); lead++) {
      LeadPairs ofLead = pairs.get(target).get(lead);
      if (ofLead.isKnown()) {
        scores.add(LeadPairs.score(lead + 1, List.of(ofLead), maseScale(target), level));
      }
    }
    return scores;
  }

  /**
   * Scores all leads together.
   *
   * @param target its index
   * @return the scores
   */
  public LeadScores total(int target) {
    return LeadPairs.score(0, pairs.get(target), maseScale(target), level);
  }

  private double maseScale(int target) {
    return model.peers().get(target).maseScale();
  }

  /**
   * Names baselines.
   *
   * @param target its index
   * @return for people, by key
   */
  public Map<String, String> titles(int target) {
    return titles.get(target);
  }
}
