package io.github.tbptt4j.internal.kernels;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.kernel.cpu.Pass;
import io.github.tbptt4j.internal.nativemem.Finite;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import io.github.tbptt4j.internal.nativemem.SequenceCopy;
import io.github.tbptt4j.internal.step.StepWeights;
import io.github.tbptt4j.internal.step.VectorActivation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** One thing wrong in a pass: every kernel refuses it, names it, and has written nothing. */
class GateTest {
  private static final DataType TYPE = DataType.FLOAT;
  private static final int B = 3;
  private static final int N_IN = 5;
  private static final int N = 4;
  private static final int HISTORY = 2;
  private static final int STEPS = 6;
  private static final int TOTAL = HISTORY + STEPS;
  private static final float UNTOUCHED = 7;

  /** A valid pass; tests replace one of its parts. */
  private static final class Pass {
    INDArray w = array(N_IN, N);
    INDArray rw = array(N, N);
    INDArray b = array(1, N);
    IActivation activation = new ActivationTanH();
    int history = HISTORY;
    INDArray x = array(TOTAL, B, N_IN);
    int perStep; // 0 for an input of numbers
    INDArray entering = array(B, N);
    INDArray h = array(TOTAL, B, N);
    INDArray z;
    INDArray mask = Nd4j.ones(TYPE, TOTAL, B);
    INDArray error = array(STEPS, B, N);
    List<Window> windows = new ArrayList<>(Window.of(2, 4, HISTORY, STEPS));
    double clip = Double.POSITIVE_INFINITY;
    Double lambda; // null for a pass without
    INDArray dw = array(N_IN, N);
    INDArray drw = array(N, N);
    INDArray db = array(1, N);
    INDArray dx = array(STEPS, B, N_IN);

    void indices(double index) {
      indices(1, index);
    }

    void indices(int several, double index) {
      perStep = several;
      x = Nd4j.zeros(TYPE, TOTAL, B, several);
      x.putScalar(1, 2, several - 1, index);
      dx = null;
    }

    Tape tape() {
      return new Tape(new PassMemory(), history, x, perStep, entering, h, z, mask);
    }

    RnnWeights weights() {
      return new RnnWeights(w, rw, b, activation);
    }

    void forward(RnnKernel kernel) {
      kernel.forward(weights(), tape(), true);
    }

    void backward(RnnKernel kernel) {
      RnnGradients gradients = new RnnGradients(dw, drw, db, dx);
      if (lambda == null) {
        kernel.backward(weights(), tape(), error, windows, clip, gradients);
      } else {
        kernel.backward(weights(), tape(), error, windows, clip, lambda, gradients);
      }
    }
  }

  private interface Fault {
    void in(Pass pass);
  }

  private static INDArray array(long... shape) {
    return Nd4j.valueArrayOf(shape, UNTOUCHED, TYPE).dup('c');
  }

  private static INDArray closed(INDArray array) {
    array.close();
    return array;
  }

  private static Arguments fault(String named, Fault fault) {
    return Arguments.of(named, fault);
  }

