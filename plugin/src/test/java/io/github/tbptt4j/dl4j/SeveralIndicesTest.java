package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.SystemProperty;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.testing.SeveralSymbols;
import java.util.Random;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Several symbols a step, as indices, are the same as their counts as numbers. */
class SeveralIndicesTest {
  private static final int PER_STEP = 3;
  private static final int MINIBATCH = 4;
  private static final int STEPS = 11;
  private static final int CLASSES = 5;

  /** Fewer than there are indices, and more: kernels read only the rows that are used. */
  private static final int FEW = 7;

  private static final int MANY = 500;

  private static SeveralSymbols symbols(DataType type, int nIn) {
    return SeveralSymbols.of(type, MINIBATCH, PER_STEP, STEPS, nIn, 4);
  }

  private static INDArray labels(RNNFormat format) {
    Random random = new Random(5);
    INDArray labels = Nd4j.zeros(MINIBATCH, CLASSES, STEPS);
    for (int i = 0; i < MINIBATCH; i++) {
      for (int t = 0; t < STEPS; t++) {
        labels.putScalar(new int[] {i, random.nextInt(CLASSES), t}, 1);
      }
    }
    return format == RNNFormat.NWC ? labels.permute(0, 2, 1).dup('c') : labels;
  }

  private static INDArray mask() {
    INDArray mask = Nd4j.ones(MINIBATCH, STEPS);
    mask.putScalar(1, STEPS - 1, 0).putScalar(1, STEPS - 2, 0).putScalar(2, 0, 0);
    return mask;
  }

