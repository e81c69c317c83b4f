package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;

/**
 * An output layer's weights, packed for a pass.
 *
 * @param nIn size of the input
 * @param n number of classes
 * @param bias zeros for a layer without one
 * @param w W, packed
 * @param transposed W^T, packed
 * @param blockRows rows of a block at most
 */
record VectorOutputLayer(
    int nIn, int n, float[] bias, float[] w, float[] transposed, int blockRows) {
  /** Elements of x in a block: with all that is made of them, they stay in the L2 cache. */
  private static final int BLOCK = 1 << 14;

  private static final int MIN_ROWS = 32;
  private static final int MAX_ROWS = 128;

  /** A layer for passes over some rows, complete when all is packed. */
  static VectorOutputLayer of(OutputWeights weights, int rows, VectorPacking packing) {
    int nIn = weights.nIn();
    int n = weights.nOut();
    float[] bias = weights.b().map(VectorKernel::vectorFloats).orElseGet(() -> new float[n]);
    float[][] w = packing.both(weights.w());
    int fitting = Math.max(MIN_ROWS, Math.min(MAX_ROWS, BLOCK / nIn));
    return new VectorOutputLayer(nIn, n, bias, w[0], w[1], Math.min(fitting, rows));
  }

  /** What a thread works in, for one block of rows after the other. */
  static final class Desk {
    final float[] quads;
    final float[] panels;
    final VectorProduct byW;
    final VectorProduct byTransposed;
    final VectorSoftmax softmax;

    Desk(VectorOutputLayer layer, Scratch scratch) {
      int rows = layer.blockRows;
      quads = VectorOuterProduct.memoryForQuads(layer.n, rows, scratch);
      panels = VectorOuterProduct.memoryForPanels(layer.nIn, rows, scratch);
      byW = VectorProduct.of(layer.w, layer.nIn, layer.n, rows, scratch);
      byTransposed = VectorProduct.of(layer.transposed, layer.n, layer.nIn, rows, scratch);
      softmax = new VectorSoftmax(layer.n, rows, scratch);
    }
  }
}