  static Stream<Arguments> faultsOfBoth() {
    return Stream.of(
        fault("W must be a matrix", pass -> pass.w = null),
        fault("W must be a matrix", pass -> pass.w = array(N_IN)),
        fault("W must be a matrix", pass -> pass.w = pass.w.castTo(DataType.INT)),
        fault("RW must be FLOAT [3, 3], but is FLOAT [4, 4]", pass -> pass.w = array(N_IN, N - 1)),
        fault("RW must be FLOAT [4, 4], but is DOUBLE", pass -> pass.rw = toDouble(pass.rw)),
        fault("RW must be FLOAT [4, 4], but is FLOAT [4, 5]", pass -> pass.rw = array(N, N + 1)),
        fault("b must be FLOAT [1, 4], but is FLOAT [1, 3]", pass -> pass.b = array(1, N - 1)),
        fault("b must be FLOAT [4], but is FLOAT [5]", pass -> pass.b = array(N + 1)),
        fault("b is null", pass -> pass.b = null),
        fault("memory of W, [5, 4], was closed", pass -> pass.w = closed(array(N_IN, N))),
        fault("entering state must be [minibatch, nOut]", pass -> pass.entering = array(N)),
        fault("entering state must be [minibatch, nOut]", pass -> pass.entering = null),
        fault("entering state must be FLOAT [3, 4]", pass -> pass.entering = array(B, N + 3)),
        fault("states must be FLOAT [8, 2, 4]", pass -> pass.entering = array(B - 1, N)),
        fault(
            "memory of the entering state, [3, 4], was closed",
            p -> p.entering = closed(array(B, N))),
        fault("states must be FLOAT [8, 3, 4]", pass -> pass.h = array(TOTAL, B, N + 1)),
        fault("states must be [steps, minibatch, nOut]", pass -> pass.h = array(TOTAL * B, N)),
        fault("input must be FLOAT [8, 3, 5]", pass -> pass.x = array(TOTAL - 1, B, N_IN)),
        fault("input must be FLOAT [8, 3, 5]", pass -> pass.x = array(TOTAL, B, 1)),
        fault("input must be FLOAT [8, 3, 5]", pass -> pass.x = toDouble(pass.x)),
        fault("input must be in c order", pass -> pass.x = pass.x.dup('f')),
        fault("input must be in c order", pass -> pass.x = oddColumns(TOTAL, B, 2 * N_IN)),
        fault("input must be FLOAT [8, 3, 1]", pass -> pass.perStep = 1),
        fault("symbol of example 2, step 1 is 5.0", pass -> pass.indices(N_IN)),
        fault("symbol of example 2, step 1 is -1.0", pass -> pass.indices(-1)),
        fault("symbol of example 2, step 1 is 1.5", pass -> pass.indices(1.5)),
        fault("symbol of example 2, step 1 is NaN", pass -> pass.indices(Double.NaN)),
        fault("symbol of example 2, step 1 is Infinity", p -> p.indices(Double.POSITIVE_INFINITY)),
        fault("symbol of example 2, step 1, slot 2 is 5.0", pass -> pass.indices(3, N_IN)),
        fault("symbol of example 2, step 1, slot 2 is -2.0", pass -> pass.indices(3, -2)),
        fault("symbol of example 2, step 1, slot 2 is NaN", pass -> pass.indices(3, Double.NaN)),
        fault("mask must be FLOAT [8, 3]", pass -> pass.mask = array(B, TOTAL)),
        fault("mask must be FLOAT [8, 3]", pass -> pass.mask = array(STEPS, B)),
        fault("history (8) must be at least 0 and below 8", pass -> pass.history = TOTAL),
        fault("history (-1) must be at least 0", pass -> pass.history = -1),
        fault("pre-activations must be FLOAT [8, 3, 4]", pass -> pass.z = array(STEPS, B, N)),
        fault("needs pre-activations", pass -> pass.activation = new ActivationSoftPlus()));
  }

  static Stream<Arguments> faultsOfBackward() {
    return Stream.of(
        fault("error from above is null", pass -> pass.error = null),
        fault("error from above must be FLOAT [6, 3, 4]", p -> p.error = array(TOTAL, B, N)),
        fault("error from above must be FLOAT [6, 3, 4]", p -> p.error = toDouble(p.error)),
        fault("error from above must be in c order", p -> p.error = p.error.dup('f')),
        fault("gradient of W must be FLOAT [5, 4]", pass -> pass.dw = array(N, N_IN)),
        fault("gradient of RW must be FLOAT [4, 4]", pass -> pass.drw = array(N, N, 1)),
        fault("gradient of b must be FLOAT [1, 4]", pass -> pass.db = array(1, N + 1)),
        fault("gradient of the input must be FLOAT [6, 3, 5]", p -> p.dx = array(TOTAL, B, N_IN)),
        fault("errorClip (0.0) must be positive", pass -> pass.clip = 0),
        fault("errorClip (NaN) must be positive", pass -> pass.clip = Double.NaN),
        fault("lambda (-0.5) must be finite and not negative", pass -> pass.lambda = -0.5),
        fault("lambda (NaN) must be finite", pass -> pass.lambda = Double.NaN),
        fault("lambda (Infinity) must be finite", p -> p.lambda = Double.POSITIVE_INFINITY),
        fault("within the 8 steps", pass -> pass.windows.add(new Window(0, 2, TOTAL + 1))),
        fault("within the 8 steps", pass -> pass.windows.add(new Window(-1, 2, 4))),
        fault("within the 8 steps", pass -> pass.windows.add(new Window(4, 4, 4))),
        fault(
            "There are 1 factors of errors for 3 steps",
            pass -> pass.windows.add(new Window(2, 4, 5, new double[1]))),
        fault(
            "A factor of errors is 0.0",
            pass -> pass.windows.add(new Window(3, 4, 5, new double[1]))),
        fault(
            "A factor of errors is NaN",
            pass -> pass.windows.add(new Window(3, 4, 5, new double[] {Double.NaN}))),
        fault("own steps from 2 on", pass -> pass.windows.add(new Window(0, 1, 4))));
  }

