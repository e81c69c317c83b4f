package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.Baseline;
import io.github.tbptt4j.tuning.internal.baseline.Baselines;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What anybody would forecast so many rows ahead, each lead with a fit of its own. */
final class LeadBaselines {
  private static final String AR = "ar";
  private static final Set<String> KEYS = Set.of("persistence", "seasonalNaive", AR);

  private LeadBaselines() {}

  /**
   * Adds what they say.
   *
   * @param histories values of each series before the table
   * @param values of each series
   * @param origins of each series
   * @param ends of each series, where what they are fitted to ends
   * @param periods rows after which values repeat themselves
   * @param leads written, by lead
   * @return their names for people, by key
   */
  static Map<String, String> add(
      List<double[]> histories,
      List<double[]> values,
      List<Origins> origins,
      int[] ends,
      List<Integer> periods,
      List<LeadPairs> leads) {
    double[][] joined = new double[values.size()][];
    double[][] training = new double[values.size()][];
    for (int s = 0; s < joined.length; s++) {
      joined[s] = Histories.joined(histories.get(s), values.get(s));
      training[s] = Arrays.copyOf(joined[s], histories.get(s).length + ends[s]);
    }
    int[] repeats = periods.stream().mapToInt(Integer::intValue).toArray();
    List<List<Baseline>> byLead =
        IntStream.rangeClosed(1, leads.size())
            .parallel() // a long autoregression takes a second each
            .mapToObj(lead -> Baselines.fit(List.of(training), lead, repeats))
            .toList();
    Map<String, String> titles = new LinkedHashMap<>();
    for (int lead = 1; lead <= leads.size(); lead++) {
      for (Baseline baseline : byLead.get(lead - 1)) {
        if (!KEYS.contains(baseline.key())) {
          continue;
        }
        titles.put(baseline.key(), title(baseline));
        for (int s = 0; s < joined.length; s++) {
          double[] said = origins.get(s).count() == 0 ? null : baseline.forecast(joined[s]);
          for (int origin : origins.get(s).at()) {
            double actual = values.get(s)[origin + lead];
            leads
                .get(lead - 1)
                .addBaseline(baseline.key(), actual, said[histories.get(s).length + origin]);
          }
        }
      }
    }
    return titles;
  }

  /** Each lead may have an order of its own. */
  private static String title(Baseline baseline) {
    return baseline.key().equals(AR) ? "AR(p)" : baseline.title();
  }
}
