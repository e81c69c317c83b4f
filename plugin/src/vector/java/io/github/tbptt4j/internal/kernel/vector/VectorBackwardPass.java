package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.cpu.Pass;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import io.github.tbptt4j.internal.threads.Strands;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The {@link VectorKernel}'s backward pass. The sums over all rows of all steps that the gradients
 * are, are cut into {@link VectorGradientSum}s, whose number and order depend on the sizes and the
 * number of threads, not on who does what: the same call on the same machine gives the same bits.
 */
final class VectorBackwardPass implements Pass {
  /** Enough for the speed of a product, and so few that they stay in the L1 cache. */
  private static final int ROWS_TOGETHER = 32;

  /** Fewer rows are not worth a sum of their own. */
  private static final int WORTH_A_SUM = 256;

  private final StepActivation f;
  private final int nIn;
  private final int n;
  private final RnnGradients gradients;
  private final Scratch scratch;
  private final int workers;

  /** RW^T. */
  private final float[] rw;

  private final List<VectorGradientSum> sums = new ArrayList<>();

  VectorBackwardPass(
      RnnWeights weights,
      Tape tape,
      INDArray deltas,
      RnnGradients gradients,
      Scratch scratch,
      int workers) {
    this.f = StepActivation.of(weights.activation());
    this.nIn = weights.nIn();
    this.n = weights.nOut();
    this.gradients = gradients;
    this.scratch = scratch;
    this.workers = workers;
    VectorPacking packing = new VectorPacking(scratch);
    rw = packing.transposed(weights.rw());
    int rows = tape.totalSteps() * tape.minibatch();
    int count = workers == 1 ? 1 : Math.max(1, Math.min(2 * workers, rows / WORTH_A_SUM));
    VectorGradientSum.Task task =
        VectorGradientSum.Task.of(
            weights, tape, deltas, gradients.input(), packing, scratch, Math.min(workers, count));
    packing.run(workers);
    for (int i = 0; i < count; i++) {
      int first = Workers.begin(i, count, rows);
      sums.add(new VectorGradientSum(task, first, Workers.begin(i + 1, count, rows)));
    }
  }

  @Override
  public Steps steps(int rows, int windows) {
    VectorProduct product = VectorProduct.of(rw, n, n, rows * windows, scratch);
    return Steps.backward(f, rows, n, windows, product, scratch);
  }

  @Override
  public int rowsTogether() {
    return ROWS_TOGETHER;
  }

  @Override
  public void finish() {
    Strands.run(workers, sums);
    VectorTotals totals = new VectorTotals(scratch);
    VectorLayerSums.total(sums.stream().map(VectorGradientSum::sums).toList(), gradients, totals);
    totals.run(workers);
  }
}
