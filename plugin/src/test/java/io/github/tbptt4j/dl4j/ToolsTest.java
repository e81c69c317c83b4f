package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryType;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Sgd;

/** DL4J's tools around a network: transfer, early stopping, parallel training, UI, evaluation. */
class ToolsTest {

  private static Net net(Kind kind) {
    return Net.of(
        kind,
        new NeuralNetConfiguration.Builder()
            .seed(15)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.2)),
        InputType.recurrent(Sequences.N_IN),
        new VanillaRnn.Builder().nOut(4).truncation(3, 5).build(),
        new VanillaRnn.Builder().nOut(3).build(),
        StackTest.output());
  }

  private static MultiLayerNetwork layers() {
    return (MultiLayerNetwork) net(Kind.MULTI_LAYER).model();
  }

  private static DataSet data(long seed) {
    return Sequences.labelled(3, 8, Mask.RAGGED, RNNFormat.NCW, seed);
  }

  private static DataSetIterator minibatches(int count) {
    List<DataSet> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(data(i));
    }
    return new ExistingDataSetIterator(list);
  }

  @Test
  void fineTunedNetworkKeepsTheTruncationAndFreezesWhatItShould() {
    MultiLayerNetwork original = layers();
    original.fit(data(1));
    MultiLayerNetwork tuned =
        new TransferLearning.Builder(original)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.05)).seed(3).build())
            .setFeatureExtractor(0)
            .nOutReplace(1, 6, WeightInit.XAVIER)
            .build();
    assertEquals(6, tuned.layerSize(1));
    INDArray frozen = tuned.getLayer(0).params().dup();
    INDArray replaced = tuned.getLayer(1).params().dup();
    assertIdentical(original.getLayer(0).params(), frozen);
    tuned.fit(data(2));
    assertIdentical(frozen, tuned.getLayer(0).params());
    assertTrue(largestDifference(replaced, tuned.getLayer(1).params()) > 1e-4);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void fineTuningWithAnotherUpdaterTrainsAsANetworkBuiltWithIt(Kind kind) {
    Net original = net(kind);
    FineTuneConfiguration fineTune =
        new FineTuneConfiguration.Builder().updater(new Sgd(0.05)).build();
    Net tuned =
        Net.around(
            original.model() instanceof ComputationGraph graph
                ? new TransferLearning.GraphBuilder(graph).fineTuneConfiguration(fineTune).build()
                : new TransferLearning.Builder((MultiLayerNetwork) original.model())
                    .fineTuneConfiguration(fineTune)
                    .build());
    INDArray before = original.params().dup();
    INDArray tunedBefore = tuned.params().dup();
    original.fit(data(1));
    tuned.fit(data(1));
    // A quarter of the step, of the same truncated gradient; a graph is copied through floats.
    INDArray whole = original.params().sub(before);
    INDArray quarter = tuned.params().sub(tunedBefore);
    assertTrue(largestDifference(whole, quarter.mul(4)) < 1e-6);
    assertTrue(largest(whole) > 1e-3);
  }

  @Test
  void earlyStoppingTrainsAsFitDoes() {
    MultiLayerNetwork stopped = layers();
    MultiLayerNetwork fitted = layers();
    EarlyStoppingConfiguration<MultiLayerNetwork> conf =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(4))
            .scoreCalculator(new DataSetLossCalculator(minibatches(2), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        new EarlyStoppingTrainer(conf, stopped, minibatches(3)).fit();
    assertEquals(4, result.getTotalEpochs());
    for (int epoch = 0; epoch < result.getBestModelEpoch() + 1; epoch++) {
      fitted.fit(minibatches(3));
    }
    assertIdentical(fitted.params(), result.getBestModel().params());
  }

  @Tag("slow")
  @Test
  void twoParallelWorkersAverageWhatTheyLearn() throws Exception {
    MultiLayerNetwork parallel = layers();
    MultiLayerNetwork first = parallel.clone();
    MultiLayerNetwork second = parallel.clone();
    try (ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(parallel)
            .workers(2)
            .averagingFrequency(1)
            .prefetchBuffer(2)
            .build()) {
      wrapper.fit(minibatches(2));
    }
    first.fit(data(0));
    second.fit(data(1));
    MultiLayerNetwork both = first.clone();
    both.fit(data(1));
    // DL4J's second worker copies the network when its thread starts, which may be before or after
    // the first one's update.
    double before = largestDifference(average(first, second), parallel.params());
    double after = largestDifference(average(first, both), parallel.params());
    assertTrue(Math.min(before, after) < 1e-12, before + " and " + after);
  }

  private static INDArray average(MultiLayerNetwork one, MultiLayerNetwork other) {
    return one.params().add(other.params()).div(2);
  }

  @Test
  void statsListenerStoresTheScoresOfTraining() {
    MultiLayerNetwork network = layers();
    InMemoryStatsStorage storage = new InMemoryStatsStorage();
    network.setListeners(new StatsListener(storage, 1));
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      network.fit(data(1));
      scores.add(network.score());
    }
    String session = storage.listSessionIDs().get(0);
    String worker = storage.listWorkerIDsForSession(session).get(0);
    List<Persistable> reports = storage.getAllUpdatesAfter(session, "StatsListener", worker, 0L);
    assertEquals(3, reports.size());
    for (int i = 0; i < 3; i++) {
      StatsReport report = (StatsReport) reports.get(i);
      assertEquals(scores.get(i), report.getScore(), 1e-9);
      assertTrue(
          report
              .getMeanMagnitudes(StatsType.Gradients)
              .keySet()
              .containsAll(List.of("0_W", "0_RW", "0_b")));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void evaluationsAreThoseOfTheNetworksOutputs(Kind kind) {
    Net net = net(kind);
    DataSet data = Sequences.labelled(3, 8, Mask.HOLES, RNNFormat.NCW, 4);
    INDArray output = net.output(data);
    Evaluation expected = new Evaluation();
    expected.eval(data.getLabels(), output, data.getLabelsMaskArray());
    RegressionEvaluation expectedRegression = new RegressionEvaluation(2);
    expectedRegression.eval(data.getLabels(), output, data.getLabelsMaskArray());
    ROC expectedRoc = new ROC();
    expectedRoc.eval(data.getLabels(), output, data.getLabelsMaskArray());

    DataSetIterator iterator = new ExistingDataSetIterator(List.of(data));
    Evaluation actual = new Evaluation();
    RegressionEvaluation actualRegression = new RegressionEvaluation(2);
    ROC actualRoc = new ROC();
    if (net.model() instanceof ComputationGraph graph) {
      graph.doEvaluation(iterator, actual, actualRegression, actualRoc);
    } else {
      ((MultiLayerNetwork) net.model()).doEvaluation(iterator, actual, actualRegression, actualRoc);
    }
    assertEquals(8 + 4 + 6, actual.getNumRowCounter(), "real steps");
    assertEquals(expected.accuracy(), actual.accuracy());
    assertEquals(
        expectedRegression.averageMeanSquaredError(), actualRegression.averageMeanSquaredError());
    assertEquals(expectedRoc.calculateAUC(), actualRoc.calculateAUC());
    assertTrue(actual.accuracy() > 0.0 && actual.accuracy() < 1.0);
  }

  @Test
  void memoryReportCountsParametersAndTheTape() {
    VanillaRnn rnn = new VanillaRnn.Builder().nIn(3).nOut(4).build();
    LayerMemoryReport report = rnn.getMemoryReport(InputType.recurrent(3, 10));
    long params = 3 * 4 + 4 * 4 + 4;
    assertEquals(
        params * 4,
        report.getMemoryBytes(
            MemoryType.PARAMETERS, 2, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT));
    long one = working(report, 1);
    assertEquals(2 * one, working(report, 2));
    assertTrue(one >= 10 * (3 + 4) * 4, "at least inputs and states: " + one);
  }

  private static long working(LayerMemoryReport report, int minibatch) {
    return report.getMemoryBytes(
        MemoryType.WORKING_MEMORY_VARIABLE,
        minibatch,
        MemoryUseMode.TRAINING,
        CacheMode.NONE,
        DataType.FLOAT);
  }

  @Test
  void summaryCountsTheParametersAsForSimpleRnn() {
    String ours = layers().summary(InputType.recurrent(Sequences.N_IN, 8));
    assertTrue(ours.contains("VanillaRnn"), ours);
    assertTrue(ours.contains("W:{3,4}, RW:{4,4}, b:{1,4}"), ours);
    Net dl4js =
        Net.of(
            Kind.MULTI_LAYER,
            new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE),
            InputType.recurrent(Sequences.N_IN),
            new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).build(),
            new SimpleRnn.Builder().nOut(3).activation(Activation.TANH).build(),
            StackTest.output());
    String total =
        ((MultiLayerNetwork) dl4js.model())
            .summary()
            .lines()
            .filter(line -> line.contains("Total Parameters"))
            .findFirst()
            .orElseThrow();
    assertTrue(ours.contains(total.strip()), ours);
  }

  @Test
  void outputOfAnIteratorIsTheOutputOfItsMinibatches() {
    MultiLayerNetwork network = layers();
    INDArray all = network.output(minibatches(2));
    assertClose(
        network.output(
            data(1).getFeatures(),
            false,
            data(1).getFeaturesMaskArray(),
            data(1).getLabelsMaskArray()),
        all.get(
            org.nd4j.linalg.indexing.NDArrayIndex.interval(3, 6),
            org.nd4j.linalg.indexing.NDArrayIndex.all(),
            org.nd4j.linalg.indexing.NDArrayIndex.all()),
        1e-12);
    assertArrayEquals(new long[] {6, 2, 8}, all.shape());
  }
}
