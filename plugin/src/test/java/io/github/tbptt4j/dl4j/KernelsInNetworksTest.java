package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Whole networks in float, with each kernel that people get, beside the same ones in double with
 * the reference, which finite differences prove.
 */
@Tag("vectors")
class KernelsInNetworksTest {
  private static final int SYMBOLS = 9;
  private static final int MINIBATCH = 5;
  private static final int STEPS = 12;

  /** How windows are cut. */
  enum Way {
    WHOLE_SEQUENCES,
    SEGMENTS,
    TRAINER
  }

  record Case(String kernel, Way way, Activation f, boolean indices, boolean masked) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String kernel : List.of("openblas", "vector", "portable")) {
      for (Way way : Way.values()) {
        for (boolean masked : new boolean[] {false, true}) {
          cases.add(new Case(kernel, way, Activation.TANH, true, masked));
          cases.add(new Case(kernel, way, Activation.SIGMOID, false, masked));
          cases.add(new Case(kernel, way, Activation.RELU, false, masked));
        }
      }
    }
    return cases.stream();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("cases")
  void parametersAfterUpdatesAreThoseOfTheReferenceInDouble(Case c) {
    MultiLayerNetwork exact = network(c, DataType.DOUBLE);
    MultiLayerNetwork fast = network(c, DataType.FLOAT);
    INDArray before = exact.params().dup();
    fast.setParams(before.castTo(DataType.FLOAT));
    train(exact, c, "reference");
    train(fast, c, c.kernel);
    double[] expected = values(exact.params().sub(before));
    double[] actual = values(fast.params().castTo(DataType.DOUBLE).sub(before));
    double error = relativeError(expected, actual);
    assertTrue(error < 2e-5, c + ": " + error);
    assertEquals(exact.score(), fast.score(), 2e-5 * exact.score(), c.toString());
  }

  private static void train(MultiLayerNetwork network, Case c, String kernel) {
    System.setProperty(Kernels.PROPERTY, kernel);
    try {
      DataSet data = data(c);
      if (c.way == Way.TRAINER) {
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(3, 7))
            .clipGlobalNorm(1)
            .build()
            .fit(data);
      } else {
        network.fit(data);
        network.fit(data);
      }
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }

  /** Wide enough for panels of all vectors and for what is left beside them. */
  private static MultiLayerNetwork network(Case c, DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(6)
                .dataType(type)
                .updater(new Sgd(0.1))
                .activation(c.f)
                .list()
                .layer(layer(c, 35).nIn(SYMBOLS).indexInput(c.indices).build())
                .layer(layer(c, 70).build())
                .layer(new FusedRnnOutputLayer.Builder().nOut(SYMBOLS).build())
                .backpropType(
                    c.way == Way.SEGMENTS ? BackpropType.TruncatedBPTT : BackpropType.Standard)
                .tBPTTLength(c.way == Way.SEGMENTS ? 5 : 20)
                .setInputType(InputType.recurrent(c.indices ? 1 : SYMBOLS, RNNFormat.NCW))
                .build());
    network.init();
    return network;
  }

  private static VanillaRnn.Builder layer(Case c, int nOut) {
    VanillaRnn.Builder layer = new VanillaRnn.Builder().nOut(nOut).activation(c.f);
    return c.way == Way.TRAINER ? layer : layer.truncation(2, 6).clipErrorPerTimeStep(0.05);
  }

  private static DataSet data(Case c) {
    Random random = new Random(3);
    INDArray x = Nd4j.zeros(DataType.DOUBLE, MINIBATCH, c.indices ? 1 : SYMBOLS, STEPS);
    INDArray y = Nd4j.zeros(DataType.DOUBLE, MINIBATCH, SYMBOLS, STEPS);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, MINIBATCH, STEPS);
    for (int i = 0; i < MINIBATCH; i++) {
      for (int t = 0; t < STEPS; t++) {
        int symbol = random.nextInt(SYMBOLS);
        x.putScalar(i, c.indices ? 0 : symbol, t, c.indices ? symbol : 1);
        y.putScalar(i, random.nextInt(SYMBOLS), t, 1);
        mask.putScalar(i, t, t < STEPS - i ? 1 : 0);
      }
    }
    return c.masked ? new DataSet(x, y, mask, mask.dup()) : new DataSet(x, y);
  }
}
