package io.github.tbptt4j.internal.kernels;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Omega against its definition, in plain loops: with the errors and slopes of the real RW, its
 * derivative with respect to the RW that stands in it, by central differences.
 */
class VanishingPenaltyTest {
  private static final int STEPS = 7;
  private static final int EXAMPLES = 3;
  private static final int IN = 2;
  private static final int OUT = 4;
  private static final double LAMBDA = 0.7;
  private static final double NO_CLIP = Double.POSITIVE_INFINITY;
  private static final double STEP = 1e-5;

  /** Windows, and the bound of errors. */
  private record Run(List<Window> windows, double clip) {}

  static Stream<Run> runs() {
    double[] carry = {1.5, 2, .25, 3, .5, 1.2};
    List<Window> all = Window.of(STEPS, STEPS, 0, STEPS);
    return Stream.of(
        new Run(all, NO_CLIP),
        new Run(all, 0.05),
        new Run(List.of(new Window(0, 3, STEPS)), NO_CLIP),
        new Run(List.of(new Window(0, 0, STEPS, carry)), NO_CLIP),
        new Run(List.of(new Window(0, 0, STEPS, carry)), 0.05),
        new Run(Window.of(3, 3, 0, STEPS), NO_CLIP),
        new Run(Window.of(2, 5, 0, STEPS), NO_CLIP),
        new Run(Window.of(1, 4, 0, STEPS), 0.05),
        new Run(Window.of(4, 2, 0, STEPS), NO_CLIP),
        new Run(Window.of(1, 1, 0, STEPS), NO_CLIP));
  }

  private record Result(INDArray rw, double omega) {}

  private final Random random = new Random(8);
  private RnnWeights weights;
  private INDArray error;
  private Tape tape;

