package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernels.Kernels;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A mask of the labels with weights: the losses of the steps are multiplied by them. */
class WeightedStepsTest {
  private static final int B = 3;
  private static final int N = 4;
  private static final int T = 5;

  @AfterEach
  void anyKernel() {
    System.clearProperty(Kernels.PROPERTY);
  }

  private static MultiLayerNetwork network(LossFunction loss, Activation activation) {
    return network(loss, activation, DataType.DOUBLE);
  }

  private static MultiLayerNetwork network(
      LossFunction loss, Activation activation, DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .dataType(type)
                .list()
                .layer(new VanillaRnn.Builder().nOut(6).build())
                .layer(new FusedRnnOutputLayer.Builder(loss).nOut(N).activation(activation).build())
                .setInputType(InputType.recurrent(N))
                .build());
    network.init();
    return network;
  }

  private static INDArray labels(boolean indices) {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, B, indices ? 1 : N, T);
    for (int i = 0; i < B; i++) {
      for (int t = 0; t < T; t++) {
        int label = (i + 2 * t) % N;
        labels.putScalar(i, indices ? 0 : label, t, indices ? label : 1);
      }
    }
    return labels;
  }

  /** Quarters: 0, 1, 2 or 3 of them. */
  private static INDArray quarters() {
    INDArray quarters = Nd4j.zeros(DataType.DOUBLE, B, T);
    for (int i = 0; i < B; i++) {
      for (int t = 0; t < T; t++) {
        quarters.putScalar(i, t, (i + t) % 4);
      }
    }
    return quarters;
  }

  /** The gradient and, behind it, the score. */
  private static double[] gradientAndScore(
      MultiLayerNetwork network, INDArray labels, INDArray mask) {
    network.setInput(Sequences.uniform(1, B, N, T));
    network.setLabels(labels);
    network.setLayerMaskArrays(null, mask);
    network.computeGradientAndScore();
    network.clearLayerMaskArrays();
    return Nd4j.append(network.gradient().gradient().ravel(), 1, network.score(), 0)
        .toDoubleVector();
  }

  @ParameterizedTest
  @CsvSource({
    "openblas,FLOAT,false",
    "openblas,FLOAT,true",
    "reference,DOUBLE,false",
    "reference,DOUBLE,true"
  })
  void aWeightCountsAsThatManyLosses(String kernel, DataType type, boolean indices) {
    System.setProperty(Kernels.PROPERTY, kernel);
    MultiLayerNetwork network = network(LossFunction.MCXENT, Activation.SOFTMAX, type);
    INDArray labels = labels(indices);
    double[] expected = new double[Math.toIntExact(network.numParams()) + 1];
    for (int quarter = 1; quarter < 4; quarter++) {
      INDArray those = quarters().eq(quarter).castTo(DataType.DOUBLE);
      double[] alone = gradientAndScore(network, labels, those);
      for (int i = 0; i < expected.length; i++) {
        expected[i] += quarter / 4.0 * alone[i];
      }
    }
    double[] weighted = gradientAndScore(network, labels, quarters().div(4));
    assertTrue(weighted[weighted.length - 1] > 1, "a score that says something");
    assertArrayEquals(expected, weighted, type == DataType.DOUBLE ? 1e-12 : 1e-5);
  }

  @Test
  void theTrainerTakesWeightsAsFitDoes() {
    DataSet data =
        new DataSet(Sequences.uniform(1, B, N, T), labels(true), null, quarters().div(4));
    MultiLayerNetwork fitted = network(LossFunction.MCXENT, Activation.SOFTMAX);
    MultiLayerNetwork trained = network(LossFunction.MCXENT, Activation.SOFTMAX);
    fitted.fit(data);
    FitReport report = TruncatedBpttTrainer.builder(trained).build().fit(data);
    assertArrayEquals(fitted.params().toDoubleVector(), trained.params().toDoubleVector(), 1e-12);
    double weights = quarters().div(4).sumNumber().doubleValue();
    assertEquals(fitted.score() * B / weights, report.loss(), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void aWeightThatIsNoneIsRefused(double weight) {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, B, T);
    mask.putScalar(1, 2, weight);
    assertRefused(LossFunction.MCXENT, Activation.SOFTMAX, mask, Double.toString(weight));
  }

  @Test
  void weightsThatDl4jWouldTakeForSomethingElseAreRefused() {
    INDArray mask = quarters().div(4);
    assertRefused(LossFunction.MSE, Activation.IDENTITY, mask, "0.25");
    System.setProperty(Kernels.PROPERTY, "portable");
    assertRefused(LossFunction.MCXENT, Activation.SOFTMAX, mask, "0.25");
  }

  private static void assertRefused(
      LossFunction loss, Activation activation, INDArray mask, String named) {
    MultiLayerNetwork network = network(loss, activation);
    INDArray before = network.params().dup();
    DataSet data = new DataSet(Sequences.uniform(1, B, N, T), labels(false), null, mask);
    String message =
        assertThrows(IllegalArgumentException.class, () -> network.fit(data)).getMessage();
    assertTrue(message.contains(named), message);
    assertEquals(before, network.params());
    assertThrows(IllegalArgumentException.class, () -> network.score(data));
  }
}
