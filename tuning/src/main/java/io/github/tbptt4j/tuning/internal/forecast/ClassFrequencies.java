package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.data.BaselineModel;
import java.util.Arrays;
import java.util.List;

/**
 * How often classes are in the training rows, and how often after which class: probabilities
 * without a network, smoothed by one row of each class.
 */
final class ClassFrequencies {
  private final Prepared data;
  private final double[] frequencies;
  private final double[][] after;

  private ClassFrequencies(Prepared data) {
    this.data = data;
    int classes = data.encoder().roles().label().values().size();
    frequencies = ones(classes);
    after = new double[classes][];
    Arrays.setAll(after, before -> ones(classes));
    data.forEach(
        Part.TRAINING,
        (s, row, predicted) -> {
          frequencies[label(s, predicted)]++;
          int before = before(s, row);
          if (before >= 0) {
            after[before][label(s, predicted)]++;
          }
        });
  }

  private static double[] ones(int classes) {
    double[] counts = new double[classes];
    Arrays.fill(counts, 1);
    return counts;
  }

  static List<BaselineModel> of(Prepared data) {
    ClassFrequencies counts = new ClassFrequencies(data);
    BaselineModel alone =
        new BaselineModel(
            "class frequencies",
            () -> counts.crossEntropy(Part.VALIDATION, false),
            () -> counts.crossEntropy(Part.TEST, false));
    if (data.encoder().roles().perSequence()) {
      return List.of(alone);
    }
    return List.of(
        alone,
        new BaselineModel(
            "by the class before",
            () -> counts.crossEntropy(Part.VALIDATION, true),
            () -> counts.crossEntropy(Part.TEST, true)));
  }

  private int label(int series, int row) {
    return data.frame().series().get(series).labels()[row];
  }

  /** {@return the last class that is known at a row; below 0 for none} */
  private int before(int series, int row) {
    int known = data.encoder().roles().horizon() == 0 ? row - 1 : row;
    return known < 0 ? -1 : label(series, known);
  }

  private double crossEntropy(Part part, boolean bySuccession) {
    double[] sums = new double[2];
    data.forEach(
        part,
        (s, row, predicted) -> {
          int before = bySuccession ? before(s, row) : -1;
          double[] counts = before < 0 ? frequencies : after[before];
          sums[0] -= Math.log(counts[label(s, predicted)] / Arrays.stream(counts).sum());
          sums[1]++;
        });
    return sums[0] / sums[1];
  }
}
