package io.github.tbptt4j.tuning.internal.forecast;

import java.util.Arrays;

/** Numbers side by side: what was said of rows, and what they were. */
public final class Pairs {
  private double[] actual = new double[1024];
  private double[] predicted = new double[1024];
  private int size;

  void add(double actualValue, double predictedValue) {
    if (size == actual.length) {
      actual = Arrays.copyOf(actual, 2 * size);
      predicted = Arrays.copyOf(predicted, 2 * size);
    }
    actual[size] = actualValue;
    predicted[size] = predictedValue;
    size++;
  }

  /** {@return what the rows were} */
  public double[] actual() {
    return Arrays.copyOf(actual, size);
  }

  /** {@return what was said of them} */
  public double[] predicted() {
    return Arrays.copyOf(predicted, size);
  }

  /** {@return the mean squared difference} */
  double meanSquaredError() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double error = actual[i] - predicted[i];
      sum += error * error;
    }
    return sum / size;
  }

  int size() {
    return size;
  }
}
