package io.github.tbptt4j.internal.train;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ChunkTest {

  private static Chunk chunk(INDArray featureMask, INDArray labelMask) {
    INDArray[] sequences = {Nd4j.zeros(DataType.FLOAT, 2, 3, 5)};
    return new Chunk(
        2, sequences, sequences, new INDArray[] {featureMask}, new INDArray[] {labelMask});
  }

  @Test
  void masksOfLabelsAreCutInTime() {
    INDArray perOutput = Nd4j.arange(30).castTo(DataType.FLOAT).reshape(2, 3, 5);
    INDArray cut = chunk(null, perOutput).slice(2, 4).labelMasks()[0];
    assertEquals(2, cut.size(2));
    for (int i = 0; i < 2; i++) {
      assertIdentical(
          perOutput.tensorAlongDimension(2 + i, 0, 1), cut.tensorAlongDimension(i, 0, 1));
    }
  }

  @Test
  void maskOfFeaturesIsSeen() {
    INDArray mask = Nd4j.ones(DataType.FLOAT, 2, 5);
    assertTrue(chunk(mask, null).hasFeatureMask());
    assertFalse(chunk(null, mask).hasFeatureMask());
  }
}
