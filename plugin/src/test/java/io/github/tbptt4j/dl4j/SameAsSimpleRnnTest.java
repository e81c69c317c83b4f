package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Over whole sequences and with full BPTT, VanillaRnn and SimpleRnn are the same function. */
class SameAsSimpleRnnTest {

  private static Net net(
      Kind kind,
      DataType type,
      IUpdater updater,
      RNNFormat format,
      BaseRecurrentLayer.Builder<?> rnn) {
    NeuralNetConfiguration.Builder global =
        new NeuralNetConfiguration.Builder().seed(7).dataType(type).updater(updater);
    return Net.of(
        kind,
        global,
        InputType.recurrent(Sequences.N_IN, format),
        recurrent(rnn, format),
        new RnnOutputLayer.Builder()
            .nOut(Sequences.CLASSES)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private static BaseRecurrentLayer recurrent(
      BaseRecurrentLayer.Builder<?> builder, RNNFormat format) {
    return builder.nOut(5).biasInit(0.1).dataFormat(format).build();
  }

  private static SimpleRnn.Builder simple() {
    return new SimpleRnn.Builder().activation(Activation.TANH);
  }

  @ParameterizedTest
  @CsvSource({
    "MULTI_LAYER, NONE, NCW", "MULTI_LAYER, RAGGED, NCW", "MULTI_LAYER, HOLES, NWC",
    "GRAPH, NONE, NWC", "GRAPH, RAGGED, NWC", "GRAPH, HOLES, NCW"
  })
  void outputsAndGradientsAreSimpleRnns(Kind kind, Mask mask, RNNFormat format) {
    Net ours = net(kind, DataType.DOUBLE, new Sgd(0.1), format, new VanillaRnn.Builder());
    Net dl4js = net(kind, DataType.DOUBLE, new Sgd(0.1), format, simple());
    DataSet data = Sequences.labelled(3, 11, mask, format, 5);
    assertClose(values(dl4js.params()), values(ours.params()), 0, "same seed, same weights");

    assertClose(dl4js.output(data), ours.output(data), 1e-9);
    assertClose(dl4js.gradient(data), ours.gradient(data), 1e-9);
    assertTrue(Math.abs(dl4js.score(data, true) - ours.score(data, true)) < 1e-9);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void trainingEndsWithSimpleRnnsParameters(Kind kind) {
    for (IUpdater updater : new IUpdater[] {new Sgd(0.3), new Adam(0.05)}) {
      double difference = differenceAfterTraining(kind, DataType.DOUBLE, updater);
      assertTrue(difference < 1e-9, updater + ": " + difference);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void trainingInFloatEndsWithSimpleRnnsParameters(Kind kind) {
    for (IUpdater updater : new IUpdater[] {new Sgd(0.3), new Adam(0.05)}) {
      double difference = differenceAfterTraining(kind, DataType.FLOAT, updater);
      assertTrue(difference < 1e-5, updater + ": " + difference);
    }
  }

  private static double differenceAfterTraining(Kind kind, DataType type, IUpdater updater) {
    Net ours = net(kind, type, updater, RNNFormat.NCW, new VanillaRnn.Builder());
    Net dl4js = net(kind, type, updater, RNNFormat.NCW, simple());
    INDArray initial = ours.params().dup();
    for (int i = 0; i < 6; i++) {
      DataSet data = Sequences.labelled(3, 9, Mask.RAGGED, RNNFormat.NCW, i);
      ours.fit(data);
      dl4js.fit(data);
    }
    assertTrue(largestDifference(initial, ours.params()) > 0.01, "nothing was learned");
    assertTrue(ours.params().dataType() == type);
    return largestDifference(dl4js.params(), ours.params());
  }
}
