package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.testing.SmallNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The direct path gives what DL4J's way gives. */
class TrainerPathsTest {
  private static final int EXAMPLES = 5;
  private static final int STEPS = 23;
  private static final int IN = 7;
  private static final int CLASSES = 4;
  private static final AdaptiveTruncation ADAPTIVE = AdaptiveTruncation.of(4, 2, 9, .5);

  /** Chains of all kinds. */
  enum Net {
    SOFTMAX(DataType.FLOAT, RNNFormat.NCW, rnn(9), fused()),
    DOUBLE(DataType.DOUBLE, RNNFormat.NCW, rnn(9), fused()),
    NWC(DataType.FLOAT, RNNFormat.NWC, rnn(9), fused()),
    STACK(DataType.FLOAT, RNNFormat.NCW, rnn(9), rnn(6), fused()),
    OMEGA(DataType.FLOAT, RNNFormat.NCW, omega(9), rnn(6), fused()),
    OMEGA_DOUBLE(DataType.DOUBLE, RNNFormat.NWC, rnn(9), dense(8), omega(6), fused()),
    DL4JS_OUTPUT(DataType.FLOAT, RNNFormat.NCW, rnn(9), output(LossFunction.MCXENT, "SOFTMAX")),
    REGRESSION(DataType.FLOAT, RNNFormat.NCW, rnn(9), output(LossFunction.MSE, "IDENTITY")),
    SQUARES(DataType.FLOAT, RNNFormat.NWC, rnn(9), output(LossFunction.SQUARED_LOSS, "IDENTITY")),
    ABSOLUTE(
        DataType.FLOAT,
        RNNFormat.NCW,
        rnn(9),
        output(LossFunction.MEAN_ABSOLUTE_ERROR, "IDENTITY")),
    ABSOLUTE_SUM(DataType.FLOAT, RNNFormat.NCW, rnn(9), output(LossFunction.L1, "IDENTITY")),
    REGRESSION_DOUBLE(DataType.DOUBLE, RNNFormat.NCW, rnn(9), output(LossFunction.MSE, "IDENTITY")),
    MULTILABEL(DataType.DOUBLE, RNNFormat.NWC, rnn(9), output(LossFunction.XENT, "SIGMOID")),
    DENSE_BEFORE(DataType.FLOAT, RNNFormat.NCW, dense(8), rnn(9), fused()),
    DENSE_BETWEEN(DataType.DOUBLE, RNNFormat.NCW, rnn(9), dense(8), rnn(6), fused()),
    DENSE_AFTER(DataType.FLOAT, RNNFormat.NWC, rnn(9), dense(8), fused());

    private final DataType type;
    private final RNNFormat format;
    private final Layer[] layers;

    Net(DataType type, RNNFormat format, Layer... layers) {
      this.type = type;
      this.format = format;
      this.layers = layers;
    }

    MultiLayerNetwork network() {
      return TrainerPathsTest.network(
          new NeuralNetConfiguration.Builder().dataType(type).l2(0.001), format, layers);
    }
  }

  private static MultiLayerNetwork network(
      NeuralNetConfiguration.Builder builder, RNNFormat format, Layer... layers) {
    return SmallNetworks.layers(
        builder.seed(4).updater(new Adam(0.02)), InputType.recurrent(IN, format), layers);
  }

  private static Layer rnn(int units) {
    return new VanillaRnn.Builder().nOut(units).build();
  }

  private static Layer omega(int units) {
    return new VanillaRnn.Builder().nOut(units).vanishingRegularizer(0.1).build();
  }

  private static Layer dense(int units) {
    return new DenseLayer.Builder().nOut(units).activation(Activation.TANH).build();
  }

