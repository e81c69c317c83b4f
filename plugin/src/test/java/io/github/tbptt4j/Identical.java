package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Equality to the last bit; INDArray's own {@code equals} allows 1e-5. */
final class Identical {
  private Identical() {}

  static void assertIdentical(INDArray expected, INDArray actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    assertArrayEquals(expected.dup('c').data().asDouble(), actual.dup('c').data().asDouble());
  }

  /** Parameters, updater state and iteration count. */
  static void assertIdentical(MultiLayerNetwork expected, MultiLayerNetwork actual) {
    assertIdentical(expected.params(), actual.params());
    assertIdentical(
        expected.getUpdater().getStateViewArray(), actual.getUpdater().getStateViewArray());
    assertEquals(expected.getIterationCount(), actual.getIterationCount());
  }
}
