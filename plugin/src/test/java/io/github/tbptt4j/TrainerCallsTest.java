package io.github.tbptt4j;

import static io.github.tbptt4j.Identical.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.diagnostics.GradientFlow;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
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
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;

/**
 * Odd calls: listeners that use the network, iterators that give nothing, sequences ended twice.
 */
@Tag("trainer")
class TrainerCallsTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 10;

  private static DataSet data() {
    return new DataSet(
        TestNetworks.uniform(1, 1, EXAMPLES, TestNetworks.IN, STEPS),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(2)));
  }

  private static MultiLayerNetwork network() {
    return TestNetworks.network(
        new Adam(.05), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.vanillaRnn());
  }

  private static TruncatedBpttTrainer stream(MultiLayerNetwork network) {
    return TruncatedBpttTrainer.builder(network)
        .truncation(TruncatedBptt.of(3, 5))
        .stateful(true)
        .build();
  }

  // Listeners -------------------------------------------------------------------------------------

  /** Does something to the network at one place of each update. */
  private static final class Meddles extends BaseTrainingListener {
    private final String where;
    private final Consumer<MultiLayerNetwork> what;

    Meddles(String where, Consumer<MultiLayerNetwork> what) {
      this.where = where;
      this.what = what;
    }

    private void at(String place, Model model) {
      if (place.equals(where)) {
        what.accept((MultiLayerNetwork) model);
      }
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      at("forward", model);
    }

    @Override
    public void onBackwardPass(Model model) {
      at("backward", model);
    }

    @Override
    public void onGradientCalculation(Model model) {
      at("gradient", model);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      at("iteration", model);
    }
  }

  private static void samples(MultiLayerNetwork network) {
    network.output(TestNetworks.uniform(7, 1, 2, TestNetworks.IN, 4));
    network.rnnTimeStep(TestNetworks.uniform(8, 1, 2, TestNetworks.IN));
    network.score(data());
  }

  @Test
  void listenerMayRunTheNetworkWhenAnIterationIsDone() {
    MultiLayerNetwork undisturbed = network();
    MultiLayerNetwork network = network();
    network.setListeners(new Meddles("iteration", TrainerCallsTest::samples));
    for (MultiLayerNetwork each : List.of(undisturbed, network)) {
      TruncatedBpttTrainer trainer = stream(each);
      trainer.fit(data());
      trainer.endSequences(1);
      trainer.fit(data());
    }
    assertIdentical(undisturbed, network);
  }

  @Test
  void listenerMayChangeParametersAndLearningRate() {
    MultiLayerNetwork byListener = network();
    byListener.setListeners(
        new Meddles(
            "iteration",
            network -> {
              network.params().muli(.9);
              network.setLearningRate(.01);
            }));
    TruncatedBpttTrainer.builder(byListener)
        .truncation(TruncatedBptt.of(STEPS, STEPS))
        .build()
        .fit(new ExistingDataSetIterator(List.of(data(), data())), 1);
    MultiLayerNetwork byHand = network();
    for (int i = 0; i < 2; i++) {
      byHand.fit(data());
      byHand.params().muli(.9);
      byHand.setLearningRate(.01);
    }
    assertEquals(0, byHand.params().distance2(byListener.params()), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"forward", "backward"})
  void listenerMayNotRunTheNetworkWithinAWindow(String where) {
    MultiLayerNetwork network = network();
    // With workspaces DL4J itself refuses.
    network.getLayerWiseConfigurations().setTrainingWorkspaceMode(WorkspaceMode.NONE);
    TruncatedBpttTrainer trainer = stream(network);
    trainer.fit(data());
    MultiLayerNetwork before = network.clone();
    network.setListeners(new Meddles(where, TrainerCallsTest::samples));
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> trainer.fit(data()));
    assertTrue(e.getMessage().contains("do that in iterationDone"), e.getMessage());
    assertIdentical(before, network);
    assertEquals(1, trainer.pendingSteps());
    network.setListeners();
    MultiLayerNetwork undisturbed = network();
    TruncatedBpttTrainer other = stream(undisturbed);
    other.fit(data());
    other.fit(data());
    trainer.fit(data());
    assertIdentical(undisturbed, network);
  }

  @Test
  void twoTrainersOfANetworkTakeTurns() {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer other = stream(network);
    network.setListeners(new Meddles("iteration", same -> other.fit(data())));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> stream(network).fit(data()));
    assertTrue(e.getMessage().contains("one at a time"), e.getMessage());
    assertIdentical(network(), network);
    network.setListeners();
    assertEquals(3, stream(network).fit(data()).updates());
    assertEquals(3, other.fit(data()).updates());
  }

  // Iterators -------------------------------------------------------------------------------------

  @Test
  void iteratorThatGivesNullIsNamed() {
    MultiLayerNetwork network = network();
    MultiLayerNetwork once = network();
    stream(once).fit(data());
    TruncatedBpttTrainer trainer = stream(network);
    List<DataSet> minibatches = Arrays.asList(data(), null);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer.fit(new ExistingDataSetIterator(minibatches.iterator()), 1));
    assertTrue(e.getMessage().contains("gave null"), e.getMessage());
    assertIdentical(once, network);
    assertEquals(1, trainer.pendingSteps());
    assertEquals(0, network.getEpochCount());
  }

  @Test
  void zeroEpochsLeaveTheIteratorAlone() {
    MultiLayerNetwork network = network();
    var minibatches = new ExistingDataSetIterator(List.of(data()).iterator());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> stream(network).fit(minibatches, 0));
    assertEquals("epochs (0) must be at least 1.", e.getMessage());
    assertTrue(minibatches.hasNext());
    assertIdentical(network(), network);
  }

  // Ended sequences -------------------------------------------------------------------------------

  @Test
  void exampleThatIsNamedTwiceEndsOnce() {
    MultiLayerNetwork once = network();
    MultiLayerNetwork twice = network();
    for (MultiLayerNetwork network : List.of(once, twice)) {
      TruncatedBpttTrainer trainer = stream(network);
      trainer.fit(data());
      FitReport report = network == once ? trainer.endSequences(2) : trainer.endSequences(2, 2, 2);
      assertEquals(1, report.updates());
      trainer.fit(data());
    }
    assertIdentical(once, twice);
  }

  @Test
  void nothingEndsWhereNoExampleIsNamed() {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer = stream(network);
    assertEquals(0, trainer.endSequences().updates());
    trainer.fit(data());
    assertEquals(0, trainer.endSequences().updates());
    assertEquals(1, trainer.pendingSteps());
  }

  @Test
  void refusedEndLeavesTheStreamAsItIs() {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer = stream(network);
    trainer.fit(data());
    MultiLayerNetwork before = network.clone();
    assertThrows(IllegalArgumentException.class, () -> trainer.endSequences(0, 3));
    assertThrows(IllegalArgumentException.class, () -> trainer.endSequences(-1));
    assertThrows(NullPointerException.class, () -> trainer.endSequences((int[]) null));
    assertIdentical(before, network);
    assertEquals(1, trainer.pendingSteps());
  }

  // Losses ----------------------------------------------------------------------------------------

  @Test
  void lossThatIsNoSumOverStepsIsRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(.1))
                .list()
                .layer(TestNetworks.lstm())
                .layer(
                    new RnnOutputLayer.Builder(new LossFMeasure())
                        .nOut(1)
                        .activation(Activation.SIGMOID)
                        .build())
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> TruncatedBpttTrainer.builder(network).build());
    assertTrue(e.getMessage().contains("LossFMeasure"), e.getMessage());
  }

  /** DL4J takes a mask of a single value for one per output, which softmax doesn't allow. */
  @Test
  void windowOfOneStepOfOneExampleMayHaveOneOfItsOutputsMasked() {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(new Sgd(0))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(TestNetworks.IN))
                .addLayer("rnn", TestNetworks.vanillaRnn(), "in")
                .addLayer("classes", TestNetworks.output(), "rnn")
                .addLayer(
                    "numbers",
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.TANH)
                        .build(),
                    "rnn")
                .setOutputs("classes", "numbers")
                .build());
    graph.init();
    INDArray[] features = {TestNetworks.uniform(1, 1, 1, TestNetworks.IN, 4)};
    INDArray[] labels = {
      WindowOracle.oneHot(1, 2, 4, new Random(2)), TestNetworks.uniform(3, 1, 1, 2, 4)
    };
    INDArray[] masks = {
      Nd4j.createFromArray(new double[][] {{0, 1, 0, 1}}),
      Nd4j.createFromArray(new double[][] {{1, 1, 0, 0}})
    };
    MultiDataSet data = new MultiDataSet(features, labels, null, masks);
    GraphOracle oracle =
        new GraphOracle(graph, 2, data, List.of(GraphOracle.MCXENT, GraphOracle.mse(1)));
    for (int k2 : new int[] {1, 3}) {
      assertTrue(oracle.error(TruncatedBptt.of(1, k2)) < 1e-6, "k2 = " + k2);
    }
    FitReport report =
        TruncatedBpttTrainer.builder(graph).truncation(TruncatedBptt.of(1, 1)).build().fit(data);
    assertEquals(3, report.updates());
    assertEquals(1, report.emptyWindows());
  }

  /** DL4J's dense layers refuse a mask of the features of a single value. */
  @Test
  void windowOfOneStepOfOneExampleMayHaveAMaskOfItsFeatures() {
    MultiLayerNetwork[] networks = new MultiLayerNetwork[2];
    for (int i = 0; i < 2; i++) {
      networks[i] =
          TestNetworks.network(
              new Sgd(.1),
              RNNFormat.NCW,
              TestNetworks.simpleRnn(),
              TestNetworks.dense(),
              TestNetworks.lstm());
      DataSet data =
          new DataSet(
              TestNetworks.uniform(1, 1, 1, TestNetworks.IN, 5),
              WindowOracle.oneHot(1, 2, 5, new Random(2)));
      data.setFeaturesMaskArray(i == 0 ? null : Nd4j.ones(DataType.DOUBLE, 1, 5));
      TruncatedBpttTrainer.builder(networks[i])
          .truncation(TruncatedBptt.of(1, 1))
          .build()
          .fit(data);
      assertEquals(4, GradientFlow.measure(networks[i], data).lags());
    }
    assertEquals(
        0, networks[0].params().distance2(networks[1].params()), 1e-12, "a mask of ones is none");
  }

  /** DL4J's layers then hold arrays of workspaces that are closed. */
  @Test
  void aTrainerCanBeMadeAfterAFitThatFailed() {
    MultiLayerNetwork network =
        TestNetworks.network(new Sgd(.1), RNNFormat.NCW, TestNetworks.vanillaRnn());
    DataSet data =
        new DataSet(
            TestNetworks.uniform(1, 1, 2, TestNetworks.IN, 5),
            WindowOracle.oneHot(2, 2, 5, new Random(2)));
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            throw new IllegalStateException("enough");
          }
        });
    assertThrows(IllegalStateException.class, () -> network.fit(data));
    network.setListeners();
    assertEquals(1, TruncatedBpttTrainer.builder(network).build().fit(data).updates());
  }
}
