package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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

/** Kinds of outputs and of label masks. */
@Tag("trainer")
class TrainerOutputTest {
  private static final double TOLERANCE = 1e-6;
  private static final int EXAMPLES = 3;
  private static final int STEPS = 7;
  private static final int OUT = TestNetworks.HIDDEN;
  private static final int[][] LENGTHS = {{2, 5}, {3, 3}, {4, 2}, {9, 9}, {1, 3}};

  private static Layer lossLayer() {
    return new RnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
  }

  private static Layer squares() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(OUT)
        .activation(Activation.TANH)
        .build();
  }

  private static ComputationGraph graph(Layer output, boolean miniBatch) {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(new Sgd(0))
                .miniBatch(miniBatch)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(TestNetworks.IN))
                .addLayer("first", TestNetworks.vanillaRnn(), "in")
                .addLayer("second", TestNetworks.lstm(), "first")
                .addLayer("out", output, "second")
                .setOutputs("out")
                .build());
    graph.init();
    graph.params().addi(TestNetworks.uniform(5, .3, graph.params().shape()));
    return graph;
  }

  private static MultiLayerNetwork network(Layer output, RNNFormat format) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(0))
                .list()
                .layer(TestNetworks.vanillaRnn())
                .layer(TestNetworks.lstm())
                .layer(output)
                .setInputType(InputType.recurrent(TestNetworks.IN, format))
                .build());
    network.init();
    return network;
  }

  private final INDArray x = TestNetworks.uniform(3, 1, EXAMPLES, TestNetworks.IN, STEPS);
  private final INDArray classes = WindowOracle.oneHot(EXAMPLES, OUT, STEPS, new Random(4));
  private final INDArray numbers = TestNetworks.uniform(6, 1, EXAMPLES, OUT, STEPS);
  private final INDArray perStep = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
  private final INDArray perEntry = Nd4j.ones(DataType.DOUBLE, EXAMPLES, OUT, STEPS);

  TrainerOutputTest() {
    for (int[] masked : new int[][] {{0, 0}, {0, 3}, {1, 5}, {1, 6}, {2, 2}}) {
      perStep.putScalar(masked, 0);
    }
    for (int[] masked : new int[][] {{0, 0, 0}, {0, 1, 3}, {1, 2, 5}, {1, 0, 6}, {2, 1, 2}}) {
      perEntry.putScalar(masked, 0);
    }
  }

  private static double worstError(
      ComputationGraph graph, MultiDataSet data, java.util.function.BinaryOperator<INDArray> loss) {
    GraphOracle oracle = new GraphOracle(graph, 2, data, List.of(loss));
    double worst = 0;
    for (int[] k : LENGTHS) {
      double error = oracle.error(TruncatedBptt.of(k[0], k[1]));
      assertTrue(error < TOLERANCE, Arrays.toString(k) + ": " + error);
      worst = Math.max(worst, error);
    }
    return worst;
  }

  private static INDArray[] some(INDArray... arrays) {
    return arrays;
  }

  @Tag("slow")
  @Test
  void lossLayerIsExact() {
    double plain =
        worstError(
            graph(lossLayer(), true), new MultiDataSet(some(x), some(classes)), GraphOracle.MCXENT);
    double masked =
        worstError(
            graph(lossLayer(), true),
            new MultiDataSet(some(x), some(classes), null, some(perStep)),
            GraphOracle.MCXENT);
    System.out.printf("trainer gradient error, RnnLossLayer: %.1e, masked %.1e%n", plain, masked);
  }

  @Tag("slow")
  @Test
  void maskPerOutputIsExact() {
    double output =
        worstError(
            graph(squares(), true),
            new MultiDataSet(some(x), some(numbers), null, some(perEntry)),
            GraphOracle.mse(1));
    double lossLayer =
        worstError(
            graph(
                new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.TANH).build(),
                true),
            new MultiDataSet(some(x), some(numbers), null, some(perEntry)),
            GraphOracle.mse(1));
    System.out.printf(
        "trainer gradient error, mask per output: %.1e, RnnLossLayer %.1e%n", output, lossLayer);
  }

  @ParameterizedTest
  @CsvSource({"2,5", "3,3", "4,2", "7,7"})
  void lossLayerTakesTheFeaturesMaskAsItsOwn(int k1, int k2) {
    TruncatedBptt truncation = TruncatedBptt.of(k1, k2);
    MultiLayerNetwork network = network(lossLayer(), RNNFormat.NCW);
    INDArray implied = gradient(network, truncation, new DataSet(x, classes, perStep, null));
    INDArray stated = gradient(network, truncation, new DataSet(x, classes, perStep, perStep));
    assertClose(implied, stated, 1e-12);
    if (k1 == STEPS) {
      WindowOracle.GradientSum dl4j = new WindowOracle.GradientSum();
      network.setListeners(dl4j);
      network.fit(new DataSet(x, classes, perStep, null));
      assertClose(implied, dl4j.sum, 1e-12);
    }
  }

  @Test
  void featuresMaskIsNoLabelsMaskForAnOutputLayer() {
    MultiLayerNetwork network = network(squares(), RNNFormat.NCW);
    DataSet data = new DataSet(x, numbers, perStep, null);
    WindowOracle.GradientSum dl4j = new WindowOracle.GradientSum();
    network.setListeners(dl4j);
    network.fit(data);
    assertClose(dl4j.sum, gradient(network, TruncatedBptt.of(STEPS, 99), data), 1e-12);
  }

  @Test
  void maskPerOutputHasSizeBeforeTimeInNwcToo() {
    MultiLayerNetwork ncw = network(squares(), RNNFormat.NCW);
    MultiLayerNetwork nwc = network(squares(), RNNFormat.NWC);
    nwc.setParams(ncw.params());
    TruncatedBptt truncation = TruncatedBptt.of(2, 5);
    INDArray expected = gradient(ncw, truncation, new DataSet(x, numbers, null, perEntry));
    INDArray actual =
        gradient(
            nwc,
            truncation,
            new DataSet(
                x.permute(0, 2, 1).dup('c'), numbers.permute(0, 2, 1).dup('c'), null, perEntry));
    assertClose(expected, actual, 1e-10);
  }

  @Test
  void lossIsAMeanPerStepWhateverDl4jDividesBy() {
    for (Layer output : List.of(lossLayer(), TestNetworks.output())) {
      INDArray labels =
          output instanceof RnnLossLayer
              ? classes
              : WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(4));
      MultiDataSet data = new MultiDataSet(some(x), some(labels), null, some(perStep));
      double[] losses = new double[2];
      for (int i = 0; i < 2; i++) {
        ComputationGraph graph = graph(output.clone(), i == 0);
        losses[i] =
            TruncatedBpttTrainer.builder(graph)
                .truncation(TruncatedBptt.of(3, 5))
                .build()
                .fit(data)
                .loss();
      }
      assertEquals(losses[0], losses[1], 1e-12, output.getClass().getSimpleName());
    }
  }

  @Test
  void lossLayerInNwcIsRefusedBecauseDl4jScoresItAgainstItself() {
    Layer output =
        new RnnLossLayer.Builder(LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .dataFormat(RNNFormat.NWC)
            .build();
    MultiLayerNetwork network = network(output, RNNFormat.NWC);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> TruncatedBpttTrainer.builder(network).build());
    assertTrue(e.getMessage().contains("RnnLossLayer"), e.getMessage());
  }

  private static INDArray gradient(
      MultiLayerNetwork network, TruncatedBptt truncation, DataSet data) {
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    network.setListeners(sum);
    TruncatedBpttTrainer.builder(network).truncation(truncation).build().fit(data);
    network.setListeners();
    return sum.sum;
  }
}
