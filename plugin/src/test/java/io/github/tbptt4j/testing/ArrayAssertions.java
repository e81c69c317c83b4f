package io.github.tbptt4j.testing;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * Comparisons of arrays that fail on a NaN wherever it is, and on shapes that differ. ND4J's own
 * pass over NaN ({@code maxNumber}, {@code amaxNumber} and their like), and {@code INDArray.equals}
 * takes elements for equal that are 1e-5 apart, or infinite on one side.
 */
public final class ArrayAssertions {
  private ArrayAssertions() {}

  /**
   * Every element is at most a tolerance from the expected one.
   *
   * @param tolerance of the difference itself, not relative to anything
   */
  public static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    assertClose(expected, actual, tolerance, "Arrays");
  }

  /**
   * The same.
   *
   * @param what is compared, the beginning of the message
   */
  public static void assertClose(
      INDArray expected, INDArray actual, double tolerance, String what) {
    difference(expected, actual, what).assertAtMost(tolerance);
  }

  /** The same for arrays of Java. */
  public static void assertClose(double[] expected, double[] actual, double tolerance) {
    assertClose(expected, actual, tolerance, "Arrays");
  }

  /** The same for arrays of Java. */
  public static void assertClose(
      double[] expected, double[] actual, double tolerance, String what) {
    difference(expected, actual, what).assertAtMost(tolerance);
  }

  /** The same for arrays of Java. */
  public static void assertClose(float[] expected, float[] actual, double tolerance) {
    assertClose(expected, actual, tolerance, "Arrays");
  }

  /** The same for arrays of Java. */
  public static void assertClose(float[] expected, float[] actual, double tolerance, String what) {
    assertClose(doubles(expected), doubles(actual), tolerance, what);
  }

  /** Every element is the expected one, to the last bit. */
  public static void assertIdentical(INDArray expected, INDArray actual) {
    assertClose(expected, actual, 0);
  }

  /**
   * The same.
   *
   * @param what is compared, the beginning of the message
   */
  public static void assertIdentical(INDArray expected, INDArray actual, String what) {
    assertClose(expected, actual, 0, what);
  }

  /** Some element is another one; none is NaN. */
  public static void assertDifferent(INDArray some, INDArray other) {
    if (largestDifference(some, other) == 0) {
      throw new AssertionError("Arrays are identical: " + some);
    }
  }

  /** {@return max |a - b|, infinite where only one of them is} */
  public static double largestDifference(INDArray a, INDArray b) {
    return difference(a, b, "Arrays").size;
  }

  /** {@return max |a|} */
  public static double largest(INDArray a) {
    return largestDifference(a, a.ulike().assign(0));
  }

  /** {@return max |a - b| over the max(|a|, |b|) of all elements, 0 where both are zero} */
  public static double relativeError(double[] a, double[] b) {
    double difference = difference(a, b, "Arrays").size;
    return difference == 0 ? 0 : difference / Math.max(largest(a), largest(b));
  }

  private static double largest(double[] a) {
    return Arrays.stream(a).map(Math::abs).max().orElse(0);
  }

  /** {@return the elements in the order c} */
  public static double[] values(INDArray array) {
    return array.dup('c').castTo(DataType.DOUBLE).reshape(array.length()).toDoubleVector();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /** The largest difference of two arrays' elements, and where it is. */
  private record Difference(
      String what, double[] expected, double[] actual, double size, int at, long[] shape) {

    void assertAtMost(double tolerance) {
      if (size > tolerance) {
        throw new AssertionError(
            what + " differ by " + size + ", more than " + tolerance + ": " + where());
      }
    }

    String where() {
      return expected[at]
          + " expected, "
          + actual[at]
          + " found at "
          + Arrays.toString(Shape.ind2subC(shape, at))
          + " of "
          + Arrays.toString(shape);
    }
  }

  private static Difference difference(INDArray expected, INDArray actual, String what) {
    assertSameShape(expected.shape(), actual.shape(), what);
    return difference(values(expected), values(actual), what, expected.shape());
  }

  private static Difference difference(double[] expected, double[] actual, String what) {
    long[] shape = {expected.length};
    assertSameShape(shape, new long[] {actual.length}, what);
    return difference(expected, actual, what, shape);
  }

  private static void assertSameShape(long[] expected, long[] actual, String what) {
    if (!Arrays.equals(expected, actual)) {
      throw new AssertionError(
          what
              + " have different shapes: "
              + Arrays.toString(expected)
              + " expected, "
              + Arrays.toString(actual)
              + " found");
    }
  }

  private static Difference difference(
      double[] expected, double[] actual, String what, long[] shape) {
    double largest = 0;
    int at = 0;
    for (int i = 0; i < expected.length; i++) {
      // Infinite elements that are the same have no difference: their subtraction is NaN.
      double size = expected[i] == actual[i] ? 0 : Math.abs(expected[i] - actual[i]);
      if (Double.isNaN(size)) {
        Difference nan = new Difference(what, expected, actual, size, i, shape);
        throw new AssertionError(what + " have NaN: " + nan.where());
      }
      if (size > largest) {
        largest = size;
        at = i;
      }
    }
    return new Difference(what, expected, actual, largest, at, shape);
  }
}