  private static Layer fused() {
    return new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer output(LossFunction loss, String activation) {
    return new RnnOutputLayer.Builder(loss)
        .nOut(CLASSES)
        .activation(Activation.valueOf(activation))
        .build();
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Net.class)
  void bothPathsGiveTheSameNetwork(Net net) {
    for (Truncation truncation :
        List.of(TruncatedBptt.of(5, 5), TruncatedBptt.of(4, 9), TruncatedBptt.of(6, 2))) {
      for (boolean masked : new boolean[] {false, true}) {
        assertSameNetwork(net, new Setting(truncation, 0), masked);
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Net.class)
  void bothPathsTruncateAlikeByWhatIsMeasuredAndAtRandom(Net net) {
    List<FitReport> reports = assertSameNetwork(net, new Setting(ADAPTIVE, 0), true);
    assertTrue(reports.stream().anyMatch(report -> !report.choices().isEmpty()), "measured");
    assertSameNetwork(net, new Setting(RandomTruncation.of(6).withSeed(3), 0), true);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(
      value = Net.class,
      names = {"SOFTMAX", "STACK", "OMEGA_DOUBLE", "DENSE_AFTER"})
  void bothPathsAddTheTrainersRegularizerWhateverTheTruncation(Net net) {
    for (Truncation truncation :
        List.of(TruncatedBptt.of(4, 9), ADAPTIVE, RandomTruncation.of(6).withSeed(4))) {
      FitReport last = assertSameNetwork(net, new Setting(truncation, .3), true).get(4);
      assertTrue(last.vanishingPenalty() > 0, last.toString());
    }
  }

  /** What a trainer is given; no regularizer where lambda is zero. */
  private record Setting(Truncation truncation, double lambda) {}

  /** The reports of each minibatch, of the flush after it, and of the end. */
  private static List<FitReport> assertSameNetwork(Net net, Setting setting, boolean masked) {
    List<DataSet> stream = stream(net, masked);
    Run direct = new Run("direct", net, setting, stream);
    Run dl4j = new Run("dl4j", net, setting, stream);
    String which = net + " " + setting + " masked " + masked;
    double tolerance = net.type == DataType.DOUBLE ? 1e-9 : 2e-5;
    assertTrue(direct.path.direct(), which);
    assertFalse(dl4j.path.direct(), which);
    assertClose(dl4j.network.params(), direct.network.params(), tolerance, which);
    assertClose(
        dl4j.network.getUpdater().getStateViewArray(),
        direct.network.getUpdater().getStateViewArray(),
        tolerance,
        which);
    for (int i = 0; i < dl4j.reports.size(); i++) {
      assertAlike(dl4j.reports.get(i), direct.reports.get(i), tolerance, which);
    }
    // A network that was trained directly goes on in plain fit.
    dl4j.network.fit(stream.get(0));
    direct.network.fit(stream.get(0));
    assertClose(dl4j.network.params(), direct.network.params(), tolerance, which + " in fit");
    return direct.reports;
  }

  private static void assertAlike(FitReport a, FitReport b, double tolerance, String which) {
    assertEquals(a.loss(), b.loss(), tolerance * 10, which);
    assertEquals(a.score(), b.score(), tolerance * 100, which);
    assertEquals(a.updates(), b.updates(), which);
    assertEquals(a.depth(), b.depth(), which);
    assertEquals(a.lastGradientNorm(), b.lastGradientNorm(), tolerance * 100, which);
    assertEquals(a.clippedUpdates(), b.clippedUpdates(), which);
    assertEquals(a.emptyWindows(), b.emptyWindows(), which);
    assertEquals(a.timeSteps(), b.timeSteps(), which);
    assertEquals(a.vanishingPenalty(), b.vanishingPenalty(), tolerance * 100, which);
    assertEquals(a.meanDepth(), b.meanDepth(), which);
    assertEquals(a.choices().size(), b.choices().size(), which);
    for (int i = 0; i < a.choices().size(); i++) {
      TruncationChoice one = a.choices().get(i);
      TruncationChoice other = b.choices().get(i);
      assertEquals(one.iteration(), other.iteration(), which);
      assertEquals(one.k(), other.k(), which);
      assertEquals(one.decay(), other.decay(), tolerance * 100, which);
    }
  }

  private static final class Run {
    private final MultiLayerNetwork network;
    private final TrainingPath path;
    private final List<FitReport> reports = new ArrayList<>();

    Run(String forced, Net net, Setting setting, List<DataSet> stream) {
      network = net.network();
      try (SystemProperty ignored = new SystemProperty(TrainingPath.PROPERTY, forced)) {
        TruncatedBpttTrainer.Builder builder =
            TruncatedBpttTrainer.builder(network)
                .truncation(setting.truncation)
                .clipGlobalNorm(0.4)
                .stateful(true);
        if (setting.lambda > 0) {
          builder.vanishingRegularizer(setting.lambda);
        }
        TruncatedBpttTrainer trainer = builder.build();
        path = trainer.path();
        for (DataSet minibatch : stream) {
          reports.add(trainer.fit(minibatch));
          reports.add(trainer.endSequences(1)); // the others go on
        }
        reports.add(trainer.flush());
      }
    }
  }

  private static List<DataSet> stream(Net net, boolean masked) {
    Random random = new Random(8);
    List<DataSet> stream = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      INDArray x = Nd4j.create(net.type, EXAMPLES, IN, STEPS);
      INDArray y = Nd4j.zeros(net.type, EXAMPLES, CLASSES, STEPS);
      for (int b = 0; b < EXAMPLES; b++) {
        for (int t = 0; t < STEPS; t++) {
          for (int j = 0; j < IN; j++) {
            x.putScalar(b, j, t, random.nextGaussian());
          }
          y.putScalar(b, random.nextInt(CLASSES), t, 1);
        }
      }
      boolean nwc = net.format == RNNFormat.NWC;
      INDArray featureMask = masked ? mask(random, net.type) : null;
      INDArray labelMask = masked ? mask(random, net.type) : null;
      stream.add(
          new DataSet(
              nwc ? x.permute(0, 2, 1) : x, nwc ? y.permute(0, 2, 1) : y, featureMask, labelMask));
    }
    return stream;
  }

  private static INDArray mask(Random random, DataType type) {
    INDArray mask = Nd4j.create(type, EXAMPLES, STEPS);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < STEPS; t++) {
        mask.putScalar(b, t, random.nextInt(4) == 0 ? 0 : 1);
      }
    }
    return mask;
  }

  @Test
  void aLearningRateThatIsSetBetweenCallsCountsAndTheUpdaterGoesOn() {
    List<DataSet> stream = stream(Net.SOFTMAX, false);
    List<MultiLayerNetwork> trained = new ArrayList<>();
    for (String path : new String[] {"direct", "dl4j"}) {
      MultiLayerNetwork network = Net.SOFTMAX.network();
      try (SystemProperty ignored = new SystemProperty(TrainingPath.PROPERTY, path)) {
        TruncatedBpttTrainer trainer =
            TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(5, 9)).build();
        trainer.fit(stream.get(0));
        network.setLearningRate(0.005);
        trainer.fit(stream.get(1));
      }
      trained.add(network);
    }
    assertClose(trained.get(1).params(), trained.get(0).params(), 2e-5, "parameters");
    assertClose(
        trained.get(1).getUpdater().getStateViewArray(),
        trained.get(0).getUpdater().getStateViewArray(),
        2e-5,
        "updater state");
  }

