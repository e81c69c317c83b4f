package io.github.tbptt4j.benchmark;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between the cases' row-major [T, B, n] and DL4J's [B, n, T]. */
final class TimeMajorArrays {
  private TimeMajorArrays() {}

  /** {@return [B, n, T] in f order, in which DL4J hands sequences from layer to layer} */
  static INDArray toDl4j(float[] values, int steps, int minibatch, int n) {
    return Nd4j.create(values, new long[] {steps, minibatch, n}, 'c').permute(1, 2, 0).dup('f');
  }

  /** {@return [T, B, n] of [B, n, T]} */
  static float[] fromDl4j(INDArray sequence) {
    return rows(sequence.permute(2, 0, 1));
  }

  /** {@return the elements in row-major order} */
  static float[] rows(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
