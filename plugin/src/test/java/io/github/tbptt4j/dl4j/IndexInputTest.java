package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
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

/** Symbols as indices are the same as one-hot sequences, in every way of training. */
class IndexInputTest {
  private static final int SYMBOLS = 7;
  private static final int MINIBATCH = 3;
  private static final int STEPS = 11;

  private final INDArray indices = symbols(new Random(4));
  private final INDArray oneHot = oneHot(indices, RNNFormat.NCW);
  private final INDArray labels = oneHot(symbols(new Random(5)), RNNFormat.NCW);

  private static INDArray symbols(Random random) {
    double[] values = random.ints((long) MINIBATCH * STEPS, 0, SYMBOLS).asDoubleStream().toArray();
    return Nd4j.createFromArray(values).reshape('c', new long[] {MINIBATCH, 1, STEPS});
  }

  private static INDArray oneHot(INDArray indices, RNNFormat format) {
    INDArray ncw = Nd4j.zeros(DataType.DOUBLE, MINIBATCH, SYMBOLS, STEPS);
    for (int i = 0; i < MINIBATCH; i++) {
      for (int t = 0; t < STEPS; t++) {
        ncw.putScalar(new int[] {i, indices.getInt(i, 0, t), t}, 1.0);
      }
    }
    return format == RNNFormat.NWC ? ncw.permute(0, 2, 1) : ncw;
  }

  private static MultiLayerNetwork net(boolean indexInput, BackpropType type, RNNFormat format) {
    return net(indexInput, type, format, DataType.DOUBLE);
  }

  private static MultiLayerNetwork net(
      boolean indexInput, BackpropType type, RNNFormat format, DataType dataType) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(9)
                .dataType(dataType)
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(SYMBOLS)
                        .nOut(5)
                        .indexInput(indexInput)
                        .truncation(
                            type == BackpropType.Standard
                                ? TruncatedBptt.full()
                                : TruncatedBptt.of(2, 6))
                        .build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(SYMBOLS)
                        .activation(Activation.SOFTMAX)
                        .build())
                .backpropType(type)
                .tBPTTLength(4)
                .setInputType(InputType.recurrent(indexInput ? 1 : SYMBOLS, format))
                .build());
    net.init();
    return net;
  }

  @ParameterizedTest
  @CsvSource({"vector,FLOAT", "openblas,FLOAT", "portable,DOUBLE", "reference,DOUBLE"})
  void trainingByIndicesIsTrainingByOneHotWithEveryKernel(String kernel, DataType data) {
    System.setProperty(Kernels.PROPERTY, kernel);
    try {
      for (BackpropType type : BackpropType.values()) {
        MultiLayerNetwork byOneHot = net(false, type, RNNFormat.NCW, data);
        MultiLayerNetwork byIndices = net(true, type, RNNFormat.NCW, data);
        MultiLayerNetwork byOneHotAsSymbols = net(true, type, RNNFormat.NCW, data);
        for (int i = 0; i < 3; i++) {
          byOneHot.fit(new DataSet(oneHot, labels));
          byIndices.fit(new DataSet(indices, labels));
          byOneHotAsSymbols.fit(new DataSet(oneHot, labels));
        }
        close(byOneHot.params(), byIndices.params(), kernel + " " + type);
        close(byOneHot.params(), byOneHotAsSymbols.params(), kernel + " " + type);
      }
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }

  @Test
  void theTrainerTakesIndices() {
    MultiLayerNetwork byOneHot = trainable(false);
    MultiLayerNetwork byIndices = trainable(true);
    TruncatedBpttTrainer.builder(byOneHot)
        .truncation(TruncatedBptt.of(2, 5))
        .build()
        .fit(new DataSet(oneHot, labels));
    TruncatedBpttTrainer.builder(byIndices)
        .truncation(TruncatedBptt.of(2, 5))
        .build()
        .fit(new DataSet(indices, labels));
    close(byOneHot.params(), byIndices.params(), "trainer");
  }

  private static MultiLayerNetwork trainable(boolean indexInput) {
    return net(indexInput, BackpropType.Standard, RNNFormat.NCW);
  }

  @Test
  void outputsAreTheSameForEveryLayoutAndStepByStep() {
    MultiLayerNetwork byOneHot = trainable(false);
    MultiLayerNetwork byIndices = trainable(true);
    INDArray expected = byOneHot.output(oneHot);
    close(expected, byIndices.output(indices), "[minibatch, 1, T]");
    INDArray matrix = indices.reshape('c', new long[] {MINIBATCH, STEPS});
    close(expected, byIndices.output(matrix), "[minibatch, T]");
    MultiLayerNetwork nwc = net(true, BackpropType.Standard, RNNFormat.NWC);
    close(expected.permute(0, 2, 1), nwc.output(indices.permute(0, 2, 1)), "[minibatch, T, 1]");
    close(expected.permute(0, 2, 1), nwc.output(oneHot.permute(0, 2, 1)), "NWC one-hot");
    for (int t = 0; t < 3; t++) {
      INDArray column = matrix.getColumn(t, true);
      close(byOneHot.rnnTimeStep(column(oneHot, t)), byIndices.rnnTimeStep(column), "step " + t);
    }
  }

  private static INDArray column(INDArray sequences, int t) {
    return sequences.tensorAlongDimension(t, 0, 1).dup();
  }

  @Test
  void indicesHaveNoGradient() {
    MultiLayerNetwork net = trainable(true);
    net.initGradientsView();
    INDArray epsilon = Nd4j.ones(DataType.DOUBLE, MINIBATCH, 5, STEPS);
    Layer layer = net.getLayer(0);
    LayerWorkspaceMgr mgr = LayerWorkspaceMgr.noWorkspaces();
    layer.setInput(indices, mgr);
    layer.activate(true, mgr);
    assertNull(layer.backpropGradient(epsilon, mgr).getSecond());
  }

  @Test
  void theOptionSurvivesJson() {
    MultiLayerConfiguration conf = trainable(true).getLayerWiseConfigurations();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(conf.toJson());
    assertEquals(conf, read);
    VanillaRnn layer = (VanillaRnn) read.getConf(0).getLayer();
    assertTrue(layer.isIndexInput());
    assertEquals(SYMBOLS, layer.getNIn());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1.0, 7.0, 2.5, Double.NaN})
  void whatIsNoSymbolIsNamed(double symbol) {
    INDArray spoilt = indices.dup();
    spoilt.putScalar(new int[] {1, 0, 4}, symbol);
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainable(true).output(spoilt))
            .getMessage();
    assertTrue(message.contains("example 1, time step 4 is " + symbol), message);
    assertTrue(message.contains("6"), message);
  }

  @Test
  void twoOnesAreNotOneHot() {
    for (double second : List.of(1.0, 0.5)) {
      INDArray spoilt = oneHot.dup();
      spoilt.tensorAlongDimension(2, 0, 1).getRow(1).addi(second);
      String message =
          assertThrows(IllegalArgumentException.class, () -> trainable(true).output(spoilt))
              .getMessage();
      assertTrue(message.contains("example 1, time step 2"), message);
    }
  }

  @Test
  void anotherShapeIsRefused() {
    INDArray wrong = Nd4j.zeros(DataType.DOUBLE, MINIBATCH, SYMBOLS - 1, STEPS);
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainable(true).output(wrong))
            .getMessage();
    assertTrue(message.contains("[3, 6, 11]"), message);
  }

  private static void close(INDArray expected, INDArray actual, String what) {
    assertClose(expected, actual, expected.dataType() == DataType.DOUBLE ? 1e-10 : 1e-5, what);
  }
}
