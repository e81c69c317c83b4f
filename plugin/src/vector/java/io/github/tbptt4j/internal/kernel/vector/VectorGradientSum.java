package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Strand;
import java.util.Arrays;
import java.util.Deque;
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
   * @param symbols the input; null where it is dense
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
      Symbols symbols,
      INDArray dx,
      Scratch scratch,
      Deque<Block> idle) {

    static Task of(
        RnnWeights weights,
        Tape tape,
        INDArray deltas,
        INDArray dx,
        VectorPacking packing,
        Scratch scratch,
        int workers) {
      int nIn = weights.nIn();
      int n = weights.nOut();
      boolean indexed = tape.indexed();
      float[] w = indexed || dx == null ? null : packing.transposed(weights.w());
      Symbols symbols = indexed ? tape.symbols(weights.nIn()) : null;
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

  private final VectorLayerSums sums;
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
    sums = new VectorLayerSums(nIn, n, task.symbols, task.scratch);
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
      int widest = task.symbols != null ? task.n : Math.max(task.n, task.nIn);
      panels = VectorOuterProduct.memoryForPanels(widest, rows, scratch);
      x = task.symbols != null ? null : scratch.floats(rows, task.nIn);
      dx = task.w == null ? null : scratch.floats(rows, task.nIn);
      byW = task.w == null ? null : VectorProduct.of(task.w, task.n, task.nIn, rows, scratch);
    }
  }

  VectorLayerSums sums() {
    return sums;
  }

  /** {@return whether the input is indices} */
  private boolean ofSymbols() {
    return task.symbols != null;
  }

  @Override
  public boolean advance() {
    if (!begun) {
      begun = true;
      sums.clear();
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
    sums.end();
    return false;
  }

  private void add(Block block, int first, int rows) {
    read(task.deltas, first, rows, n, block.delta, 0);
    readStatesBefore(first, rows, block.before);
    VectorOuterProduct.quads(block.delta, 0, rows, n, block.quads);
    sums.addRecurrent(block.quads, block.before, 0, rows, block.panels);
    if (ofSymbols()) {
      sums.addSymbols(block.delta, 0, rows, task.symbols.numbers(), first);
      return;
    }
    read(task.tape.input(), first, rows, nIn, block.x, 0);
    sums.addDense(block.quads, block.delta, 0, block.x, 0, rows, block.panels);
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
}
