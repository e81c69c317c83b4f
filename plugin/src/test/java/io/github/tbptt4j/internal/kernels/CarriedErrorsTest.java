package io.github.tbptt4j.internal.kernels;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;

import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Window;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What factors of errors mean: the part of the gradient that comes from the loss of step s through
 * the parameters at step t is multiplied by all factors from t to s-1.
 */
class CarriedErrorsTest {
  private static final int STEPS = 5;
  private static final int EXAMPLES = 2;
  private static final int IN = 3;
  private static final int OUT = 4;
  private static final double[] CARRY = {1.5, 2, .25, 3};

  private final RnnKernel kernel = Kernels.byName("reference");
  private final RnnWeights weights =
      new RnnWeights(random(IN, OUT), random(OUT, OUT), random(1, OUT), new ActivationTanH());
  private final INDArray error = random(STEPS, EXAMPLES, OUT);
  private final Tape tape = tape();

  private static INDArray random(long... shape) {
    return Nd4j.rand(DataType.DOUBLE, shape).subi(.5).dup('c');
  }

  private Tape tape() {
    INDArray entering = random(EXAMPLES, OUT);
    Tape blank = Tape.blank(new PassMemory(), entering, STEPS, IN, 0, true, false);
    blank.segmentInput().assign(random(STEPS, EXAMPLES, IN));
    blank.segmentMask().assign(1);
    blank.segmentMask().putScalar(2, 1, 0);
    kernel.forward(weights, blank, true);
    return blank;
  }

  /** W, RW and b side by side. */
  private INDArray gradient(Window... windows) {
    RnnGradients gradients =
        new RnnGradients(
            Nd4j.create(DataType.DOUBLE, IN, OUT),
            Nd4j.create(DataType.DOUBLE, OUT, OUT),
            Nd4j.create(DataType.DOUBLE, 1, OUT),
            null);
    kernel.backward(weights, tape, error, List.of(windows), Double.POSITIVE_INFINITY, gradients);
    return Nd4j.vstack(gradients.w(), gradients.rw(), gradients.b());
  }

  /** Of the loss of step s, through the parameters of the steps from {@code start} on. */
  private INDArray from(int start, int s) {
    return start > s
        ? Nd4j.zeros(DataType.DOUBLE, IN + OUT + 1, OUT)
        : gradient(new Window(start, s, s + 1));
  }

  @Test
  void eachLossComesToEachStepMultipliedByAllFactorsBetween() {
    INDArray expected = Nd4j.zeros(DataType.DOUBLE, IN + OUT + 1, OUT);
    for (int s = 0; s < STEPS; s++) {
      double product = 1;
      for (int t = s; t >= 0; t--) {
        expected.addi(from(t, s).sub(from(t + 1, s)).mul(product));
        product *= t > 0 ? CARRY[t - 1] : 1;
      }
    }
    assertClose(expected, gradient(new Window(0, 0, STEPS, CARRY)), 1e-12, "gradient");
  }
}
