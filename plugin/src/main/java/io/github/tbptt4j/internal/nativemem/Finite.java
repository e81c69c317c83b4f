package io.github.tbptt4j.internal.nativemem;

import io.github.tbptt4j.internal.threads.Workers;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks for NaN and infinite values: one reduction in the usual case. */
public final class Finite {
  /** Elements below which a second thread costs more than it brings. */
  private static final int WORTH_A_WORKER = 100_000;

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
    return fast ? sumOfMagnitudes(array) : array.sumNumber().doubleValue();
  }

  private static double sumOfMagnitudes(INDArray array) {
    int length = (int) array.length();
    int parts = Math.max(1, Math.min(Workers.count(), length / WORTH_A_WORKER));
    double[] sums = new double[parts];
    try (OneBlasThread single = new OneBlasThread()) {
      Workers.run(
          parts,
          part -> {
            int first = Workers.begin(part, parts, length);
            int count = Workers.begin(part + 1, parts, length) - first;
            FloatPointer at = Pointers.floats(array);
            at.position(at.position() + first);
            sums[part] = openblas_nolapack.cblas_sasum(count, at, 1);
          });
    }
    return Arrays.stream(sums).sum();
  }
}
