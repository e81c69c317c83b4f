package io.github.tbptt4j.tuning.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class MetricsTest {
  private static final int CLASSES = 3;

  /** Predicts what its output's bias says, whatever the input. */
  private static MultiLayerNetwork constant(Activation activation, double... bias) {
    boolean softmax = activation == Activation.SOFTMAX;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new VanillaRnn.Builder().nOut(2).build())
                .layer(
                    new FusedRnnOutputLayer.Builder(
                            softmax ? LossFunction.MCXENT : LossFunction.MSE)
                        .nOut(bias.length)
                        .activation(activation)
                        .build())
                .setInputType(InputType.recurrent(CLASSES))
                .build());
    network.init();
    network.getParam("1_W").assign(0);
    network.getParam("1_b").assign(Nd4j.createFromArray(bias).reshape(1, bias.length));
    return network;
  }

  /** Two sequences of two steps with the classes 0, 1 and 2, 0; the last step isn't labelled. */
  private static DataSet sequences() {
    INDArray labels = Nd4j.create(2, CLASSES, 2);
    labels.putScalar(0, 0, 0, 1);
    labels.putScalar(0, 1, 1, 1);
    labels.putScalar(1, 2, 0, 1);
    labels.putScalar(1, 0, 1, 1);
    INDArray labelled = Nd4j.createFromArray(new float[][] {{1, 1}, {1, 0}});
    return new DataSet(labels.dup(), labels, null, labelled);
  }

  private static double measure(Metric metric, MultiLayerNetwork network) {
    return metric.measure(network, new ListDataSetIterator<>(List.of(sequences()), 2), false);
  }

  @Test
  void scoresAreMeansOverLabelledSteps() {
    double p0 = 0.5;
    double p1 = 0.25;
    MultiLayerNetwork network =
        constant(Activation.SOFTMAX, Math.log(p0), Math.log(p1), Math.log(0.25));
    double nats = -(Math.log(p0) + 2 * Math.log(p1)) / 3;
    assertEquals(nats, measure(Metrics.crossEntropy(), network), 1e-6);
    assertEquals(nats / Math.log(2), measure(Metrics.bitsPerCharacter(), network), 1e-6);
    assertEquals(1.0 / 3, measure(Metrics.accuracy(), network), 1e-9);
    // errors of (1, 0, 0): (0, 0, 0), (1, -1, 0), (1, 0, -1), each squared and averaged
    MultiLayerNetwork values = constant(Activation.IDENTITY, 1, 0, 0);
    assertEquals(4.0 / 3 / 3, measure(Metrics.meanSquaredError(), values), 1e-6);
    // in units of 2, 1 and 3
    double squares = (4 + 1) + (4 + 9);
    assertEquals(squares / 3 / 3, measure(Metrics.meanSquaredError(2, 1, 3), values), 1e-6);
  }

  static Stream<Metric> all() {
    return Stream.of(
        Metrics.bitsPerCharacter(),
        Metrics.crossEntropy(),
        Metrics.accuracy(),
        Metrics.meanSquaredError());
  }

  @ParameterizedTest
  @MethodSource("all")
  void predictionsThatAreNaNGiveNoScore(Metric metric) {
    MultiLayerNetwork network = constant(Activation.IDENTITY, 0, Double.NaN, 0);
    assertTrue(Double.isNaN(measure(metric, network)), metric.name());
  }
}
