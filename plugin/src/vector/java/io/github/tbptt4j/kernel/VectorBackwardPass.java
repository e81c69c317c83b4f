package io.github.tbptt4j.kernel;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** The {@link VectorKernel}'s backward pass. */
final class VectorBackwardPass implements Pass {
  /** Rows of a block of steps: what is read of them stays in the L2 cache. */
  private static final int BLOCK = 128;

  /** Enough for the speed of a product, and so few that they stay in the L1 cache. */
  private static final int ROWS_TOGETHER = 32;

  private final StepActivation f;
  private final int nIn;
  private final int n;
  private final Tape tape;
  private final INDArray deltas;
  private final RnnGradients gradients;

  /** RW^T. */
  private final float[] rw;

  /** W^T; null where the input is indices. */
  private final float[] w;

  private final int[] symbols;
  private final Sums[] sums;

  VectorBackwardPass(
      RnnWeights weights, Tape tape, INDArray deltas, RnnGradients gradients, int parts) {
    this.f = StepActivation.of(weights.activation());
    this.nIn = weights.nIn();
    this.n = weights.nOut();
    this.tape = tape;
    this.deltas = deltas;
    this.gradients = gradients;
    // A column-major matrix is its transpose by rows.
    rw = VectorProduct.packed(VectorKernel.columnMajorFloats(weights.rw()), n, n, false);
    w =
        tape.indexed()
            ? null
            : VectorProduct.packed(VectorKernel.columnMajorFloats(weights.w()), n, nIn, false);
    symbols = tape.indexed() ? tape.symbols() : null;
    sums = new Sums[parts];
  }

  @Override
  public Steps steps(int rows, int windows) {
    return FloatSteps.backward(f, rows, n, windows, VectorProduct.of(rw, n, n));
  }

  @Override
  public int rowsTogether() {
    return ROWS_TOGETHER;
  }

  @Override
  public void walked(int part, int first, int rows) {
    sums[part] = new Sums(first, rows);
    sums[part].add();
  }

  /** One worker's part of the gradients: those of its rows of the minibatch. */
  private final class Sums {
    private final int first;
    private final int rows;
    private final int stepsOfBlock;
    private final float[] delta;
    private final float[] quads;
    private final float[] before;
    private final float[] x;
    private final float[] dx;
    private final VectorProduct byW;

    /** dRW^T */
    private final VectorOuterProduct drw;

    /** dW^T of a dense input */
    private final VectorOuterProduct dense;

    /** dW of an input of indices */
    private final float[] ofSymbols;

    private final float[] db = new float[n];

    Sums(int first, int rows) {
      this.first = first;
      this.rows = rows;
      stepsOfBlock = Math.min(tape.totalSteps(), Math.max(1, BLOCK / rows));
      int blockRows = Math.multiplyExact(stepsOfBlock, rows);
      delta = new float[Math.multiplyExact(blockRows, n)];
      quads = VectorOuterProduct.memoryForQuads(n, blockRows);
      before = new float[delta.length];
      drw = new VectorOuterProduct(n, n, blockRows);
      boolean indexed = tape.indexed();
      x = indexed ? null : new float[Math.multiplyExact(blockRows, nIn)];
      dx = indexed ? null : new float[x.length];
      byW = indexed ? null : VectorProduct.of(w, n, nIn);
      dense = indexed ? null : new VectorOuterProduct(n, nIn, blockRows);
      ofSymbols = indexed ? new float[Math.multiplyExact(nIn, n)] : null;
    }

    /** dRW^T, by rows. */
    float[] drw() {
      return drw.sum();
    }

    /** dW^T by rows of a dense input, dW by rows of indices. */
    float[] dw() {
      return tape.indexed() ? ofSymbols : dense.sum();
    }

    void add() {
      for (int t = 0; t < tape.totalSteps(); t += stepsOfBlock) {
        add(t, Math.min(tape.totalSteps(), t + stepsOfBlock));
      }
      if (tape.indexed()) {
        addRows(ofSymbols, nIn, db);
      }
    }

