package io.github.tbptt4j.testing;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertDifferent;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArrayAssertionsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final INDArray some = matrix(1, -2, 3, 4);

  @Test
  void whatIsWithinTheToleranceIsClose() {
    assertClose(some, matrix(1.5, -2, 3, 4), 0.5);
    assertClose(some, some.dup('f'), 0);
    assertClose(matrix(1, INFINITY, 3, 4), matrix(1, INFINITY, 3, 4), 0);
  }

  @Test
  void theLargestDifferenceAndItsPlaceAreNamed() {
    assertEquals(
        "Outputs differ by 2.0, more than 0.5: 3.0 expected, 1.0 found at [1, 0] of [2, 2]",
        failure(() -> assertClose(some, matrix(0, -2, 1, 4), 0.5, "Outputs")));
  }

  @Test
  void nanFailsWhereverItIs() {
    INDArray nan = matrix(1, Double.NaN, 3, 4);
    assertEquals(
        "Arrays have NaN: -2.0 expected, NaN found at [0, 1] of [2, 2]",
        failure(() -> assertClose(some, nan, INFINITY)));
    for (Executable comparison :
        new Executable[] {
          () -> assertClose(nan, some, INFINITY),
          () -> assertIdentical(nan, nan.dup()),
          () -> assertDifferent(some, nan),
          () -> largestDifference(nan, some),
          () -> largest(nan),
          () -> relativeError(new double[] {Double.NaN}, new double[] {Double.NaN}),
          () -> assertClose(new float[] {Float.NaN}, new float[] {Float.NaN}, 1),
        }) {
      assertThrows(AssertionError.class, comparison);
    }
  }

  @Test
  void oneInfiniteElementIsAnInfiniteDifference() {
    assertEquals(INFINITY, largestDifference(some, matrix(1, INFINITY, 3, 4)));
    assertThrows(
        AssertionError.class, () -> assertClose(some, matrix(1, INFINITY, 3, 4), Double.MAX_VALUE));
  }

  @Test
  void shapesMustBeTheSame() {
    assertEquals(
        "Arrays have different shapes: [2, 2] expected, [4] found",
        failure(() -> assertClose(some, some.reshape(4), INFINITY)));
    assertThrows(
        AssertionError.class, () -> assertClose(new double[] {1}, new double[] {1, 1}, INFINITY));
  }

  @Test
  void theSmallestDifferenceIsOne() {
    INDArray next = matrix(1, -2, 3, Math.nextUp(4.0));
    assertDifferent(some, next);
    assertThrows(AssertionError.class, () -> assertIdentical(some, next));
    assertThrows(AssertionError.class, () -> assertDifferent(some, some.dup()));
  }

  @Test
  void errorsAreRelativeToTheLargestElement() {
    assertEquals(0.25, relativeError(new double[] {1, -8}, new double[] {3, -6}));
    assertEquals(0.0, relativeError(new double[2], new double[2]));
    assertEquals(4.0, largest(matrix(1, -4, 3, 2)));
  }

  private static INDArray matrix(double a, double b, double c, double d) {
    return Nd4j.createFromArray(new double[][] {{a, b}, {c, d}});
  }

  private static String failure(Executable comparison) {
    return assertThrows(AssertionError.class, comparison).getMessage();
  }
}
