package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.testing.SmallNetworks;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Cuts at random, without bias. */
class RandomTruncationTest {
  private static final int EXAMPLES = 2;
  private static final int IN = 2;
  private static final int STEPS = 10;
  private static final int CUTS = 10_000;

  @TempDir private Path folder;

  private static VanillaRnn recurrent() {
    return new VanillaRnn.Builder()
        .nOut(3)
        .activation(Activation.TANH)
        .weightInitRecurrent(RecurrentInit.orthogonal())
        .build();
  }

  private static MultiLayerNetwork network(double learningRate, Layer... layers) {
    return SmallNetworks.layers(
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(DataType.FLOAT)
            .updater(new Sgd(learningRate)),
        InputType.recurrent(IN),
        layers);
  }

  private static MultiLayerNetwork stack(double learningRate) {
    return network(
        learningRate,
        recurrent(),
        recurrent(),
        new RnnOutputLayer.Builder(LossFunction.MCXENT)
            .nOut(2)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private static DataSet data(int steps) {
    return data(DataType.FLOAT, steps);
  }

  private static DataSet data(DataType type, int steps) {
    DataSet data = SmallNetworks.data(EXAMPLES, IN, 2, steps, 1);
    data.setFeatures(data.getFeatures().castTo(type));
    data.setLabels(data.getLabels().castTo(type));
    return data;
  }

  /** The sum of the gradients of all windows of a minibatch, as often as it is trained on. */
  private static double[][] gradients(
      MultiLayerNetwork network, Truncation truncation, DataSet data, int times) {
    double[] sum = new double[(int) network.numParams()];
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            double[] gradient = model.gradient().gradient().dup().data().asDouble();
            for (int i = 0; i < sum.length; i++) {
              sum[i] += gradient[i];
            }
          }
        });
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network).truncation(truncation).build();
    double[][] gradients = new double[times][];
    for (int i = 0; i < times; i++) {
      trainer.fit(data);
      gradients[i] = sum.clone();
      Arrays.fill(sum, 0);
    }
    return gradients;
  }

  /** Mean and standard error of each entry. */
  private record Estimate(double[] mean, double[] error) {
    static Estimate of(double[][] sample) {
      int entries = sample[0].length;
      double[] mean = new double[entries];
      double[] error = new double[entries];
      for (int i = 0; i < entries; i++) {
        double sum = 0;
        double squares = 0;
        for (double[] one : sample) {
          sum += one[i];
          squares += one[i] * one[i];
        }
        mean[i] = sum / sample.length;
        double variance = Math.max(0, squares / sample.length - mean[i] * mean[i]);
        error[i] = Math.sqrt(variance / sample.length);
      }
      return new Estimate(mean, error);
    }

    /**
     * How many of these standard errors two gradients are apart, at the worst entry. The slack is
     * for entries that are the same whatever the cuts, those of the output: their standard error is
     * nothing, and the order of summing floats is not.
     */
    double worst(double[] expected, double[] actual) {
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        double slack = 1e-5 * Math.abs(expected[i]) + 1e-6;
        worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / (error[i] + slack));
      }
      return worst;
    }

    void assertUnbiased(double[] expected, double errors) {
      double worst = worst(expected, mean);
      assertTrue(worst < errors, worst + " standard errors");
    }
  }

  private static double relative(double[] expected, double[] actual) {
    double off = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      off += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      norm += expected[i] * expected[i];
    }
    return Math.sqrt(off / norm);
  }

  @Tag("slow")
  @Test
  void theMeanOverCutsIsTheFullGradientWhereThatOfFixedWindowsIsNot() {
    DataSet data = data(STEPS);
    double[] full = gradients(stack(0), TruncatedBptt.full(), data, 1)[0];
    RandomTruncation truncation = RandomTruncation.of(4).withAlpha(6).withSeed(12);
    Estimate random = Estimate.of(gradients(stack(0), truncation, data, CUTS));
    random.assertUnbiased(full, 3);

    // Fixed windows have no spread: what is off is bias, by the measure of the random ones.
    double[] fixed = gradients(stack(0), TruncatedBptt.of(4, 4), data, 1)[0];
    assertTrue(random.worst(full, fixed) > 30, random.worst(full, fixed) + " standard errors");
    assertTrue(relative(full, fixed) > .05, "fixed windows are biased");
    assertTrue(relative(full, random.mean) < relative(full, fixed) / 5);
  }

  @Tag("slow")
  @Test
  void endsOfWholeSequencesOfDifferentLengthsAreWithoutBias() {
    DataSet data = data(STEPS);
    data.setLabels(Nd4j.ones(DataType.FLOAT, EXAMPLES, 2));
    INDArray mask = Nd4j.ones(DataType.FLOAT, EXAMPLES, STEPS);
    for (int t = 4; t < STEPS; t++) {
      mask.putScalar(1, t, 0);
    }
    data.setFeaturesMaskArray(mask);
    Layer output =
        new OutputLayer.Builder(LossFunction.MSE).nOut(2).activation(Activation.IDENTITY).build();
    Layer last = new LastTimeStep(recurrent());
    double[] full = gradients(network(0, last, output), TruncatedBptt.full(), data, 1)[0];
    RandomTruncation truncation = RandomTruncation.of(4).withSeed(3);
    Estimate.of(gradients(network(0, last, output), truncation, data, CUTS / 5))
        .assertUnbiased(full, 3);
  }

  @Test
  void bothPathsMakeTheSameUpdates() {
    MultiLayerNetwork direct = stack(.05);
    FitReport expected = trained(direct, RandomTruncation.of(4));
    MultiLayerNetwork byLayers = stack(.05);
    try (SystemProperty forced = new SystemProperty(TrainingPath.PROPERTY, "dl4j")) {
      FitReport report = trained(byLayers, RandomTruncation.of(4));
      assertEquals(expected.updates(), report.updates());
      assertEquals(expected.loss(), report.loss(), 1e-5);
    }
    assertClose(direct.params(), byLayers.params(), 1e-5, "parameters");
  }

  private static Stream<Layer> cells() {
    return Stream.of(TestNetworks.simpleRnn(), TestNetworks.lstm(), TestNetworks.gravesLstm());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("cells")
  void dl4jsCellsAreCutAtRandomToo(Layer cell) {
    DataSet data = data(DataType.DOUBLE, STEPS);
    double[] full = gradients(TestNetworks.still(cell), TruncatedBptt.full(), data, 1)[0];
    double[] fixed = gradients(TestNetworks.still(cell), TruncatedBptt.of(2, 2), data, 1)[0];
    RandomTruncation truncation = RandomTruncation.of(2).withSeed(4);
    Estimate.of(gradients(TestNetworks.still(cell), truncation, data, CUTS / 50))
        .assertUnbiased(full, 4);
    assertTrue(relative(full, fixed) > .05, "fixed windows are biased");
  }

  @Test
  void graphsAreCutWhereNetworksAre() {
    Layer[] layers = {TestNetworks.vanillaRnn(), TestNetworks.lstm(), TestNetworks.output()};
    InputType input = InputType.recurrent(IN);
    MultiLayerNetwork network =
        SmallNetworks.layers(TestNetworks.base(new Sgd(.05)), input, layers);
    ComputationGraph graph = SmallNetworks.graph(TestNetworks.base(new Sgd(.05)), input, layers);
    graph.setParams(network.params());
    FitReport report = trainer(network, RandomTruncation.of(4)).fit(data(DataType.DOUBLE, 60));
    assertEquals(report, trainer(graph, RandomTruncation.of(4)).fit(data(DataType.DOUBLE, 60)));
    assertIdentical(network.params(), graph.params());
    assertTrue(report.updates() > 5 && report.depth() > report.meanDepth(), report.toString());
  }

  private static TruncatedBpttTrainer trainer(Model network, Truncation truncation) {
    return SmallNetworks.trainer(network).truncation(truncation).stateful(true).build();
  }

  /** Omega isn't linear in errors; it adds to the gradient of RW, and the loss's part stays. */
  @Tag("slow")
  @Test
  void omegaIsThatOfTheWindowsAndLeavesTheRestWithoutBias() {
    DataSet data = data(STEPS);
    Layer output = TestNetworks.output();
    Layer kept = new VanillaRnn.Builder().nOut(3).vanishingRegularizer(.5).build();
    Layer plain = new VanillaRnn.Builder().nOut(3).build();
    double[] without = gradients(network(0, plain, output), TruncatedBptt.full(), data, 1)[0];
    double[] full = gradients(network(0, kept, output), TruncatedBptt.full(), data, 1)[0];
    double[][] random =
        gradients(network(0, kept, output), RandomTruncation.of(4).withSeed(4), data, CUTS / 10);
    int[] rest = IntStream.range(0, full.length).filter(i -> full[i] == without[i]).toArray();
    int[] rw = IntStream.range(0, full.length).filter(i -> full[i] != without[i]).toArray();
    assertEquals(9, rw.length);
    Estimate.of(pick(random, rest)).assertUnbiased(pick(full, rest), 4);
    Estimate ofRw = Estimate.of(pick(random, rw));
    assertTrue(ofRw.worst(pick(full, rw), ofRw.mean) > 5, "Omega of windows is another");
  }

  private static double[][] pick(double[][] sample, int[] entries) {
    return Arrays.stream(sample).map(one -> pick(one, entries)).toArray(double[][]::new);
  }

  private static double[] pick(double[] values, int[] entries) {
    return Arrays.stream(entries).mapToDouble(i -> values[i]).toArray();
  }

  private static FitReport trained(MultiLayerNetwork network, Truncation truncation) {
    return trainer(network, truncation).fit(data(60));
  }

  @Test
  void reportsTellTheMeanDepth() {
    FitReport report =
        TruncatedBpttTrainer.builder(stack(0))
            .truncation(RandomTruncation.of(6).withAlpha(8))
            .stateful(true)
            .build()
            .fit(data(6000));
    assertEquals(6, report.meanDepth(), .6);
    assertTrue(report.depth() > 12, "depth = " + report.depth());
    assertEquals(report.timeSteps() / report.meanDepth(), report.updates(), 1e-6);
  }

  private static Stream<Arguments> ways() {
    Layer lstm = new LSTM.Builder().nOut(3).activation(Activation.TANH).build();
    return Stream.of(
        Arguments.of("direct", recurrent()),
        Arguments.of("dl4j", recurrent()),
        Arguments.of("dl4j", lstm));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void restoredTrainersCutWhereTheyWouldHave(String path, Layer layer) {
    Truncation truncation = RandomTruncation.of(5).withSeed(8);
    Path file = folder.resolve("checkpoint");
    try (SystemProperty forced = new SystemProperty(TrainingPath.PROPERTY, path)) {
      MultiLayerNetwork through = network(.05, layer, TestNetworks.output());
      TruncatedBpttTrainer trainer = trainer(through, truncation);
      trainer.fit(data(33));
      trainer.saveCheckpoint(file);
      List<FitReport> rest = List.of(trainer.fit(data(40)), trainer.flush());
      assertTrue(rest.get(0).updates() > 3, rest.toString());

      MultiLayerNetwork restored = network(.05, layer, TestNetworks.output());
      TruncatedBpttTrainer later = trainer(restored, truncation);
      later.restoreCheckpoint(file);
      assertEquals(rest, List.of(later.fit(data(40)), later.flush()));
      assertIdentical(through.params(), restored.params());
    }
  }

  @Test
  void failedCallsLeaveTheCutsAsTheyWere() {
    MultiLayerNetwork network = stack(.05);
    boolean[] fails = {true};
    int[] calls = {0};
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(RandomTruncation.of(5))
            .stateful(true)
            .listener(
                update -> {
                  if (fails[0] && ++calls[0] == 4) {
                    throw new IllegalStateException("on purpose");
                  }
                })
            .build();
    DataSet data = data(60);
    assertThrows(IllegalStateException.class, () -> trainer.fit(data));
    fails[0] = false;
    FitReport again = trainer.fit(data);

    MultiLayerNetwork undisturbed = stack(.05);
    FitReport once =
        TruncatedBpttTrainer.builder(undisturbed)
            .truncation(RandomTruncation.of(5))
            .stateful(true)
            .build()
            .fit(data);
    assertEquals(once, again);
    assertEquals(undisturbed.params(), network.params());
    assertNotEquals(0, calls[0]);
  }

  @Test
  void networksWithoutRecurrentLayersAreRefused() {
    TruncatedBpttTrainer.Builder builder =
        TruncatedBpttTrainer.builder(network(0, TestNetworks.dense(), SmallNetworks.numbers(2)))
            .truncation(RandomTruncation.of(5));
    assertEquals(
        "The network has no recurrent layer, so no gradient goes back in time:"
            + " random:mean=5.0,alpha=4.0,seed=0 has nothing to cut. Use VanillaRnn, LSTM,"
            + " GravesLSTM or SimpleRnn, or TruncatedBptt.",
        assertThrows(IllegalStateException.class, builder::build).getMessage());
  }

  @Test
  void poolingIsRefusedBecauseItWouldBeBiased() {
    MultiLayerNetwork network =
        network(
            0,
            recurrent(),
            new GlobalPoolingLayer.Builder().build(),
            new OutputLayer.Builder(LossFunction.MSE).nOut(2).build());
    TruncatedBpttTrainer.Builder builder =
        TruncatedBpttTrainer.builder(network).truncation(RandomTruncation.of(5));
    String message = assertThrows(IllegalStateException.class, builder::build).getMessage();
    assertTrue(message.contains("pools over time"), message);
  }
}
