package io.github.tbptt4j.random;

import io.github.tbptt4j.random.PlainNetwork.Example;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A trainer's mean loss by hand: per example and step that counts, the outputs' means added. */
final class Losses {
  private final PlainNetwork network;
  private final double[] sums;
  private final double[] counts;

  Losses(PlainNetwork network) {
    this.network = network;
    this.sums = new double[network.heads.size()];
    this.counts = new double[network.heads.size()];
  }

  /** Adds one example of a window. */
  void add(
      double[] theta,
      PlainWindows plain,
      int start,
      int first,
      int end,
      Map<String, double[]> entering) {
    Example example = plain.example();
    Map<String, double[][]> sequences =
        network.run(theta, example, start, end, new HashMap<>(entering));
    for (int i = 0; i < sums.length; i++) {
      double[][] weights = example.weights().get(i);
      sums[i] += network.loss(theta, example, sequences, first, end, i);
      for (int t = first; t < end; t++) {
        counts[i] += weights == null ? 1 : Arrays.stream(weights[t]).average().orElseThrow();
      }
    }
  }

  double mean() {
    double mean = 0;
    for (int i = 0; i < sums.length; i++) {
      mean += counts[i] == 0 ? 0 : sums[i] / counts[i];
    }
    return mean;
  }
}
