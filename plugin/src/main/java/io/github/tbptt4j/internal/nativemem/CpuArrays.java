package io.github.tbptt4j.internal.nativemem;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays in the memory of the CPU. */
public final class CpuArrays {
  private CpuArrays() {}

  /** Whether arrays lie in the memory of the CPU, and OpenBLAS is there to work on them. */
  public static boolean areHere() {
    return Library.AVAILABLE;
  }

  /** Looked for once, when first asked. */
  private static final class Library {
    static final boolean AVAILABLE = available();

    private static boolean available() {
      if (!Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend")) {
        return false; // the arrays are elsewhere
      }
      try {
        Loader.load(openblas_nolapack.class);
        return true;
      } catch (LinkageError | RuntimeException e) {
        return false;
      }
    }
  }

  public static INDArray columnMajor(INDArray matrix) {
    return Layout.isDense(matrix, 'f') ? matrix : matrix.dup('f');
  }

  /** All elements as they lie in memory, read at once: ND4J looks up the type of each. */
  public static float[] floats(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    read(array, values);
    return values;
  }

  /** All elements as they lie in memory, into an array of just that length. */
  public static void read(INDArray array, float[] to) {
    Pointers.floats(array).get(to);
    Reference.reachabilityFence(array); // or ND4J may free what the pointer points into
  }

  public static void copyBack(INDArray computed, INDArray target) {
    if (computed != target) {
      target.assign(computed);
    }
  }
}
