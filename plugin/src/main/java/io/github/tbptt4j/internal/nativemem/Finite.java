package io.github.tbptt4j.internal.nativemem;

import io.github.tbptt4j.internal.threads.Workers;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks for NaN and infinite values: one reduction in the usual case. */
public final class Finite {
  /** Elements below which a second thread costs more than it brings. */
  private static final int WORTH_A_WORKER = 100_000;

  /** Numbers that are read at once: they stay in the L1 cache. */
  private static final int BLOCK = 4096;

  private Finite() {}

  /**
   * Tells whether an array has finite values only.
   *
   * @param array any array
   * @return false if there is a NaN or an infinite value
   */
  public static boolean all(INDArray array) {
    MemoryGate.alive("An array", array);
    // A sum of large finite values may overflow: only then, each is looked at.
    return Double.isFinite(sum(array))
        || Arrays.stream(Doubles.of(array)).allMatch(Double::isFinite);
  }

  private static double sum(INDArray array) {
    boolean fast =
        CpuArrays.areHere()
            && array.dataType() == DataType.FLOAT
            && (Layout.isDense(array, 'c') || Layout.isDense(array, 'f'))
            && array.length() <= Integer.MAX_VALUE;
    return fast ? sumOfZeros(array) : array.sumNumber().doubleValue();
  }

  private static double sumOfZeros(INDArray array) {
    int length = (int) array.length();
    int parts = Math.max(1, Math.min(Workers.count(), length / WORTH_A_WORKER));
    double[] sums = new double[parts];
    Workers.run(
        parts,
        part -> {
          int first = Workers.begin(part, parts, length);
          int count = Workers.begin(part + 1, parts, length) - first;
          FloatPointer at = Pointers.floats(array);
          sums[part] = sum(at.position(at.position() + first), count);
        });
    return Arrays.stream(sums).sum();
  }

  /** Finite if all numbers are; their sum times zero. */
  private static double sum(FloatPointer from, int count) {
    float[] block = new float[Math.min(BLOCK, count)];
    long first = from.position();
    double sum = 0;
    for (int at = 0; at < count; ) {
      int n = Math.min(BLOCK, count - at);
      from.position(first + at).get(block, 0, n);
      sum += zeros(block, n);
      at += n;
    }
    return sum;
  }

  // Four sums, so that an addition needn't wait for the one before.
  private static float zeros(float[] x, int n) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += 0 * x[i];
      b += 0 * x[i + 1];
      c += 0 * x[i + 2];
      d += 0 * x[i + 3];
    }
    for (; i < n; i++) {
      a += 0 * x[i];
    }
    return a + b + c + d;
  }
}
