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
      counts[i] += count(weights, first, end);
    }
  }

  private static double count(double[][] weights, int from, int to) {
    double count = 0;
    for (int t = from; t < to; t++) {
      count += weights == null ? 1 : Arrays.stream(weights[t]).average().orElseThrow();
    }
    return count;
  }

  /** Whether masks leave out every loss of a window. */
  static boolean isEmpty(PlainNetwork network, Sample sample, Windows.Window window, int k2) {
    double count = 0;
    for (int b = 0; b < sample.examples(); b++) {
      int start = Math.max(window.start(k2), window.begins()[b]);
      for (double[][] weights : network.example(sample, b).weights()) {
        count += count(weights, Math.max(window.owned(), start), window.end());
      }
    }
    return count == 0;
  }

  boolean isEmpty() {
    return Arrays.stream(counts).sum() == 0;
  }

  double mean() {
    double mean = 0;
    for (int i = 0; i < sums.length; i++) {
      mean += counts[i] == 0 ? 0 : sums[i] / counts[i];
    }
    return mean;
  }
}