  private static MultiLayerNetwork net(
      VanillaRnn.Builder rnn, DataType type, int nIn, BackpropType way, RNNFormat format) {
    VanillaRnn layer =
        rnn.nIn(nIn)
            .nOut(6)
            .truncation(
                way == BackpropType.Standard ? TruncatedBptt.full() : TruncatedBptt.of(2, 6))
            .build();
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(9)
                .dataType(type)
                .updater(new Sgd(0.1))
                .list()
                .layer(layer)
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .backpropType(way)
                .tBPTTLength(4)
                .setInputType(InputType.recurrent(layer.isIndexInput() ? PER_STEP : nIn, format))
                .build());
    net.init();
    return net;
  }

  private static VanillaRnn.Builder byIndices() {
    return new VanillaRnn.Builder().indexInput(PER_STEP);
  }

  private static MultiLayerNetwork small(RNNFormat format) {
    return net(byIndices(), DataType.DOUBLE, FEW, BackpropType.Standard, format);
  }

  @ParameterizedTest
  @CsvSource({
    "vector,FLOAT,7",
    "vector,FLOAT,500",
    "openblas,FLOAT,7",
    "openblas,FLOAT,500",
    "portable,DOUBLE,7",
    "portable,DOUBLE,500",
    "reference,DOUBLE,7"
  })
  void trainingByIndicesIsTrainingByCountsWithEveryKernel(String kernel, DataType type, int nIn) {
    try (SystemProperty forced = new SystemProperty(Kernels.PROPERTY, kernel)) {
      for (BackpropType way : BackpropType.values()) {
        for (boolean masked : new boolean[] {false, true}) {
          MultiLayerNetwork byCounts = net(new VanillaRnn.Builder(), type, nIn, way, RNNFormat.NCW);
          MultiLayerNetwork byIndices = net(byIndices(), type, nIn, way, RNNFormat.NCW);
          INDArray mask = masked ? mask() : null;
          SeveralSymbols x = symbols(type, nIn);
          for (int i = 0; i < 3; i++) {
            byCounts.fit(new DataSet(x.counts(), labels(RNNFormat.NCW), mask, mask));
            byIndices.fit(new DataSet(x.indices(), labels(RNNFormat.NCW), mask, mask));
          }
          String which = kernel + " " + way + " " + masked;
          double tolerance = type == DataType.DOUBLE ? 1e-10 : 1e-5;
          assertClose(byCounts.params(), byIndices.params(), tolerance, which);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "portable"})
  void theGradientIsThatOfFiniteDifferences(String kernel) {
    try (SystemProperty forced = new SystemProperty(Kernels.PROPERTY, kernel)) {
      MultiLayerNetwork net = small(RNNFormat.NCW);
      SeveralSymbols x = symbols(DataType.DOUBLE, FEW);
      DataSet data = new DataSet(x.indices(), labels(RNNFormat.NCW), mask(), mask());
      net.setInput(x.indices());
      net.setLabels(data.getLabels());
      net.setLayerMaskArrays(mask(), mask());
      net.computeGradientAndScore();
      INDArray gradient = net.getFlattenedGradients().dup().divi(MINIBATCH);
      net.clearLayerMaskArrays();
      double step = 1e-5;
      for (int i = 0; i < FEW * 6 + 36 + 6; i++) {
        double at = net.params().getDouble(i);
        net.params().putScalar(i, at + step);
        double above = net.score(data);
        net.params().putScalar(i, at - step);
        double below = net.score(data);
        net.params().putScalar(i, at);
        assertEquals((above - below) / (2 * step), gradient.getDouble(i), 1e-7, "parameter " + i);
      }
    }
  }

  @Test
  void onlyTheRowsThatAreUsedHaveAGradient() {
    for (String kernel : new String[] {"vector", "openblas"}) {
      try (SystemProperty forced = new SystemProperty(Kernels.PROPERTY, kernel)) {
        MultiLayerNetwork net =
            net(byIndices(), DataType.FLOAT, MANY, BackpropType.Standard, RNNFormat.NCW);
        SeveralSymbols x = symbols(DataType.FLOAT, MANY);
        INDArray before = net.getParam("0_W").dup();
        for (int time = 0; time < 2; time++) { // with what the one before left in memory
          net.setParam("0_W", before);
          net.fit(new DataSet(x.indices(), labels(RNNFormat.NCW)));
        }
        INDArray moved = net.getParam("0_W").sub(before);
        for (int row = 0; row < MANY; row++) {
          boolean used = x.counts().sum(0, 2).getDouble(row) > 0;
          assertEquals(used, moved.getRow(row).norm2Number().doubleValue() > 0, "row " + row);
        }
      }
    }
  }

  @Test
  void outputsAreTheSameForEveryLayoutAndStepByStep() {
    SeveralSymbols x = symbols(DataType.DOUBLE, FEW);
    MultiLayerNetwork byIndices = small(RNNFormat.NCW);
    MultiLayerNetwork byCounts =
        net(new VanillaRnn.Builder(), DataType.DOUBLE, FEW, BackpropType.Standard, RNNFormat.NCW);
    INDArray expected = byCounts.output(x.counts());
    assertClose(expected, byIndices.output(x.indices()), 1e-12);
    INDArray nwc = small(RNNFormat.NWC).output(x.in(RNNFormat.NWC).indices());
    assertClose(expected.permute(0, 2, 1), nwc, 1e-12);
    InferenceSession session = InferenceSession.of(byIndices);
    double[] y = new double[CLASSES];
    for (int t = 0; t < STEPS; t++) {
      INDArray ofStep = x.indices().tensorAlongDimension(t, 0, 1).dup(); // [minibatch, m]
      INDArray column = expected.tensorAlongDimension(t, 0, 1);
      assertClose(column, byIndices.rnnTimeStep(ofStep), 1e-12, "step " + t);
      session.step(ofStep.getRow(0).toIntVector(), y);
      assertClose(column.getRow(0).toDoubleVector(), y, 1e-12, "session, step " + t);
    }
  }

  @Test
  void aSessionOfFloatsStepsOnSeveralAndNamesWhatIsNoSymbol() {
    SeveralSymbols x = symbols(DataType.FLOAT, FEW);
    MultiLayerNetwork net =
        net(byIndices(), DataType.FLOAT, FEW, BackpropType.Standard, RNNFormat.NCW);
    INDArray expected = net.output(x.indices());
    InferenceSession session = InferenceSession.of(net);
    float[] y = new float[CLASSES];
    for (int t = 0; t < STEPS; t++) {
      session.step(x.indices().tensorAlongDimension(t, 0, 1).getRow(0).dup().toIntVector(), y);
      assertClose(expected.tensorAlongDimension(t, 0, 1).getRow(0).toFloatVector(), y, 1e-5f);
    }
    for (int wrong : new int[] {-2, FEW}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> session.step(new int[] {0, wrong}, y))
              .getMessage();
      assertTrue(message.contains("Symbol " + wrong + " in slot 1"), message);
    }
  }

  @Test
  void theNumberSurvivesJsonAndOldJsonHasOne() {
    MultiLayerConfiguration conf = small(RNNFormat.NCW).getLayerWiseConfigurations();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(conf.toJson());
    assertEquals(conf, read);
    VanillaRnn layer = (VanillaRnn) read.getConf(0).getLayer();
    assertEquals(PER_STEP, layer.getIndicesPerStep());
    assertEquals(PER_STEP, layer.clone().getIndicesPerStep());
    assertTrue(layer.toString().contains("indexInput=3"), layer.toString());

    VanillaRnn one = new VanillaRnn.Builder().nIn(FEW).nOut(6).indexInput(true).build();
    assertEquals(one, new VanillaRnn.Builder().nIn(FEW).nOut(6).indexInput(1).build());
    assertEquals(1, one.getIndicesPerStep());
    assertNotEquals(one, new VanillaRnn.Builder().nIn(FEW).nOut(6).indexInput(2).build());
    assertEquals(0, new VanillaRnn.Builder().indexInput(false).build().getIndicesPerStep());
    String old =
        net(
                new VanillaRnn.Builder().indexInput(true),
                DataType.DOUBLE,
                FEW,
                BackpropType.Standard,
                RNNFormat.NCW)
            .getLayerWiseConfigurations()
            .toJson();
    assertFalse(old.contains("indicesPerStep"), old); // what it was before there were several
    assertEquals(
        1,
        ((VanillaRnn) MultiLayerConfiguration.fromJson(old).getConf(0).getLayer())
            .getIndicesPerStep());
    MultiLayerConfiguration wrong =
        MultiLayerConfiguration.fromJson(
            conf.toJson().replace("\"indexInput\" : true", "\"indexInput\" : false"));
    assertThrows(IllegalStateException.class, () -> new MultiLayerNetwork(wrong).init());
    assertThrows(IllegalArgumentException.class, () -> new VanillaRnn.Builder().indexInput(0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2.0, 7.0, 2.5, Double.NaN})
  void whatIsNoSymbolIsNamed(double symbol) {
    INDArray spoilt = symbols(DataType.DOUBLE, FEW).indices().dup();
    spoilt.putScalar(new int[] {1, 2, 4}, symbol);
    String message =
        assertThrows(IllegalArgumentException.class, () -> small(RNNFormat.NCW).output(spoilt))
            .getMessage();
    assertTrue(message.contains("example 1, time step 4, slot 2 is " + symbol), message);
  }

  @Test
  void anotherShapeIsRefused() {
    SeveralSymbols x = symbols(DataType.DOUBLE, FEW);
    for (INDArray wrong :
        new INDArray[] {
          x.counts(), x.in(RNNFormat.NWC).indices(), Nd4j.zeros(DataType.DOUBLE, MINIBATCH, STEPS)
        }) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> small(RNNFormat.NCW).output(wrong))
              .getMessage();
      assertTrue(message.contains("[minibatch, 3, time steps]"), message);
    }
  }
}
