package io.github.tbptt4j.internal.kernels;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.threads.Parallelism;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kernel against the reference, at sizes where blocks and tails go wrong. */
class KernelAgreementTest {

  record Size(int minibatch, int nIn, int nOut, int steps, int history) {}

  static Stream<Size> sizes() {
    return Stream.of(
        new Size(1, 1, 1, 1, 0),
        new Size(1, 1, 1, 1, 1),
        new Size(1, 3, 5, 7, 2),
        new Size(2, 1, 8, 3, 0),
        new Size(3, 17, 13, 11, 5),
        new Size(5, 8, 31, 2, 9),
        new Size(7, 64, 67, 5, 0),
        new Size(33, 16, 64, 9, 3),
        new Size(6, 5, 133, 3, 0),
        new Size(24, 40, 48, 8, 4),
        new Size(5, 261, 33, 3, 0),
        new Size(2, 3, 301, 2, 1));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void doublePrecisionAgreesToRounding(Size size) {
    agree(size, DataType.DOUBLE, 1e-12);
  }

  @Tag("vectors")
  @ParameterizedTest
  @MethodSource("sizes")
  void singlePrecisionAgreesToRounding(Size size) {
    agree(size, DataType.FLOAT, 2e-5);
  }

  private static void agree(Size size, DataType type, double tolerance) {
    // The reference takes its time: the large sizes are about blocks, not about activations.
    boolean large = size.minibatch() * size.nOut() > 500;
    for (Activation activation :
        large
            ? List.of(Activation.TANH)
            : List.of(
                Activation.TANH,
                Activation.SIGMOID,
                Activation.RELU,
                Activation.IDENTITY,
                Activation.SOFTSIGN)) {
      for (int k2 : new int[] {1, 4, Integer.MAX_VALUE}) {
        for (double clip : new double[] {Double.POSITIVE_INFINITY, 0.3}) {
          Result expected = run(Kernels.byName("reference"), size, activation, type, k2, clip);
          for (RnnKernel kernel : fastKernels(type, activation)) {
            String which =
                kernel.name() + " " + size + " " + activation + " k2=" + k2 + " clip=" + clip;
            expected.assertSame(run(kernel, size, activation, type, k2, clip), tolerance, which);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void gradientsAreTheSameWhereNobodyAsksForTheInputs(Size size) {
    double none = Double.POSITIVE_INFINITY;
    for (RnnKernel kernel : fastKernels(DataType.FLOAT, Activation.TANH)) {
      Result asked = run(kernel, size, Activation.TANH, DataType.FLOAT, 4, none);
      Result notAsked =
          run(kernel, size, Activation.TANH, DataType.FLOAT, 4, none, false, false, 0);
      String which = kernel.name() + " " + size;
      assertIdentical(asked.w(), notAsked.w(), which);
      assertIdentical(asked.rw(), notAsked.rw(), which);
      assertIdentical(asked.b(), notAsked.b(), which);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("sizes")
  void errorsAreMultipliedOnTheirWayBack(Size size) {
    for (double clip : new double[] {Double.POSITIVE_INFINITY, 0.3}) {
      for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
        RnnKernel reference = Kernels.byName("reference");
        Result expected = run(reference, size, Activation.TANH, type, 4, clip, true, true, 0);
        Result plain = run(reference, size, Activation.TANH, type, 4, clip, true, false, 0);
        assertEquals(size.steps() > 1, !expected.b().equals(plain.b()), size.toString());
        for (RnnKernel kernel : fastKernels(type, Activation.TANH)) {
          String which = kernel.name() + " " + size + " clip=" + clip;
          expected.assertSame(
              run(kernel, size, Activation.TANH, type, 4, clip, true, true, 0),
              type == DataType.FLOAT ? 2e-5 : 1e-12,
              which);
        }
      }
    }
  }

  @Tag("slow")
  @Tag("vectors")
  @ParameterizedTest
  @MethodSource("sizes")
  void omegaIsTheSame(Size size) {
    boolean large = size.minibatch() * size.nOut() > 500;
    RnnKernel reference = Kernels.byName("reference");
    for (Activation activation :
        large
            ? List.of(Activation.TANH)
            : List.of(
                Activation.TANH,
                Activation.SIGMOID,
                Activation.RELU,
                Activation.IDENTITY,
                Activation.SOFTSIGN)) {
      for (int k2 : new int[] {1, 3, 7}) {
        for (double clip : new double[] {Double.POSITIVE_INFINITY, 0.3}) {
          for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            Result expected = run(reference, size, activation, type, k2, clip, true, true, 0.7);
            boolean goesBack = k2 > 1 && size.steps() > 1; // the last one is padding
            assertEquals(goesBack, expected.omega > 0, size + " " + k2);
            for (RnnKernel kernel : fastKernels(type, activation)) {
              String which =
                  kernel.name() + " " + size + " " + activation + " k2=" + k2 + " clip=" + clip;
              expected.assertSame(
                  run(kernel, size, activation, type, k2, clip, true, true, 0.7),
                  type == DataType.FLOAT ? 5e-5 : 1e-12,
                  which);
            }
          }
        }
      }
    }
  }

  private static List<RnnKernel> fastKernels(DataType type, Activation activation) {
    StepActivation f = StepActivation.of(activation.getActivationFunction());
    return Kernels.names().stream()
        .map(Kernels::byName)
        .filter(kernel -> kernel.runs(type, f) && !kernel.name().equals("reference"))
        .toList();
  }

  @Tag("vectors")
  @Test
  void theVectorKernelIsAmongThem() {
    assertTrue(fastKernels(DataType.FLOAT, Activation.TANH).contains(Kernels.byName("vector")));
  }

  record Result(
      INDArray states, INDArray w, INDArray rw, INDArray b, INDArray input, double omega) {
    void assertSame(Result other, double tolerance, String which) {
      close(states, other.states, tolerance, which + ": states");
      close(w, other.w, tolerance, which + ": dW");
      close(rw, other.rw, tolerance, which + ": dRW");
      close(b, other.b, tolerance, which + ": db");
      close(input, other.input, tolerance, which + ": dx");
      assertEquals(omega, other.omega, tolerance * Math.max(1.0, omega), which + ": Omega");
    }

    private static void close(INDArray a, INDArray b, double tolerance, String which) {
      assertClose(a, b, tolerance * Math.max(1.0, largest(a)), which);
    }
  }

  private static Result run(
      RnnKernel kernel, Size size, Activation activation, DataType type, int k2, double clip) {
    return run(kernel, size, activation, type, k2, clip, true, false, 0);
  }

  private static Result run(
      RnnKernel kernel,
      Size size,
      Activation activation,
      DataType type,
      int k2,
      double clip,
      boolean ofInput,
      boolean carried,
      double lambda) {
    Random random = new Random(11);
    RnnWeights weights =
        new RnnWeights(
            weights(random, type, size.nIn(), size.nOut()),
            weights(random, type, size.nOut(), size.nOut()),
            uniform(random, type, 1, size.nOut()),
            activation.getActivationFunction());
    int b = size.minibatch();
    boolean keepsZ = StepActivation.of(weights.activation()).needsPreActivation();
    INDArray entering = uniform(random, type, b, size.nOut());
    Tape tape;
    if (size.history() > 0) {
      Tape older =
          Tape.blank(
              usedMemory(type, size), entering, size.history(), size.nIn(), 0, false, keepsZ);
      older.input().assign(uniform(random, type, size.history(), b, size.nIn()));
      kernel.forward(weights, older, true);
      tape = older.last(size.history()).followedBy(size.steps(), true);
    } else {
      tape =
          Tape.blank(usedMemory(type, size), entering, size.steps(), size.nIn(), 0, true, keepsZ);
    }
    tape.segmentInput().assign(uniform(random, type, size.steps(), b, size.nIn()));
    tape.segmentMask().assign(mask(type, size));
    kernel.forward(weights, tape, true);
    RnnGradients gradients =
        new RnnGradients(
            nan(type, 'f', size.nIn(), size.nOut()),
            nan(type, 'f', size.nOut(), size.nOut()),
            nan(type, 'f', 1, size.nOut()),
            ofInput ? nan(type, 'c', size.steps(), b, size.nIn()) : null);
    INDArray error = uniform(random, type, size.steps(), b, size.nOut());
    List<Window> windows = Window.of(2, k2, size.history(), size.steps());
    if (carried) {
      windows = windows.stream().map(window -> carried(window, random)).toList();
    }
    double omega = 0;
    if (lambda == 0) {
      kernel.backward(weights, tape, error, windows, clip, gradients);
    } else {
      omega = kernel.backward(weights, tape, error, windows, clip, lambda, gradients);
    }
    return new Result(
        tape.segmentState().dup(),
        gradients.w(),
        gradients.rw(),
        gradients.b(),
        gradients.input(),
        omega);
  }

  private static Window carried(Window window, Random random) {
    double[] carry = random.doubles(window.length() - 1L, 0.5, 1.5).toArray();
    return new Window(window.start(), window.owned(), window.end(), carry);
  }

  /** What a kernel takes for zero, or forgets to write, is NaN after a pass with NaN. */
  private static PassMemory usedMemory(DataType type, Size size) {
    PassMemory memory = new PassMemory();
    long length =
        (long) size.minibatch() * (size.history() + size.steps()) * (size.nIn() + size.nOut());
    for (PassMemory.Use use : PassMemory.Use.values()) {
      memory.array(use, type, length).assign(Double.NaN);
    }
    return memory;
  }

  /** Not so large that rounding errors grow from step to step. */
  private static INDArray weights(Random random, DataType type, int nIn, int nOut) {
    return uniform(random, type, nIn, nOut).muli(Math.min(1.0, 3.0 / Math.sqrt(nIn))).dup('f');
  }

  private static INDArray uniform(Random random, DataType type, long... shape) {
    int length = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    double[] values = random.doubles(length, -0.5, 0.5).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape).castTo(type).dup('c');
  }

  private static INDArray mask(DataType type, Size size) {
    INDArray mask = Nd4j.ones(type, size.steps(), size.minibatch());
    mask.putScalar(size.steps() - 1L, 0, 0.0);
    return mask;
  }

  /** What a kernel forgets to write stays NaN and fails the comparison. */
  private static INDArray nan(DataType type, char order, long... shape) {
    return Nd4j.valueArrayOf(shape, Double.NaN, type).dup(order);
  }

  private static RnnKernel chosen(Activation activation) {
    return Kernels.choose(DataType.FLOAT, activation.getActivationFunction());
  }

  private static void withProperty(String property, String value, Runnable body) {
    System.setProperty(property, value);
    try {
      body.run();
    } finally {
      System.clearProperty(property);
    }
  }

  @Test
  void aForcedKernelIsTheOneThatRuns() {
    for (String name : Kernels.names()) {
      withProperty(
          Kernels.PROPERTY, name, () -> assertEquals(name, chosen(Activation.TANH).name()));
    }
  }

  @Tag("vectors")
  @Test
  void theFastKernelIsChosenForWhatItKnowsAndThePortableOneForTheRest() {
    assertEquals(
        Kernels.byName("vector").pays() ? "vector" : "openblas", chosen(Activation.TANH).name());
    assertEquals("portable", Kernels.choose(DataType.DOUBLE, new ActivationTanH()).name());
    assertEquals("portable", chosen(Activation.SOFTSIGN).name());
  }

  @Test
  void aForcedKernelThatCannotRunIsAnError() {
    withProperty(
        Kernels.PROPERTY,
        "openblas",
        () -> {
          String message =
              assertThrows(IllegalStateException.class, () -> chosen(Activation.SOFTSIGN))
                  .getMessage();
          assertTrue(message.contains("softsign"), message);
        });
  }

  @Test
  void anUnknownKernelIsRefusedAndTheKnownOnesNamed() {
    withProperty(
        Kernels.PROPERTY,
        "warp",
        () -> {
          String message =
              assertThrows(IllegalArgumentException.class, () -> chosen(Activation.TANH))
                  .getMessage();
          assertTrue(message.contains("\"warp\""), message);
          assertTrue(message.contains("portable"), message);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void theNumberOfThreadsDoesNotChangeTheResult(int threads) {
    sameWithThreads(threads, "openblas");
    sameWithThreads(threads, "vector");
  }

  private static void sameWithThreads(int threads, String kernelName) {
    Size size = new Size(37, 96, 64, 12, 5);
    RnnKernel kernel = Kernels.byName(kernelName);
    Result[] results = new Result[2];
    try (Parallelism alone = Parallelism.ofThisThread(1)) {
      results[0] = run(kernel, size, Activation.TANH, DataType.FLOAT, 7, 1e9, true, false, 0.5);
    }
    try (Parallelism together = Parallelism.ofThisThread(threads)) {
      results[1] = run(kernel, size, Activation.TANH, DataType.FLOAT, 7, 1e9, true, false, 0.5);
    }
    results[0].assertSame(results[1], 1e-5, threads + " threads, " + kernelName);
  }
}
