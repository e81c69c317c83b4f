package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class QuantileLossTest {
  private final QuantileLoss loss = new QuantileLoss(0.1, 0.5, 0.9);
  private final INDArray labels =
      Nd4j.create(new double[][] {{0.2, -0.4, 0.9, 0.1, 0.3, -0.7}, {0.5, 0.6, 0.7, -1, 2, -3}})
          .castTo(DataType.DOUBLE);
  private final INDArray preOutput =
      Nd4j.create(new double[][] {{0.1, 0.3, -0.2, 0.5, -0.6, 0.8}, {-0.1, 0.9, 0.2, 0.4, 0.6, 1}})
          .castTo(DataType.DOUBLE);

  @Test
  void theLossIsThatOfEachLevel() {
    QuantileLoss high = new QuantileLoss(0.9);
    INDArray two = Nd4j.createFromArray(2.0).reshape(1, 1);
    INDArray one = Nd4j.createFromArray(1.0).reshape(1, 1);
    var identity = new org.nd4j.linalg.activations.impl.ActivationIdentity();
    assertEquals(0.9, high.computeScore(two, one, identity, null, false), 1e-6);
    assertEquals(0.1, high.computeScore(one, two, identity, null, false), 1e-6);
  }

  @Test
  void theGradientIsThatOfTheScore() {
    assertGradient(null);
    assertGradient(Nd4j.createFromArray(0.5, 2.0).reshape(2, 1));
    INDArray each = Nd4j.ones(DataType.DOUBLE, 2, 6);
    each.putScalar(1, 3, 0);
    assertGradient(each);
  }

  private void assertGradient(INDArray mask) {
    INDArray gradient = loss.computeGradient(labels, preOutput.dup(), new ActivationTanH(), mask);
    for (long i = 0; i < preOutput.length(); i++) {
      double h = 1e-3;
      INDArray up = preOutput.dup();
      up.putScalar(i, up.getDouble(i) + h);
      INDArray down = preOutput.dup();
      down.putScalar(i, down.getDouble(i) - h);
      double slope =
          (loss.computeScore(labels, up, new ActivationTanH(), mask, false)
                  - loss.computeScore(labels, down, new ActivationTanH(), mask, false))
              / (2 * h);
      assertEquals(slope, gradient.getDouble(i), 1e-3, "output " + i);
    }
  }

  @Test
  void aMissingLabelCountsForNothing() {
    INDArray missing = labels.dup();
    missing.putScalar(0, 2, QuantileLoss.MISSING);
    ActivationTanH tanh = new ActivationTanH();
    INDArray gradient = loss.computeGradient(missing, preOutput.dup(), tanh, null);
    assertEquals(0, gradient.getDouble(0, 2));
    double error = 0.9 - Math.tanh(-0.2);
    assertEquals(
        loss.computeScore(labels, preOutput, tanh, null, false) - 0.9 * error / 6,
        loss.computeScore(missing, preOutput, tanh, null, false),
        1e-5);
  }

  @Test
  void levelsMustLieBetween0And1() {
    assertThrows(IllegalArgumentException.class, () -> new QuantileLoss());
    assertThrows(IllegalArgumentException.class, () -> new QuantileLoss(0.5, 1));
    assertThrows(IllegalArgumentException.class, () -> new QuantileLoss(Double.NaN));
  }
}
