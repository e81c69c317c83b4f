package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Strand;
import io.github.tbptt4j.internal.threads.Strands;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Losses and gradients of an output layer with softmax, by rows that are shared out in strands. */
final class VectorOutputPass {
  /** Fewer rows are not worth a sum of their own. */
  private static final int WORTH_A_SUM = 128;

  /** Elements of x in a block: with all that is made of them, they stay in the L2 cache. */
  private static final int BLOCK = 1 << 14;

  private static final int MIN_ROWS = 32;
  private static final int MAX_ROWS = 128;

  private final Targets targets;
  private final OutputGradients gradients;
  private final Scratch scratch;
  private final INDArray x;
  private final int nIn;
  private final int n;
  private final int workers;
  private final int blockRows;
  private final float[] bias;

  /** W, packed. */
  private final float[] w;

  /** W^T, packed. */
  private final float[] transposed;

  private final double[] losses;

  VectorOutputPass(
      OutputWeights weights,
      INDArray x,
      Targets targets,
      OutputGradients gradients,
      Scratch scratch,
      int workers) {
    this.scratch = scratch;
    this.x = x;
    this.targets = targets;
    this.gradients = gradients;
    this.workers = workers;
    nIn = weights.nIn();
    n = weights.nOut();
    int fitting = Math.max(MIN_ROWS, Math.min(MAX_ROWS, BLOCK / nIn));
    blockRows = Math.min(fitting, targets.rows());
    bias = weights.b().map(VectorKernel::vectorFloats).orElseGet(() -> new float[n]);
    float[] columns = VectorKernel.columnMajor(weights.w(), scratch);
    w = VectorProduct.packedColumns(columns, nIn, n, scratch, workers);
    // A column-major matrix is its transpose by rows.
    transposed = VectorProduct.packedRows(columns, n, nIn, scratch, workers);
    losses = new double[targets.rows()];
  }

  /** {@return the loss of each row} */
  double[] run() {
    int rows = targets.rows();
    int count = workers == 1 ? 1 : Math.max(1, Math.min(2 * workers, rows / WORTH_A_SUM));
    List<Sum> sums = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sums.add(new Sum(Workers.begin(i, count, rows), Workers.begin(i + 1, count, rows)));
    }
    Strands.run(workers, sums);
    float[] dw = scratch.floats(n, nIn);
    VectorOuterProduct.total(sums.stream().map(sum -> sum.dw).toList(), dw, 0, 1);
    // Row j of delta^T x is column j of dW.
    VectorBackwardPass.put(dw, 'f', gradients.w(), scratch);
    gradients.b().ifPresent(b -> VectorBackwardPass.put(biasGradient(sums), 'c', b, scratch));
    return losses;
  }

  private float[] biasGradient(List<Sum> sums) {
    float[] db = new float[n];
    for (Sum sum : sums) {
      Steps.add(db, sum.db, 0, n);
    }
    return db;
  }

  /** Input that isn't finite makes the gradient NaN whether it counts or not. */
  private static boolean isFinite(float[] values, int count) {
    float zero = 0;
    for (int i = 0; i < count; i++) {
      zero += 0 * values[i];
    }
    return zero == 0;
  }

  /** Some rows, in blocks, and the sums over them that the gradients of the weights are. */
  private final class Sum implements Strand {
    private final int first;
    private final int end;
    private int next;
    private final VectorOuterProduct dw = new VectorOuterProduct(n, nIn, scratch);
    private final float[] db = scratch.floats(n);
    private final float[] read = scratch.floats(blockRows, nIn);
    private final float[] dx = scratch.floats(blockRows, nIn);
    private final float[] quads = VectorOuterProduct.memoryForQuads(n, blockRows, scratch);
    private final float[] panels = VectorOuterProduct.memoryForPanels(nIn, blockRows, scratch);
    private final VectorProduct byW = VectorProduct.of(w, nIn, n, blockRows, scratch);
    private final VectorProduct byTransposed =
        VectorProduct.of(transposed, n, nIn, blockRows, scratch);
    private final VectorSoftmax softmax = new VectorSoftmax(targets, n, blockRows, scratch);

    Sum(int first, int end) {
      this.first = first;
      this.next = first;
      this.end = end;
    }

    @Override
    public boolean advance() {
      if (next == first) {
        dw.clear();
        Arrays.fill(db, 0);
      }
      int rows = Math.min(blockRows, end - next);
      if (rows > 0) {
        block(next, rows);
        next += rows;
      }
      return next < end;
    }

    private void block(int first, int rows) {
      at(x, first).get(read, 0, rows * nIn);
      Arrays.fill(dx, 0, rows * nIn, 0);
      if (counts(first, rows) || !isFinite(read, rows * nIn)) {
        gradients(first, rows);
      }
      at(gradients.x(), first).put(dx, 0, rows * nIn);
    }

    private void gradients(int first, int rows) {
      float[] z = softmax.logits();
      for (int r = 0; r < rows; r++) {
        System.arraycopy(bias, 0, z, r * n, n);
      }
      byW.add(read, rows, z);
      float[] delta = softmax.delta(first, rows, losses);

      VectorOuterProduct.quads(delta, rows, n, quads);
      dw.add(quads, read, rows, panels);
      VectorRows.addAll(delta, rows, n, db);
      byTransposed.add(delta, rows, dx);
    }

    private boolean counts(int first, int rows) {
      return IntStream.range(first, first + rows).anyMatch(row -> targets.weight(row) != 0);
    }

    private FloatPointer at(INDArray array, int row) {
      FloatPointer pointer = Pointers.floats(array);
      return pointer.position(pointer.position() + (long) row * nIn);
    }
  }
}
