package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Every figure of a report, counted by hand from the network's outputs. Parameters stand still, so
 * that the outputs of whole sequences are those of the windows.
 */
class TrainerReportTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 10;
  private static final int OUT = TestNetworks.CLASSES;
  private static final double TOLERANCE = 1e-10;
  private static final double L2 = .1;

  /** Losses and counts by output, example and time step, masks applied. */
  private record Hand(double[][] losses, double[][] counts) {
    double loss(int from, int to) {
      return sum(losses, from, to);
    }

    double count(int from, int to) {
      return sum(counts, from, to);
    }

    private static double sum(double[][] values, int from, int to) {
      double sum = 0;
      for (double[] example : values) {
        for (int t = from; t < to; t++) {
          sum += example[t];
        }
      }
      return sum;
    }
  }

  private static Layer numbers() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(OUT)
        .activation(Activation.TANH)
        .build();
  }

  private static MultiLayerNetwork network(Layer output, boolean miniBatch) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(0))
                .miniBatch(miniBatch)
                .l2(L2)
                .list()
                .layer(TestNetworks.lstm())
                .layer(TestNetworks.vanillaRnn())
                .layer(output)
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    network.params().addi(TestNetworks.uniform(5, .3, network.params().shape()));
    return network;
  }

  private static INDArray x(int seed, int steps) {
    return TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, steps);
  }

  private static INDArray classes(int seed, int steps) {
    return WindowOracle.oneHot(EXAMPLES, OUT, steps, new Random(seed));
  }

  /** Sequences of lengths 1 to 10, the rest padding. */
  private static INDArray ragged() {
    int[] lengths = {STEPS, 1, 7};
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, STEPS);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        mask.putScalar(b, t, 1);
      }
    }
    return mask;
  }

  private static INDArray perOutput() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, OUT, STEPS);
    for (int[] masked : new int[][] {{0, 0, 0}, {0, 1, 3}, {1, 1, 5}, {1, 0, 5}, {2, 1, 9}}) {
      mask.putScalar(masked, 0);
    }
    return mask;
  }

  /** -sum_c y log p, or the mean of the squared errors; times the mask. */
  private static Hand hand(INDArray p, INDArray y, INDArray mask, boolean crossEntropy) {
    int steps = (int) p.size(2);
    double[][] losses = new double[EXAMPLES][steps];
    double[][] counts = new double[EXAMPLES][steps];
    int size = (int) p.size(1);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < steps; t++) {
        for (int c = 0; c < size; c++) {
          double m = 1;
          if (mask != null) {
            m = mask.rank() == 3 ? mask.getDouble(b, c, t) : mask.getDouble(b, t);
          }
          double difference = p.getDouble(b, c, t) - y.getDouble(b, c, t);
          losses[b][t] +=
              crossEntropy
                  ? -m * y.getDouble(b, c, t) * Math.log(p.getDouble(b, c, t))
                  : m * difference * difference / size;
          counts[b][t] += m / size;
        }
      }
    }
    return new Hand(losses, counts);
  }

  /** DL4J's penalty: L2/2 times the squares of the weights, biases left out. */
  private static double penalty(Model network) {
    double squares = 0;
    for (var parameter : network.paramTable().entrySet()) {
      if (!parameter.getKey().endsWith("_b")) {
        double norm = parameter.getValue().norm2Number().doubleValue();
        squares += norm * norm;
      }
    }
    return L2 / 2 * squares;
  }

  @ParameterizedTest
  @CsvSource({
    "none, true", "ragged, true", "perOutput, true",
    "none, false", "ragged, false", "perOutput, false"
  })
  void everyFigureOfOneMinibatch(String masking, boolean miniBatch) {
    boolean crossEntropy = !masking.equals("perOutput");
    INDArray mask =
        switch (masking) {
          case "ragged" -> ragged();
          case "perOutput" -> perOutput();
          default -> null;
        };
    MultiLayerNetwork network =
        network(crossEntropy ? TestNetworks.output() : numbers(), miniBatch);
    INDArray x = x(1, STEPS);
    INDArray y =
        crossEntropy ? classes(2, STEPS) : TestNetworks.uniform(3, 1, EXAMPLES, OUT, STEPS);
    Hand hand = hand(network.output(x), y, mask, crossEntropy);
    int[][] windows = {{0, 4}, {4, 8}, {8, STEPS}};
    double scores = 0;
    for (int[] window : windows) {
      double sum = hand.loss(window[0], window[1]);
      scores += (miniBatch ? sum / EXAMPLES : sum) + penalty(network);
    }

    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 6))
            .build()
            .fit(new DataSet(x, y, null, mask));

    assertEquals(hand.loss(0, STEPS) / hand.count(0, STEPS), report.loss(), TOLERANCE);
    assertEquals(scores / 3, report.score(), TOLERANCE);
    assertEquals(3, report.updates());
    assertEquals(6, report.depth());
    assertEquals(0, report.clippedUpdates());
    assertEquals(0, report.skippedUpdates());
    assertEquals(0, report.emptyWindows());
    assertEquals(STEPS, report.timeSteps());
  }

  @Test
  void lossesThatDoNotEnterAreNotCounted() {
    MultiLayerNetwork network = network(TestNetworks.output(), true);
    INDArray x = x(1, STEPS);
    INDArray y = classes(2, STEPS);
    Hand hand = hand(network.output(x), y, ragged(), true);
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 3))
            .build()
            .fit(new DataSet(x, y, null, ragged()));
    double loss = hand.loss(1, 4) + hand.loss(5, 8) + hand.loss(8, STEPS);
    double count = hand.count(1, 4) + hand.count(5, 8) + hand.count(8, STEPS);
    assertEquals(loss / count, report.loss(), TOLERANCE);
    assertEquals(3, report.depth());
  }

  /** The mean over all steps of all minibatches and epochs, not a mean of means. */
  @Test
  void figuresAddUpOverMinibatchesAndEpochs() {
    MultiLayerNetwork network = network(TestNetworks.output(), true);
    INDArray[] x = {x(1, STEPS), x(2, 3)};
    INDArray[] y = {classes(3, STEPS), classes(4, 3)};
    Hand one = hand(network.output(x[0]), y[0], ragged(), true);
    Hand two = hand(network.output(x[1]), y[1], null, true);
    DataSet first = new DataSet(x[0], y[0], null, ragged());
    DataSet second = new DataSet(x[1], y[1]);
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 6))
            .build()
            .fit(new ExistingDataSetIterator(List.of(first, second)), 2);
    assertEquals(
        (one.loss(0, STEPS) + two.loss(0, 3)) / (one.count(0, STEPS) + two.count(0, 3)),
        report.loss(),
        TOLERANCE);
    double scores = (one.loss(0, STEPS) + two.loss(0, 3)) / EXAMPLES + 4 * penalty(network);
    assertEquals(scores / 4, report.score(), TOLERANCE);
    assertEquals(8, report.updates());
    assertEquals(6, report.depth());
    assertEquals(26, report.timeSteps());
  }

  /** Norms of the mean gradient, penalties left out, from finite differences. */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void normsAreThoseOfEachWindowsGradient(boolean miniBatch) {
    MultiLayerNetwork network = network(TestNetworks.output(), miniBatch);
    INDArray x = x(1, STEPS);
    INDArray y = classes(2, STEPS);
    WindowOracle oracle = new WindowOracle(network, x, y, null, ragged());
    double[] norms =
        WindowOracle.spans(4, 6, STEPS).stream()
            .mapToDouble(span -> norm(oracle.gradient(List.of(span))))
            .map(norm -> miniBatch ? norm / EXAMPLES : norm)
            .toArray();
    double[] sorted = norms.clone();
    java.util.Arrays.sort(sorted);
    double threshold = (sorted[0] + sorted[1]) / 2;
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 6))
            .clipGlobalNorm(threshold)
            .build()
            .fit(new DataSet(x, y, null, ragged()));
    double scale = 1e-6 * sorted[2];
    assertEquals(norms[2], report.lastGradientNorm(), scale);
    assertEquals((norms[0] + norms[1] + norms[2]) / 3, report.meanGradientNorm(), scale);
    assertEquals(sorted[2], report.maxGradientNorm(), scale);
    assertEquals(2, report.clippedUpdates());
  }

  private static double norm(double[] gradient) {
    double squares = 0;
    for (double entry : gradient) {
      squares += entry * entry;
    }
    return Math.sqrt(squares);
  }

  private static final class Spoils extends BaseTrainingListener {
    private final int window;
    private int calls;

    Spoils(int window) {
      this.window = window;
    }

    @Override
    public void onGradientCalculation(Model model) {
      if (calls++ == window) {
        model.gradient().gradient().putScalar(0, Double.POSITIVE_INFINITY);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void skippedWindowIsNoUpdateButItsLossCounts(int skipped) {
    MultiLayerNetwork network = network(TestNetworks.output(), true);
    INDArray x = x(1, STEPS);
    INDArray y = classes(2, STEPS);
    Hand hand = hand(network.output(x), y, null, true);
    List<FitReport> each = new ArrayList<>();
    network.setListeners(new Spoils(skipped));
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 6))
            .nonFinite(NonFinitePolicy.SKIP)
            .listener(each::add)
            .build()
            .fit(new DataSet(x, y));
    assertEquals(hand.loss(0, STEPS) / (EXAMPLES * STEPS), report.loss(), TOLERANCE);
    assertEquals(hand.loss(0, STEPS) / EXAMPLES / 3 + penalty(network), report.score(), TOLERANCE);
    assertEquals(2, report.updates());
    assertEquals(1, report.skippedUpdates());
    assertEquals(1, each.get(skipped).skippedUpdates());
    assertEquals(0, each.get(skipped).updates());
    double[] finite =
        IntStream.range(0, 3)
            .filter(i -> i != skipped)
            .mapToDouble(i -> each.get(i).lastGradientNorm())
            .toArray();
    assertEquals((finite[0] + finite[1]) / 2, report.meanGradientNorm(), TOLERANCE);
    assertEquals(Math.max(finite[0], finite[1]), report.maxGradientNorm());
    assertEquals(skipped == 2 ? Double.POSITIVE_INFINITY : finite[1], report.lastGradientNorm());
  }

  @Test
  void chunkThatOnlyWaitsReportsNothing() {
    double none = Double.NaN;
    FitReport report =
        TruncatedBpttTrainer.builder(network(TestNetworks.output(), true))
            .truncation(TruncatedBptt.of(4, 6))
            .stateful(true)
            .build()
            .fit(new DataSet(x(1, 3), classes(2, 3)));
    assertEquals(
        new FitReport(none, none, 0, 0, none, none, none, none, 0, 0, 0, 0, List.of(), none),
        report);
  }

  // Several outputs -------------------------------------------------------------------------------

  private static ComputationGraph graph(boolean miniBatch) {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(new Sgd(0))
                .miniBatch(miniBatch)
                .l2(L2)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(TestNetworks.IN))
                .addLayer("rnn", TestNetworks.vanillaRnn(), "in")
                .addLayer("classes", TestNetworks.output(), "rnn")
                .addLayer("numbers", numbers(), "rnn")
                .addLayer(
                    "loss",
                    new RnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "rnn")
                .setOutputs("classes", "numbers", "loss")
                .build());
    graph.init();
    graph.params().addi(TestNetworks.uniform(5, .3, graph.params().shape()));
    return graph;
  }

  private static final INDArray[] LABELS = {
    classes(2, STEPS),
    TestNetworks.uniform(3, 1, EXAMPLES, OUT, STEPS),
    TestNetworks.uniform(4, 1, EXAMPLES, TestNetworks.HIDDEN, STEPS)
  };

  private static FitReport fit(ComputationGraph graph, INDArray... masks) {
    return TruncatedBpttTrainer.builder(graph)
        .truncation(TruncatedBptt.of(4, 6))
        .build()
        .fit(new MultiDataSet(new INDArray[] {x(1, STEPS)}, LABELS, null, masks));
  }

  private static Hand[] hands(ComputationGraph graph, INDArray... masks) {
    INDArray[] outputs = graph.output(x(1, STEPS));
    Hand[] hands = new Hand[outputs.length];
    for (int i = 0; i < hands.length; i++) {
      hands[i] = hand(outputs[i], LABELS[i], masks[i], i == 0);
    }
    return hands;
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void lossOfSeveralOutputsIsTheSumOfEachOnesMean(boolean miniBatch) {
    ComputationGraph graph = graph(miniBatch);
    INDArray[] masks = {ragged(), perOutput(), null};
    double expected = 0;
    double scores = 3 * penalty(graph);
    for (Hand hand : hands(graph, masks)) {
      expected += hand.loss(0, STEPS) / hand.count(0, STEPS);
    }
    Hand[] hands = hands(graph, masks);
    for (int i = 0; i < 3; i++) {
      boolean averaged = miniBatch || i == 2; // RnnLossLayer always does
      scores += averaged ? hands[i].loss(0, STEPS) / EXAMPLES : hands[i].loss(0, STEPS);
    }
    FitReport report = fit(graph, masks);
    assertEquals(expected, report.loss(), TOLERANCE);
    assertEquals(scores / 3, report.score(), TOLERANCE);
  }

  @Test
  void outputsOfWhichNothingCountsAreLeftOut() {
    ComputationGraph graph = graph(true);
    INDArray none = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, STEPS);
    INDArray[] masks = {none, perOutput(), none};
    Hand hand = hands(graph, masks)[1];
    assertEquals(hand.loss(0, STEPS) / hand.count(0, STEPS), fit(graph, masks).loss(), TOLERANCE);
    FitReport empty = fit(graph, none, none, none);
    assertTrue(Double.isNaN(empty.loss()));
    assertEquals(3, empty.emptyWindows());
  }

  /** Examples that are run apart, because a sequence ended, count as if together. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void endedSequencesChangeNoFiguresDefinition(boolean miniBatch) {
    ComputationGraph graph = graph(miniBatch);
    var trainer =
        TruncatedBpttTrainer.builder(graph)
            .truncation(TruncatedBptt.of(STEPS, 2 * STEPS))
            .stateful(true)
            .build();
    trainer.fit(new MultiDataSet(new INDArray[] {x(1, STEPS)}, LABELS));
    trainer.endSequences(0, 1, 2);
    FitReport together = trainer.fit(new MultiDataSet(new INDArray[] {x(1, STEPS)}, LABELS));
    trainer.endSequences(1);
    trainer.endSequences(0);
    trainer.endSequences(2);
    FitReport again = trainer.fit(new MultiDataSet(new INDArray[] {x(1, STEPS)}, LABELS));
    assertEquals(together.loss(), again.loss(), TOLERANCE);
    Hand[] hands = hands(graph, null, null, null);
    double score = penalty(graph);
    for (int i = 0; i < 3; i++) {
      double sum = hands[i].loss(0, STEPS);
      score += miniBatch || i == 2 ? sum / EXAMPLES : sum;
    }
    assertEquals(score, again.score(), TOLERANCE);
  }
}
