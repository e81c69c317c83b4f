package io.github.tbptt4j.internal.kernels;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.SystemProperty;
import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.kernel.WindowKernel;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.threads.Parallelism;
import io.github.tbptt4j.testing.ArrayAssertions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The kernel of whole windows beside the reference, layer by layer in double precision. */
@Tag("vectors")
class WindowKernelAgreementTest {
  private static final double CLIPPING = 1e-10;
  private static final double TOLERANCE = 3e-5;

  /**
   * A window.
   *
   * @param sizes of the input, the recurrent layers, and the classes
   * @param steps T
   * @param owned S, the last steps, whose losses enter
   */
  record Size(int minibatch, int steps, int owned, int... sizes) {
    int layers() {
      return sizes.length - 2;
    }

    @Override
    public String toString() {
      return minibatch + " x " + owned + " of " + steps + " " + Arrays.toString(sizes);
    }
  }

  /** How it is run, and what it is run with. */
  record Run(
      Size size,
      int threads,
      Activation activation,
      int indices,
      boolean oneHot,
      boolean masked,
      boolean bias,
      double errorClip,
      boolean carried) {
    /** Factors of errors between the steps; null for ones. */
    double[] carry() {
      return carried ? new Random(3).doubles(size.steps - 1L, 0.5, 1.5).toArray() : null;
    }
  }

