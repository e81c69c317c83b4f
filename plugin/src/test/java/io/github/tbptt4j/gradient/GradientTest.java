package io.github.tbptt4j.gradient;

import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** The layer's gradients against finite differences of the surrogate, in double precision. */
class GradientTest {
  static final double TOLERANCE = 1e-6;
  private static final int STEPS = 5;

  /** What stays the same over all k1 and k2. */
  record Case(String kernel, Activation activation, boolean masked, RNNFormat format, int history) {
    DoubleUnaryOperator f() {
      return switch (activation) {
        case TANH -> Math::tanh;
        case SIGMOID -> z -> 1.0 / (1.0 + Math.exp(-z));
        case RELU -> z -> Math.max(0.0, z);
        case IDENTITY -> z -> z;
        case SOFTPLUS -> z -> Math.log1p(Math.exp(z));
        default -> throw new IllegalArgumentException(activation.toString());
      };
    }

    @Override
    public String toString() {
      return kernel
          + " "
          + activation.toString().toLowerCase(java.util.Locale.ROOT)
          + (masked ? " masked " : " ")
          + format
          + (history == 0 ? " whole sequence" : " after " + history + " steps of history");
    }

    /** The largest error over parameters and input of one truncation. */
    double error(TruncatedBptt truncation, int... historySegments) {
      Surrogate data =
          new Surrogate(history, STEPS, 2, 3, 4, f(), masked, historySegments.length == 0, 42);
      LayerUnderTest layer =
          new LayerUnderTest(
              new VanillaRnn.Builder().activation(activation).truncation(truncation), format, data);
      LayerUnderTest.Gradients gradients =
          historySegments.length == 0 ? layer.standard() : layer.afterSegments(historySegments);
      Definition definition =
          new Definition(activation, masked, history, historySegments.length == 0, truncation);
      double[][] expected =
          DIFFERENCES.computeIfAbsent(
              definition,
              same ->
                  new double[][] {data.thetaGradient(truncation), data.inputGradient(truncation)});
      return Math.max(
          relativeError(gradients.theta(), expected[0]),
          relativeError(gradients.input(), expected[1]));
    }
  }

  /** What finite differences depend on: neither on the kernel nor on the layout. */
  record Definition(
      Activation activation,
      boolean masked,
      int history,
      boolean standard,
      TruncatedBptt truncation) {}

  private static final Map<Definition, double[][]> DIFFERENCES = new HashMap<>();

  static Stream<Case> wholeSequences() {
    List<Case> cases = new ArrayList<>();
    for (String kernel : doubleKernels()) {
      for (Activation activation :
          List.of(
              Activation.TANH,
              Activation.SIGMOID,
              Activation.RELU,
              Activation.IDENTITY,
              Activation.SOFTPLUS)) {
        if (!Kernels.byName(kernel)
            .runs(DataType.DOUBLE, StepActivation.of(activation.getActivationFunction()))) {
          continue;
        }
        for (boolean masked : new boolean[] {false, true}) {
          for (RNNFormat format : RNNFormat.values()) {
            cases.add(new Case(kernel, activation, masked, format, 0));
          }
        }
      }
    }
    return cases.stream();
  }

  /** Every k1 and k2; in NWC, which windows know nothing of, one pair of each kind. */
  private static List<TruncatedBptt> truncations(Case which, int largestK1, int largestK2) {
    if (which.format() == RNNFormat.NWC) {
      return List.of(
          TruncatedBptt.of(1, 1),
          TruncatedBptt.of(2, 5),
          TruncatedBptt.of(3, 2),
          TruncatedBptt.of(largestK1, largestK2));
    }
    List<TruncatedBptt> all = new ArrayList<>();
    for (int k1 = 1; k1 <= largestK1; k1++) {
      for (int k2 = 1; k2 <= largestK2; k2++) {
        all.add(TruncatedBptt.of(k1, k2));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("wholeSequences")
  void gradientIsTheSurrogatesForEveryTruncation(Case which) {
    withKernel(
        which.kernel(),
        () -> {
          for (TruncatedBptt truncation : truncations(which, STEPS + 2, STEPS + 2)) {
            check(which, truncation);
          }
          check(which, TruncatedBptt.full());
          check(which, TruncatedBptt.backward(2));
        });
  }

  static Stream<Case> laterSegments() {
    return wholeSequences()
        .map(c -> new Case(c.kernel(), c.activation(), c.masked(), c.format(), 7));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("laterSegments")
  void laterSegmentReachesBackIntoTheOnesBefore(Case which) {
    withKernel(
        which.kernel(),
        () -> {
          for (TruncatedBptt truncation : truncations(which, STEPS + 1, STEPS + 9)) {
            check(which, truncation, 4, 3);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("laterSegments")
  void fullBpttUnderSegmentsStopsAtTheCarriedState(Case which) {
    // DL4J's meaning of TruncatedBPTT: the carried state is all a segment knows of the past.
    withKernel(
        which.kernel(),
        () -> {
          Surrogate data = new Surrogate(7, STEPS, 2, 3, 4, which.f(), which.masked(), false, 42);
          LayerUnderTest layer =
              new LayerUnderTest(
                  new VanillaRnn.Builder().activation(which.activation()), which.format(), data);
          LayerUnderTest.Gradients gradients = layer.afterSegments(4, 3);
          TruncatedBptt segment = TruncatedBptt.of(STEPS, STEPS);
          double error = relativeError(gradients.theta(), data.thetaGradient(segment));
          assertTrue(error < TOLERANCE, which + ": " + error);
        });
  }

  private static void check(Case which, TruncatedBptt truncation, int... historySegments) {
    double error = which.error(truncation, historySegments);
    assertTrue(error < TOLERANCE, which + " " + truncation + ": relative error " + error);
  }

  /** The kernels that work in double precision, as finite differences need it. */
  static List<String> doubleKernels() {
    return Kernels.names().stream()
        .filter(name -> Kernels.byName(name).runs(DataType.DOUBLE, StepActivation.TANH))
        .toList();
  }

  static void withKernel(String name, Runnable body) {
    System.setProperty(Kernels.PROPERTY, name);
    try {
      body.run();
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }
}
