package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.IntervalScores;
import io.github.tbptt4j.tuning.forecast.ValueScores;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a model and its baselines said so many rows ahead, and what came. */
final class LeadPairs {
  private final Pairs said = new Pairs();
  private final Pairs lower = new Pairs();
  private final Pairs upper = new Pairs();
  private final Map<String, Pairs> baselines = new LinkedHashMap<>();

  void add(double actual, double value, double from, double to) {
    said.add(actual, value);
    lower.add(actual, from);
    upper.add(actual, to);
  }

  void addBaseline(String key, double actual, double value) {
    baselines.computeIfAbsent(key, name -> new Pairs()).add(actual, value);
  }

  boolean isKnown() {
    return Arrays.stream(said.actual()).anyMatch(value -> !Double.isNaN(value));
  }

  /** Scores all of several leads together. */
  static LeadScores score(int lead, List<LeadPairs> leads, double maseScale, double level) {
    double[] actual = joined(leads.stream().map(pairs -> pairs.said.actual()).toList());
    double[] value = joined(leads.stream().map(pairs -> pairs.said.predicted()).toList());
    double[] from = joined(leads.stream().map(pairs -> pairs.lower.predicted()).toList());
    double[] to = joined(leads.stream().map(pairs -> pairs.upper.predicted()).toList());
    Map<String, ValueScores> baselines = new LinkedHashMap<>();
    for (String key : leads.get(0).baselines.keySet()) {
      List<double[]> ofEach = leads.stream().map(p -> p.baselines.get(key).predicted()).toList();
      baselines.put(key, ValueScores.of(actual, joined(ofEach), maseScale));
    }
    return new LeadScores(
        lead,
        ValueScores.of(actual, value, maseScale),
        IntervalScores.of(actual, from, to, level),
        baselines);
  }

  private static double[] joined(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  static List<LeadPairs> empty(int leads) {
    return IntStream.range(0, leads).mapToObj(lead -> new LeadPairs()).toList();
  }
}