  private static INDArray toDouble(INDArray array) {
    return array.castTo(DataType.DOUBLE);
  }

  /** Every other column of a wider array. */
  private static INDArray oddColumns(int steps, int minibatch, int size) {
    return array(steps, minibatch, size)
        .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 2, size));
  }

  @ParameterizedTest
  @MethodSource("faultsOfBoth")
  void everyKernelRefusesAForwardPass(String named, Fault fault) {
    for (String name : Kernels.names()) {
      Pass pass = new Pass();
      fault.in(pass);
      assertRefused(name, named, () -> pass.forward(Kernels.byName(name)));
      assertUntouched(pass.h);
    }
  }

  @ParameterizedTest
  @MethodSource({"faultsOfBoth", "faultsOfBackward"})
  void everyKernelRefusesABackwardPass(String named, Fault fault) {
    for (String name : Kernels.names()) {
      Pass pass = new Pass();
      fault.in(pass);
      assertRefused(name, named, () -> pass.backward(Kernels.byName(name)));
      pass.lambda = pass.lambda == null ? 0.5 : pass.lambda;
      assertRefused(name, named, () -> pass.backward(Kernels.byName(name)));
      assertUntouched(pass.dw);
      assertUntouched(pass.drw);
      assertUntouched(pass.db);
    }
  }

  private static void assertRefused(
      String kernel, String named, org.junit.jupiter.api.function.Executable pass) {
    String message = assertThrows(IllegalArgumentException.class, pass, kernel).getMessage();
    assertTrue(message.contains(named), () -> "\"" + named + "\" is not in: " + message);
  }

  private static void assertUntouched(INDArray array) {
    if (array != null && !array.wasClosed()) {
      for (double value : array.ravel().castTo(DataType.DOUBLE).toDoubleVector()) {
        assertEquals(UNTOUCHED, value);
      }
    }
  }

  @Test
  void kernelsThatKnowNoSuchNumbersRefuseThem() {
    INDArray half = array(2, 2).castTo(DataType.HALF);
    INDArray steps = half.reshape(1, 2, 2);
    RnnWeights weights = new RnnWeights(half, half, half.getRow(0, true), new ActivationTanH());
    Tape tape = new Tape(new PassMemory(), 0, steps, 0, half, steps.dup(), null, null);
    assertDoesNotThrow(() -> Kernels.byName("portable").forward(weights, tape, true));
    for (String name : List.of("openblas", "vector")) {
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () -> Kernels.byName(name).forward(weights, tape, true))
              .getMessage();
      assertTrue(message.contains(name) && message.contains("HALF"), message);
    }
  }

  @Test
  void aValidPassGoesThrough() {
    for (String name : Kernels.names()) {
      Pass pass = new Pass();
      assertDoesNotThrow(() -> pass.forward(Kernels.byName(name)), name);
      assertDoesNotThrow(() -> pass.backward(Kernels.byName(name)), name);
      pass.lambda = 0.5;
      assertDoesNotThrow(() -> pass.backward(Kernels.byName(name)), name);
    }
  }

  @Test
  void anArrayOfAWorkspaceThatIsGoneIsRefused() {
    INDArray leaked;
    WorkspaceConfiguration conf =
        WorkspaceConfiguration.builder()
            .initialSize(1 << 16)
            .policyLearning(LearningPolicy.NONE)
            .build();
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(conf, "gate")) {
      leaked = Nd4j.zeros(TYPE, B, N);
      MemoryGate.alive("Inside", leaked);
    }
    Pass pass = new Pass();
    pass.entering = leaked;
    assertRefused("any", "workspace \"gate\"", () -> pass.forward(Kernels.byName("reference")));
  }

  @Test
  void aViewBeyondItsBufferIsRefused() {
    INDArray small = Nd4j.zeros(TYPE, 2, N);
    INDArray lying = Nd4j.create(small.data(), new long[] {B, N}, new long[] {N, 1}, 0, 'c', TYPE);
    Pass pass = new Pass();
    pass.entering = lying;
    assertRefused("any", "ends at element 12", () -> pass.forward(Kernels.byName("reference")));
  }

  @Test
  void outputKernelsRefuseWhatDoesNotFit() {
    for (String name : List.of("vector", "openblas", "reference")) {
      OutputKernel kernel = OutputKernels.byName(name).orElseThrow();
      Scratch scratch = new Scratch();
      OutputWeights weights = new OutputWeights(array(N_IN, N), Optional.of(array(1, N)));
      INDArray x = array(6, N_IN);
      Targets targets = Targets.ofIndices(Nd4j.zeros(TYPE, 2, 1, 3), N, null, 1e-10);
      Targets fewer = Targets.ofIndices(Nd4j.zeros(TYPE, 1, 1, 3), N, null, 1e-10);
      Targets otherClasses = Targets.ofIndices(Nd4j.zeros(TYPE, 2, 1, 3), N + 1, null, 1e-10);
      OutputGradients fits =
          new OutputGradients(array(N_IN, N), Optional.of(array(1, N)), array(6, N_IN));

      assertDoesNotThrow(() -> kernel.gradients(weights, x, targets, fits, scratch));
      assertRefused(name, "f order", () -> kernel.probabilities(weights, x, array(6, N)));
      assertRefused(name, "[6, 4]", () -> kernel.probabilities(weights, x, array(5, N).dup('f')));
      assertRefused(name, "[6, 5]", () -> kernel.losses(weights, array(6, N), targets));
      assertRefused(name, "input must be [rows", () -> kernel.losses(weights, array(6), targets));
      assertRefused(name, "3 targets for 6", () -> kernel.losses(weights, x, fewer));
      assertRefused(name, "5 classes", () -> kernel.losses(weights, x, otherClasses));
      OutputGradients noBias = new OutputGradients(fits.w(), Optional.empty(), fits.x());
      assertRefused(
          name, "gradient of b", () -> kernel.gradients(weights, x, targets, noBias, scratch));
      OutputGradients small = new OutputGradients(fits.w(), fits.b(), array(5, N_IN));
      assertRefused(name, "[6, 5]", () -> kernel.gradients(weights, x, targets, small, scratch));
    }
  }

  @Test
  void weightsOfSingleStepsAreCheckedBeforeTheyAreCopied() {
    VectorActivation f = VectorActivation.of(new ActivationTanH()).orElseThrow();
    INDArray w = array(N_IN, N);
    assertRefused(
        "steps", "RW must be FLOAT [4, 4]", () -> StepWeights.copyOf(w, array(N, N_IN), null, f));
    assertRefused("steps", "b must be", () -> StepWeights.copyOf(w, null, array(1, N_IN), f));
    assertRefused(
        "steps", "was closed", () -> StepWeights.copyOf(closed(array(2, N)), null, null, f));
  }

  @Test
  void copiesAndChecksOfValuesRefuseClosedArrays() {
    INDArray from = closed(array(2, 3, 4));
    assertRefused("copy", "closed", () -> SequenceCopy.copy(from, array(2, 3, 4)));
    assertRefused("finite", "closed", () -> Finite.all(from));
    assertRefused("labels", "closed", () -> Targets.ofDistributions(from, null, 1e-10));
    INDArray other = array(2, 4, 3);
    assertRefused("copy", "[2, 3, 4]", () -> SequenceCopy.copy(other, array(2, 3, 4)));
  }
}
