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
 * What the kernels for arrays in the memory of the CPU share: large products by OpenBLAS, the walk
 * through time in Java. They differ in the product of each time step.
 *
 * <p>Workers own a slice of the minibatch for the whole sequence, so that nothing waits at each
 * time step. What belongs to no step, the input projections before the recurrence and the weight
 * and input gradients after it, are single products that the workers share out. In the backward
 * pass the windows at the same distance from their ends share one product.
 */
abstract class CpuKernel implements RnnKernel {
  /** Multiply-adds below which a second thread costs more than it brings. */
  private static final long WORTH_A_WORKER = 1_000_000;

  /**
   * Rows of one product over several windows: enough for its speed, few enough for the L2 cache.
   */
  private static final int ROWS_TOGETHER = 256;

  /**
   * Prepares RW for all steps of a pass.
   *
   * @param weights activation and bias are read
   * @param rw RW, column-major
   * @param transposed whether the products are by RW^T, as in a backward pass
   */
  abstract Recurrence recurrence(RnnWeights weights, INDArray rw, boolean transposed);

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
    INDArray rw = columnMajor(weights.rw());
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    int from = tape.history();
    int steps = tape.steps();
    double[] mask = mask(tape);
    DataType type = tape.state().dataType();
    int parts = parts(minibatch, (long) tape.steps() * nOut * (nIn + nOut));
    Recurrence recurrence = recurrence(weights, rw, false);

    try (OneBlasThread single = new OneBlasThread()) {
      InputProducts.project(weights.w(), tape, parts);
      Workers.run(
          parts,
          part -> {
            NativeMath math = NativeMath.of(type);
            int first = Workers.begin(part, parts, minibatch);
            int rows = Workers.begin(part + 1, parts, minibatch) - first;
            Steps walk = recurrence.steps(rows, 0);
            Pointer entering = math.at(from == 0 ? tape.entering() : tape.state());
            walk.enter(
                entering.position(((from == 0 ? 0L : from - 1L) * minibatch + first) * nOut));
            Pointer z = math.at(tape.state());
            for (int t = from; t < from + steps; t++) {
              walk.forward(
                  z.position(((long) t * minibatch + first) * nOut), mask, t * minibatch + first);
            }
          });
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
    INDArray rw = columnMajor(weights.rw());
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
    Recurrence recurrence = recurrence(weights, rw, true);

    try (OneBlasThread single = new OneBlasThread()) {
      Workers.run(
          parts,
          part -> {
            NativeMath math = NativeMath.of(type);
            int first = Workers.begin(part, parts, minibatch);
            int rows = Workers.begin(part + 1, parts, minibatch) - first;
            int together = Math.min(longestFirst.size(), Math.max(1, ROWS_TOGETHER / rows));
            Steps walk = recurrence.steps(rows, together);
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
          });
      recurrentGradients(tape, deltas, gradients, parts);
      InputProducts.gradients(weights.w(), tape, deltas, gradients, parts);
    }
  }

  /** dRW and db, which are linear in the deltas, in products that are shared out by columns. */
  private static void recurrentGradients(
      Tape tape, INDArray deltas, RnnGradients gradients, int parts) {
    int nOut = Math.toIntExact(deltas.size(2));
    int minibatch = tape.minibatch();
    int rows = tape.totalSteps() * minibatch;
    INDArray drw = columnMajor(gradients.rw());
    INDArray db = gradients.b().dup();

    Workers.run(
        parts,
        part -> {
          NativeMath math = NativeMath.of(deltas.dataType());
          // dRW is column-major: its column j is row j of delta^T h.
          int j = Workers.begin(part, parts, nOut);
          int columns = Workers.begin(part + 1, parts, nOut) - j;
          if (columns == 0) {
            return;
          }
          Pointer delta = math.at(deltas).position(j);
          Pointer to = math.at(drw).position((long) j * nOut);
          // h_{t-1} beside delta_t: the entering state beside the first step.
          Pointer entering = math.at(tape.entering());
          math.gemm(
              true, false, columns, nOut, minibatch, delta, nOut, entering, nOut, 0.0, to, nOut);
          if (rows > minibatch) {
            Pointer later = math.at(deltas).position((long) minibatch * nOut + j);
            Pointer h = math.at(tape.state());
            int others = rows - minibatch;
            math.gemm(true, false, columns, nOut, others, later, nOut, h, nOut, 1.0, to, nOut);
          }
          try (Pointer ones = math.allocate(rows)) {
            math.fill(ones, rows, 1.0);
            math.gemv(true, rows, columns, delta, nOut, ones, 0.0, math.at(db).position(j));
          }
        });

    copyBack(drw, gradients.rw());
    gradients.b().assign(db);
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
