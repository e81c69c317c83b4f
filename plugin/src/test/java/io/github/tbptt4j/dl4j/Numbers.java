package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Finite differences of whole networks. */
final class Numbers {
  private static final double STEP = 1e-5;
  private static final int DIRECTIONS = 8;

  private Numbers() {}

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
}
