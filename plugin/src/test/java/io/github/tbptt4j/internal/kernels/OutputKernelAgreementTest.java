package io.github.tbptt4j.internal.kernels;

import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.threads.Parallelism;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fast kernels of output layers beside the reference. */
@Tag("vectors")
class OutputKernelAgreementTest {
  private static final int MINIBATCH = 3;
  private static final double TOLERANCE = 1e-5;
  private static final double CLIPPING = 1e-10;

  record Size(int steps, int nIn, int nOut) {}

  record Run(String kernel, Size size, int threads, boolean indices, boolean masked) {}

  static Stream<Run> runs() {
    List<Size> sizes =
        List.of(
            new Size(1, 1, 2),
            new Size(1, 7, 16),
            new Size(5, 33, 17),
            new Size(11, 64, 64),
            new Size(131, 37, 31),
            new Size(67, 600, 65));
    return Stream.of("vector", "openblas")
        .flatMap(
            kernel ->
                sizes.stream()
                    .flatMap(
                        size ->
                            Stream.of(
                                new Run(kernel, size, 1, true, false),
                                new Run(kernel, size, 2, true, true),
                                new Run(kernel, size, 2, false, false),
                                new Run(kernel, size, 1, false, true))));
  }

  /** What a kernel computes. */
  private record Outcome(double[] losses, INDArray dw, INDArray db, INDArray dx) {}

  private static Outcome outcome(String kernel, Run run, INDArray x) {
    Size size = run.size;
    Random random = new Random(size.nIn * 31L + size.nOut);
    OutputWeights weights =
        new OutputWeights(
            random(random, size.nIn, size.nOut).divi(Math.sqrt(size.nIn)).dup('f'),
            Optional.of(random(random, 1, size.nOut)));
    double[] mask = run.masked ? new double[size.steps * MINIBATCH] : null;
    for (int r = size.steps * MINIBATCH / 2; run.masked && r < mask.length; r++) {
      mask[r] = r % 5 == 0 ? 0 : r % 3 == 0 ? 0.5 : 1;
    }
    INDArray labels =
        run.indices
            ? random(random, MINIBATCH, 1, size.steps).addi(1).muli(size.nOut / 2.0 - 0.1)
            : random(random, MINIBATCH, size.nOut, size.steps).addi(1);
    Targets targets =
        run.indices
            ? Targets.ofIndices(Nd4j.math.floor(labels), size.nOut, mask, CLIPPING)
            : Targets.ofDistributions(labels, mask, CLIPPING);
    OutputGradients gradients =
        new OutputGradients(
            Nd4j.valueArrayOf(new long[] {size.nIn, size.nOut}, 7f).dup('f'),
            Optional.of(Nd4j.valueArrayOf(new long[] {1, size.nOut}, 7f)),
            Nd4j.valueArrayOf(x.shape(), 7f));
    try (Parallelism held = Parallelism.ofThisThread(run.threads)) {
      OutputKernel chosen = OutputKernels.byName(kernel).orElseThrow();
      double[] losses = chosen.gradients(weights, x, targets, gradients, new Scratch());
      return new Outcome(losses, gradients.w(), gradients.b().orElseThrow(), gradients.x());
    }
  }

  private static INDArray random(Random random, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return Nd4j.create(values, shape, 'c');
  }

  private static INDArray input(Run run) {
    return random(new Random(7), (long) run.size.steps * MINIBATCH, run.size.nIn);
  }

  private static void assumeRuns(String kernel) {
    assumeTrue(OutputKernels.byName(kernel).orElseThrow().runs(DataType.FLOAT));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void lossesAndGradientsAreTheReferences(Run run) {
    assumeRuns(run.kernel);
    Outcome expected = outcome("reference", run, input(run));
    Outcome actual = outcome(run.kernel, run, input(run));
    assertTrue(relativeError(expected.losses, actual.losses) <= TOLERANCE, "losses");
    close("dW", expected.dw, actual.dw);
    close("db", expected.db, actual.db);
    close("dx", expected.dx, actual.dx);
  }

  private static void close(String what, INDArray expected, INDArray actual) {
    double error = relativeError(values(expected), values(actual));
    assertTrue(error <= TOLERANCE, what + " " + error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "openblas"})
  void rowsThatDoNotCountGiveNothingUnlessTheyAreNotFinite(String kernel) {
    assumeRuns(kernel);
    Run run = new Run(kernel, new Size(131, 37, 31), 2, true, true);
    INDArray x = input(run);
    Outcome finite = outcome(kernel, run, x);
    assertEquals(0, finite.losses[0]);
    assertEquals(0, finite.dx.getRow(0).norm1Number().doubleValue());
    x.putScalar(0, 5, Double.NaN);
    assertTrue(Double.isNaN(outcome(kernel, run, x).dw.getDouble(5, 0)));
  }
}
