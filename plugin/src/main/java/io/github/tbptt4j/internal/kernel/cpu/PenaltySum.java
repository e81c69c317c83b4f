package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.VanishingPenalty;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.NativeMath;
import io.github.tbptt4j.internal.nativemem.OneBlasThread;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link VanishingPenalty} of deltas that a backward pass has left. None waits for another: so all
 * steps share two products, in blocks of rows. With a row's direction d = delta_{t+1} /
 * ||delta_{t+1}||, whose size can neither overflow nor vanish:
 *
 * <pre>
 *   u = m_t f'(z_t) (d RW^T)   Omega = sum (||u|| - 1)^2
 *   dOmega/dRW = sum a^T d     a = 2 (||u|| - 1) f'(z_t) u / ||u||
 * </pre>
 */
final class PenaltySum {
  /** So that a block of usual sizes stays in the L2 cache. */
  private static final int BLOCK = 128;

  private static final double SMALLEST = VanishingPenalty.smallest(DataType.FLOAT);

  /** Rows of the tape: where t is one, t+1 is a minibatch further on. */
  private record Block(int first, int rows) {}

  /**
   * What all sums have in common.
   *
   * @param tape what the forward pass has left
   * @param deltas what the backward pass has left
   * @param f the activation
   * @param rw RW, column-major
   * @param mask one element a row of the tape, or null
   * @param n size of the state
   */
  private record Task(
      Tape tape, INDArray deltas, StepActivation f, INDArray rw, double[] mask, int n) {}

  private final Task task;
  private final int n;
  private final float[] d; // [BLOCK, n]
  private final float[] h;
  private final float[] u;
  private final FloatPointer left;
  private final FloatPointer right;
  private final FloatPointer sum; // of d^T a, [n, n]
  private double omega;
  private boolean begun;

  private PenaltySum(Task task, Scratch scratch) {
    this.task = task;
    n = task.n;
    d = scratch.floats(BLOCK, n);
    h = scratch.floats(BLOCK, n);
    u = scratch.floats(BLOCK, n);
    left = new FloatPointer((long) BLOCK * n);
    right = new FloatPointer((long) BLOCK * n);
    sum = new FloatPointer((long) n * n);
  }

  /**
   * Adds lambda dOmega/dRW to a gradient.
   *
   * @param weights of the forward pass
   * @param tape what it has left
   * @param deltas what the backward pass has left, of windows that don't overlap
   * @param windows these
   * @param lambda factor
   * @param scratch the pass's
   * @param drw where it is added
   * @return Omega, summed over windows and minibatch
   */
  static double add(
      RnnWeights weights,
      Tape tape,
      INDArray deltas,
      List<Window> windows,
      double lambda,
      Scratch scratch,
      INDArray drw) {
    List<Block> blocks = blocks(windows, tape.minibatch());
    if (blocks.isEmpty()) {
      return 0;
    }
    int n = weights.nOut();
    int workers = Slice.workers(tape.minibatch(), 2 * Window.covered(windows) * n * n);
    int parts = Math.min(workers, blocks.size());
    Task task =
        new Task(
            tape,
            deltas,
            StepActivation.of(weights.activation()),
            CpuArrays.columnMajor(weights.rw()),
            tape.mask() == null ? null : Doubles.of(tape.mask()),
            n);
    PenaltySum[] sums = new PenaltySum[parts];
    Arrays.setAll(sums, i -> new PenaltySum(task, scratch));
    try (OneBlasThread single = new OneBlasThread()) {
      Workers.run(
          parts,
          part -> {
            int end = Workers.begin(part + 1, parts, blocks.size());
            for (int i = Workers.begin(part, parts, blocks.size()); i < end; i++) {
              sums[part].add(blocks.get(i));
            }
          });
    }
    // d^T a by rows is a^T d by columns.
    INDArray gradient = CpuArrays.columnMajor(drw);
    for (PenaltySum part : sums) {
      NativeMath.addScaled(n * n, (float) lambda, part.sum, Pointers.floats(gradient));
      part.close();
    }
    CpuArrays.copyBack(gradient, drw);
    return Arrays.stream(sums).mapToDouble(sum -> sum.omega).sum();
  }

  /** Before garbage collection would do it: it doesn't see how large this memory is. */
  private void close() {
    left.close();
    right.close();
    sum.close();
  }

  private static List<Block> blocks(List<Window> windows, int minibatch) {
    List<Block> blocks = new ArrayList<>();
    for (Window window : windows) {
      int end = (window.end() - 1) * minibatch; // nothing comes to the last step
      for (int first = window.start() * minibatch; first < end; first += BLOCK) {
        blocks.add(new Block(first, Math.min(BLOCK, end - first)));
      }
    }
    return blocks;
  }

  private void add(Block block) {
    int rows = block.rows;
    int size = rows * n;
    double[] mask = task.mask;
    long later = block.first + task.tape.minibatch();
    Pointers.floats(task.deltas).position(later * n).get(d, 0, size);
    boolean[] arrives = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      arrives[i] = (mask == null || mask[block.first + i] != 0) && toDirection(i * n);
    }
    Pointers.floats(task.tape.state()).position((long) block.first * n).get(h, 0, size);
    left.put(d, 0, size);
    // Column-major RW is RW^T by rows.
    NativeMath.gemm(false, false, rows, n, n, left, n, Pointers.floats(task.rw), n, 0, right, n);
    right.get(u, 0, size);
    FloatActivations.timesSlope(task.f, u, h, u, 0, size);
    Steps.scaleRows(u, 0, rows, n, mask, block.first);
    for (int i = 0; i < rows; i++) {
      Steps.scale(u, i * n, n, arrives[i] ? term(norm(u, i * n, n)) : 0);
    }
    FloatActivations.timesSlope(task.f, u, h, u, 0, size);
    right.put(u, 0, size);
    NativeMath.gemm(true, false, n, n, rows, left, n, right, n, begun ? 1 : 0, sum, n);
    begun = true;
  }

  /** {@return whether there is one; else the row is zero} */
  private boolean toDirection(int at) {
    double norm = norm(d, at, n);
    boolean arrives = !(norm <= SMALLEST); // NaN does
    Steps.scale(d, at, n, arrives ? (float) (1 / norm) : 0);
    return arrives;
  }

  /** {@return what u is multiplied by} */
  private float term(double ratio) {
    omega += (ratio - 1) * (ratio - 1);
    return ratio == 0 ? 0 : (float) (2 * (ratio - 1) / ratio);
  }

  /** In double, where no square of a float is too small; four sums, for C2 makes it one chain. */
  private static double norm(float[] values, int at, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double e = 0;
    int i = at;
    for (; i + 3 < at + n; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      e += (double) values[i + 3] * values[i + 3];
    }
    for (; i < at + n; i++) {
      a += (double) values[i] * values[i];
    }
    return Math.sqrt(a + b + c + e);
  }
}
