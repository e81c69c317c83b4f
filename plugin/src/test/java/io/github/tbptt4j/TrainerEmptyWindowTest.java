package io.github.tbptt4j;

import static io.github.tbptt4j.Identical.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.testing.ArrayAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A window of which no loss counts changes nothing but the states. */
class TrainerEmptyWindowTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 12;
  private static final TruncatedBptt TRUNCATION = TruncatedBptt.of(4, 6);

  /** Adam has momentum; penalties move parameters without any gradient. */
  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam(.05))
                .l2(.1)
                .weightDecay(.1)
                .list()
                .layer(TestNetworks.lstm())
                .layer(TestNetworks.vanillaRnn())
                .layer(TestNetworks.output())
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    return network;
  }

  private static DataSet data(int seed, INDArray featureMask, INDArray labelMask) {
    return new DataSet(
        TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, STEPS),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(seed)),
        featureMask,
        labelMask);
  }

  /** Ones, zeros on the steps [from, to). */
  private static INDArray without(int from, int to) {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    mask.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).assign(0);
    return mask;
  }

  private static TruncatedBpttTrainer.Builder trainer(MultiLayerNetwork network) {
    return TruncatedBpttTrainer.builder(network).truncation(TRUNCATION);
  }

  private static final class Calls extends BaseTrainingListener {
    int count;

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      count++;
    }

    @Override
    public void onBackwardPass(Model model) {
      count++;
    }

    @Override
    public void onGradientCalculation(Model model) {
      count++;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      count++;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fullyMaskedMinibatchChangesNothing(boolean stateful) {
    MultiLayerNetwork network = network();
    trainer(network).build().fit(data(1, null, null));
    MultiLayerNetwork before = network.clone();
    double score = network.score();
    Calls calls = new Calls();
    network.setListeners(calls);
    List<FitReport> updates = new ArrayList<>();
    TruncatedBpttTrainer trainer =
        trainer(network).stateful(stateful).clipGlobalNorm(1).listener(updates::add).build();

    FitReport report = trainer.fit(data(2, null, without(0, STEPS)));

    assertIdentical(before, network);
    assertEquals(score, network.score());
    assertEquals(0, calls.count);
    assertEquals(List.of(), updates);
    double none = Double.NaN;
    assertEquals(
        new FitReport(none, none, 0, 0, none, none, none, none, 0, 0, 3, STEPS, List.of(), none),
        report);
  }

  @Test
  void dl4jsFitMovesParametersAllTheSame() {
    MultiLayerNetwork network = network();
    network.fit(data(1, null, null));
    INDArray before = network.params().dup();
    network.fit(data(2, null, without(0, STEPS)));
    assertTrue(before.distance2(network.params()) > 1e-3);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void windowsAroundAnEmptyOneAreTrainedWithTheStatesThatCrossedIt(boolean stateful) {
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm(), TestNetworks.vanillaRnn());
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    network.setListeners(sum);
    DataSet data = data(1, null, without(4, 8));
    FitReport report = trainer(network).stateful(stateful).build().fit(data);
    network.setListeners();
    assertEquals(2, report.updates());
    assertEquals(1, report.emptyWindows());
    assertEquals(STEPS, report.timeSteps());
    assertEquals(2, sum.each.size());
    double[] expected =
        new WindowOracle(
                network, data.getFeatures(), data.getLabels(), null, data.getLabelsMaskArray())
            .gradient(WindowOracle.spans(4, 6, STEPS));
    assertTrue(ArrayAssertions.relativeError(expected, values(sum.sum)) < 1e-6);
  }

  @Test
  void countsOnlyWhatEntersWhereK2IsBelowK1() {
    MultiLayerNetwork network = network();
    MultiLayerNetwork before = network.clone();
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(4, 2))
            .build()
            .fit(data(1, null, without(2, 4).muli(without(6, 8)).muli(without(10, 12))));
    assertEquals(3, report.emptyWindows());
    assertIdentical(before, network);
  }

  @Test
  void lossLayerThatTakesTheFeaturesMaskHasEmptyWindowsToo() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam(.05))
                .list()
                .layer(TestNetworks.dense())
                .layer(TestNetworks.vanillaRnn())
                .layer(
                    new RnnLossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    DataSet data = data(1, without(0, 4), null);
    data.setLabels(WindowOracle.oneHot(EXAMPLES, TestNetworks.HIDDEN, STEPS, new Random(1)));
    FitReport report = trainer(network).build().fit(data);
    assertEquals(1, report.emptyWindows());
    assertEquals(2, report.updates());
    assertEquals(2, network.getIterationCount());
  }

  /** One example of two is masked in its own part of the window: the other alone is trained. */
  @Test
  void sequenceWithoutLossBesideOneThatHasSomeIsExact() {
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm(), TestNetworks.vanillaRnn());
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    for (int t = 4; t < 8; t++) {
      mask.putScalar(1, t, 0);
    }
    DataSet data = data(1, null, mask);
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    network.setListeners(sum);
    TruncatedBpttTrainer trainer = trainer(network).stateful(true).build();
    trainer.fit(part(data, 0, 4));
    trainer.endSequences(1);
    FitReport report = trainer.fit(part(data, 4, STEPS));
    network.setListeners();
    assertEquals(2, report.updates());
    assertEquals(0, report.emptyWindows());
    double[] expected =
        new WindowOracle(network, data.getFeatures(), data.getLabels(), null, mask, 0, 4, 0)
            .gradient(WindowOracle.spans(4, 6, STEPS));
    assertTrue(ArrayAssertions.relativeError(expected, values(sum.sum)) < 1e-6);
  }

  private static DataSet part(DataSet data, int from, int to) {
    var all = NDArrayIndex.all();
    var steps = NDArrayIndex.interval(from, to);
    return new DataSet(
        data.getFeatures().get(all, all, steps),
        data.getLabels().get(all, all, steps),
        null,
        data.getLabelsMaskArray().get(all, steps));
  }

  /** DL4J takes a mask of one value for one per output, which softmax doesn't allow. */
  @ParameterizedTest
  @CsvSource({"1,1", "1,3", "2,1"})
  void singleMaskedStepsOfASingleExampleTrain(int k1, int k2) {
    MultiLayerNetwork network =
        TestNetworks.network(new Sgd(0), RNNFormat.NCW, TestNetworks.lstm());
    int steps = 5;
    INDArray x = TestNetworks.uniform(1, 1, 1, TestNetworks.IN, steps);
    INDArray y = WindowOracle.oneHot(1, TestNetworks.CLASSES, steps, new Random(1));
    INDArray mask = Nd4j.createFromArray(new double[][] {{1, 0, 1, 1, 0}});
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    network.setListeners(sum);
    TruncatedBpttTrainer.builder(network)
        .truncation(TruncatedBptt.of(k1, k2))
        .build()
        .fit(new DataSet(x, y, null, mask));
    network.setListeners();
    double[] expected =
        new WindowOracle(network, x, y, null, mask).gradient(WindowOracle.spans(k1, k2, steps));
    assertTrue(ArrayAssertions.relativeError(expected, values(sum.sum)) < 1e-6);
  }

  @Test
  void displayOfProgressChangesNothing() {
    FitReport[] reports = new FitReport[2];
    for (int i = 0; i < 2; i++) {
      reports[i] =
          trainer(network())
              .progress(i == 1)
              .build()
              .fit(new ExistingDataSetIterator(List.of(data(1, null, without(4, STEPS)))), 1);
    }
    assertEquals(2, reports[0].emptyWindows());
    assertEquals(reports[0], reports[1]);
  }
}
