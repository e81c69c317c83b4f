package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.testing.ArrayAssertions;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Networks that are the same to the last bit. */
final class Identical {
  private Identical() {}

  /** Parameters, updater state and iteration count. */
  static void assertIdentical(MultiLayerNetwork expected, MultiLayerNetwork actual) {
    ArrayAssertions.assertIdentical(expected.params(), actual.params());
    ArrayAssertions.assertIdentical(
        expected.getUpdater().getStateViewArray(), actual.getUpdater().getStateViewArray());
    assertEquals(expected.getIterationCount(), actual.getIterationCount());
  }
}
