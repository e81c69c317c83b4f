package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.kernel.cpu.FloatActivations;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A recurrent layer over the window of one {@link VectorSlice}, R rows of the minibatch, all on the
 * heap: h_t = m_t f(x_t W + h_{t-1} RW + b) and back.
 */
final class VectorSliceLayer {
  /** Rows of several steps that a product takes together. */
  static final int BLOCK = 128;

  /**
   * A layer's weights, packed for a window.
   *
   * @param symbols the input of all rows, or null where it is dense
   * @param table rows of W for these, with b added where a step reads just one, or null
   * @param w W where the input is dense, else null
   * @param rw RW
   * @param rwTransposed RW^T
   * @param wTransposed W^T where the layer below is recurrent, too, else null
   */
  record Weights(
      int nIn,
      int n,
      StepActivation f,
      double errorClip,
      float[] bias,
      Symbols symbols,
      float[] table,
      float[] w,
      float[] rw,
      float[] rwTransposed,
      float[] wTransposed) {

    /** A layer's weights, complete when all is packed. */
    static Weights of(
        WindowLayers.Recurrent layer, boolean lowest, Symbols symbols, VectorPacking packing) {
      int nIn = layer.weights().nIn();
      int n = layer.weights().nOut();
      float[] bias = VectorKernel.vectorFloats(layer.weights().b());
      INDArray w = layer.weights().w();
      float[][] rw = packing.both(layer.weights().rw());
      return new Weights(
          nIn,
          n,
          StepActivation.of(layer.weights().activation()),
          layer.errorClip(),
          bias,
          symbols,
          symbols == null ? null : packing.table(w, bias, symbols),
          symbols == null ? packing.straight(w) : null,
          rw[0],
          rw[1],
          lowest ? null : packing.transposed(w));
    }
  }

  /** What a thread multiplies with. */
  static final class Products {
    private final VectorProduct byW;
    private final VectorProduct byRw;
    private final VectorProduct byRwTransposed;
    private final VectorProduct byWTransposed;

    /** Products that share the memory for packed rows. */
    Products(Weights weights, float[] quads) {
      int nIn = weights.nIn;
      int n = weights.n;
      byW = product(weights.w, nIn, n, quads);
      byRw = product(weights.rw, n, n, quads);
      byRwTransposed = product(weights.rwTransposed, n, n, quads);
      byWTransposed = product(weights.wTransposed, n, nIn, quads);
    }

    private static VectorProduct product(float[] packed, int depth, int n, float[] quads) {
      return packed == null ? null : VectorProduct.sharing(quads, packed, depth, n);
    }
  }

  /**
   * What enters a layer.
   *
   * @param numbers of its symbols, [T, R, m], or null
   * @param x dense input, [T, R, nIn] from index xAt on, or null
   */
  record Input(int[] numbers, float[] x, int xAt) {}

  private final Weights weights;
  private final int rows;
  private final int steps;
  private final Input input;
  private final Symbols own; // of these rows; null for a dense input
  private final VectorLayerSums sums;

  /** h, [1 + T, R, n]: the entering state, then that after each step. */
  private final float[] states;

  /** dLoss/dh, from the last step back dLoss/dz; by the same indices as the states. */
  private final float[] errors;

  /**
   * A layer whose window hasn't begun.
   *
   * @param weights its weights
   * @param rows R
   * @param steps T
   * @param input what enters it
   * @param scratch the window's
   */
  VectorSliceLayer(Weights weights, int rows, int steps, Input input, Scratch scratch) {
    this.weights = weights;
    this.rows = rows;
    this.steps = steps;
    this.input = input;
    own = input.numbers == null ? null : weights.symbols.with(input.numbers);
    sums = new VectorLayerSums(weights.nIn, weights.n, weights.symbols, scratch);
    states = scratch.floats((1 + steps) * rows, weights.n);
    errors = scratch.floats((1 + steps) * rows, weights.n);
  }

