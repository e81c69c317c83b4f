package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Comparisons of arrays, and finite differences of whole networks. */
final class Numbers {
  private static final double STEP = 1e-5;
  private static final int DIRECTIONS = 8;

  private Numbers() {}

  static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    assertArrayEquals(expected.shape(), actual.shape(), "shape");
    assertArrayEquals(values(expected), values(actual), tolerance);
  }

  static double[] values(INDArray array) {
    return array.dup('c').castTo(DataType.DOUBLE).reshape(array.length()).toDoubleVector();
  }

  static double largestDifference(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  /**
   * The network's gradient of the whole sequences' score against central differences of the score
   * along random directions, in which every parameter takes part.
   */
  static void assertGradientIsExact(Net net, DataSet data) {
    double error = errorAlongDirections(net, data, net.gradient(data));
    assertTrue(error < 1e-6, "relative error of the gradient: " + error);
  }

  private static double errorAlongDirections(Net net, DataSet data, double[] gradient) {
    INDArray params = net.params().reshape(net.params().length());
    INDArray original = params.dup();
    Random random = new Random(77);
    double[] numeric = new double[DIRECTIONS];
    double[] analytic = new double[DIRECTIONS];
    for (int i = 0; i < DIRECTIONS; i++) {
      double[] direction = new double[gradient.length];
      for (int p = 0; p < gradient.length; p++) {
        direction[p] = random.nextGaussian();
        analytic[i] += gradient[p] * direction[p];
      }
      INDArray step = Nd4j.createFromArray(direction).mul(STEP);
      params.assign(original.add(step));
      double up = net.score(data, true);
      params.assign(original.sub(step));
      numeric[i] = (up - net.score(data, true)) / (2 * STEP);
    }
    params.assign(original);
    return relativeError(analytic, numeric);
  }

  /** Central differences of the whole sequences' score, one parameter at a time. */
  static double[] numericGradient(Net net, DataSet data) {
    INDArray params = net.params().reshape(net.params().length());
    double[] gradient = new double[Math.toIntExact(params.length())];
    for (int p = 0; p < gradient.length; p++) {
      double value = params.getDouble(p);
      params.putScalar(p, value + STEP);
      double up = net.score(data, true);
      params.putScalar(p, value - STEP);
      gradient[p] = (up - net.score(data, true)) / (2 * STEP);
      params.putScalar(p, value);
    }
    return gradient;
  }

  /** max |a - b| over max(|a|, |b|) of the whole vector. */
  static double relativeError(double[] a, double[] b) {
    assertTrue(a.length == b.length, a.length + " and " + b.length + " elements");
    double difference = 0.0;
    double size = 0.0;
    for (int i = 0; i < a.length; i++) {
      if (!Double.isFinite(a[i]) || !Double.isFinite(b[i])) {
        return Double.POSITIVE_INFINITY;
      }
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
      size = Math.max(size, Math.max(Math.abs(a[i]), Math.abs(b[i])));
    }
    return difference == 0.0 ? 0.0 : difference / size;
  }
}
