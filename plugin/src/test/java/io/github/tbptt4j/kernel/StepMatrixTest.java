package io.github.tbptt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products by panels beside products by rows, where the last panel overlaps and where it fits. */
class StepMatrixTest {

  @ParameterizedTest
  @CsvSource({"1,16", "3,17", "4,31", "7,32", "64,75", "130,133"})
  void panelsMultiplyAsRowsDo(int m, int n) {
    INDArray matrix = uniform(m, n);
    float[] x = uniform(1, m).toFloatVector();
    float[] expected = uniform(1, n).toFloatVector();
    float[] actual = expected.clone();

    new FloatRows(matrix.toFloatMatrix()).addProduct(x, expected);
    VectorPanels.of(matrix).addProduct(x, actual);

    assertArrayEquals(expected, actual, 1e-5f);
  }

  @ParameterizedTest
  @CsvSource({"1,16", "3,17", "4,31", "7,32", "64,75", "130,133"})
  void panelsAddTheRowOfASymbol(int m, int n) {
    INDArray matrix = uniform(m, n);
    for (int i = 0; i < m; i++) {
      float[] y = new float[n];
      VectorPanels.of(matrix).addRow(i, y);
      assertArrayEquals(matrix.getRow(i).toFloatVector(), y);
    }
  }

  @Test
  void aMatrixOfAViewIsReadInItsOwnOrder() {
    INDArray matrix = uniform(20, 3).transpose();
    float[] y = new float[20];
    VectorPanels.of(matrix).addRow(1, y);
    assertEquals(matrix.getFloat(1, 7), y[7]);
  }

  private static INDArray uniform(int rows, int columns) {
    Nd4j.getRandom().setSeed(3);
    return Nd4j.rand(DataType.FLOAT, rows, columns).subi(0.5);
  }
}
