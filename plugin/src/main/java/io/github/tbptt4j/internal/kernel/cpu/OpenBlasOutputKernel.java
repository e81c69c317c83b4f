package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Finite;
import io.github.tbptt4j.internal.nativemem.NativeMath;
import io.github.tbptt4j.internal.nativemem.OneBlasThread;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The CPU kernel: products by OpenBLAS, everything else in Java.
 *
 * <p>Workers share out the rows and go through theirs in blocks that stay in the cache: logits,
 * softmax, delta, input gradient and the block's part of the weight gradient, before the next one.
 * Logits and delta are [nOut, rows] in memory, see {@link SoftmaxBlock}. Rows at the beginning and
 * at the end whose losses don't count are left out.
 */
public final class OpenBlasOutputKernel implements OutputKernel {
  /** Multiply-adds below which a second thread costs more than it brings. */
  private static final long WORTH_A_WORKER = 1_000_000;

  private static final int LOGITS_IN_A_BLOCK = 1 << 14;
  private static final int MIN_ROWS = 128;
  private static final int MAX_ROWS = 512;

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public boolean runs(DataType type) {
    return type == DataType.FLOAT && CpuArrays.areHere();
  }

  @Override
  public void probabilities(OutputWeights weights, INDArray x, INDArray p) {
    int rows = Math.toIntExact(x.size(0));
    double[] ones = new double[rows];
    Arrays.fill(ones, 1.0);
    Rows all = new Rows(0, rows);
    run(
        all,
        parts(all, products(weights)),
        (part, share) -> {
          try (Pass pass = new Pass(weights, x, share)) {
            for (Rows block : pass.blocks()) {
              pass.forward(block);
              pass.softmax.normalise(ones);
              pass.softmax.store(Pointers.floats(p).position(block.first), rows);
            }
          }
        });
  }

  @Override
  public double[] losses(OutputWeights weights, INDArray x, Targets targets) {
    double[] losses = new double[targets.rows()];
    Rows rows = rowsThatMatter(targets, x);
    run(
        rows,
        parts(rows, products(weights)),
        (part, share) -> {
          try (Pass pass = new Pass(weights, x, share)) {
            for (Rows block : pass.blocks()) {
              pass.forward(block);
              pass.softmax.losses(targets, block.first, block.count(), losses);
            }
          }
        });
    return losses;
  }

  @Override
  public double[] gradients(
      OutputWeights weights,
      INDArray x,
      Targets targets,
      OutputGradients gradients,
      Scratch scratch) {
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    double[] losses = new double[targets.rows()];
    Rows rows = rowsThatMatter(targets, x);
    INDArray dw = CpuArrays.columnMajor(gradients.w());
    INDArray dx = gradients.x();
    zero(dx, new Rows(0, rows.first), nIn);
    zero(dx, new Rows(rows.end, targets.rows()), nIn);

    // Each worker adds up a weight gradient of its own, column-major as W, and behind it the
    // gradient of the bias.
    int size = Math.multiplyExact(nOut, nIn);
    int stride = Math.addExact(size, nOut);
    int parts = parts(rows, 3 * products(weights));
    try (FloatPointer sums = new FloatPointer((long) stride * parts)) {
      run(
          rows,
          parts,
          (part, share) -> {
            try (Pass pass = new Pass(weights, x, share)) {
              FloatPointer sum = new FloatPointer(sums);
              NativeMath.fill(sum.position((long) part * stride), stride, 0);
              for (Rows block : pass.blocks()) {
                pass.forward(block);
                pass.softmax.losses(targets, block.first, block.count(), losses);
                pass.softmax.delta(targets, block.first, block.count());
                pass.backward(block, sum.position((long) part * stride), size, dx);
              }
            }
          });
      SoftmaxBlock.sum(sums.position(0), parts, stride, size, Pointers.floats(dw));
      gradients
          .b()
          .ifPresent(
              b -> {
                INDArray db = b.isView() ? b.dup() : b;
                SoftmaxBlock.sum(sums.position(size), parts, stride, nOut, Pointers.floats(db));
                CpuArrays.copyBack(db, b);
              });
    }
    CpuArrays.copyBack(dw, gradients.w());
    return losses;
  }

  /** Consecutive rows, from first to before end. */
  private record Rows(int first, int end) {
    int count() {
      return end - first;
    }

    Rows part(int part, int parts) {
      return new Rows(
          first + Workers.begin(part, parts, count()),
          first + Workers.begin(part + 1, parts, count()));
    }
  }

