package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.LayerFlow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** As far back as the gradient is seen to go. */
class AdaptiveTruncationTest {
  private static final int EXAMPLES = 4;
  private static final int IN = 3;
  private static final int HIDDEN = 6;
  private static final int K_MAX = 30;
  private static final int LOSSES = 64; // of a measurement

  @TempDir private Path folder;

  private static MultiLayerNetwork network(double radius, double learningRate) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(learningRate))
                .list()
                .layer(recurrent(radius))
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(IN))
                .build());
    network.init();
    return network;
  }

  private static VanillaRnn recurrent(double radius) {
    return new VanillaRnn.Builder()
        .nOut(HIDDEN)
        .activation(Activation.TANH)
        .weightInitRecurrent(RecurrentInit.spectralRadius(radius))
        .build();
  }

  private static DataSet data(int steps, long seed) {
    Random random = new Random(seed);
    double[] x = random.doubles((long) EXAMPLES * IN * steps, -1, 1).toArray();
    double[] y = random.doubles((long) EXAMPLES * 2 * steps, 0, 2).toArray();
    return new DataSet(
        Nd4j.createFromArray(x).reshape(EXAMPLES, IN, steps),
        Nd4j.createFromArray(y).reshape(EXAMPLES, 2, steps));
  }

  private static TruncatedBpttTrainer trainer(
      MultiLayerNetwork network, AdaptiveTruncation truncation, boolean stateful) {
    return TruncatedBpttTrainer.builder(network).truncation(truncation).stateful(stateful).build();
  }

  // The losses of one window, seen by the trainer and by a person.
  @ParameterizedTest
  @ValueSource(doubles = {.3, .6, .9})
  void theSmallestKWhoseBiasIsBelowDeltaIsChosen(double radius) {
    int owned = LOSSES / EXAMPLES;
    DataSet data = data(K_MAX + owned, 1);
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, K_MAX + owned);
    mask.get(NDArrayIndex.all(), NDArrayIndex.interval(K_MAX, K_MAX + owned)).assign(1);
    data.setLabelsMaskArray(mask);
    LayerFlow flow = GradientFlow.of(network(radius, 0)).lags(K_MAX).measure(data).together();
    int expected = 2;
    while (expected < K_MAX && !(flow.aicherBias(expected) < .5)) {
      expected++;
    }

    AdaptiveTruncation truncation = AdaptiveTruncation.of(1, 2, K_MAX, .5);
    List<TruncationChoice> choices =
        trainer(network(radius, 0), truncation, true).fit(data).choices();
    assertEquals(1, choices.size());
    assertEquals(expected, choices.get(0).k());
    assertEquals(flow.aicherBias(expected), choices.get(0).relativeBias(), 1e-9);
    assertEquals(flow.beta(), choices.get(0).decay(), 1e-9);
  }

  @Test
  void windowsGoBackAsFarAsWasChosen() {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(3, 2, K_MAX, .5);
    List<FitReport> updates = new ArrayList<>();
    MultiLayerNetwork network = network(.3, 0);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(truncation)
            .stateful(true)
            .listener(updates::add)
            .build();
    trainer.fit(data(120, 1));
    int measuredAt = 0;
    while (updates.get(measuredAt).choices().isEmpty()) {
      measuredAt++;
    }
    int needed = K_MAX + LOSSES / EXAMPLES;
    assertEquals((needed - 1) / 3, measuredAt, "the first window that ends so many steps in");
    assertEquals(K_MAX + 3, updates.get(measuredAt - 1).depth(), "as deep as allowed until then");
    int k = updates.get(measuredAt).choices().get(0).k();
    assertTrue(k < K_MAX, "k = " + k);
    assertEquals(k + 3, updates.get(measuredAt).depth());
  }

  // The same trainer with a fixed k2 that happens to be what is chosen.
  @Test
  void updatesAreThoseOfAFixedTruncationOfTheSameDepth() {
    DataSet data = data(60, 2);
    MultiLayerNetwork adaptive = network(.3, .01);
    AdaptiveTruncation truncation = AdaptiveTruncation.of(1, 4, 4, .5);
    FitReport report = trainer(adaptive, truncation, true).fit(data);
    MultiLayerNetwork fixed = network(.3, .01);
    TruncatedBpttTrainer.builder(fixed)
        .truncation(TruncatedBptt.of(1, 5))
        .stateful(true)
        .build()
        .fit(data);
    assertEquals(fixed.params(), adaptive.params());
    assertEquals(5, report.depth());
    assertTrue(report.choices().stream().allMatch(choice -> choice.k() == 4));
  }

  @Test
  void measuringKeepsToItsShareOfTheWork() {
    double cost = .6;
    int steps = 900;
    AdaptiveTruncation truncation = AdaptiveTruncation.of(1, 20, K_MAX, .5).withCost(cost);
    FitReport report = trainer(network(.9, 0), truncation, true).fit(data(steps, 3));
    double updates = (double) steps * EXAMPLES * report.meanDepth();
    double measurement = (K_MAX + LOSSES / EXAMPLES) * (EXAMPLES + 4.0 * LOSSES);
    double share = (report.choices().size() - 1) * measurement / updates; // the first may always be
    assertTrue(share <= cost && share > cost / 2, "share = " + share);
  }

  @Test
  void restoredTrainersChooseAsTheyWouldHave() {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(2, 10, 12, .5).withCost(.9);
    MultiLayerNetwork through = network(.5, .01);
    TruncatedBpttTrainer trainer = trainer(through, truncation, true);
    trainer.fit(data(101, 4));
    Path file = folder.resolve("checkpoint");
    trainer.saveCheckpoint(file);
    FitReport rest = trainer.fit(data(1000, 5));

    MultiLayerNetwork restored = network(.5, .01);
    TruncatedBpttTrainer later = trainer(restored, truncation, true);
    later.restoreCheckpoint(file);
    FitReport same = later.fit(data(1000, 5));
    assertEquals(rest, same);
    assertEquals(through.params(), restored.params());
    assertTrue(rest.choices().size() > 1);
  }

  @Test
  void sequencesTooShortForKMaxAreMeasuredAsFarAsTheyGo() {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(4, 2, 100, .5);
    FitReport report = trainer(network(.3, 0), truncation, false).fit(data(12, 6));
    assertEquals(1, report.choices().size());
    assertTrue(report.choices().get(0).k() < 12);
  }

  @Test
  void networksWithOneLossASequenceAreMeasuredFromTheirEnds() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0))
                .list()
                .layer(new LastTimeStep(recurrent(.3)))
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(IN))
                .build());
    network.init();
    DataSet sequences = data(40, 8);
    sequences.setLabels(Nd4j.ones(DataType.DOUBLE, EXAMPLES, 2));
    FitReport report =
        trainer(network, AdaptiveTruncation.of(1, 2, K_MAX, .5), false).fit(sequences);
    int k = report.choices().get(0).k();
    assertTrue(k < K_MAX, "k = " + k);
    assertEquals(k + 1, report.depth());
  }

  @Test
  void bothPathsChooseAlike() {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(4, 2, K_MAX, .5);
    MultiLayerNetwork direct = network(.5, .01);
    FitReport expected = trainer(direct, truncation, true).fit(data(80, 3));
    MultiLayerNetwork byLayers = network(.5, .01);
    try (SystemProperty forced = new SystemProperty(TrainingPath.PROPERTY, "dl4j")) {
      FitReport report = trainer(byLayers, truncation, true).fit(data(80, 3));
      assertEquals(expected.choices().size(), report.choices().size());
      assertEquals(expected.choices().get(0).k(), report.choices().get(0).k());
    }
    assertTrue(direct.params().distance2(byLayers.params()) < 1e-9);
  }

  @Test
  void lstmsAreMeasuredToo() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(.01))
                .list()
                .layer(new LSTM.Builder().nOut(HIDDEN).activation(Activation.TANH).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(IN))
                .build());
    network.init();
    FitReport report =
        trainer(network, AdaptiveTruncation.of(4, 2, K_MAX, .9), true).fit(data(80, 3));
    TruncationChoice choice = report.choices().get(0);
    assertTrue(choice.k() < K_MAX && choice.decay() < 1, choice.toString());
  }

  @Test
  void gradientsThatAreNotFiniteChooseNothing() {
    MultiLayerNetwork network = network(.3, 0);
    network.getLayer(0).getParam("RW").putScalar(0, Double.NaN);
    AdaptiveTruncation truncation = AdaptiveTruncation.of(3, 2, K_MAX, .5);
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(truncation)
            .stateful(true)
            .nonFinite(NonFinitePolicy.SKIP)
            .build()
            .fit(data(60, 9));
    assertEquals(List.of(), report.choices());
    assertNotEquals(0, report.timeSteps());
  }
}
