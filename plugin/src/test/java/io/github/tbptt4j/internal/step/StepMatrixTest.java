package io.github.tbptt4j.internal.step;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.internal.kernel.vector.VectorPanels;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products by panels beside products by rows, where the last panel overlaps and where it fits. */
@Tag("vectors")
class StepMatrixTest {
  /** Depends on the processor. */
  private static final int PANEL = VectorPanels.WIDTH;

  static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of(1, PANEL),
        Arguments.of(3, PANEL + 1),
        Arguments.of(4, 2 * PANEL - 1),
        Arguments.of(7, 2 * PANEL),
        Arguments.of(64, 4 * PANEL + 11),
        Arguments.of(130, 8 * PANEL + 5));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void panelsMultiplyAsRowsDo(int m, int n) {
    INDArray matrix = uniform(m, n);
    float[] x = uniform(1, m).toFloatVector();
    float[] expected = uniform(1, n).toFloatVector();
    float[] actual = expected.clone();

    new FloatRows(matrix.toFloatMatrix()).addProduct(x, expected);
    VectorPanels.of(matrix).addProduct(x, actual);

    assertClose(expected, actual, 1e-5f);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void panelsAddTheRowOfASymbol(int m, int n) {
    INDArray matrix = uniform(m, n);
    for (int i = 0; i < m; i++) {
      float[] y = new float[n];
      VectorPanels.of(matrix).addRow(i, y);
      assertClose(matrix.getRow(i).toFloatVector(), y, 0);
    }
  }

  @Test
  void aMatrixOfAViewIsReadInItsOwnOrder() {
    INDArray matrix = uniform(PANEL + 4, 3).transpose();
    float[] y = new float[PANEL + 4];
    VectorPanels.of(matrix).addRow(1, y);
    assertEquals(matrix.getFloat(1, 3), y[3]);
    assertEquals(matrix.getFloat(1, PANEL + 2), y[PANEL + 2]);
  }

  @Test
  void aStepIsTheSameAtEveryWidthWhetherItHasPanelsOrRows() {
    for (int n = 1; n <= 2 * PANEL + 1; n++) {
      INDArray matrix = uniform(5, n);
      float[] x = uniform(1, 5).toFloatVector();
      float[] expected = new float[n];
      float[] actual = new float[n];

      new FloatRows(matrix.toFloatMatrix()).addProduct(x, expected);
      new FloatStepWeights(matrix, null, null, VectorActivation.IDENTITY).step(x, null, actual);

      assertClose(expected, actual, 1e-6f, "width " + n);
    }
  }

  private static INDArray uniform(int rows, int columns) {
    Nd4j.getRandom().setSeed(3);
    return Nd4j.rand(DataType.FLOAT, rows, columns).subi(0.5);
  }
}
