package io.github.tbptt4j.internal.kernel;

import io.github.tbptt4j.internal.nativemem.Doubles;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The equations as they are written, in double precision and one loop an index: the oracle for the
 * other kernels, and the slowest.
 */
public final class ReferenceKernel implements RnnKernel {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return true;
  }

  @Override
  public void forward(RnnWeights weights, Tape tape, boolean training) {
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    double[][] w = Doubles.rows(weights.w());
    double[][] rw = Doubles.rows(weights.rw());
    double[] b = Doubles.of(weights.b());
    INDArray input = tape.denseInput(nIn);
    double[][] hPrevious = Doubles.rows(tape.stateAfter(tape.history() - 1));

    for (int t = tape.history(); t < tape.totalSteps(); t++) {
      double[][] x = Doubles.rows(Tape.step(input, t));
      double[][] z = new double[minibatch][nOut];
      for (int i = 0; i < minibatch; i++) {
        for (int j = 0; j < nOut; j++) {
          double sum = b[j];
          for (int k = 0; k < nIn; k++) {
            sum += x[i][k] * w[k][j];
          }
          for (int k = 0; k < nOut; k++) {
            sum += hPrevious[i][k] * rw[k][j];
          }
          z[i][j] = sum;
        }
      }
      if (tape.preActivation() != null) {
        write(z, Tape.step(tape.preActivation(), t));
      }
      double[][] h = activate(weights, z, training);
      double[] m = mask(tape, t);
      for (int i = 0; i < minibatch; i++) {
        for (int j = 0; j < nOut; j++) {
          h[i][j] *= m[i];
        }
      }
      write(h, Tape.step(tape.state(), t));
      hPrevious = h;
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
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    int minibatch = tape.minibatch();
    double[][] w = Doubles.rows(weights.w());
    double[][] rw = Doubles.rows(weights.rw());
    double[][] dw = new double[nIn][nOut];
    double[][] drw = new double[nOut][nOut];
    double[] db = new double[nOut];
    double[][][] dx = new double[tape.steps()][minibatch][nIn];

    INDArray input = tape.denseInput(nIn);
    for (Window window : windows) {
      double[][] deltaNext = new double[minibatch][nOut];
      for (int t = window.end() - 1; t >= window.start(); t--) {
        double[][] dh =
            t >= window.firstError()
                ? Doubles.rows(Tape.step(error, t - tape.history()))
                : new double[minibatch][nOut];
        double rho = t < window.end() - 1 ? window.carry(t) : 0; // nothing comes to the last step
        for (int i = 0; i < minibatch; i++) {
          for (int j = 0; j < nOut; j++) {
            for (int k = 0; k < nOut; k++) {
              dh[i][j] += rho * deltaNext[i][k] * rw[j][k];
            }
          }
        }
        double[][] delta = backThroughActivation(weights, tape, t, dh);
        double[] m = mask(tape, t);
        for (int i = 0; i < minibatch; i++) {
          for (int j = 0; j < nOut; j++) {
            delta[i][j] = Math.max(-errorClip, Math.min(errorClip, m[i] * delta[i][j]));
          }
        }
        double[][] x = Doubles.rows(Tape.step(input, t));
        double[][] hPrevious = Doubles.rows(tape.stateAfter(t - 1));
        for (int i = 0; i < minibatch; i++) {
          for (int j = 0; j < nOut; j++) {
            for (int k = 0; k < nIn; k++) {
              dw[k][j] += x[i][k] * delta[i][j];
            }
            for (int k = 0; k < nOut; k++) {
              drw[k][j] += hPrevious[i][k] * delta[i][j];
            }
            db[j] += delta[i][j];
            // The input of the history belongs to a segment that has had its backward pass.
            if (t >= tape.history()) {
              for (int k = 0; k < nIn; k++) {
                dx[t - tape.history()][i][k] += delta[i][j] * w[k][j];
              }
            }
          }
        }
        deltaNext = delta;
      }
    }

    write(dw, gradients.w());
    write(drw, gradients.rw());
    gradients.b().assign(Nd4j.createFromArray(db).reshape(gradients.b().shape()));
    for (int t = 0; gradients.input() != null && t < tape.steps(); t++) {
      write(dx[t], Tape.step(gradients.input(), t));
    }
  }

  private static double[][] activate(RnnWeights weights, double[][] z, boolean training) {
    StepActivation f = StepActivation.of(weights.activation());
    if (f == StepActivation.OTHER) {
      INDArray typed = Nd4j.createFromArray(z).castTo(weights.w().dataType());
      return Doubles.rows(weights.activation().getActivation(typed, training));
    }
    double[][] h = new double[z.length][];
    for (int i = 0; i < z.length; i++) {
      h[i] = new double[z[i].length];
      for (int j = 0; j < z[i].length; j++) {
        h[i][j] = f.apply(z[i][j]);
      }
    }
    return h;
  }

  /** delta = f'(z_t) dh. */
  static double[][] backThroughActivation(RnnWeights weights, Tape tape, int t, double[][] dh) {
    StepActivation f = StepActivation.of(weights.activation());
    if (f == StepActivation.OTHER) {
      INDArray z = Tape.step(tape.preActivation(), t).dup();
      INDArray typed = Nd4j.createFromArray(dh).castTo(z.dataType());
      return Doubles.rows(weights.activation().backprop(z, typed).getFirst());
    }
    double[][] h = Doubles.rows(Tape.step(tape.state(), t));
    double[][] delta = new double[dh.length][];
    for (int i = 0; i < dh.length; i++) {
      delta[i] = new double[dh[i].length];
      for (int j = 0; j < dh[i].length; j++) {
        delta[i][j] = f.slope(h[i][j]) * dh[i][j];
      }
    }
    return delta;
  }

  static double[] mask(Tape tape, int t) {
    if (tape.mask() != null) {
      return Doubles.of(Tape.step(tape.mask(), t));
    }
    double[] ones = new double[tape.minibatch()];
    Arrays.fill(ones, 1.0);
    return ones;
  }

  private static void write(double[][] from, INDArray to) {
    to.assign(Nd4j.createFromArray(from));
  }
}