  float[] states() {
    return states;
  }

  float[] errors() {
    return errors;
  }

  VectorLayerSums sums() {
    return sums;
  }

  /** Index of step t in states and errors; of the entering state for -1. */
  int at(int t) {
    return (1 + t) * rows * weights.n;
  }

  /**
   * Runs forward.
   *
   * @param mask one element a row of the minibatch's window, or null
   * @param row the first of this slice's rows
   * @param minibatch B
   */
  void forward(Products by, double[] mask, int row, int minibatch) {
    int size = rows * weights.n;
    if (input.numbers == null) {
      project(by);
    }
    for (int t = 0; t < steps; t++) {
      int at = at(t);
      if (input.numbers != null) {
        readTable(t * rows, at);
      }
      by.byRw.add(states, at - size, rows, states, at);
      FloatActivations.apply(weights.f, states, at, at + size);
      Steps.scaleRows(states, at, rows, weights.n, mask, t * minibatch + row);
    }
  }

  private void readTable(int first, int at) {
    int n = weights.n;
    if (!weights.symbols.areSingle()) {
      VectorRows.sumOf(own, first, rows, weights.table, weights.bias, states, at);
      return;
    }
    for (int i = 0; i < rows; i++) {
      System.arraycopy(weights.table, input.numbers[first + i] * n, states, at + i * n, n);
    }
  }

  /** x W + b of all steps, which wait for nothing. */
  private void project(Products by) {
    int n = weights.n;
    int all = steps * rows;
    for (int i = 0; i < all; i++) {
      System.arraycopy(weights.bias, 0, states, at(0) + i * n, n);
    }
    for (int first = 0; first < all; first += BLOCK) {
      int count = Math.min(BLOCK, all - first);
      by.byW.add(input.x, input.xAt + first * weights.nIn, count, states, at(0) + first * n);
    }
  }

  /**
   * Runs backward: what the errors of the last steps are, has been written by what is above.
   *
   * @param from the first step that has an error from above
   * @param carry factors of what comes back to each step from the next one, or null
   */
  void backward(Products by, int from, double[] carry, double[] mask, int row, int minibatch) {
    int size = rows * weights.n;
    for (int t = steps - 1; t >= 0; t--) {
      int at = at(t);
      if (t < from) {
        Arrays.fill(errors, at, at + size, 0);
      }
      if (t < steps - 1) {
        // e + rho p as (e / rho + p) rho: a product adds to what is there.
        float rho = carry == null ? 1 : (float) carry[t];
        Steps.scale(errors, at, size, 1 / rho);
        by.byRwTransposed.add(errors, at + size, rows, errors, at);
        Steps.scale(errors, at, size, rho);
      }
      FloatActivations.timesSlope(weights.f, errors, states, errors, at, at + size);
      Steps.scaleRows(errors, at, rows, weights.n, mask, t * minibatch + row);
      Steps.clip(errors, at, size, weights.errorClip);
    }
  }

  /** Adds up the gradients, and writes the errors of the layer below, if that is asked for. */
  void gradients(Products by, float[] quads, float[] panels, VectorSliceLayer below) {
    int n = weights.n;
    int all = steps * rows;
    sums.clear();
    for (int first = 0; first < all; first += BLOCK) {
      int count = Math.min(BLOCK, all - first);
      int delta = at(0) + first * n;
      VectorOuterProduct.quads(errors, delta, count, n, quads);
      sums.addRecurrent(quads, states, first * n, count, panels);
      if (input.numbers != null) {
        sums.addSymbols(errors, delta, count, input.numbers, first);
        continue;
      }
      int x = first * weights.nIn;
      sums.addDense(quads, errors, delta, input.x, input.xAt + x, count, panels);
      if (below != null) {
        int to = below.at(0) + x;
        Arrays.fill(below.errors, to, to + count * weights.nIn, 0);
        by.byWTransposed.add(errors, delta, count, below.errors, to);
      }
    }
    sums.end();
  }
}