  @Test
  void aReasonIsGivenForDl4jsWay() {
    TrainingPath lstm = path(new LSTM.Builder().nOut(3).build(), fused());
    assertFalse(lstm.direct());
    assertTrue(lstm.reason().contains("LSTM"), lstm.reason());
    TrainingPath noise =
        path(new VanillaRnn.Builder().nOut(3).weightNoise(new DropConnect(0.5)).build(), fused());
    assertFalse(noise.direct());
    assertTrue(noise.reason().contains("weight noise"), noise.reason());
  }

  private static TrainingPath path(Layer... layers) {
    return TruncatedBpttTrainer.builder(
            network(new NeuralNetConfiguration.Builder(), RNNFormat.NCW, layers))
        .build()
        .path();
  }

  @Test
  void aForcedPathThatCannotBeGoneIsAnError() {
    MultiLayerNetwork lstm =
        network(
            new NeuralNetConfiguration.Builder(),
            RNNFormat.NCW,
            new LSTM.Builder().nOut(3).build(),
            fused());
    try (SystemProperty ignored = new SystemProperty(TrainingPath.PROPERTY, "direct")) {
      var e =
          assertThrows(
              IllegalStateException.class, () -> TruncatedBpttTrainer.builder(lstm).build());
      assertTrue(e.getMessage().contains("LSTM"), e.getMessage());
    }
    try (SystemProperty ignored = new SystemProperty(TrainingPath.PROPERTY, "fast")) {
      assertThrows(IllegalStateException.class, () -> TruncatedBpttTrainer.builder(lstm).build());
    }
  }

  @Test
  void aNetworkThatIsInitialisedAgainIsTrainedWhereItsArraysAreNow() {
    MultiLayerNetwork network = Net.SOFTMAX.network();
    TruncatedBpttTrainer trainer = TruncatedBpttTrainer.builder(network).build();
    network.init(network.params().dup(), false);
    INDArray before = network.params().dup();
    trainer.fit(stream(Net.SOFTMAX, false).get(0));
    assertTrue(before.distance2(network.params()) > 1e-3);
  }

  /** It drops units for all steps of an example, by DL4J's order of axes. */
  @Test
  void dropoutThatLooksAtAxesGoesByDl4j() {
    VanillaRnn dropped = new VanillaRnn.Builder().nOut(4).dropOut(new SpatialDropout(.5)).build();
    TrainingPath path =
        TruncatedBpttTrainer.builder(
                network(
                    new NeuralNetConfiguration.Builder(), RNNFormat.NCW, rnn(4), dropped, fused()))
            .build()
            .path();
    assertFalse(path.direct());
    assertTrue(path.reason().contains("has a SpatialDropout"), path.reason());
  }
}