  private INDArray random(DataType type, double size, long... shape) {
    int length = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    double[] values = random.doubles(length, -size, size).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape).castTo(type).dup('c');
  }

  private void prepare(RnnKernel kernel, DataType type, Activation activation, double largest) {
    weights =
        new RnnWeights(
            random(type, .8, IN, OUT),
            random(type, .8, OUT, OUT).dup('f'),
            random(type, .8, 1, OUT),
            activation.getActivationFunction());
    INDArray entering = random(type, .5, EXAMPLES, OUT);
    boolean keepsZ = StepActivation.of(weights.activation()).needsPreActivation();
    tape = Tape.blank(new PassMemory(), entering, STEPS, IN, 0, true, keepsZ);
    tape.segmentInput().assign(random(type, 1, STEPS, EXAMPLES, IN));
    tape.segmentMask().assign(1);
    for (int[] padding : new int[][] {{0, 1}, {3, 1}, {5, 2}, {6, 2}}) {
      tape.segmentMask().putScalar(padding, 0);
    }
    kernel.forward(weights, tape, true);
    error = random(type, largest, STEPS, EXAMPLES, OUT);
  }

  /** dRW without Omega where lambda is null. */
  private Result backward(RnnKernel kernel, Run run, Double lambda) {
    DataType type = error.dataType();
    INDArray rw = Nd4j.valueArrayOf(new long[] {OUT, OUT}, Double.NaN, type).dup('f');
    RnnGradients gradients =
        new RnnGradients(Nd4j.create(type, IN, OUT), rw, Nd4j.create(type, 1, OUT), null);
    if (lambda == null) {
      kernel.backward(weights, tape, error, run.windows, run.clip, gradients);
      return new Result(rw, Double.NaN);
    }
    return new Result(
        rw, kernel.backward(weights, tape, error, run.windows, run.clip, lambda, gradients));
  }

  private static List<RnnKernel> kernels(DataType type, Activation activation) {
    StepActivation f = StepActivation.of(activation.getActivationFunction());
    return Kernels.names().stream()
        .map(Kernels::byName)
        .filter(kernel -> kernel.runs(type, f))
        .toList();
  }

  private static double slope(Activation activation, double h) {
    return switch (activation) {
      case TANH -> 1 - h * h;
      case RELU -> h > 0 ? 1 : 0;
      case IDENTITY -> 1;
      default -> throw new IllegalArgumentException(activation + "");
    };
  }

  /** f'(z_t) (row RW^T) of an example. */
  private double[] back(Activation activation, int t, int i, double[] row, double[][] rw) {
    double[] u = new double[OUT];
    for (int j = 0; j < OUT; j++) {
      for (int k = 0; k < OUT; k++) {
        u[j] += row[k] * rw[j][k];
      }
      u[j] *= slope(activation, tape.state().getDouble(t, i, j));
    }
    return u;
  }

  /** Omega with the errors of the real RW, and another RW in it. */
  private double omega(Activation activation, Run run, double[][] other) {
    double[][] real = weights.rw().castTo(DataType.DOUBLE).toDoubleMatrix();
    double omega = 0;
    for (Window window : run.windows) {
      for (int i = 0; i < EXAMPLES; i++) {
        double[] next = new double[OUT];
        for (int t = window.end() - 1; t >= window.start(); t--) {
          double m = tape.mask().getDouble(t, i);
          double[] u = back(activation, t, i, next, real);
          if (m != 0 && norm(next) > 0) {
            double ratio = norm(back(activation, t, i, next, other)) / norm(next);
            omega += (ratio - 1) * (ratio - 1);
          }
          double rho = t < window.end() - 1 ? window.carry(t) : 0;
          double[] delta = new double[OUT];
          for (int j = 0; j < OUT; j++) {
            double e = t >= window.firstError() ? error.getDouble(t, i, j) : 0;
            double own = slope(activation, tape.state().getDouble(t, i, j)) * e;
            delta[j] = Math.max(-run.clip, Math.min(run.clip, m * (own + rho * u[j])));
          }
          next = delta;
        }
      }
    }
    return omega;
  }

  private static double norm(double[] row) {
    return Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
  }

  private double[] differences(Activation activation, Run run) {
    double[] gradient = new double[OUT * OUT];
    for (int i = 0; i < gradient.length; i++) {
      double[][] other = weights.rw().castTo(DataType.DOUBLE).toDoubleMatrix();
      double value = other[i / OUT][i % OUT];
      other[i / OUT][i % OUT] = value + STEP;
      double plus = omega(activation, run, other);
      other[i / OUT][i % OUT] = value - STEP;
      gradient[i] = (plus - omega(activation, run, other)) / (2 * STEP);
    }
    return gradient;
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("runs")
  void itsGradientIsTheDefinitionsWithErrorsAndSlopesConstant(Run run) {
    for (Activation activation : List.of(Activation.TANH, Activation.RELU, Activation.IDENTITY)) {
      for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
        double tolerance = type == DataType.DOUBLE ? 1e-6 : 1e-4;
        for (RnnKernel kernel : kernels(type, activation)) {
          String which = kernel.name() + " " + type + " " + activation + " " + run;
          prepare(kernel, type, activation, 1);
          Result with = backward(kernel, run, LAMBDA);
          INDArray part = with.rw.sub(backward(kernel, run, null).rw).div(LAMBDA);
          double[] expected = differences(activation, run);
          double[] actual = Nd4j.toFlattened('c', part).castTo(DataType.DOUBLE).toDoubleVector();
          assertTrue(relativeError(expected, actual) < tolerance, which);
          double omega = omega(activation, run, weights.rw().toDoubleMatrix());
          assertEquals(omega, with.omega, tolerance * Math.max(1, omega), which);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void errorsAsSmallAsThereAreHaveTheirTermAndWhereThereAreNoneThereIsNone(DataType type) {
    Run run = new Run(Window.of(STEPS, STEPS, 0, STEPS), NO_CLIP);
    double least = type == DataType.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    for (RnnKernel kernel : kernels(type, Activation.IDENTITY)) {
      prepare(kernel, type, Activation.IDENTITY, 0.9);
      Result with = backward(kernel, run, LAMBDA);
      error.muli(type == DataType.FLOAT ? 1e-33 : 1e-150);
      double small = backward(kernel, run, LAMBDA).omega;
      assertEquals(with.omega, small, 1e-4 * with.omega, kernel.name());
      for (double none : new double[] {0, least / OUT, -least / OUT}) {
        error.assign(none);
        // One step's, so that none add up.
        Tape.steps(error, 0, STEPS - 1).assign(0);
        Result without = backward(kernel, run, LAMBDA);
        assertEquals(0, without.omega, kernel.name() + " " + none);
        assertIdentical(backward(kernel, run, null).rw, without.rw, kernel.name() + " " + none);
      }
    }
  }

  @Test
  void whereNoUnitLetsAnErrorThroughTheTermIsOneAndHasNoGradient() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      for (RnnKernel kernel : kernels(type, Activation.RELU)) {
        prepare(kernel, type, Activation.RELU, 1);
        Run lastTwo = new Run(List.of(new Window(1, 1, 3)), NO_CLIP);
        Tape.step(tape.state(), 1).assign(0);
        Tape.step(tape.state(), 2).assign(1);
        Result with = backward(kernel, lastTwo, LAMBDA);
        assertEquals(EXAMPLES, with.omega, 1e-12, kernel.name());
        assertIdentical(backward(kernel, lastTwo, null).rw, with.rw, kernel.name());
      }
    }
  }

  @Test
  void anErrorThatIsNotANumberIsNotHidden() {
    Run run = new Run(Window.of(STEPS, STEPS, 0, STEPS), NO_CLIP);
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      for (RnnKernel kernel : kernels(type, Activation.TANH)) {
        prepare(kernel, type, Activation.TANH, 1);
        error.putScalar(4, 0, 1, Double.NaN);
        Result with = backward(kernel, run, LAMBDA);
        assertTrue(Double.isNaN(with.omega), kernel.name());
        assertTrue(Double.isNaN(with.rw.sumNumber().doubleValue()), kernel.name());
      }
    }
  }
}