    private void add(int from, int to) {
      int count = (to - from) * rows;
      for (int t = from; t < to; t++) {
        read(deltas, t, n, delta, t - from);
        read(t == 0 ? tape.entering() : tape.state(), Math.max(0, t - 1), n, before, t - from);
      }
      VectorOuterProduct.quads(delta, count, n, quads);
      drw.add(quads, before, count);
      if (tape.indexed()) {
        addToSymbols(from, to);
        return;
      }
      for (int t = from; t < to; t++) {
        read(tape.input(), t, nIn, x, t - from);
      }
      addRows(delta, count, db);
      dense.add(quads, x, count);
      inputGradient(from, to, count);
    }

    private void inputGradient(int from, int to, int count) {
      if (to <= tape.history()) {
        return;
      }
      Arrays.fill(dx, 0, count * nIn, 0);
      byW.add(delta, count, dx);
      FloatPointer target = new FloatPointer(gradients.input().data().addressPointer());
      long start = target.position();
      for (int t = Math.max(from, tape.history()); t < to; t++) {
        long row = (long) (t - tape.history()) * tape.minibatch() + first;
        target.position(start + row * nIn).put(dx, (t - from) * rows * nIn, rows * nIn);
      }
    }

    /** The gradient of the bias follows from these sums: each row of delta is in one of them. */
    private void addToSymbols(int from, int to) {
      for (int t = from; t < to; t++) {
        for (int i = 0; i < rows; i++) {
          int symbol = symbols[t * tape.minibatch() + first + i];
          addRow(delta, ((t - from) * rows + i) * n, ofSymbols, symbol * n);
        }
      }
    }

    /** This worker's rows of one step. */
    private void read(INDArray sequence, int t, int size, float[] block, int step) {
      FloatPointer source = new FloatPointer(sequence.data().addressPointer());
      long row = (long) t * tape.minibatch() + first;
      source.position(source.position() + row * size).get(block, step * rows * size, rows * size);
    }

    /** Four rows a pass, so that the sum is read and written a fourth as often. */
    private void addRows(float[] values, int count, float[] to) {
      int i = 0;
      for (; i + 3 < count; i += 4) {
        addFourRows(values, i * n, n, to);
      }
      for (; i < count; i++) {
        addRow(values, i * n, to, 0);
      }
    }

    private void addRow(float[] values, int from, float[] to, int at) {
      for (int j = 0; j < n; j++) {
        to[at + j] += values[from + j];
      }
    }
  }

  private static void addFourRows(float[] values, int from, int n, float[] to) {
    for (int j = 0; j < n; j++) {
      to[j] +=
          (values[from + j] + values[from + n + j])
              + (values[from + 2 * n + j] + values[from + 3 * n + j]);
    }
  }

  @Override
  public void finish() {
    float[] drw = sums[0].drw();
    float[] db = sums[0].db;
    float[] dw = sums[0].dw();
    for (int part = 1; part < sums.length; part++) {
      sums[part].drw.addTo(drw);
      add(db, sums[part].db);
      if (tape.indexed()) {
        add(dw, sums[part].ofSymbols);
      } else {
        sums[part].dense.addTo(dw);
      }
    }
    // Row j of delta^T h is column j of dRW.
    put(drw, 'f', gradients.rw());
    put(db, 'c', gradients.b());
    put(dw, tape.indexed() ? 'c' : 'f', gradients.w());
  }

  private static void add(float[] to, float[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] += values[i];
    }
  }

  private static void put(float[] values, char order, INDArray target) {
    if (target.ordering() == order && Shape.hasDefaultStridesForShape(target)) {
      new FloatPointer(target.data().addressPointer()).put(values, 0, values.length);
    } else {
      target.assign(Nd4j.create(values, target.shape(), order));
    }
  }
}
