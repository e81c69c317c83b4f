package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks with one output a sequence. */
@Tag("trainer")
class TrainerSequencesTest {
  private static final int EXAMPLES = 4;
  private static final int STEPS = 11;
  private static final int IN = 3;
  private static final int UNITS = 5;
  private static final int CLASSES = 3;
  private static final int[] LENGTHS = {11, 7, 2, 9};

  /** Ways to make one output of a sequence. */
  enum Net {
    LAST(true, new LastTimeStep(rnn())),
    STACK(true, rnn(), new LastTimeStep(rnn())),
    DENSE(true, new LastTimeStep(rnn()), dense()),
    LSTM_LAST(false, new LastTimeStep(lstm())),
    MAX(true, rnn(), pooling(PoolingType.MAX)),
    AVG(true, rnn(), pooling(PoolingType.AVG)),
    SUM(true, rnn(), pooling(PoolingType.SUM)),
    PNORM(true, rnn(), pooling(PoolingType.PNORM), dense()),
    LSTM_AVG(false, lstm(), pooling(PoolingType.AVG));

    private final boolean direct;
    private final Layer[] layers;

    Net(boolean direct, Layer... layers) {
      this.direct = direct;
      this.layers = layers;
    }

    MultiLayerNetwork network(DataType type, IUpdater updater) {
      var list =
          new NeuralNetConfiguration.Builder().seed(3).dataType(type).updater(updater).list();
      for (Layer layer : layers) {
        list.layer(layer.clone());
      }
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              list.layer(output()).setInputType(InputType.recurrent(IN, RNNFormat.NCW)).build());
      network.init();
      return network;
    }
  }

  private static Layer rnn() {
    return new VanillaRnn.Builder().nOut(UNITS).build();
  }

  private static Layer lstm() {
    return new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(UNITS).activation(Activation.TANH).build();
  }

  private static Layer pooling(PoolingType type) {
    return new GlobalPoolingLayer.Builder(type).pnorm(2).build();
  }

  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DataSet data(DataType type, boolean ragged, long seed) {
    Random random = new Random(seed);
    INDArray x = Nd4j.create(type, EXAMPLES, IN, STEPS);
    INDArray y = Nd4j.zeros(type, EXAMPLES, CLASSES);
    INDArray mask = ragged ? Nd4j.zeros(type, EXAMPLES, STEPS) : null;
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < STEPS; t++) {
        for (int j = 0; j < IN; j++) {
          x.putScalar(b, j, t, random.nextGaussian());
        }
        if (ragged && t < LENGTHS[b]) {
          mask.putScalar(b, t, 1);
        }
      }
      y.putScalar(b, random.nextInt(CLASSES), 1);
    }
    return new DataSet(x, y, mask, null);
  }

  @ParameterizedTest
  @EnumSource(Net.class)
  void withoutTruncationItIsDl4jsFit(Net net) {
    for (boolean ragged : new boolean[] {false, true}) {
      MultiLayerNetwork ours = net.network(DataType.FLOAT, new Adam(0.02));
      MultiLayerNetwork theirs = ours.clone();
      TruncatedBpttTrainer trainer =
          TruncatedBpttTrainer.builder(ours).truncation(TruncatedBptt.of(4, STEPS)).build();
      boolean chosen = System.getProperty(TrainingPath.PROPERTY) == null;
      assertEquals(chosen && net.direct, trainer.path().direct(), trainer.path().reason());
      for (int i = 0; i < 3; i++) {
        FitReport report = trainer.fit(data(DataType.FLOAT, ragged, i));
        theirs.fit(data(DataType.FLOAT, ragged, i));
        assertEquals(1, report.updates());
        assertEquals(STEPS, report.depth());
        assertEquals(theirs.score(), report.score(), 1e-5);
        assertEquals(report.score(), report.loss(), 1e-5); // no penalties, one loss an example
        assertClose(theirs.params(), ours.params(), 1e-5, net + " ragged " + ragged);
      }
      assertEquals(theirs.getIterationCount(), ours.getIterationCount());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Net.class,
      names = {"LAST", "STACK", "DENSE"})
  void bothPathsTruncateAlike(Net net) {
    for (int k2 : new int[] {1, 3, 8}) {
      MultiLayerNetwork direct = net.network(DataType.FLOAT, new Adam(0.02));
      MultiLayerNetwork dl4j = direct.clone();
      for (boolean ragged : new boolean[] {false, true}) {
        trainer("direct", direct, k2).fit(data(DataType.FLOAT, ragged, k2));
        FitReport report = trainer("dl4j", dl4j, k2).fit(data(DataType.FLOAT, ragged, k2));
        assertEquals(k2, report.depth());
        assertClose(dl4j.params(), direct.params(), 1e-5, net + " k2 " + k2 + " " + ragged);
      }
    }
  }

  private static TruncatedBpttTrainer trainer(String path, MultiLayerNetwork network, int k2) {
    try (SystemProperty ignored = new SystemProperty(TrainingPath.PROPERTY, path)) {
      return TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(k2, k2)).build();
    }
  }

  /** The loss of LAST and AVG by hand, with what is before a window from other parameters. */
  private record Plain(boolean average, DataSet data, int k2) {
    double loss(INDArray parameters, INDArray before) {
      double sum = 0;
      for (int b = 0; b < EXAMPLES; b++) {
        sum += loss(b, parameters.toDoubleVector(), before.toDoubleVector());
      }
      return sum / EXAMPLES;
    }

    private double loss(int b, double[] p, double[] frozen) {
      int end = data.getFeaturesMaskArray() == null ? STEPS : LENGTHS[b];
      double[] h = new double[UNITS];
      double[] total = new double[UNITS];
      for (int t = 0; t < end; t++) {
        h = step(b, t, h, t < end - k2 ? frozen : p);
        for (int j = 0; j < UNITS; j++) {
          total[j] += h[j] / end;
        }
      }
      double[] a = average ? total : h;
      int at = UNITS * (IN + UNITS + 1);
      double norm = 0;
      double own = 0;
      for (int c = 0; c < CLASSES; c++) {
        double z = p[at + UNITS * CLASSES + c];
        for (int j = 0; j < UNITS; j++) {
          z += a[j] * p[at + c * UNITS + j]; // column by column, as DL4J keeps W
        }
        norm += Math.exp(z);
        own += data.getLabels().getDouble(b, c) * z;
      }
      return Math.log(norm) - own;
    }

    private double[] step(int b, int t, double[] before, double[] p) {
      double[] h = new double[UNITS];
      for (int j = 0; j < UNITS; j++) {
        double z = p[UNITS * (IN + UNITS) + j];
        for (int i = 0; i < IN; i++) {
          z += data.getFeatures().getDouble(b, i, t) * p[j * IN + i];
        }
        for (int i = 0; i < UNITS; i++) {
          z += before[i] * p[UNITS * IN + j * UNITS + i];
        }
        h[j] = Math.tanh(z);
      }
      return h;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 20})
  void theGradientIsThatOfTheLossWithWhatIsBeforeFrozen(int k2) {
    for (Net net : new Net[] {Net.LAST, Net.AVG}) {
      for (boolean ragged : new boolean[] {false, true}) {
        MultiLayerNetwork network = net.network(DataType.DOUBLE, new Sgd(1));
        INDArray parameters = network.params().dup();
        Plain plain = new Plain(net == Net.AVG, data(DataType.DOUBLE, ragged, 7), k2);
        // DL4J's LastTimeStep computes in the default type, not in the network's.
        FitReport report = trainer("direct", network, k2).fit(plain.data);
        assertEquals(plain.loss(parameters, parameters), report.loss(), 1e-9);
        INDArray gradient = parameters.sub(network.params());
        INDArray numeric = differences(parameters, p -> plain.loss(p, parameters));
        assertClose(numeric, gradient, 1e-7, net + " k2 " + k2 + " ragged " + ragged);
      }
    }
  }

  private static INDArray differences(INDArray at, ToDoubleFunction<INDArray> f) {
    double step = 1e-5;
    INDArray slopes = at.dup();
    for (long i = 0; i < at.length(); i++) {
      INDArray up = at.dup();
      up.putScalar(i, at.getDouble(i) + step);
      INDArray down = at.dup();
      down.putScalar(i, at.getDouble(i) - step);
      slopes.putScalar(i, (f.applyAsDouble(up) - f.applyAsDouble(down)) / (2 * step));
    }
    return slopes;
  }

  @Test
  void aGraphWithALastTimeStepVertexIsTrainedDl4jsWay() {
    var conf =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .updater(new Adam(0.02))
            .graphBuilder()
            .addInputs("in")
            .addLayer("rnn", rnn(), "in")
            .addVertex("last", new LastTimeStepVertex("in"), "rnn")
            .addLayer("out", output(), "last")
            .setOutputs("out")
            .setInputTypes(InputType.recurrent(IN))
            .build();
    ComputationGraph ours = new ComputationGraph(conf);
    ours.init();
    ComputationGraph theirs = ours.clone();
    TruncatedBpttTrainer trainer = TruncatedBpttTrainer.builder(ours).build();
    assertFalse(trainer.path().direct());
    trainer.fit(data(DataType.FLOAT, true, 1));
    theirs.fit(data(DataType.FLOAT, true, 1));
    assertClose(theirs.params(), ours.params(), 1e-5, "graph");
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    MultiLayerNetwork last = Net.LAST.network(DataType.FLOAT, new Sgd(1));
    var stateful =
        TruncatedBpttTrainer.builder(last).truncation(TruncatedBptt.of(2, 2)).stateful(true);
    assertMessage(
        assertThrows(IllegalStateException.class, stateful::build), "stateful", "one output");

    INDArray before = last.params().dup();
    TruncatedBpttTrainer trainer = TruncatedBpttTrainer.builder(last).build();
    DataSet data = data(DataType.FLOAT, true, 1);
    data.getFeaturesMaskArray().getRow(2).assign(0);
    assertMessage(
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(data)), "Example 2");
    DataSet sequences = data(DataType.FLOAT, false, 1);
    sequences.setLabels(Nd4j.zeros(EXAMPLES, CLASSES, STEPS));
    assertMessage(
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(sequences)),
        "[4, 3, 11]",
        "one output a sequence");
    DataSet wide = data(DataType.FLOAT, false, 1);
    wide.setLabels(Nd4j.zeros(EXAMPLES, CLASSES + 1));
    assertMessage(assertThrows(IllegalArgumentException.class, () -> trainer.fit(wide)), "size 4");
    assertClose(before, last.params(), 0, "nothing is changed");

    MultiLayerNetwork pooled = Net.LSTM_AVG.network(DataType.FLOAT, new Sgd(1));
    TruncatedBpttTrainer truncated =
        TruncatedBpttTrainer.builder(pooled).truncation(TruncatedBptt.of(2, 3)).build();
    assertMessage(
        assertThrows(
            IllegalStateException.class, () -> truncated.fit(data(DataType.FLOAT, false, 1))),
        "pooling",
        "k2");
  }

  @Test
  void examplesWhoseLossIsMaskedDoNotCount() {
    MultiLayerNetwork some = Net.LAST.network(DataType.FLOAT, new Sgd(1));
    MultiLayerNetwork all = some.clone();
    DataSet data = data(DataType.FLOAT, false, 1);
    data.setLabelsMaskArray(Nd4j.createFromArray(new float[][] {{1}, {0}, {1}, {0}}));
    FitReport report = TruncatedBpttTrainer.builder(some).build().fit(data);
    all.fit(data);
    assertClose(all.params(), some.params(), 1e-5, "masked");
    assertEquals(2 * report.loss(), EXAMPLES * report.score(), 1e-5);
    data.getLabelsMaskArray().assign(0);
    assertEquals(1, TruncatedBpttTrainer.builder(some).build().fit(data).emptyWindows());
  }

  private static void assertMessage(Exception e, String... parts) {
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }
}