  static Stream<Run> runs() {
    List<Run> runs = new ArrayList<>();
    double none = Double.POSITIVE_INFINITY;
    for (Size size :
        List.of(
            new Size(1, 1, 1, 1, 1, 16),
            new Size(1, 9, 4, 5, 33, 17),
            new Size(3, 7, 7, 17, 13, 19),
            new Size(7, 5, 1, 64, 67, 33),
            new Size(33, 9, 3, 16, 64, 64),
            new Size(24, 11, 5, 40, 48, 37, 31),
            new Size(9, 4, 4, 3, 5, 8, 6, 16),
            new Size(140, 3, 2, 21, 301, 40),
            new Size(4, 6, 2, 1000, 37, 16))) { // fewer symbols than rows of W
      for (int threads : new int[] {1, 2, 5}) {
        runs.add(new Run(size, threads, Activation.TANH, 1, false, false, true, none, false));
        runs.add(new Run(size, threads, Activation.SIGMOID, 0, true, true, false, none, true));
        runs.add(new Run(size, threads, Activation.RELU, 0, false, true, true, 0.02, false));
        runs.add(new Run(size, threads, Activation.IDENTITY, 1, true, true, true, 0.02, true));
        runs.add(new Run(size, threads, Activation.TANH, 3, false, true, true, none, true));
      }
    }
    return runs.stream();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("runs")
  void windowsAgreeWithTheReference(Run run) {
    Net expected = new Net(run, DataType.DOUBLE);
    double loss = expected.byLayers();
    Net net = new Net(run, DataType.FLOAT);
    for (int time = 0; time < 2; time++) { // memory is used again
      try (Parallelism held = Parallelism.ofThisThread(run.threads)) {
        assertEquals(loss, net.kernel().train(net.window()), TOLERANCE * Math.max(1, loss));
      }
      net.assertClose(expected);
    }
  }

  @Test
  void theSameWindowGivesTheSameBits() {
    Run run = runs().filter(r -> r.size.minibatch == 33 && r.threads == 2).findFirst().get();
    Net first = new Net(run, DataType.FLOAT);
    Net second = new Net(run, DataType.FLOAT);
    try (Parallelism held = Parallelism.ofThisThread(2)) {
      assertEquals(first.kernel().train(first.window()), second.kernel().train(second.window()));
    }
    for (int i = 0; i < first.gradients.size(); i++) {
      assertIdentical(first.gradients.get(i), second.gradients.get(i), "gradient " + i);
    }
  }

  @Test
  void aWindowThatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    Run run = runs().findFirst().get();
    Net net = new Net(run, DataType.FLOAT);
    WindowKernel.Window window = net.window();
    INDArray wide = Nd4j.zeros(1, 1, 2);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    net.kernel()
                        .train(
                            new WindowKernel.Window(
                                wide, null, window.entering(), window.targets(), null)))
            .getMessage();
    assertTrue(message.contains("The input must be FLOAT [1, 1, 1]"), message);
    assertTrue(net.gradients.get(0).isNaN().any());
  }

  /** Layers with random weights, and a window of theirs. */
  private static final class Net {
    private final Run run;
    private final Size size;
    private final DataType type;
    private final List<RnnWeights> weights = new ArrayList<>();
    private final List<RnnGradients> ofLayers = new ArrayList<>();
    private final List<INDArray> gradients = new ArrayList<>();
    private final List<INDArray> entering = new ArrayList<>();
    private final List<INDArray> states = new ArrayList<>();
    private final OutputWeights output;
    private final INDArray dw;
    private final Optional<INDArray> db;
    private final INDArray x;
    private final INDArray mask;
    private final Targets targets;
    private WindowKernel kernel;

    Net(Run run, DataType type) {
      this.run = run;
      this.size = run.size;
      this.type = type;
      Random random = new Random(5);
      int[] sizes = size.sizes;
      for (int i = 1; i <= size.layers(); i++) {
        int below = sizes[i - 1];
        int n = sizes[i];
        weights.add(
            new RnnWeights(
                matrix(random, below, n),
                matrix(random, n, n),
                random(random, 1, n),
                run.activation.getActivationFunction()));
        ofLayers.add(new RnnGradients(nan('f', below, n), nan('f', n, n), nan('f', 1, n), null));
        entering.add(i == 1 && run.indices > 0 ? null : random(random, size.minibatch, n));
      }
      int top = sizes[size.layers()];
      int classes = sizes[size.layers() + 1];
      output =
          new OutputWeights(
              matrix(random, top, classes),
              run.bias ? Optional.of(random(random, 1, classes)) : Optional.empty());
      dw = nan('f', top, classes);
      db = run.bias ? Optional.of(nan('f', 1, classes)) : Optional.empty();
      x =
          run.indices > 0
              ? symbols(random, sizes[0])
              : random(random, size.steps, size.minibatch, sizes[0]);
      mask = run.masked ? mask(random) : null;
      targets = targets(random, classes);
      for (RnnGradients each : ofLayers) {
        gradients.addAll(List.of(each.w(), each.rw(), each.b()));
      }
      gradients.add(dw);
      db.ifPresent(gradients::add);
    }

    private Targets targets(Random random, int classes) {
      double[] weights = null;
      if (run.masked) {
        weights = new double[size.owned * size.minibatch];
        Arrays.setAll(weights, r -> r % 5 == 0 ? 0 : r % 3 == 0 ? 0.5 : 1);
      }
      INDArray labels =
          run.oneHot
              ? random(random, size.minibatch, classes, size.owned).addi(1)
              : indices(random, classes, size.minibatch, 1, size.owned);
      return run.oneHot
          ? Targets.ofDistributions(labels, weights, CLIPPING)
          : Targets.ofIndices(labels, classes, weights, CLIPPING);
    }

    WindowKernel.Window window() {
      return new WindowKernel.Window(x, mask, entering, targets, run.carry());
    }

    WindowKernel kernel() {
      List<WindowLayers.Recurrent> recurrent = new ArrayList<>();
      for (int i = 0; i < weights.size(); i++) {
        recurrent.add(new WindowLayers.Recurrent(weights.get(i), ofLayers.get(i), run.errorClip));
      }
      if (kernel == null) {
        // Forced, because short vectors run, but don't pay.
        try (SystemProperty forced = new SystemProperty(Kernels.PROPERTY, "vector")) {
          kernel =
              WindowKernels.choose(new WindowLayers(recurrent, run.indices, output, dw, db))
                  .orElseThrow();
        }
      }
      return kernel;
    }

    /** What the window is by definition: one layer after the other. */
    double byLayers() {
      var reference = Kernels.byName("reference");
      List<Tape> tapes = new ArrayList<>();
      INDArray below = x;
      for (int i = 0; i < weights.size(); i++) {
        int n = weights.get(i).nOut();
        INDArray from = entering.get(i);
        Tape tape =
            new Tape(
                new PassMemory(),
                0,
                below,
                i == 0 ? run.indices : 0,
                from == null ? Nd4j.zeros(type, size.minibatch, n) : from,
                Nd4j.create(type, size.steps, size.minibatch, n),
                null,
                mask);
        reference.forward(weights.get(i), tape, true);
        tapes.add(tape);
        below = tape.state();
        states.add(below);
      }
      int first = size.steps - size.owned;
      INDArray owned = Tape.steps(below, first, size.steps);
      INDArray error = Nd4j.create(type, below.shape());
      INDArray ofOwned = Tape.steps(error, first, size.steps);
      double[] losses =
          OutputKernels.byName("reference")
              .orElseThrow()
              .gradients(
                  output,
                  rows(owned),
                  targets,
                  new OutputGradients(dw, db, rows(ofOwned)),
                  new Scratch());
      for (int i = weights.size() - 1; i >= 0; i--) {
        RnnGradients to = ofLayers.get(i);
        INDArray dx = i == 0 ? null : Nd4j.create(type, tapes.get(i).input().shape());
        reference.backward(
            weights.get(i),
            tapes.get(i),
            error,
            List.of(new Window(0, 0, size.steps, run.carry())),
            run.errorClip,
            new RnnGradients(to.w(), to.rw(), to.b(), dx));
        error = dx;
      }
      return Arrays.stream(losses).sum();
    }

    void assertClose(Net expected) {
      for (int i = 0; i < gradients.size(); i++) {
        close(expected.gradients.get(i), gradients.get(i), "gradient " + i);
      }
      for (int i = 0; i < weights.size(); i++) {
        INDArray all = expected.states.get(i);
        close(all, kernel.outputs(i), "states " + i);
        close(Tape.step(all, size.steps - 1), kernel.leaving(i), "leaving " + i);
      }
    }

    private static void close(INDArray expected, INDArray actual, String what) {
      double allowed = TOLERANCE * Math.max(1.0, largest(expected));
      ArrayAssertions.assertClose(expected, actual.castTo(DataType.DOUBLE), allowed, what);
    }

    private static INDArray rows(INDArray sequences) {
      return sequences.reshape('c', sequences.size(0) * sequences.size(1), sequences.size(2));
    }

    /** Not so large that rounding errors grow from step to step. */
    private INDArray matrix(Random random, int nIn, int nOut) {
      return random(random, nIn, nOut).muli(Math.min(1.0, 2.0 / Math.sqrt(nIn))).dup('f');
    }

    private INDArray random(Random random, long... shape) {
      float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = 2 * random.nextFloat() - 1;
      }
      return Nd4j.create(values, shape, 'c').castTo(type);
    }

    private INDArray indices(Random random, int below, long... shape) {
      return Nd4j.math.floor(random(random, shape).addi(1).muli(below / 2.0 - 0.01));
    }

    /** A step may have several, and none or the same in some slots. */
    private INDArray symbols(Random random, int below) {
      INDArray all = indices(random, below, size.steps, size.minibatch, run.indices);
      for (int i = 0; run.indices > 1 && i < all.length(); i += 4) {
        all.putScalar(i, -1);
      }
      return all;
    }

    private INDArray mask(Random random) {
      return random(random, size.steps, size.minibatch).gt(-0.7).castTo(type);
    }

    private INDArray nan(char order, long... shape) {
      return Nd4j.valueArrayOf(shape, Double.NaN, type).dup(order);
    }
  }
}
