package io.github.tbptt4j.kernel;

import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the kernels for arrays in the memory of the CPU share: the walk through time in Java. They
 * differ in their products.
 *
 * <p>Workers own a slice of the minibatch for the whole sequence, so that nothing waits at each
 * time step. In the backward pass the windows at the same distance from their ends share one
 * product.
 */
abstract class CpuKernel implements RnnKernel {
  /** Multiply-adds below which a second thread costs more than it brings. */
  private static final long WORTH_A_WORKER = 1_000_000;

  /**
   * Prepares a forward pass.
   *
   * @param weights the layer's
   * @param tape its input and entering state are read
   * @param parts number of workers
   */
  abstract Pass forwardPass(RnnWeights weights, Tape tape, int parts);

  /**
   * Prepares a backward pass, that the workers compute the deltas for.
   *
   * @param weights the layer's
   * @param tape what the forward pass has left
   * @param deltas dLoss/dz of all known steps, complete for a worker's rows when it has walked
   * @param gradients written, except for what no step reaches
   * @param parts number of workers
   */
  abstract Pass backwardPass(
      RnnWeights weights, Tape tape, INDArray deltas, RnnGradients gradients, int parts);

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return (type == DataType.FLOAT || type == DataType.DOUBLE)
        && activation != StepActivation.OTHER
        && arraysAreHere();
  }

  /** Whether arrays lie in the memory of the CPU, and OpenBLAS is there to work on them. */
  static boolean arraysAreHere() {
    return Library.AVAILABLE;
  }

  /** Looked for once, when first asked. */
  private static final class Library {
    static final boolean AVAILABLE = available();

    private static boolean available() {
      if (!Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend")) {
        return false; // the arrays are elsewhere
      }
      try {
        Loader.load(openblas_nolapack.class);
        return true;
      } catch (LinkageError | RuntimeException e) {
        return false;
      }
    }
  }

  @Override
  public void forward(RnnWeights weights, Tape tape, boolean training) {
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    int from = tape.history();
    int steps = tape.steps();
    double[] mask = mask(tape);
    DataType type = tape.state().dataType();
    int parts = parts(minibatch, (long) tape.steps() * nOut * (nIn + nOut));

    try (OneBlasThread single = new OneBlasThread()) {
      Pass pass = forwardPass(weights, tape, parts);
      Workers.run(
          parts,
          part -> {
            NativeMath math = NativeMath.of(type);
            int first = Workers.begin(part, parts, minibatch);
            int rows = Workers.begin(part + 1, parts, minibatch) - first;
            Steps walk = pass.steps(rows, 0);
            Pointer entering = math.at(from == 0 ? tape.entering() : tape.state());
            walk.enter(
                entering.position(((from == 0 ? 0L : from - 1L) * minibatch + first) * nOut));
            Pointer z = math.at(tape.state());
            for (int t = from; t < from + steps; t++) {
              walk.forward(
                  z.position(((long) t * minibatch + first) * nOut), mask, t * minibatch + first);
            }
            pass.walked(part, first, rows);
          });
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
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    DataType type = tape.state().dataType();
    double[] mask = mask(tape);
    // The deltas of all windows are added up per step: each gradient is linear in them.
    INDArray deltas = tape.memory().array(PassMemory.Use.DELTA, type, tape.state().shape());
    List<Window> longestFirst =
        (Double.isInfinite(errorClip) ? Window.merged(windows) : windows)
            .stream().sorted(Comparator.comparingInt(Window::length).reversed()).toList();
    boolean overlap = Window.overlap(windows);
    if (overlap || Window.covered(windows) < tape.totalSteps()) {
      deltas.assign(0.0);
    }
    int parts = parts(minibatch, 2L * tape.steps() * nOut * (weights.nIn() + nOut));

    try (OneBlasThread single = new OneBlasThread()) {
      Pass pass = backwardPass(weights, tape, deltas, gradients, parts);
      Workers.run(
          parts,
          part -> {
            NativeMath math = NativeMath.of(type);
            int first = Workers.begin(part, parts, minibatch);
            int rows = Workers.begin(part + 1, parts, minibatch) - first;
            int together = Math.min(longestFirst.size(), Math.max(1, pass.rowsTogether() / rows));
            Steps walk = pass.steps(rows, together);
            Pointer errorAt = math.at(error);
            Pointer stateAt = math.at(tape.state());
            Pointer sumAt = math.at(deltas);
            for (int group = 0; group < longestFirst.size(); group += together) {
              List<Window> windowsTogether =
                  longestFirst.subList(group, Math.min(group + together, longestFirst.size()));
              int active = windowsTogether.size();
              for (int back = 1; active > 0; back++) {
                // Windows that are over are at the end of the list.
                while (active > 0 && windowsTogether.get(active - 1).length() < back) {
                  active--;
                }
                if (back > 1 && active > 0) {
                  walk.backThroughRw(active);
                }
                for (int i = 0; i < active; i++) {
                  Window window = windowsTogether.get(i);
                  int t = window.end() - back;
                  long at = ((long) t * minibatch + first) * nOut;
                  boolean enters = t >= window.firstError();
                  walk.backward(
                      i,
                      back == 1,
                      enters
                          ? errorAt.position(at - (long) tape.history() * minibatch * nOut)
                          : null,
                      stateAt.position(at),
                      mask,
                      t * minibatch + first,
                      errorClip,
                      sumAt.position(at),
                      overlap);
                }
              }
            }
            pass.walked(part, first, rows);
          });
      pass.finish();
    }
  }

  private static int parts(int minibatch, long multiplyAddsARow) {
    long worthIt = Math.max(1, minibatch * multiplyAddsARow / WORTH_A_WORKER);
    return (int) Math.min(Math.min(Workers.count(), minibatch), worthIt);
  }

  static INDArray columnMajor(INDArray matrix) {
    boolean isColumnMajor = matrix.ordering() == 'f' && Shape.hasDefaultStridesForShape(matrix);
    return isColumnMajor ? matrix : matrix.dup('f');
  }

  static void copyBack(INDArray computed, INDArray target) {
    if (computed != target) {
      target.assign(computed);
    }
  }

  /** One element a row of the tape, or null. */
  private static double[] mask(Tape tape) {
    return tape.mask() == null
        ? null
        : tape.mask().castTo(DataType.DOUBLE).reshape(tape.mask().length()).toDoubleVector();
  }
}
