package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.nativemem.Doubles;
import java.util.Arrays;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The derivatives of activations. */
public final class Slopes {
  /** Where f' is looked at. */
  private static final double REACH = 30;

  private static final int POINTS_PER_UNIT = 1000;

  private Slopes() {}

  /** f'(z) of all elements; z stays as it is. */
  static INDArray at(IActivation f, INDArray z) {
    return f.backprop(z.dup('c'), Nd4j.ones(z.dataType(), z.shape())).getFirst();
  }

  /**
   * max |f'|: 1 for tanh, 1/4 for sigmoid; of activations whose derivative isn't known here, the
   * largest between -30 and 30.
   *
   * @param f an activation
   * @return infinite where it grows on and on
   */
  public static double largest(IActivation f) {
    return switch (StepActivation.of(f)) {
      case TANH, RELU, IDENTITY -> 1;
      case SIGMOID -> .25;
      case OTHER -> sampled(f);
    };
  }

  private static double sampled(IActivation f) {
    double near = sampled(f, REACH / 2);
    double far = sampled(f, REACH);
    return far > 1.01 * near ? Double.POSITIVE_INFINITY : far;
  }

  private static double sampled(IActivation f, double reach) {
    int points = (int) (2 * reach * POINTS_PER_UNIT) + 1;
    double[] z = new double[points];
    Arrays.setAll(z, i -> i / (double) POINTS_PER_UNIT - reach);
    INDArray row = Nd4j.createFromArray(z).castTo(DataType.DOUBLE).reshape(1, points);
    return Arrays.stream(Doubles.of(at(f, row))).map(Math::abs).max().orElseThrow();
  }
}
