package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Strand;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
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
   * @param w W^T packed; null where nobody asks for the input's gradient
   * @param symbols indices; null where the input is dense
   * @param dx written for the segment's rows; null where nobody asks for it
   * @param scratch the pass's, for the thread that prepares it
   * @param idle memory that no thread works in
   */
  record Task(
      int nIn,
      int n,
      Tape tape,
      INDArray deltas,
      float[] w,
      int[] symbols,
      INDArray dx,
      Scratch scratch,
      Deque<Block> idle) {

    static Task of(
        RnnWeights weights, Tape tape, INDArray deltas, INDArray dx, Scratch scratch, int workers) {
      int nIn = weights.nIn();
      int n = weights.nOut();
      boolean indexed = tape.indexed();
      float[] w =
          indexed || dx == null
              ? null
              : VectorKernel.packedTransposed(weights.w(), scratch, workers);
      int[] symbols = indexed ? tape.symbols(weights.nIn()) : null;
      Task task =
          new Task(nIn, n, tape, deltas, w, symbols, dx, scratch, new ConcurrentLinkedDeque<>());
      for (int i = 0; i < workers; i++) {
        task.idle.add(new Block(task));
      }
      return task;
    }
  }

  private final Task task;
  private final int nIn;
  private final int n;
  private final int end;
  private int next;

  /** dRW^T. */
  private final VectorOuterProduct recurrent;

  /** dW^T of a dense input, or null. */
  private final VectorOuterProduct dense;

  /** dW of an input of indices, or null. */
  private final float[] bySymbol;

  private final float[] db;
  private boolean begun;

  /**
   * Sums of no rows yet.
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
    recurrent = new VectorOuterProduct(n, n, task.scratch);
    dense = ofSymbols() ? null : new VectorOuterProduct(n, nIn, task.scratch);
    bySymbol = ofSymbols() ? task.scratch.floats(nIn, n) : null;
    db = task.scratch.floats(n);
  }

  /** What a thread works in. It stays in that thread's cache from piece to piece. */
  private static final class Block {
    private final float[] delta;
    private final float[] quads;
    private final float[] before;
    private final float[] panels;
    private final float[] x;
    private final float[] dx;
    private final VectorProduct byW;

    Block(Task task) {
      int rows = Math.min(BLOCK, task.tape.totalSteps() * task.tape.minibatch());
      Scratch scratch = task.scratch;
      delta = scratch.floats(rows, task.n);
      quads = VectorOuterProduct.memoryForQuads(task.n, rows, scratch);
      before = scratch.floats(rows, task.n);
      panels = VectorOuterProduct.memoryForPanels(Math.max(task.n, task.nIn), rows, scratch);
      x = task.symbols != null ? null : scratch.floats(rows, task.nIn);
      dx = task.w == null ? null : scratch.floats(rows, task.nIn);
      byW = task.w == null ? null : VectorProduct.of(task.w, task.n, task.nIn, rows, scratch);
    }
  }

  /** By the thread that begins with these sums: it takes time. */
  private void begin() {
    begun = true;
    recurrent.clear();
    Arrays.fill(db, 0);
    if (ofSymbols()) {
      Arrays.fill(bySymbol, 0);
    } else {
      dense.clear();
    }
  }

  /** {@return whether the input is indices} */
  boolean ofSymbols() {
    return task.symbols != null;
  }

  @Override
  public boolean advance() {
    if (!begun) {
      begin();
    }
    Block block = task.idle.removeFirst(); // there are as many as threads
    for (int i = 0; i < BLOCKS && next < end; i++) {
      int rows = Math.min(BLOCK, end - next);
      add(block, next, rows);
      next += rows;
    }
    task.idle.addFirst(block);
    if (next < end) {
      return true;
    }
    if (ofSymbols()) {
      // Each row of delta is in one of these sums.
      VectorRows.addAll(bySymbol, nIn, n, db);
    }
    return false;
  }

  private void add(Block block, int first, int rows) {
    read(task.deltas, first, rows, n, block.delta, 0);
    readStatesBefore(first, rows, block.before);
    VectorOuterProduct.quads(block.delta, rows, n, block.quads);
    recurrent.add(block.quads, block.before, rows, block.panels);
    if (ofSymbols()) {
      VectorRows.addEach(block.delta, rows, n, task.symbols, first, bySymbol);
      return;
    }
    read(task.tape.input(), first, rows, nIn, block.x, 0);
    VectorRows.addAll(block.delta, rows, n, db);
    dense.add(block.quads, block.x, rows, block.panels);
    if (task.dx != null) {
      inputGradient(block, first, rows);
    }
  }

  /** h_{t-1} beside delta_t: the entering state beside the first step. */
  private void readStatesBefore(int first, int rows, float[] before) {
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
    FloatPointer source = Pointers.floats(array);
    source.position(source.position() + (long) first * size).get(to, at * size, rows * size);
  }

  /** Rows of the history have none. */
  private void inputGradient(Block block, int first, int rows) {
    int history = task.tape.history() * task.tape.minibatch();
    int skipped = Math.max(0, Math.min(rows, history - first));
    if (skipped == rows) {
      return;
    }
    Arrays.fill(block.dx, 0, rows * nIn, 0);
    block.byW.add(block.delta, rows, block.dx);
    FloatPointer target = Pointers.floats(task.dx);
    target
        .position(target.position() + (long) (first + skipped - history) * nIn)
        .put(block.dx, skipped * nIn, (rows - skipped) * nIn);
  }

  /**
   * Adds up one part of the sums of all strands, for one of several threads.
   *
   * @param sums all, in the order in which they are added
   * @param drw written: dRW^T, by rows
   * @param dw written: dW^T by rows of a dense input, dW by rows of indices
   * @param db written: the gradient of the bias
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
    System.arraycopy(sums.get(0), first, to, first, end - first);
    for (float[] sum : sums.subList(1, sums.size())) {
      Steps.add(to, sum, first, end);
    }
  }
}
