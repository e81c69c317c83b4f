package io.github.tbptt4j.tuning.internal.baseline;

import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/** Autocorrelation over the pairs of rows that are there, of several series together. */
final class Autocorrelation {
  private final int rows;
  private final double[] products;
  private final double[] pairs;
  private final double variance;

  /** Series of mean (almost) 0; NaN where a value is missing. */
  Autocorrelation(List<double[]> series) {
    rows = Values.longest(series);
    products = new double[rows];
    pairs = new double[rows];
    for (double[] values : series) {
      int size = powerOfTwo(2 * values.length);
      double[][] filled = new double[2][size];
      double[][] there = new double[2][size];
      for (int t = 0; t < values.length; t++) {
        if (!Double.isNaN(values[t])) {
          filled[0][t] = values[t];
          there[0][t] = 1;
        }
      }
      add(filled, products, values.length);
      add(there, pairs, values.length);
    }
    variance = rows == 0 ? 0 : products[0] / pairs[0];
  }

  static int powerOfTwo(int least) {
    return Math.max(1, Integer.highestOneBit(Math.max(1, 2 * least - 1)));
  }

  /** Wiener & Khinchin: the transform of the power spectrum. */
  private static void add(double[][] values, double[] sums, int length) {
    FastFourierTransformer.transformInPlace(
        values, DftNormalization.STANDARD, TransformType.FORWARD);
    for (int k = 0; k < values[0].length; k++) {
      values[0][k] = values[0][k] * values[0][k] + values[1][k] * values[1][k];
      values[1][k] = 0;
    }
    FastFourierTransformer.transformInPlace(
        values, DftNormalization.STANDARD, TransformType.INVERSE);
    for (int lag = 0; lag < length; lag++) {
      sums[lag] += values[0][lag];
    }
  }

  /** Adds |transform|^2, divided by the rows that are there, for each frequency k / size. */
  static void addPower(double[] values, double[] power, int size) {
    double[][] filled = new double[2][size];
    int there = 0;
    for (int t = 0; t < values.length; t++) {
      if (!Double.isNaN(values[t])) {
        filled[0][t] = values[t];
        there++;
      }
    }
    FastFourierTransformer.transformInPlace(
        filled, DftNormalization.STANDARD, TransformType.FORWARD);
    for (int k = 0; k < power.length; k++) {
      double square = filled[0][k] * filled[0][k] + filled[1][k] * filled[1][k];
      power[k] += there == 0 ? 0 : square / there;
    }
  }

  int rows() {
    return rows;
  }

  /** {@return the correlation; 0 where there are no pairs} */
  double at(int lag) {
    return variance > 0 && pairs(lag) > 0 ? products[lag] / pairs[lag] / variance : 0;
  }

  double pairs(int lag) {
    return Math.rint(pairs[lag]);
  }

  /** {@return what a standard normal number exceeds with a chance} */
  static double quantile(double chance) {
    return -new NormalDistribution(null, 0, 1).inverseCumulativeProbability(chance);
  }
}
