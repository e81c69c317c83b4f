package io.github.tbptt4j.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The times of all rounds. */
final class Samples {
  private final Map<String, List<Double>> times = new HashMap<>();

  void add(Contender contender, Case one, double ms) {
    times.computeIfAbsent(key(contender, one), key -> new ArrayList<>()).add(ms);
  }

  /** {@return the median over the rounds, null if there is none} */
  Double median(Contender contender, Case one) {
    List<Double> all = times.get(key(contender, one));
    if (all == null) {
      return null;
    }
    return median(all.stream().mapToDouble(ms -> ms).toArray());
  }

  /** {@return the middle one, or the mean of the two in the middle} */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static String key(Contender contender, Case one) {
    return contender.name() + " " + one.name();
  }
}
