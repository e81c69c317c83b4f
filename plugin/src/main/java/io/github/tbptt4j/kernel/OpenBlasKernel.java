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
 * The CPU kernel: products by OpenBLAS, everything else in Java.
 *
 * <p>Workers own a slice of the minibatch for the whole sequence, so that nothing waits at each
 * time step. What belongs to no step, the input projections before the recurrence and the weight
 * and input gradients after it, are single products that the workers share out. In the backward
 * pass the windows at the same distance from their ends share one product.
 */
final class OpenBlasKernel implements RnnKernel {
  /** Multiply-adds below which a second thread costs more than it brings. */
  private static final long WORTH_A_WORKER = 1_000_000;

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return (type == DataType.FLOAT || type == DataType.DOUBLE)
        && activation != StepActivation.OTHER
        && Library.AVAILABLE;
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
    INDArray w = columnMajor(weights.w());
    INDArray rw = columnMajor(weights.rw());
    INDArray b = weights.b().isView() ? weights.b().dup() : weights.b();
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    int from = tape.history();
    int steps = tape.steps();
    StepActivation f = StepActivation.of(weights.activation());
    double[] mask = mask(tape);
    DataType type = tape.state().dataType();
    int parts = parts(minibatch, (long) tape.steps() * nOut * (nIn + nOut));

