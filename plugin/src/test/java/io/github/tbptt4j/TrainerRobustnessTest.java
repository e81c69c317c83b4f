package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Odd data, odd sizes, failures in the middle: what a user does on a bad day. */
@Tag("trainer")
class TrainerRobustnessTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 10;
  private static final TruncatedBptt TRUNCATION = TruncatedBptt.of(3, 5);

  private static INDArray x(int examples, int steps) {
    return TestNetworks.uniform(1, 1, examples, TestNetworks.IN, steps);
  }

  private static INDArray y(int examples, int steps) {
    return WindowOracle.oneHot(examples, TestNetworks.CLASSES, steps, new Random(2));
  }

  private static INDArray mask(int examples, int steps) {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, examples, steps);
    mask.putScalar(0, steps - 1, 0);
    return mask;
  }

  private static DataSet data() {
    return new DataSet(x(EXAMPLES, STEPS), y(EXAMPLES, STEPS));
  }

  private static DataSet maskedData() {
    return new DataSet(
        x(EXAMPLES, STEPS), y(EXAMPLES, STEPS), mask(EXAMPLES, STEPS), mask(EXAMPLES, STEPS));
  }

  private static MultiLayerNetwork network() {
    return TestNetworks.network(
        new Adam(.05), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.vanillaRnn());
  }

  private static TruncatedBpttTrainer trainer(MultiLayerNetwork network) {
    return TruncatedBpttTrainer.builder(network).truncation(TRUNCATION).build();
  }

  private static INDArray trained(DataSet data) {
    MultiLayerNetwork network = network();
    trainer(network).fit(data);
    return network.params().dup();
  }

  // Types ---------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "HALF", "BYTE", "UBYTE", "INT", "LONG"})
  void featuresAndLabelsMayHaveAnotherTypeThanTheNetwork(DataType type) {
    INDArray bits = Nd4j.ones(DataType.DOUBLE, EXAMPLES, TestNetworks.IN, STEPS);
    bits.putScalar(new int[] {1, 0, 4}, 0);
    INDArray labels = y(EXAMPLES, STEPS);
    assertIdentical(
        trained(new DataSet(bits, labels)),
        trained(new DataSet(bits.castTo(type), labels.castTo(type))));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "BOOL", "UBYTE", "INT", "LONG"})
  void masksMayHaveAnyType(DataType type) {
    INDArray mask = mask(EXAMPLES, STEPS);
    INDArray other = mask.castTo(type);
    assertIdentical(
        trained(new DataSet(x(EXAMPLES, STEPS), y(EXAMPLES, STEPS), mask, mask)),
        trained(new DataSet(x(EXAMPLES, STEPS), y(EXAMPLES, STEPS), other, other)));
  }

  @Test
  void doubleDataTrainAFloatNetwork() {
    List<INDArray> parameters = new ArrayList<>();
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      MultiLayerNetwork network = network().convertDataType(DataType.FLOAT);
      DataSet data = maskedData();
      trainer(network)
          .fit(
              new DataSet(
                  data.getFeatures().castTo(type),
                  data.getLabels().castTo(type),
                  data.getFeaturesMaskArray(),
                  data.getLabelsMaskArray()));
      parameters.add(network.params().dup());
    }
    assertEquals(DataType.FLOAT, parameters.get(0).dataType());
    assertClose(parameters.get(0), parameters.get(1), 1e-5);
  }

  @Test
  void streamThatChangesItsTypeIsRefused() {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network).truncation(TRUNCATION).stateful(true).build();
    trainer.fit(data());
    DataSet floats = new DataSet(data().getFeatures().castTo(DataType.FLOAT), data().getLabels());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(floats));
    assertTrue(e.getMessage().contains("FLOAT, the one before it DOUBLE"), e.getMessage());
    trainer.resetState();
    assertEquals(3, trainer.fit(floats).updates());
  }

  @Test
  void viewsTrainLikeCopies() {
    INDArray x = x(EXAMPLES, STEPS);
    INDArray y = y(EXAMPLES, STEPS);
    INDArray permuted = x.permute(2, 0, 1).dup('c').permute(1, 2, 0);
    INDArray part =
        Nd4j.concat(2, y, y)
            .get(
                org.nd4j.linalg.indexing.NDArrayIndex.all(),
                org.nd4j.linalg.indexing.NDArrayIndex.all(),
                org.nd4j.linalg.indexing.NDArrayIndex.interval(STEPS, 2 * STEPS));
    INDArray fortran = mask(EXAMPLES, STEPS).dup('f');
    assertClose(
        trained(new DataSet(x, y, mask(EXAMPLES, STEPS), mask(EXAMPLES, STEPS))),
        trained(new DataSet(permuted, part, fortran, fortran)),
        1e-12);
  }

  // Sizes ---------------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"1,1,1,1", "1,1,3,5", "4,1,2,2", "1,7,3,5", "1,7,9,2", "2,5,9,99", "3,2,1,9"})
  void smallestSizesTrainWithAndWithoutMasks(int examples, int steps, int k1, int k2) {
    for (boolean masked : new boolean[] {false, true}) {
      MultiLayerNetwork network =
          TestNetworks.network(
              new Sgd(0), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.simpleRnn());
      INDArray mask = masked && steps > 1 ? mask(examples, steps) : null;
      INDArray x = x(examples, steps);
      INDArray y = y(examples, steps);
      WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
      network.setListeners(sum);
      FitReport report =
          TruncatedBpttTrainer.builder(network)
              .truncation(TruncatedBptt.of(k1, k2))
              .build()
              .fit(new DataSet(x, y, null, mask));
      network.setListeners();
      assertEquals((steps + k1 - 1) / k1, report.updates() + report.emptyWindows());
      double error =
          new WindowOracle(network, x, y, null, mask)
              .errorInDirections(WindowOracle.spans(k1, k2, steps), sum.sum);
      assertTrue(error < 1e-6, "error " + error);
    }
  }

  // What training leaves alone --------------------------------------------------------------------

  @Test
  void dataSetIsNotModified() {
    MultiLayerNetwork network =
        TestNetworks.network(
            new Adam(.05),
            RNNFormat.NCW,
            new LSTM.Builder().nOut(3).dropOut(.5).build(),
            TestNetworks.vanillaRnn());
    DataSet data = maskedData();
    DataSet copy = maskedData();
    for (boolean stateful : new boolean[] {false, true}) {
      TruncatedBpttTrainer trainer =
          TruncatedBpttTrainer.builder(network).truncation(TRUNCATION).stateful(stateful).build();
      for (int i = 0; i < 3; i++) {
        trainer.fit(data);
      }
    }
    assertIdentical(copy.getFeatures(), data.getFeatures());
    assertIdentical(copy.getLabels(), data.getLabels());
    assertIdentical(copy.getFeaturesMaskArray(), data.getFeaturesMaskArray());
    assertIdentical(copy.getLabelsMaskArray(), data.getLabelsMaskArray());
  }

  /** The caller may fill one array again and again. */
  @Test
  void streamDoesNotLookAtAnArrayAfterTheCall() {
    List<INDArray> parameters = new ArrayList<>();
    for (boolean reuses : new boolean[] {false, true}) {
      MultiLayerNetwork network = network();
      TruncatedBpttTrainer trainer =
          TruncatedBpttTrainer.builder(network)
              .truncation(TruncatedBptt.of(4, 7))
              .stateful(true)
              .build();
      DataSet buffer = data();
      for (int seed = 0; seed < 4; seed++) {
        DataSet next = reuses ? buffer : data();
        next.getFeatures().assign(TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, STEPS));
        trainer.fit(next);
      }
      parameters.add(network.params().dup());
    }
    assertIdentical(parameters.get(0), parameters.get(1));
  }

  @Test
  void networkIsCleanAfterTraining() {
    for (boolean truncated : new boolean[] {false, true}) {
      MultiLayerNetwork network = network();
      if (truncated) {
        network.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
      }
      trainer(network).fit(maskedData());
      INDArray x = x(2, 4);
      INDArray expected = network.clone().output(x);
      assertIdentical(expected, network.output(x));
      for (Layer layer : network.getLayers()) {
        assertSame(null, layer.getMaskArray());
        assertSame(null, layer.input());
        if (layer instanceof RecurrentLayer recurrent) {
          assertEquals(Map.of(), recurrent.rnnGetPreviousState());
          assertEquals(Map.of(), recurrent.rnnGetTBPTTState());
        }
      }
      assertIdentical(expected, network.rnnTimeStep(x));
    }
  }

  @Test
  void statesOfRnnTimeStepSurviveTraining() {
    MultiLayerNetwork undisturbed =
        TestNetworks.network(
            new Sgd(0),
            RNNFormat.NCW,
            TestNetworks.lstm(),
            TestNetworks.gravesLstm(),
            TestNetworks.simpleRnn(),
            TestNetworks.vanillaRnn());
    MultiLayerNetwork network = undisturbed.clone();
    INDArray x = x(2, 4);
    undisturbed.rnnTimeStep(x);
    network.rnnTimeStep(x);
    trainer(network).fit(maskedData());
    assertIdentical(undisturbed.rnnTimeStep(x), network.rnnTimeStep(x));
  }

  // Failures in the middle ------------------------------------------------------------------------

  private static final class Fails extends BaseTrainingListener {
    final String where;
    int countdown = 2;

    Fails(String where) {
      this.where = where;
    }

    private void at(String place) {
      if (place.equals(where) && countdown-- == 0) {
        throw new UnsupportedOperationException(where);
      }
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      at("forward");
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      at("forward");
    }

    @Override
    public void onBackwardPass(Model model) {
      at("backward");
    }

    @Override
    public void onGradientCalculation(Model model) {
      at("gradient");
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      at("iteration");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "backward", "gradient", "iteration"})
  void failureAnywhereRestoresEverything(String where) {
    MultiLayerNetwork network = network();
    network.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
    network.rnnTimeStep(x(EXAMPLES, 2));
    INDArray state = network.rnnGetPreviousState(0).values().iterator().next().dup();
    Layer[] layers = network.getLayers().clone();
    TruncatedBpttTrainer trainer = trainer(network);
    trainer.fit(data());
    INDArray parameters = network.params().dup();
    INDArray updater = network.getUpdater().getStateViewArray().dup();
    int iterations = network.getIterationCount();

    network.setListeners(new Fails(where));
    assertThrows(UnsupportedOperationException.class, () -> trainer.fit(maskedData()));

    assertIdentical(parameters, network.params());
    assertIdentical(updater, network.getUpdater().getStateViewArray());
    assertEquals(iterations, network.getIterationCount());
    assertEquals(
        BackpropType.TruncatedBPTT, network.getLayerWiseConfigurations().getBackpropType());
    for (int i = 0; i < layers.length; i++) {
      assertSame(layers[i], network.getLayers()[i]);
      assertSame(null, layers[i].getMaskArray());
      assertSame(null, layers[i].input());
    }
    assertIdentical(state, network.rnnGetPreviousState(0).values().iterator().next());
    assertSame(null, Nd4j.getMemoryManager().getCurrentWorkspace());

    network.setListeners();
    trainer.fit(data());
    MultiLayerNetwork undisturbed = network();
    trainer(undisturbed).fit(data());
    trainer(undisturbed).fit(data());
    assertIdentical(undisturbed.params(), network.params());
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "backward", "gradient", "iteration"})
  void failureInAGraphRestoresEverything(String where) {
    ComputationGraph graph =
        TestNetworks.graph(new Adam(.05), List.of(TestNetworks.lstm(), TestNetworks.vanillaRnn()));
    ComputationGraph undisturbed = graph.clone();
    graph.getConfiguration().setBackpropType(BackpropType.TruncatedBPTT);
    Layer[] layers = graph.getLayers().clone();
    var trainer = TruncatedBpttTrainer.builder(graph).truncation(TRUNCATION).build();
    graph.setListeners(new Fails(where));
    assertThrows(UnsupportedOperationException.class, () -> trainer.fit(maskedData()));
    assertIdentical(undisturbed.params(), graph.params());
    assertEquals(0, graph.getIterationCount());
    assertEquals(BackpropType.TruncatedBPTT, graph.getConfiguration().getBackpropType());
    for (int i = 0; i < layers.length; i++) {
      assertSame(layers[i], graph.getLayers()[i]);
      assertSame(layers[i], graph.getVertex("h" + i) == null ? layers[i] : graph.getLayer("h" + i));
    }
    graph.setListeners();
    trainer.fit(data());
    TruncatedBpttTrainer.builder(undisturbed).truncation(TRUNCATION).build().fit(data());
    assertIdentical(undisturbed.params(), graph.params());
  }

  @Test
  void failingIteratorLeavesTheMinibatchesBeforeItTrained() {
    RuntimeException broken = new IllegalStateException("disk");
    Iterator<DataSet> source =
        new Iterator<>() {
          private int given;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public DataSet next() {
            if (given++ == 2) {
              throw broken;
            }
            return data();
          }
        };
    MultiLayerNetwork network = network();
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () -> trainer(network).fit(new ExistingDataSetIterator(source), 1));
    assertSame(broken, thrown);
    MultiLayerNetwork undisturbed = network();
    trainer(undisturbed).fit(data());
    trainer(undisturbed).fit(data());
    assertIdentical(undisturbed.params(), network.params());
    assertEquals(8, network.getIterationCount());
    assertEquals(0, network.getEpochCount());
  }

  @Test
  void badMinibatchInAnIteratorUndoesItselfAlone() {
    DataSet bad = data();
    bad.getFeatures().putScalar(0, Double.NaN);
    MultiLayerNetwork network = network();
    assertThrows(
        IllegalArgumentException.class,
        () -> trainer(network).fit(new ExistingDataSetIterator(List.of(data(), bad, data())), 1));
    assertIdentical(trained(data()), network.params());
    assertEquals(4, network.getIterationCount());
    assertEquals(0, network.getEpochCount());
  }

  // One call at a time ----------------------------------------------------------------------------

  @Test
  void secondThreadIsTurnedAway() throws Exception {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer = trainer(network);
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            within.countDown();
            try {
              assertTrue(goOn.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread other =
        new Thread(
            () -> {
              try {
                trainer.fit(data());
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
    other.start();
    assertTrue(within.await(30, TimeUnit.SECONDS));
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> trainer.fit(data()));
    assertThrows(IllegalStateException.class, trainer::resetState);
    goOn.countDown();
    other.join();
    assertTrue(e.getMessage().contains("one at a time"), e.getMessage());
    assertSame(null, failure.get());
    assertIdentical(trained(data()), network.params());
  }

  @Test
  void listenerMayNotTrainToo() {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer = trainer(network);
    INDArray before = network.params().dup();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            trainer.fit(data());
          }
        });
    assertThrows(IllegalStateException.class, () -> trainer.fit(data()));
    assertIdentical(before, network.params());
    network.setListeners();
    assertEquals(4, trainer.fit(data()).updates());
  }

  // Layers that mix examples or steps
  // ---------------------------------------------------------------

  private static MultiLayerNetwork normalised() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam(.05))
                .list()
                .layer(TestNetworks.lstm())
                .layer(new BatchNormalization.Builder().nIn(3).nOut(3).build())
                .layer(new LSTM.Builder().nIn(3).nOut(3).dataFormat(RNNFormat.NCW).build())
                .layer(TestNetworks.output())
                .inputPreProcessor(1, new RnnToFeedForwardPreProcessor(RNNFormat.NCW))
                .inputPreProcessor(2, new FeedForwardToRnnPreProcessor(RNNFormat.NCW))
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    return network;
  }

  @Test
  void batchNormalisationTrainsAsInDl4j() {
    MultiLayerNetwork theirs = normalised();
    MultiLayerNetwork ours = normalised();
    var trainer =
        TruncatedBpttTrainer.builder(ours)
            .truncation(TruncatedBptt.of(STEPS, STEPS))
            .clipGlobalNorm(1e6)
            .build();
    for (int i = 0; i < 5; i++) {
      theirs.fit(data());
      trainer.fit(data());
    }
    assertClose(theirs.params(), ours.params(), 1e-10);
    assertFalse(ours.getParam("1_mean").equals(normalised().getParam("1_mean")));
  }

  @Test
  void sequencesEndTogetherWhereExamplesAreMixed() {
    MultiLayerNetwork network = normalised();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network).truncation(TRUNCATION).stateful(true).build();
    trainer.fit(data());
    INDArray before = network.params().dup();
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> trainer.endSequences(1));
    assertTrue(e.getMessage().contains("Layer 1"), e.getMessage());
    assertTrue(e.getMessage().contains("BatchNormalization"), e.getMessage());
    assertIdentical(before, network.params());
    assertEquals(1, trainer.pendingSteps());
    assertEquals(1, trainer.endSequences(0, 1, 2).updates());
    assertEquals(3, trainer.fit(data()).updates());
  }

  @Test
  void sequencesEndTogetherBehindStackedExamples() {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(new Sgd(.1))
                .graphBuilder()
                .addInputs("a", "b")
                .setInputTypes(InputType.recurrent(2), InputType.recurrent(2))
                .addVertex("stacked", new StackVertex(), "a", "b")
                .addLayer("rnn", TestNetworks.lstm(), "stacked")
                .addVertex("first", new UnstackVertex(0, 2), "rnn")
                .addLayer("out", TestNetworks.output(), "first")
                .setOutputs("out")
                .build());
    graph.init();
    var trainer = TruncatedBpttTrainer.builder(graph).truncation(TRUNCATION).stateful(true).build();
    INDArray[] features = {x(EXAMPLES, STEPS), x(EXAMPLES, STEPS)};
    INDArray[] labels = {y(EXAMPLES, STEPS)};
    trainer.fit(new org.nd4j.linalg.dataset.MultiDataSet(features, labels));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> trainer.endSequences(0));
    assertTrue(e.getMessage().contains("StackVertex"), e.getMessage());
    trainer.endSequences(2, 0, 1);
  }

  @Test
  void attentionIsRefused() {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(new Sgd(.1))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(2))
                .addLayer("rnn", TestNetworks.lstm(), "in")
                .addVertex(
                    "attention",
                    new AttentionVertex.Builder()
                        .nInKeys(3)
                        .nInQueries(3)
                        .nInValues(3)
                        .nOut(3)
                        .nHeads(1)
                        .projectInput(true)
                        .build(),
                    "rnn",
                    "rnn",
                    "rnn")
                .addLayer("out", TestNetworks.output(), "attention")
                .setOutputs("out")
                .build());
    graph.init();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> TruncatedBpttTrainer.builder(graph).build());
    assertTrue(e.getMessage().contains("AttentionVertex"), e.getMessage());
  }
}
