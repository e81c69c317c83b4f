package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.OneBlasThread;
import io.github.tbptt4j.internal.threads.Strand;
import io.github.tbptt4j.internal.threads.Strands;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the kernels for arrays of floats in the memory of the CPU share: the walk through time in
 * Java. They differ in their products.
 *
 * <p>The minibatch is cut into slices that walk through time independently, so that nothing waits
 * at each time step.
 */
public abstract class CpuKernel implements RnnKernel {
  /** So many of each walk: enough for threads to end at about the same time. */
  private static final int PIECES = 10;

  /** {@return whether its products are OpenBLAS's} */
  protected abstract boolean usesBlas();

  /**
   * Prepares a forward pass.
   *
   * @param weights the layer's
   * @param tape its input and entering state are read
   * @param scratch the pass's
   * @param workers number of threads
   */
  protected abstract Pass forwardPass(RnnWeights weights, Tape tape, Scratch scratch, int workers);

  /**
   * Prepares a backward pass, that walks compute the deltas for.
   *
   * @param weights the layer's
   * @param tape what the forward pass has left
   * @param deltas dLoss/dz of all known steps, complete when all have walked
   * @param gradients written, except for what no step reaches
   * @param scratch the pass's
   * @param workers number of threads
   */
  protected abstract Pass backwardPass(
      RnnWeights weights,
      Tape tape,
      INDArray deltas,
      RnnGradients gradients,
      Scratch scratch,
      int workers);

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return type == DataType.FLOAT && activation != StepActivation.OTHER && CpuArrays.areHere();
  }

  @Override
  public void forward(RnnWeights weights, Tape tape, boolean training) {
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    double[] mask = mask(tape);
    int workers = Slice.workers(minibatch, (long) tape.steps() * nOut * (nIn + nOut));

    try (OneBlasThread single = OneBlasThread.where(usesBlas())) {
      Pass pass = forwardPass(weights, tape, tape.memory().forwardScratch(), workers);
      List<Strand> walks =
          Slice.of(workers, minibatch, nOut).stream()
              .<Strand>map(
                  slice ->
                      new ForwardWalk(
                          pass.steps(slice.rows(), 0), tape, mask, slice.first(), PIECES))
              .toList();
      Strands.run(workers, walks);
      pass.finish();
    }
  }

  @Override
  public void backward(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      RnnGradients gradients) {
    deltas(weights, tape, error, windows, errorClip, gradients);
  }

  /** Each window has deltas of its own in Omega, so that those that overlap take turns. */
  @Override
  public double backward(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      double lambda,
      RnnGradients gradients) {
    double omega = 0;
    RnnGradients sum = null;
    for (List<Window> apart : Window.apart(windows)) {
      RnnGradients written = sum == null ? gradients : gradients.another();
      INDArray deltas = deltas(weights, tape, error, apart, errorClip, written);
      omega +=
          PenaltySum.add(
              weights, tape, deltas, apart, lambda, tape.memory().penaltyScratch(), written.rw());
      if (sum == null) {
        sum = written;
      } else {
        sum.add(written);
      }
    }
    return omega;
  }

  /** {@return dLoss/dz of all known steps, [T, minibatch, nOut], valid until the next pass} */
  private INDArray deltas(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      RnnGradients gradients) {
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    DataType type = tape.state().dataType();
    // The deltas of all windows are added up per step: each gradient is linear in them.
    INDArray deltas = tape.memory().array(PassMemory.Use.DELTA, type, tape.state().shape());
    List<Window> longestFirst =
        (Double.isInfinite(errorClip) ? Window.merged(windows) : windows)
            .stream().sorted(Comparator.comparingInt(Window::length).reversed()).toList();
    boolean overlap = Window.overlap(windows);
    if (overlap || Window.covered(windows) < tape.totalSteps()) {
      deltas.assign(0.0);
    }
    int workers = Slice.workers(minibatch, 2L * tape.steps() * nOut * (weights.nIn() + nOut));
    BackwardWalk.Task task =
        new BackwardWalk.Task(tape, error, deltas, overlap, mask(tape), errorClip);

    try (OneBlasThread single = OneBlasThread.where(usesBlas())) {
      Scratch scratch = tape.memory().backwardScratch();
      Pass pass = backwardPass(weights, tape, deltas, gradients, scratch, workers);
      List<Strand> walks =
          Slice.of(workers, minibatch, nOut).stream()
              .<Strand>map(slice -> walkBack(pass, task, longestFirst, slice))
              .toList();
      Strands.run(workers, walks);
      pass.finish();
    }
    return deltas;
  }

  private static BackwardWalk walkBack(
      Pass pass, BackwardWalk.Task task, List<Window> longestFirst, Slice slice) {
    int together = Math.min(longestFirst.size(), Math.max(1, pass.rowsTogether() / slice.rows()));
    return new BackwardWalk(
        pass.steps(slice.rows(), together), task, longestFirst, together, slice.first(), PIECES);
  }

  /** One element a row of the tape, or null. */
  private static double[] mask(Tape tape) {
    return tape.mask() == null ? null : Doubles.of(tape.mask());
  }
}
