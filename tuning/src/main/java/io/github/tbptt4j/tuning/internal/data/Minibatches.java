package io.github.tbptt4j.tuning.internal.data;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of minibatches, time slowest, as DL4J's recurrent layers like it. */
public final class Minibatches {
  private Minibatches() {}

  /**
   * Writes a step of an example.
   *
   * @param values of the step
   * @param into of [B, n, T]
   * @param examples B
   * @param size n
   * @param b the example
   * @param t the step
   */
  public static void scatter(float[] values, float[] into, int examples, int size, int b, int t) {
    for (int i = 0; i < size; i++) {
      into[(t * size + i) * examples + b] = values[i];
    }
  }

  /**
   * Makes an array.
   *
   * @param values as {@link #scatter} wrote them
   * @param examples B
   * @param size n
   * @param steps T
   * @return [B, n, T]
   */
  public static INDArray sequence(float[] values, int examples, int size, int steps) {
    return Nd4j.create(values, new int[] {examples, size, steps}, 'f');
  }

  /**
   * Makes a mask.
   *
   * @param values 1 where a step counts, at {@code t * examples + b}
   * @param examples B
   * @param steps T
   * @return [B, T]
   */
  public static INDArray mask(float[] values, int examples, int steps) {
    return Nd4j.create(values, new int[] {examples, steps}, 'f');
  }
}
