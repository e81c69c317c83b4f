package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What a call of fit does: updates, counts, listeners, states, memory. */
@Tag("trainer")
class TruncatedBpttTrainerTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 10;

  private static DataSet data(int seed, int steps) {
    return new DataSet(
        TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, steps),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, steps, new Random(seed)));
  }

  private static MultiLayerNetwork network() {
    return TestNetworks.network(new Adam(.05), RNNFormat.NCW, TestNetworks.lstm());
  }

  /** Writes down every call. */
  private static final class Recorder extends BaseTrainingListener {
    final List<String> calls = new ArrayList<>();

    @Override
    public void onEpochStart(Model model) {
      calls.add("epochStart");
    }

    @Override
    public void onEpochEnd(Model model) {
      calls.add("epochEnd");
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      calls.add("forward " + activations.size());
    }

    @Override
    public void onBackwardPass(Model model) {
      calls.add("backward");
    }

    @Override
    public void onGradientCalculation(Model model) {
      calls.add("gradient");
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      // LSTMs add up in another order than DL4J's.
      calls.add("iteration %d epoch %d score %.12f".formatted(iteration, epoch, model.score()));
    }
  }

  @Test
  void oneWindowPerMinibatchTrainsAndCallsListenersAsDl4j() {
    List<DataSet> minibatches = List.of(data(1, STEPS), data(2, STEPS));
    MultiLayerNetwork theirs = network();
    Recorder dl4j = new Recorder();
    theirs.setListeners(dl4j);
    theirs.fit(new ExistingDataSetIterator(minibatches), 2);

    MultiLayerNetwork ours = network();
    Recorder recorder = new Recorder();
    ours.setListeners(recorder);
    TruncatedBpttTrainer.builder(ours)
        .truncation(TruncatedBptt.of(STEPS, STEPS))
        .build()
        .fit(new ExistingDataSetIterator(minibatches), 2);

    assertEquals(dl4j.calls, recorder.calls);
    assertClose(theirs.params(), ours.params(), 1e-12);
    assertEquals(theirs.getIterationCount(), ours.getIterationCount());
    assertEquals(theirs.getEpochCount(), ours.getEpochCount());
    assertClose(
        theirs.getUpdater().getStateViewArray(), ours.getUpdater().getStateViewArray(), 1e-12);
  }

  @Test
  void graphTrainsLikeDl4jOnMultiDataSets() {
    DataSet data = data(1, STEPS);
    MultiDataSet multi = new MultiDataSet(data.getFeatures(), data.getLabels());
    ComputationGraph theirs = TestNetworks.graph(new Adam(.05), List.of(TestNetworks.lstm()));
    ComputationGraph ours = theirs.clone();
    theirs.fit(multi);
    FitReport report = TruncatedBpttTrainer.builder(ours).build().fit(multi);
    assertClose(theirs.params(), ours.params(), 1e-12);
    assertEquals(theirs.score(), report.score(), 1e-12);
    assertEquals(1, ours.getIterationCount());
  }

  @Test
  void makesOneUpdateEveryK1StepsAndReportsThem() {
    MultiLayerNetwork network = network();
    List<FitReport> each = new ArrayList<>();
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 6))
            .clipGlobalNorm(.01)
            .listener(each::add)
            .build()
            .fit(data(1, STEPS));
    assertEquals(3, report.updates());
    assertEquals(3, network.getIterationCount());
    assertEquals(6, report.depth());
    assertEquals(10, report.timeSteps());
    assertEquals(3, report.clippedUpdates());
    assertEquals(0, report.skippedUpdates());
    assertEquals(3, each.size());
    assertEquals(4, each.get(0).timeSteps());
    assertEquals(2, each.get(2).timeSteps());
    assertEquals(each.get(2).lastGradientNorm(), report.lastGradientNorm());
    assertEquals(
        each.stream().mapToDouble(FitReport::lastGradientNorm).max().orElseThrow(),
        report.maxGradientNorm());
    assertEquals(
        (4 * each.get(0).loss() + 4 * each.get(1).loss() + 2 * each.get(2).loss()) / 10,
        report.loss(),
        1e-12);
  }

  @Test
  void lossIsTheMeanPerUnmaskedStepAndScoreIsDl4js() {
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm());
    DataSet data = data(1, STEPS);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    mask.putScalar(0, 0, 0);
    mask.putScalar(1, 7, 0);
    data.setLabelsMaskArray(mask);
    double sum = network.score(data, true) * EXAMPLES;
    FitReport report =
        TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(5, 99)).build().fit(data);
    assertEquals(sum / 28, report.loss(), 1e-12);
    assertEquals(sum / EXAMPLES / 2, report.score(), 1e-12); // two windows
  }

  @Test
  void clippedUpdateHasTheThresholdAsNorm() {
    MultiLayerNetwork network =
        TestNetworks.network(new Sgd(1), RNNFormat.NCW, TestNetworks.lstm());
    INDArray before = network.params().dup();
    TruncatedBpttTrainer.builder(network).clipGlobalNorm(.01).build().fit(data(1, STEPS));
    assertEquals(.01, network.params().distance2(before), 1e-12);
  }

  @Test
  void streamIsOneSequenceUntilItEnds() {
    DataSet first = data(1, 6);
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm());
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(3, 3))
            .stateful(true)
            .build();
    double fresh = trainer.fit(first).score();
    double continued = trainer.fit(first).score();
    assertFalse(Math.abs(fresh - continued) < 1e-9);
    trainer.endSequences(0, 1, 2);
    assertEquals(fresh, trainer.fit(first).score(), 1e-12);
    trainer.resetState();
    assertEquals(fresh, trainer.fit(first).score(), 1e-12);
  }

  @Test
  void networkIsItselfAgainWhenListenersSeeIt() {
    MultiLayerNetwork network = network();
    Layer[] layers = network.getLayers().clone();
    INDArray probe = TestNetworks.uniform(9, 1, 1, TestNetworks.IN);
    network.rnnTimeStep(probe);
    INDArray userState = network.rnnGetPreviousState(0).get(LSTM_STATE).dup();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            for (int i = 0; i < layers.length; i++) {
              assertSame(layers[i], network.getLayers()[i]);
            }
          }
        });
    TruncatedBpttTrainer.builder(network)
        .truncation(TruncatedBptt.of(2, 3))
        .build()
        .fit(data(1, STEPS));
    assertIdentical(userState, network.rnnGetPreviousState(0).get(LSTM_STATE));
  }

  private static final String LSTM_STATE =
      org.deeplearning4j.nn.layers.recurrent.LSTM.STATE_KEY_PREV_ACTIVATION;

  @Test
  void updaterStateIsSavedWithTheNetwork(@TempDir Path folder) throws Exception {
    DataSet data = data(1, STEPS);
    MultiLayerNetwork network = network();
    TruncatedBptt truncation = TruncatedBptt.of(4, 6);
    TruncatedBpttTrainer.builder(network).truncation(truncation).build().fit(data);
    File file = folder.resolve("network.zip").toFile();
    network.save(file, true);
    MultiLayerNetwork loaded = MultiLayerNetwork.load(file, true);
    TruncatedBpttTrainer.builder(network).truncation(truncation).build().fit(data);
    TruncatedBpttTrainer.builder(loaded).truncation(truncation).build().fit(data);
    assertClose(network.params(), loaded.params(), 1e-12);
  }

  @Test
  void frozenLayersCarryStateAndStayAsTheyAre() {
    MultiLayerNetwork network =
        TestNetworks.network(
            new Sgd(.5), RNNFormat.NCW, TestNetworks.simpleRnn(), TestNetworks.lstm());
    MultiLayerNetwork frozen =
        new TransferLearning.Builder(network.clone()).setFeatureExtractor(0).build();
    DataSet data = data(1, STEPS);
    WindowOracle.GradientSum whole = new WindowOracle.GradientSum();
    WindowOracle.GradientSum part = new WindowOracle.GradientSum();
    network.setListeners(whole);
    frozen.setListeners(part);
    INDArray frozenParameters = frozen.getLayer(0).params().dup();
    TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(STEPS, 4)).build().fit(data);
    TruncatedBpttTrainer.builder(frozen).truncation(TruncatedBptt.of(STEPS, 4)).build().fit(data);
    long first = network.getLayer(0).numParams();
    for (long i = 0; i < network.numParams(); i++) {
      assertEquals(i < first ? 0 : whole.sum.getDouble(i), part.sum.getDouble(i), 1e-12);
    }
    assertIdentical(frozenParameters, frozen.getLayer(0).params());
  }

  @Test
  void dropoutAndWeightNoiseTrain() {
    MultiLayerNetwork network =
        TestNetworks.network(
            new Sgd(.1),
            RNNFormat.NCW,
            new LSTM.Builder()
                .nOut(3)
                .dropOut(new Dropout(.8))
                .weightNoise(new DropConnect(.8))
                .build(),
            new org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn.Builder()
                .nOut(3)
                .dropOut(new Dropout(.8))
                .weightNoise(new DropConnect(.8))
                .build());
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(3, 4))
            .build()
            .fit(data(1, STEPS));
    assertEquals(4, report.updates());
    assertTrue(Double.isFinite(report.loss()));
  }

  @Test
  void failingListenerLeavesEverythingAsItWas() {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(2, 3))
            .stateful(true)
            .build();
    trainer.fit(data(1, 5));
    INDArray parameters = network.params().dup();
    INDArray updater = network.getUpdater().getStateViewArray().dup();
    TrainingListener failing =
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            if (iteration == 4) {
              throw new UnsupportedOperationException("no more");
            }
          }
        };
    network.setListeners(failing);
    assertThrows(UnsupportedOperationException.class, () -> trainer.fit(data(2, 6)));
    assertIdentical(parameters, network.params());
    assertIdentical(updater, network.getUpdater().getStateViewArray());
    assertEquals(2, network.getIterationCount());
    assertEquals(1, trainer.pendingSteps());
    network.setListeners();

    MultiLayerNetwork undisturbed = network();
    TruncatedBpttTrainer other =
        TruncatedBpttTrainer.builder(undisturbed)
            .truncation(TruncatedBptt.of(2, 3))
            .stateful(true)
            .build();
    other.fit(data(1, 5));
    other.fit(data(2, 6));
    trainer.fit(data(2, 6));
    assertIdentical(undisturbed.params(), network.params());
  }

  /** Makes the gradient NaN once. */
  private static final class Spoiler extends BaseTrainingListener {
    int at;

    @Override
    public void onGradientCalculation(Model model) {
      if (at-- == 0) {
        model.gradient().gradient().putScalar(3, Double.NaN);
      }
    }
  }

  @Test
  void nonFiniteGradientFailsAndUndoesTheCall() {
    MultiLayerNetwork network = network();
    INDArray before = network.params().dup();
    Spoiler spoiler = new Spoiler();
    spoiler.at = 2;
    network.setListeners(spoiler);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(2, 3)).build();
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> trainer.fit(data(1, STEPS)));
    assertTrue(e.getMessage().contains("iteration 2 has 1 NaN"), e.getMessage());
    assertIdentical(before, network.params());
    assertEquals(0, network.getIterationCount());
  }

  @Test
  void nonFiniteGradientIsSkippedAndCountedOnDemand() {
    MultiLayerNetwork network = network();
    Spoiler spoiler = new Spoiler();
    List<INDArray> states = new ArrayList<>();
    List<INDArray> parameters = new ArrayList<>();
    network.setListeners(
        spoiler,
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            parameters.add(model.params().dup());
            states.add(network.getUpdater().getStateViewArray().dup());
          }
        });
    spoiler.at = 2;
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(2, 3))
            .nonFinite(NonFinitePolicy.SKIP)
            .build()
            .fit(data(1, STEPS));
    assertEquals(4, report.updates());
    assertEquals(1, report.skippedUpdates());
    assertEquals(5, network.getIterationCount());
    assertIdentical(parameters.get(1), parameters.get(2));
    assertIdentical(states.get(1), states.get(2));
    assertTrue(parameters.get(3).distance2(parameters.get(2)) > 0);
    assertTrue(Double.isFinite(report.meanGradientNorm()));
  }

  @Test
  void vanillaRnnLeavesNonFiniteGradientsToTheTrainer() {
    MultiLayerNetwork network =
        TestNetworks.network(new Sgd(.1), RNNFormat.NCW, TestNetworks.vanillaRnn());
    network.getParam("1_W").putScalar(0, 1e308);
    network.getParam("1_W").putScalar(1, -1e308);
    INDArray before = network.params().dup();
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 4))
            .nonFinite(NonFinitePolicy.SKIP)
            .build()
            .fit(data(1, 8));
    assertEquals(2, report.skippedUpdates());
    assertIdentical(before, network.params());
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> TruncatedBpttTrainer.builder(network).build().fit(data(1, 8)));
    assertTrue(e.getMessage().startsWith("The gradient of iteration 2 has"), e.getMessage());
  }

  @Test
  void skippingGoesOnWithZerosInPlaceOfStatesThatAreNotFinite() {
    MultiLayerNetwork network =
        TestNetworks.network(new Sgd(.1), RNNFormat.NCW, TestNetworks.vanillaRnn());
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 4))
            .stateful(true)
            .nonFinite(NonFinitePolicy.SKIP)
            .build();
    INDArray sound = network.params().dup();
    network.getParam("1_W").putScalar(0, 1e308);
    network.getParam("1_W").putScalar(1, -1e308);
    assertEquals(2, trainer.fit(data(1, 8)).skippedUpdates());
    network.setParams(sound);
    FitReport report = trainer.fit(data(1, 8));
    assertEquals(0, report.skippedUpdates());
    assertEquals(2, report.updates());
  }

  @Test
  void statefulEpochIsOneStreamThatEndsWithAFlush() {
    List<DataSet> pieces = List.of(data(1, 5), data(2, 6));
    DataSet joined =
        new DataSet(
            Nd4j.concat(2, pieces.get(0).getFeatures(), pieces.get(1).getFeatures()),
            Nd4j.concat(2, pieces.get(0).getLabels(), pieces.get(1).getLabels()));
    MultiLayerNetwork stream = network();
    FitReport report =
        TruncatedBpttTrainer.builder(stream)
            .truncation(TruncatedBptt.of(4, 6))
            .stateful(true)
            .progress(true)
            .build()
            .fit(new ExistingDataSetIterator(pieces), 2);
    MultiLayerNetwork whole = network();
    TruncatedBpttTrainer.builder(whole)
        .truncation(TruncatedBptt.of(4, 6))
        .build()
        .fit(new ExistingDataSetIterator(List.of(joined)), 2);
    assertEquals(6, report.updates());
    assertEquals(22, report.timeSteps());
    assertEquals(2, stream.getEpochCount());
    assertClose(whole.params(), stream.params(), 1e-12);
  }

  @Tag("slow")
  @Tag("long")
  @Test
  void whatIsHeldForLookingBackDoesNotGrow() {
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(TestNetworks.still(TestNetworks.lstm()))
            .truncation(TruncatedBptt.of(10, 25))
            .stateful(true)
            .build();
    // k2 steps, up to k1 that wait, up to k1 back to a stored state; states of those windows
    long bound =
        8L * EXAMPLES * 45 * (TestNetworks.IN + TestNetworks.CLASSES)
            + 8L * EXAMPLES * 5 * 2 * TestNetworks.HIDDEN;
    for (int i = 0; i < 60; i++) {
      trainer.fit(data(i, 7));
      assertTrue(trainer.heldBytes() <= bound, trainer.heldBytes() + " of " + bound);
    }
  }

  /** One sequence of a million steps: k2 twice k1, so that every window looks back. */
  @Tag("long")
  @Tag("slow")
  @Test
  void aMillionStepsNeedNoMoreMemoryThanAFew() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(.01))
                .dataType(DataType.FLOAT)
                .list()
                .layer(new VanillaRnn.Builder().nOut(2).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
    network.init();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(250, 500))
            .clipGlobalNorm(1)
            .stateful(true)
            .build();
    int chunkSteps = 2500;
    DataSet chunk =
        new DataSet(
            TestNetworks.uniform(1, 1, 1, 1, chunkSteps).castTo(DataType.FLOAT),
            TestNetworks.uniform(2, 1, 1, 1, chunkSteps).castTo(DataType.FLOAT));
    // features and labels of k2 + 2 k1 steps; states of two numbers for k2 / k1 + 2 windows
    long bound = 4 * (2 * (500 + 2 * 250) + 2 * 4);
    long nativeBytes = 0;
    int updates = 0;
    for (int i = 0; i < 1_000_000 / chunkSteps; i++) {
      FitReport report = trainer.fit(chunk);
      updates += report.updates();
      assertEquals(500, report.depth());
      assertTrue(trainer.heldBytes() <= bound, "held " + trainer.heldBytes() + " of " + bound);
      if (i == 20) {
        nativeBytes = Pointer.totalBytes();
      }
      if (i > 20) {
        assertTrue(
            Pointer.totalBytes() < nativeBytes + (32 << 20), "native " + Pointer.totalBytes());
      }
    }
    assertEquals(4000, updates);
    assertEquals(4000, network.getIterationCount());
  }

  @Test
  void aStreamNeedsAnEndToLookBackFrom() {
    for (TruncatedBptt endless :
        new TruncatedBptt[] {
          TruncatedBptt.full(), TruncatedBptt.backward(5), TruncatedBptt.of(3, Integer.MAX_VALUE)
        }) {
      TruncatedBpttTrainer.Builder builder =
          TruncatedBpttTrainer.builder(TestNetworks.still(TestNetworks.lstm()))
              .truncation(endless)
              .stateful(true);
      assertThrows(IllegalStateException.class, builder::build, endless.toString());
    }
  }
}
