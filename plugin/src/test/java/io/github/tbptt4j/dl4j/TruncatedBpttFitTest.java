package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * BackpropType.TruncatedBPTT through {@code fit}: each segment's gradient against finite
 * differences that know the carried state and the history. With learning rate 0 the parameters
 * stay, so that one parameter vector explains every segment.
 */
class TruncatedBpttFitTest {
  private static final int HIDDEN = 4;
  private static final int SEGMENT = 4;
  private static final int STEPS = 14; // segments of 4, 4, 4 and 2 steps
  private static final int MINIBATCH = 3;
  private static final Sgd NO_LEARNING = new Sgd(0.0);

  private static Net net(Kind kind, TruncatedBptt truncation, IUpdater updater, int segment) {
    return Net.of(
        kind,
        new NeuralNetConfiguration.Builder().seed(3).dataType(DataType.DOUBLE).updater(updater),
        InputType.recurrent(Sequences.N_IN),
        segment,
        new VanillaRnn.Builder().nOut(HIDDEN).biasInit(0.2).truncation(truncation).build(),
        output());
  }

  private static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder()
        .nOut(Sequences.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  record Case(Kind kind, Mask mask) {}

  static Stream<Case> cases() {
    return Stream.of(Kind.values())
        .flatMap(kind -> Stream.of(Mask.values()).map(mask -> new Case(kind, mask)));
  }

  static List<TruncatedBptt> truncations() {
    List<TruncatedBptt> truncations = new ArrayList<>();
    // k1 unset is the segment: k2 below, at and above it, into one, two and all older segments.
    IntStream.of(1, 3, 4, 5, 7, 9, 20).mapToObj(TruncatedBptt::backward).forEach(truncations::add);
    truncations.add(TruncatedBptt.of(1, 1));
    truncations.add(TruncatedBptt.of(1, 4));
    truncations.add(TruncatedBptt.of(2, 5));
    truncations.add(TruncatedBptt.of(3, 2));
    truncations.add(TruncatedBptt.of(3, 10));
    truncations.add(TruncatedBptt.of(6, 6));
    truncations.add(TruncatedBptt.full());
    return truncations;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everySegmentsGradientIsTheSurrogatesWithCarriedStateAndHistory(Case which) {
    DataSet data = Sequences.labelled(MINIBATCH, STEPS, which.mask());
    SoftmaxSurrogate surrogate = surrogate(data);
    for (TruncatedBptt truncation : truncations()) {
      Net net = net(which.kind(), truncation, NO_LEARNING, SEGMENT);
      double[] theta = values(net.params());
      List<double[]> gradients = net.gradientsOfFit(() -> net.fit(data));
      assertEquals(4, gradients.size(), "updates");
      for (int segment = 0; segment < gradients.size(); segment++) {
        int from = segment * SEGMENT;
        int to = Math.min(from + SEGMENT, STEPS);
        double[] expected = surrogate.gradient(theta, truncation, from, to);
        double error = relativeError(gradients.get(segment), expected);
        assertTrue(error < 1e-6, truncation + ", segment " + segment + ": " + error);
      }
      assertClose(theta, values(net.params()), 0, "learning rate 0");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void fullyMaskedSegmentHasNoGradientAndCutsTheStateButNotTheOrder(Kind kind) {
    // Steps 4 to 7 are padding for all: the second segment.
    DataSet data = Sequences.labelled(MINIBATCH, STEPS, Mask.NONE);
    INDArray mask = Sequences.mask(MINIBATCH, STEPS, Mask.NONE);
    for (int t = 4; t < 8; t++) {
      mask.getColumn(t).assign(0.0);
    }
    data.setFeaturesMaskArray(mask);
    data.setLabelsMaskArray(mask.dup());
    SoftmaxSurrogate surrogate = surrogate(data);
    for (TruncatedBptt truncation : truncations()) {
      Net net = net(kind, truncation, NO_LEARNING, SEGMENT);
      double[] theta = values(net.params());
      List<double[]> gradients = net.gradientsOfFit(() -> net.fit(data));
      assertArrayEquals(new double[theta.length], gradients.get(1), "the padded segment");
      double error = relativeError(gradients.get(2), surrogate.gradient(theta, truncation, 8, 12));
      assertTrue(error < 1e-6, truncation + ": " + error);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void iteratorBeginsEveryMinibatchWithoutStateAndHistory(Kind kind) {
    DataSet first = Sequences.labelled(MINIBATCH, STEPS, Mask.RAGGED);
    DataSet second = Sequences.labelled(2, STEPS - 3, Mask.HOLES);
    TruncatedBptt truncation = TruncatedBptt.backward(6);
    Net net = net(kind, truncation, NO_LEARNING, SEGMENT);
    double[] theta = values(net.params());
    List<double[]> gradients =
        net.gradientsOfFit(() -> net.fit(new ExistingDataSetIterator(List.of(first, second))));
    assertEquals(4 + 3, gradients.size(), "updates");
    for (int segment = 0; segment < 4; segment++) {
      check(surrogate(first), gradients.get(segment), theta, truncation, segment, STEPS);
    }
    for (int segment = 0; segment < 3; segment++) {
      check(surrogate(second), gradients.get(4 + segment), theta, truncation, segment, STEPS - 3);
    }
  }

  private static void check(
      SoftmaxSurrogate surrogate,
      double[] gradient,
      double[] theta,
      TruncatedBptt truncation,
      int segment,
      int steps) {
    int from = segment * SEGMENT;
    double[] expected =
        surrogate.gradient(theta, truncation, from, Math.min(from + SEGMENT, steps));
    double error = relativeError(gradient, expected);
    assertTrue(error < 1e-6, truncation + ", segment " + segment + ": " + error);
  }

  private static SoftmaxSurrogate surrogate(DataSet data) {
    return new SoftmaxSurrogate(
        tensor(data.getFeatures()),
        tensor(data.getLabels()),
        mask(data.getFeaturesMaskArray(), data),
        mask(data.getLabelsMaskArray(), data),
        HIDDEN);
  }

  private static double[][][] tensor(INDArray array) {
    double[][][] tensor = new double[(int) array.size(0)][][];
    Arrays.setAll(tensor, i -> array.slice(i).dup('c').toDoubleMatrix());
    return tensor;
  }

  private static double[][] mask(INDArray mask, DataSet data) {
    INDArray features = data.getFeatures();
    return mask != null
        ? mask.toDoubleMatrix()
        : Sequences.mask((int) features.size(0), (int) features.size(2), Mask.NONE)
            .toDoubleMatrix();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void featuresMaskAloneLeavesPaddedLossesToTheOutputLayer(Kind kind) {
    // DL4J's output layer doesn't apply the features' mask to the losses.
    DataSet data = Sequences.labelled(MINIBATCH, STEPS, Mask.RAGGED);
    data.setLabelsMaskArray(null);
    SoftmaxSurrogate surrogate = surrogate(data);
    Net net = net(kind, TruncatedBptt.backward(7), NO_LEARNING, SEGMENT);
    double[] theta = values(net.params());
    List<double[]> gradients = net.gradientsOfFit(() -> net.fit(data));
    for (int segment = 0; segment < 4; segment++) {
      check(surrogate, gradients.get(segment), theta, TruncatedBptt.backward(7), segment, STEPS);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyK2EndsWithOtherParameters(Kind kind) {
    List<INDArray> ends = new ArrayList<>();
    for (int k2 : new int[] {1, 2, 5, 8}) {
      Net net = net(kind, TruncatedBptt.backward(k2), new Sgd(0.5), SEGMENT);
      for (int i = 0; i < 5; i++) {
        net.fit(Sequences.labelled(MINIBATCH, STEPS, Mask.RAGGED));
      }
      ends.add(net.params().dup());
    }
    for (int a = 0; a < ends.size(); a++) {
      for (int b = a + 1; b < ends.size(); b++) {
        double difference = largestDifference(ends.get(a), ends.get(b));
        assertTrue(difference > 1e-4, "ends " + a + " and " + b + " differ by " + difference);
      }
    }
  }

  @Test
  void simpleRnnEndsWithTheSameParametersWhateverDl4jsK2() {
    // The fault of DL4J that this project is about.
    INDArray k2Is1 = simpleRnnTrainedWith(1);
    INDArray k2Is4 = simpleRnnTrainedWith(4);
    assertIdentical(k2Is1, k2Is4);
  }

  private static INDArray simpleRnnTrainedWith(int backwardLength) {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.5))
            .list()
            .layer(new SimpleRnn.Builder().nOut(HIDDEN).activation(Activation.TANH).build())
            .layer(output())
            .setInputType(InputType.recurrent(Sequences.N_IN))
            .backpropType(BackpropType.TruncatedBPTT)
            .tBPTTForwardLength(SEGMENT)
            .tBPTTBackwardLength(backwardLength)
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    network.fit(Sequences.labelled(MINIBATCH, STEPS, Mask.RAGGED));
    return network.params();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void stateAfterFitIsClearedSoThatTheNextMinibatchMayHaveAnotherSize(Kind kind) {
    Net net = net(kind, TruncatedBptt.of(2, 7), NO_LEARNING, SEGMENT);
    net.fit(Sequences.labelled(MINIBATCH, STEPS, Mask.RAGGED));
    DataSet next = Sequences.labelled(2, STEPS, Mask.HOLES);
    double[] theta = values(net.params());
    List<double[]> gradients = net.gradientsOfFit(() -> net.fit(next));
    check(surrogate(next), gradients.get(0), theta, TruncatedBptt.of(2, 7), 0, STEPS);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void longSegmentIsFullBptt(Kind kind) {
    DataSet data = Sequences.labelled(MINIBATCH, STEPS, Mask.RAGGED);
    Net segments = net(kind, TruncatedBptt.full(), NO_LEARNING, STEPS);
    Net standard =
        Net.of(
            kind,
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(NO_LEARNING),
            InputType.recurrent(Sequences.N_IN),
            new SimpleRnn.Builder().nOut(HIDDEN).biasInit(0.2).activation(Activation.TANH).build(),
            output());
    double[] expected = standard.gradientsOfFit(() -> standard.fit(data)).get(0);
    double[] actual = segments.gradientsOfFit(() -> segments.fit(data)).get(0);
    assertClose(expected, actual, 1e-9);
  }
}