  /** What a worker does with its share of the rows. */
  private interface Work {
    void on(int part, Rows share);
  }

  private static void run(Rows rows, int parts, Work work) {
    try (OneBlasThread single = new OneBlasThread()) {
      Workers.run(parts, part -> work.on(part, rows.part(part, parts)));
    }
  }

  private static int parts(Rows rows, long multiplyAddsARow) {
    long worthIt = Math.max(1, rows.count() * multiplyAddsARow / WORTH_A_WORKER);
    return (int) Math.max(1, Math.min(Math.min(Workers.count(), rows.count()), worthIt));
  }

  private static long products(OutputWeights weights) {
    return (long) weights.nIn() * weights.nOut();
  }

  /** One worker's arithmetic and memory. */
  private static final class Pass implements AutoCloseable {
    private final int nIn;
    private final int nOut;
    private final INDArray x;
    private final INDArray w;
    private final Rows share;
    private final int blockRows;
    private final SoftmaxBlock softmax;

    /** x W, then delta, [nOut, rows of the block]. */
    private final FloatPointer values;

    private final FloatPointer ones;

    Pass(OutputWeights weights, INDArray x, Rows share) {
      this.x = x;
      this.share = share;
      nIn = weights.nIn();
      nOut = weights.nOut();
      w = CpuArrays.columnMajor(weights.w());
      int fitting = Math.max(MIN_ROWS, Math.min(MAX_ROWS, LOGITS_IN_A_BLOCK / nOut));
      blockRows = Math.max(1, Math.min(fitting, share.count()));
      softmax = new SoftmaxBlock(nOut, blockRows);
      weights.b().ifPresent(b -> softmax.bias(Pointers.floats(b.isView() ? b.dup() : b)));
      values = new FloatPointer((long) nOut * blockRows);
      ones = new FloatPointer(blockRows);
      NativeMath.fill(ones, blockRows, 1);
    }

    Rows[] blocks() {
      int count = (share.count() + blockRows - 1) / blockRows;
      Rows[] blocks = new Rows[count];
      Arrays.setAll(blocks, i -> share.part(i, count));
      return blocks;
    }

    void forward(Rows block) {
      int n = block.count();
      NativeMath.gemm(
          false, true, nOut, n, nIn, Pointers.floats(w), nIn, inputOf(block), nIn, 0, values, n);
      softmax.load(values, n);
    }

    /** Adds to the sum of weight gradients and, biasAt behind, to that of the bias. */
    void backward(Rows block, FloatPointer sum, int biasAt, INDArray dx) {
      int n = block.count();
      softmax.store(values, n);
      NativeMath.gemm(false, false, nOut, nIn, n, values, n, inputOf(block), nIn, 1, sum, nIn);
      FloatPointer biasSum = new FloatPointer(sum).position(sum.position() + biasAt);
      NativeMath.gemv(false, nOut, n, values, n, ones, 1, biasSum);
      FloatPointer dxAt = Pointers.floats(dx).position((long) block.first * nIn);
      NativeMath.gemm(true, false, n, nIn, nOut, values, n, Pointers.floats(w), nIn, 0, dxAt, nIn);
    }

    private FloatPointer inputOf(Rows block) {
      return Pointers.floats(x).position((long) block.first * nIn);
    }

    @Override
    public void close() {
      values.close();
      ones.close();
    }
  }

  /**
   * All rows but those at the beginning and at the end that don't count. An input that isn't finite
   * makes the gradient NaN whether it counts or not, so such rows stay.
   */
  private static Rows rowsThatMatter(Targets targets, INDArray x) {
    int rows = targets.rows();
    Rows counting = new Rows(targets.firstThatCounts(), targets.endOfThoseThatCount());
    if (counting.count() == rows) {
      return counting;
    }
    if (counting.count() < 0) {
      counting = new Rows(0, 0);
    }
    return isFinite(x, new Rows(0, counting.first)) && isFinite(x, new Rows(counting.end, rows))
        ? counting
        : new Rows(0, rows);
  }

  private static boolean isFinite(INDArray x, Rows rows) {
    return rows.count() == 0 || Finite.all(Tape.steps(x, rows.first, rows.end));
  }

  private static void zero(INDArray array, Rows rows, int rowLength) {
    NativeMath.fill(
        Pointers.floats(array).position((long) rows.first * rowLength),
        Math.multiplyExact(rows.count(), rowLength),
        0);
  }
}
