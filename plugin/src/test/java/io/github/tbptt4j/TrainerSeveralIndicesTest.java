package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.JacobianSpectrum;
import io.github.tbptt4j.testing.SeveralSymbols;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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

/** The trainer and the diagnostics on several symbols a step: as on their counts. */
class TrainerSeveralIndicesTest {
  private static final int PER_STEP = 4;
  private static final int EXAMPLES = 5;
  private static final int STEPS = 13;
  private static final int CLASSES = 3;

  /** What is above the layer. */
  enum Head {
    EACH_STEP(layer -> layer),
    LAST(LastTimeStep::new),
    POOLED(layer -> layer);

    private final UnaryOperator<Layer> wrap;

    Head(UnaryOperator<Layer> wrap) {
      this.wrap = wrap;
    }

    boolean once() {
      return this != EACH_STEP;
    }
  }

  private static MultiLayerNetwork network(
      Head head, DataType type, RNNFormat format, int nIn, boolean byIndices) {
    VanillaRnn.Builder rnn = new VanillaRnn.Builder().nIn(nIn).nOut(9);
    if (byIndices) {
      rnn.indexInput(PER_STEP);
    }
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(type)
            .updater(new Adam(.02))
            .list()
            .layer(head.wrap.apply(rnn.build()));
    if (head == Head.POOLED) {
      list.layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    }
    if (head.once()) {
      list.layer(
          new OutputLayer.Builder(LossFunction.MCXENT)
              .nOut(CLASSES)
              .activation(Activation.SOFTMAX)
              .build());
    } else {
      list.layer(
          new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
              .nOut(CLASSES)
              .activation(Activation.SOFTMAX)
              .build());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.setInputType(InputType.recurrent(byIndices ? PER_STEP : nIn, format)).build());
    network.init();
    return network;
  }

  private static DataSet data(
      Head head, DataType type, RNNFormat format, int nIn, boolean byIndices, long seed) {
    SeveralSymbols symbols =
        SeveralSymbols.of(type, EXAMPLES, PER_STEP, STEPS, nIn, seed).in(format);
    Random random = new Random(seed);
    INDArray mask = Nd4j.ones(type, EXAMPLES, STEPS);
    INDArray labels =
        head.once()
            ? Nd4j.zeros(type, EXAMPLES, CLASSES)
            : Nd4j.zeros(type, EXAMPLES, CLASSES, STEPS);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < STEPS; t++) {
        if (t > STEPS - 1 - 2 * b) { // ragged
          mask.putScalar(b, t, 0);
        }
        if (!head.once()) {
          labels.putScalar(new int[] {b, random.nextInt(CLASSES), t}, 1);
        }
      }
      if (head.once()) {
        labels.putScalar(b, random.nextInt(CLASSES), 1);
      }
    }
    INDArray y = format == RNNFormat.NWC && !head.once() ? labels.permute(0, 2, 1) : labels;
    return new DataSet(
        byIndices ? symbols.indices() : symbols.counts(), y, mask, head.once() ? null : mask);
  }

  @ParameterizedTest
  @EnumSource(Head.class)
  void bothPathsTrainByIndicesAsByCounts(Head head) {
    for (String path : new String[] {"direct", "dl4j"}) {
      for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
        for (RNNFormat format : RNNFormat.values()) {
          if (head == Head.POOLED && format == RNNFormat.NWC) {
            continue; // DL4J's masked pooling knows NCW only
          }
          int nIn = format == RNNFormat.NCW ? 400 : 6; // 400: more than a minibatch's indices
          MultiLayerNetwork[] trained = new MultiLayerNetwork[2];
          for (int i = 0; i < 2; i++) {
            trained[i] = network(head, type, format, nIn, i == 1);
            try (SystemProperty forced = new SystemProperty(TrainingPath.PROPERTY, path)) {
              TruncatedBpttTrainer trainer =
                  TruncatedBpttTrainer.builder(trained[i])
                      .truncation(
                          head == Head.EACH_STEP ? TruncatedBptt.of(3, 5) : TruncatedBptt.full())
                      .build();
              assertEquals(path.equals("direct"), trainer.path().direct());
              trainer.fit(data(head, type, format, nIn, i == 1, 1));
              trainer.fit(data(head, type, format, nIn, i == 1, 2));
            }
          }
          String which = head + " " + path + " " + type + " " + format + " " + nIn;
          double tolerance = type == DataType.DOUBLE ? 1e-9 : 1e-3; // Adam divides by small norms
          assertClose(trained[0].params(), trained[1].params(), tolerance, which);
        }
      }
    }
  }

  @Test
  void whatIsNoSymbolIsNamedBeforeAnUpdateUnlessItIsPadding() {
    for (String path : new String[] {"direct", "dl4j"}) {
      MultiLayerNetwork network = network(Head.LAST, DataType.FLOAT, RNNFormat.NCW, 6, true);
      INDArray before = network.params().dup();
      try (SystemProperty forced = new SystemProperty(TrainingPath.PROPERTY, path)) {
        TruncatedBpttTrainer trainer = TruncatedBpttTrainer.builder(network).build();
        DataSet data = data(Head.LAST, DataType.FLOAT, RNNFormat.NCW, 6, true, 1);
        data.getFeatures().putScalar(new int[] {0, 3, 2}, 6);
        String message =
            assertThrows(IllegalArgumentException.class, () -> trainer.fit(data)).getMessage();
        assertTrue(message.contains("example 0, time step 2, slot 3 is 6.0"), message);
        assertClose(before, network.params(), 0);
        data.getFeatures().putScalar(new int[] {0, 3, 2}, -1);
        data.getFeatures().putScalar(new int[] {4, 3, STEPS - 1}, 77); // padding
        trainer.fit(data);
        DataSet narrow = new DataSet(Nd4j.zeros(EXAMPLES, PER_STEP - 1, STEPS), data.getLabels());
        message =
            assertThrows(IllegalArgumentException.class, () -> trainer.fit(narrow)).getMessage();
        assertTrue(message.contains("indices, size 4"), message);
      }
    }
  }

  @Test
  void flowAndSpectrumReadThem() {
    GradientFlow[] flows = new GradientFlow[4];
    double[][] exponents = new double[2][];
    for (int i = 0; i < 4; i++) {
      boolean byIndices = i % 2 == 1;
      MultiLayerNetwork network =
          network(Head.EACH_STEP, DataType.DOUBLE, RNNFormat.NCW, 6, byIndices);
      DataSet data = data(Head.EACH_STEP, DataType.DOUBLE, RNNFormat.NCW, 6, byIndices, 1);
      try (SystemProperty forced =
          new SystemProperty(TrainingPath.PROPERTY, i < 2 ? "direct" : "dl4j")) {
        flows[i] = GradientFlow.measure(network, data);
      }
      if (i < 2) {
        exponents[i] =
            JacobianSpectrum.along(network, data)
                .layers()
                .get(0)
                .trajectory()
                .orElseThrow()
                .lyapunovExponents();
      }
    }
    assertArrayEquals(exponents[0], exponents[1], 1e-9);
    for (int k = 0; k <= flows[0].lags(); k++) {
      for (GradientFlow flow : flows) {
        var expected = flows[0].layers().get(0);
        var layer = flow.layers().get(0);
        assertEquals(expected.phi(k), layer.phi(k), 1e-9, "lag " + k);
        if (k > 0) {
          assertEquals(expected.gradientNorm(k), layer.gradientNorm(k), 1e-9, "lag " + k);
        }
      }
    }
  }
}
