package io.github.tbptt4j.internal.kernel;

import java.util.List;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J operations only, so that it runs on every backend, CUDA included. All steps share one
 * product for the input projections and one for each weight gradient; what can't be shared is one
 * product with RW a step.
 */
public final class PortableKernel implements RnnKernel {

  @Override
  public String name() {
    return "portable";
  }

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return true;
  }

  @Override
  public void forward(RnnWeights weights, Tape tape, boolean training) {
    IActivation f = weights.activation();
    INDArray x = Tape.steps(tape.denseInput(weights.nIn()), tape.history(), tape.totalSteps());
    // [steps * minibatch, nOut]: z without the recurrent part, computed where h will be.
    INDArray projections = allSteps(tape.segmentState());
    Nd4j.gemm(allSteps(x), weights.w(), projections, false, false, 1.0, 0.0);
    projections.addiRowVector(weights.b());

    INDArray hPrevious = tape.stateAfter(tape.history() - 1);
    for (int t = tape.history(); t < tape.totalSteps(); t++) {
      INDArray z = Tape.step(tape.state(), t);
      Nd4j.gemm(hPrevious, weights.rw(), z, false, false, 1.0, 1.0);
      if (tape.preActivation() != null) {
        Tape.step(tape.preActivation(), t).assign(z);
      }
      INDArray activated = f.getActivation(z, training);
      if (activated != z) {
        z.assign(activated);
      }
      if (tape.mask() != null) {
        maskRows(z, Tape.step(tape.mask(), t));
      }
      hPrevious = z;
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
    // The sum of the windows' deltas: every gradient is linear in it. [T, minibatch, nOut]
    INDArray deltas = Nd4j.create(tape.state().dataType(), tape.state().shape(), 'c');
    for (Window window : windows) {
      backThroughTime(weights, tape, error, window, errorClip, deltas);
    }

    int last = tape.totalSteps();
    INDArray delta = allSteps(deltas); // [T * minibatch, nOut]
    Nd4j.gemm(
        allSteps(tape.denseInput(weights.nIn())), delta, gradients.w(), true, false, 1.0, 0.0);
    // h_{t-1} beside delta_t: the entering state beside the first, the states but the last beside
    // the others.
    Nd4j.gemm(tape.entering(), Tape.step(deltas, 0), gradients.rw(), true, false, 1.0, 0.0);
    if (last > 1) {
      INDArray before = allSteps(Tape.steps(tape.state(), 0, last - 1));
      INDArray after = allSteps(Tape.steps(deltas, 1, last));
      Nd4j.gemm(before, after, gradients.rw(), true, false, 1.0, 1.0);
    }
    gradients.b().assign(delta.sum(0).reshape(gradients.b().shape()));
    if (gradients.input() != null) {
      INDArray segment = allSteps(Tape.steps(deltas, tape.history(), last));
      Nd4j.gemm(segment, weights.w(), allSteps(gradients.input()), false, true, 1.0, 0.0);
    }
  }

  private static void backThroughTime(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      Window window,
      double errorClip,
      INDArray deltas) {
    INDArray deltaNext = null;
    for (int t = window.end() - 1; t >= window.start(); t--) {
      INDArray dh = errorAt(tape, error, window, t);
      if (deltaNext != null) {
        Nd4j.gemm(deltaNext, weights.rw(), dh, false, true, window.carry(t), 1.0);
      }
      INDArray delta = backThroughActivation(weights.activation(), tape, t, dh);
      if (tape.mask() != null) {
        maskRows(delta, Tape.step(tape.mask(), t));
      }
      if (Double.isFinite(errorClip)) {
        delta = Nd4j.math().clipByValue(delta, -errorClip, errorClip);
      }
      Tape.step(deltas, t).addi(delta);
      deltaNext = delta;
    }
  }

  /** ND4J's muliColumnVector takes a matrix of one column, of one unit that is, for a vector. */
  private static void maskRows(INDArray rows, INDArray mask) {
    Broadcast.mul(rows, mask, rows, 0);
  }

  /** A copy of the error from above, zero where it doesn't enter the window. */
  private static INDArray errorAt(Tape tape, INDArray error, Window window, int t) {
    return t >= window.firstError()
        ? Tape.step(error, t - tape.history()).dup('c')
        : Nd4j.create(error.dataType(), new long[] {error.size(1), error.size(2)}, 'c');
  }

  /** delta = f'(z_t) dh; may overwrite dh. */
  private static INDArray backThroughActivation(IActivation f, Tape tape, int t, INDArray dh) {
    INDArray h = Tape.step(tape.state(), t);
    INDArray z = tape.preActivation() == null ? null : Tape.step(tape.preActivation(), t).dup();
    return StepActivation.back(f, h, z, dh);
  }

  /** [T, minibatch, n] as one matrix [T * minibatch, n], a view. */
  private static INDArray allSteps(INDArray array) {
    return array.reshape('c', new long[] {array.size(0) * array.size(1), array.size(2)});
  }
}
