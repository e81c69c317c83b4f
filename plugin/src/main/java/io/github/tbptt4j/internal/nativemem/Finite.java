package io.github.tbptt4j.internal.nativemem;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks for NaN and infinite values: one reduction in the usual case. */
public final class Finite {
  private Finite() {}

  /**
   * Tells whether an array has finite values only.
   *
   * @param array any array
   * @return false if there is a NaN or an infinite value
   */
  public static boolean all(INDArray array) {
    MemoryGate.alive("An array", array);
    if (Floats.areIn(array)) {
      return Double.isFinite(Floats.of(array).squares()); // of floats, which a double can hold
    }
    // A sum of large finite values may overflow: only then, each is looked at.
    return Double.isFinite(array.sumNumber().doubleValue())
        || Arrays.stream(Doubles.of(array)).allMatch(Double::isFinite);
  }
}
