package io.github.tbptt4j.internal.train.cell;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Memory from a forward to its backward pass: a matrix [B, n] in f order for each step.
 *
 * @param workspaces whose activations last as long
 * @param type of the numbers
 * @param examples B
 * @param steps T
 */
record Steps(LayerWorkspaceMgr workspaces, DataType type, long examples, long steps) {
  /** Uninitialised, [B, n, T]. */
  INDArray ofSize(long n) {
    long[] shape = {examples, n, steps};
    return workspaces.createUninitialized(ArrayType.ACTIVATIONS, type, shape, 'f');
  }

  /** Of one step only, zeros, [B, n]. */
  INDArray single(long n) {
    return workspaces.create(ArrayType.ACTIVATIONS, type, new long[] {examples, n}, 'f');
  }

  /** A view of a step. */
  static INDArray at(INDArray sequence, long t) {
    return sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t));
  }

  /** A view of n columns of a matrix. */
  static INDArray part(INDArray matrix, int index, long n) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(index * n, (index + 1) * n));
  }

  /** to = f(z). */
  static void activate(IActivation f, boolean training, INDArray z, INDArray to) {
    to.assign(z);
    put(f.getActivation(to, training), to);
  }

  /** dz = f'(z) error, where z was. */
  static void differentiate(IActivation f, INDArray z, INDArray error) {
    put(f.backprop(z, error).getFirst(), z);
  }

  private static void put(INDArray result, INDArray to) {
    if (result != to) { // most work in place
      to.assign(result);
    }
  }
}