    try (OneBlasThread single = new OneBlasThread()) {
      Workers.run(
          parts,
          part -> {
            NativeMath math = NativeMath.of(type);
            int rows = steps * minibatch;
            int first = Workers.begin(part, parts, rows);
            int count = Workers.begin(part + 1, parts, rows) - first;
            Pointer x = math.at(tape.input()).position((from * (long) minibatch + first) * nIn);
            Pointer z = math.at(tape.state()).position((from * (long) minibatch + first) * nOut);
            math.repeatRow(math.at(b), nOut, z, count);
            math.gemm(false, true, count, nOut, nIn, x, nIn, math.at(w), nIn, 1.0, z, nOut);
          });
      Workers.run(
          parts,
          part -> {
            NativeMath math = NativeMath.of(type);
            int first = Workers.begin(part, parts, minibatch);
            int rows = Workers.begin(part + 1, parts, minibatch) - first;
            Pointer weightsAt = math.at(rw);
            Pointer hPrevious = math.at(from == 0 ? tape.entering() : tape.state());
            hPrevious.position(((from == 0 ? 0L : from - 1L) * minibatch + first) * nOut);
            Pointer states = math.at(tape.state());
            Pointer z = math.copyOf(states);
            for (int t = from; t < from + steps; t++) {
              z.position(((long) t * minibatch + first) * nOut);
              timesRw(math, rows, nOut, hPrevious, weightsAt, 1.0, z);
              math.activate(f, z, rows, nOut, mask, t * minibatch + first);
              hPrevious = states.position(z.position());
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
    StepActivation f = StepActivation.of(weights.activation());
    double[] mask = mask(tape);
    // The deltas of all windows are added up per step: each gradient is linear in them.
    INDArray deltas = Nd4j.create(type, tape.state().shape(), 'c');
    List<Window> longestFirst =
        (Double.isInfinite(errorClip) ? Window.merged(windows) : windows)
            .stream().sorted(Comparator.comparingInt(Window::length).reversed()).toList();
    boolean overlap = Window.overlap(windows);
    int parts = parts(minibatch, 2L * tape.steps() * nOut * (weights.nIn() + nOut));

    try (OneBlasThread single = new OneBlasThread()) {
      Workers.run(
          parts,
          part -> {
            NativeMath math = NativeMath.of(type);
            int first = Workers.begin(part, parts, minibatch);
            int rows = Workers.begin(part + 1, parts, minibatch) - first;
            long block = (long) rows * nOut;
            Pointer weightsAt = math.at(rw);
            Pointer errorAt = math.at(error);
            Pointer stateAt = math.at(tape.state());
            Pointer sumAt = math.at(deltas);
            try (Pointer delta = math.allocate(block * longestFirst.size());
                Pointer recurrent = math.allocate(block * longestFirst.size())) {
              int active = longestFirst.size();
              for (int back = 1; active > 0; back++) {
                // Windows that are over are at the end of the list.
                while (active > 0 && longestFirst.get(active - 1).length() < back) {
                  active--;
                }
                if (back > 1 && active > 0) {
                  delta.position(0);
                  recurrent.position(0);
                  backThroughRw(math, active * rows, nOut, delta, weightsAt, recurrent);
                }
                for (int i = 0; i < active; i++) {
                  Window window = longestFirst.get(i);
                  int t = window.end() - back;
                  long at = ((long) t * minibatch + first) * nOut;
                  boolean enters = t >= window.firstError();
                  math.delta(
                      f,
                      enters
                          ? errorAt.position(at - (long) tape.history() * minibatch * nOut)
                          : null,
                      back > 1 ? recurrent.position(i * block) : null,
                      stateAt.position(at),
                      rows,
                      nOut,
                      mask,
                      t * minibatch + first,
                      errorClip,
                      delta.position(i * block),
                      sumAt.position(at),
                      overlap);
                }
              }
            }
          });
      gradients(weights, tape, deltas, gradients, parts);
    }
  }

  /** What is linear in the deltas, each in one product, shared out by columns and rows. */
  private static void gradients(
      RnnWeights weights, Tape tape, INDArray deltas, RnnGradients gradients, int parts) {
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    int rows = tape.totalSteps() * minibatch;
    int segmentRows = tape.steps() * minibatch;
    INDArray w = columnMajor(weights.w());
    INDArray dw = columnMajor(gradients.w());
    INDArray drw = columnMajor(gradients.rw());
    INDArray db = gradients.b().dup();

    Workers.run(
        parts,
        part -> {
          NativeMath math = NativeMath.of(deltas.dataType());
          // dW and dRW are column-major: their column j is row j of delta^T x.
          int j = Workers.begin(part, parts, nOut);
          int columns = Workers.begin(part + 1, parts, nOut) - j;
          Pointer delta = math.at(deltas).position(j);
          if (columns > 0) {
            math.gemm(
                true,
                false,
                columns,
                nIn,
                rows,
                delta,
                nOut,
                math.at(tape.input()),
                nIn,
                0.0,
                math.at(dw).position((long) j * nIn),
                nIn);
            Pointer drwAt = math.at(drw).position((long) j * nOut);
            // h_{t-1} beside delta_t: the entering state beside the first step.
            math.gemm(
                true,
                false,
                columns,
                nOut,
                minibatch,
                delta,
                nOut,
                math.at(tape.entering()),
                nOut,
                0.0,
                drwAt,
                nOut);
            if (rows > minibatch) {
              math.gemm(
                  true,
                  false,
                  columns,
                  nOut,
                  rows - minibatch,
                  math.at(deltas).position((long) minibatch * nOut + j),
                  nOut,
                  math.at(tape.state()),
                  nOut,
                  1.0,
                  drwAt,
                  nOut);
            }
            try (Pointer ones = math.allocate(rows)) {
              math.fill(ones, rows, 1.0);
              math.gemv(true, rows, columns, delta, nOut, ones, 0.0, math.at(db).position(j));
            }
          }
          int first = Workers.begin(part, parts, segmentRows);
          int count = Workers.begin(part + 1, parts, segmentRows) - first;
          math.gemm(
              false,
              false,
              count,
              nIn,
              nOut,
              math.at(deltas).position((long) (rows - segmentRows + first) * nOut),
              nOut,
              math.at(w),
              nIn,
              0.0,
              math.at(gradients.input()).position((long) first * nIn),
              nIn);
        });

    copyBack(dw, gradients.w());
    copyBack(drw, gradients.rw());
    gradients.b().assign(db);
  }

  /** z += h RW, where RW is column-major and so the rows of its transpose. */
  private static void timesRw(
      NativeMath math, int rows, int nOut, Pointer h, Pointer rw, double beta, Pointer z) {
    if (rows == 1) {
      math.gemv(false, nOut, nOut, rw, nOut, h, beta, z);
    } else {
      math.gemm(false, true, rows, nOut, nOut, h, nOut, rw, nOut, beta, z, nOut);
    }
  }

  /** out = delta RW^T. */
  private static void backThroughRw(
      NativeMath math, int rows, int nOut, Pointer delta, Pointer rw, Pointer out) {
    if (rows == 1) {
      math.gemv(true, nOut, nOut, rw, nOut, delta, 0.0, out);
    } else {
      math.gemm(false, false, rows, nOut, nOut, delta, nOut, rw, nOut, 0.0, out, nOut);
    }
  }

  private static int parts(int minibatch, long multiplyAddsARow) {
    long worthIt = Math.max(1, minibatch * multiplyAddsARow / WORTH_A_WORKER);
    return (int) Math.min(Math.min(Workers.count(), minibatch), worthIt);
  }

  private static INDArray columnMajor(INDArray matrix) {
    boolean isColumnMajor = matrix.ordering() == 'f' && Shape.hasDefaultStridesForShape(matrix);
    return isColumnMajor ? matrix : matrix.dup('f');
  }

  private static void copyBack(INDArray computed, INDArray target) {
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
