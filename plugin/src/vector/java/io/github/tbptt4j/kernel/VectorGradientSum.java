package io.github.tbptt4j.kernel;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradients' sums over some rows of the tape (a row is one sequence at one step), and the
 * input's gradient of these rows. The rows come in blocks that stay in the L2 cache.
 */
final class VectorGradientSum implements Strand {
  private static final int BLOCK = 128;

  /** Blocks of a piece. */
  private static final int BLOCKS = 2;

  /**
   * What all sums of a pass have in common.
   *
   * @param w W^T packed; null where the input is indices
   * @param symbols indices; null where the input is dense
   * @param dx written for the segment's rows; null where the input is indices
   */
  record Task(int nIn, int n, Tape tape, INDArray deltas, float[] w, int[] symbols, INDArray dx) {

    static Task of(RnnWeights weights, Tape tape, INDArray deltas, INDArray dx) {
      int nIn = weights.nIn();
      int n = weights.nOut();
      return tape.indexed()
          ? new Task(nIn, n, tape, deltas, null, tape.symbols(), null)
          : new Task(
              nIn,
              n,
              tape,
              deltas,
              VectorProduct.packed(VectorKernel.columnMajorFloats(weights.w()), n, nIn, false),
              null,
              dx);
    }
  }

  private final Task task;
  private final int nIn;
  private final int n;
  private final int end;
  private int next;

  private float[] delta;
  private float[] quads;
  private float[] before;
  private float[] x;
  private float[] dx;
  private VectorProduct byW;

  /** dRW^T. */
  private VectorOuterProduct recurrent;

  /** dW^T of a dense input. */
  private VectorOuterProduct dense;

  /** dW of an input of indices. */
  private float[] bySymbol;

  private float[] db;

  /**
   * Sums that are zero.
   *
   * @param task what all sums have in common
   * @param first first row of the tape
   * @param end row after the last one
   */
  VectorGradientSum(Task task, int first, int end) {
    this.task = task;
    this.nIn = task.nIn;
    this.n = task.n;
    this.next = first;
    this.end = end;
  }

  /** The thread that begins with these sums has their memory made: it takes time. */
  private void begin() {
    int rows = Math.min(BLOCK, end - next);
    delta = new float[Math.multiplyExact(rows, n)];
    quads = VectorOuterProduct.memoryForQuads(n, rows);
    before = new float[delta.length];
    recurrent = new VectorOuterProduct(n, n, rows);
    db = new float[n];
    boolean indexed = ofSymbols();
    x = indexed ? null : new float[Math.multiplyExact(rows, nIn)];
    dx = indexed ? null : new float[x.length];
    byW = indexed ? null : VectorProduct.of(task.w, n, nIn);
    dense = indexed ? null : new VectorOuterProduct(n, nIn, rows);
    bySymbol = indexed ? new float[Math.multiplyExact(nIn, n)] : null;
  }

  /** {@return whether the input is indices} */
  boolean ofSymbols() {
    return task.symbols != null;
  }

  @Override
  public boolean advance() {
    if (db == null) {
      begin();
    }
    for (int i = 0; i < BLOCKS && next < end; i++) {
      int rows = Math.min(BLOCK, end - next);
      addBlock(next, rows);
      next += rows;
    }
    if (next < end) {
      return true;
    }
    if (ofSymbols()) {
      // Each row of delta is in one of these sums.
      addRows(bySymbol, nIn, db);
    }
    return false;
  }

  private void addBlock(int first, int rows) {
    read(task.deltas, first, rows, n, delta, 0);
    readStatesBefore(first, rows);
    VectorOuterProduct.quads(delta, rows, n, quads);
    recurrent.add(quads, before, rows);
    if (ofSymbols()) {
      addToSymbols(first, rows);
      return;
    }
    read(task.tape.input(), first, rows, nIn, x, 0);
    addRows(delta, rows, db);
    dense.add(quads, x, rows);
    inputGradient(first, rows);
  }

  /** h_{t-1} beside delta_t: the entering state beside the first step. */
  private void readStatesBefore(int first, int rows) {
    int minibatch = task.tape.minibatch();
    int entering = Math.max(0, Math.min(rows, minibatch - first));
    if (entering > 0) {
      read(task.tape.entering(), first, entering, n, before, 0);
    }
    if (rows > entering) {
      int from = first + entering - minibatch;
      read(task.tape.state(), from, rows - entering, n, before, entering);
    }
  }

  private static void read(INDArray array, int first, int rows, int size, float[] to, int at) {
    FloatPointer source = new FloatPointer(array.data().addressPointer());
    source.position(source.position() + (long) first * size).get(to, at * size, rows * size);
  }

  /** Rows of the history have none. */
  private void inputGradient(int first, int rows) {
    int history = task.tape.history() * task.tape.minibatch();
    int skipped = Math.max(0, Math.min(rows, history - first));
    if (skipped == rows) {
      return;
    }
    Arrays.fill(dx, 0, rows * nIn, 0);
    byW.add(delta, rows, dx);
    FloatPointer target = new FloatPointer(task.dx.data().addressPointer());
    target
        .position(target.position() + (long) (first + skipped - history) * nIn)
        .put(dx, skipped * nIn, (rows - skipped) * nIn);
  }

  private void addToSymbols(int first, int rows) {
    for (int i = 0; i < rows; i++) {
      add(delta, i * n, bySymbol, task.symbols[first + i] * n, n);
    }
  }

  /** Four rows a pass, so that the sum is read and written a fourth as often. */
  private void addRows(float[] values, int count, float[] to) {
    int i = 0;
    for (; i + 3 < count; i += 4) {
      addFourRows(values, i * n, n, to);
    }
    for (; i < count; i++) {
      add(values, i * n, to, 0, n);
    }
  }

  private static void addFourRows(float[] values, int from, int n, float[] to) {
    for (int j = 0; j < n; j++) {
      to[j] +=
          (values[from + j] + values[from + n + j])
              + (values[from + 2 * n + j] + values[from + 3 * n + j]);
    }
  }

  /**
   * Adds up one part of the sums of all strands, for one of several threads.
   *
   * @param sums all, in the order in which they are added
   * @param drw written, dRW^T, by rows
   * @param dw written, dW^T by rows of a dense input, dW by rows of indices
   * @param db written
   */
  static void total(
      List<VectorGradientSum> sums, float[] drw, float[] dw, float[] db, int part, int parts) {
    VectorOuterProduct.total(sums.stream().map(sum -> sum.recurrent).toList(), drw, part, parts);
    if (sums.get(0).ofSymbols()) {
      total(sums.stream().map(sum -> sum.bySymbol).toList(), dw, part, parts);
    } else {
      VectorOuterProduct.total(sums.stream().map(sum -> sum.dense).toList(), dw, part, parts);
    }
    total(sums.stream().map(sum -> sum.db).toList(), db, part, parts);
  }

  private static void total(List<float[]> sums, float[] to, int part, int parts) {
    int first = Workers.begin(part, parts, to.length);
    int end = Workers.begin(part + 1, parts, to.length);
    for (float[] sum : sums) {
      add(sum, first, to, first, end - first);
    }
  }

  /** to += from. */
  static void add(float[] from, int fromAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }
}
