package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the builder sets without being told, and the ready initialisations of RW. */
class RecurrentInitTest {

  /** RW of a network with the initialisation. */
  private static INDArray rw(IWeightInit init, int nOut, DataType type, long seed) {
    Net net =
        Net.of(
            Kind.MULTI_LAYER,
            new NeuralNetConfiguration.Builder().seed(seed).dataType(type),
            InputType.recurrent(Sequences.N_IN),
            new VanillaRnn.Builder().nOut(nOut).weightInitRecurrent(init).build(),
            StackTest.output());
    INDArray rw = net.layer(0).getParam("RW");
    assertEquals(type, rw.dataType());
    return rw.castTo(DataType.DOUBLE);
  }

  @ParameterizedTest
  @CsvSource({"DOUBLE, 7, 1.0", "DOUBLE, 16, 1.3", "FLOAT, 7, 0.6", "FLOAT, 33, 1.0"})
  void orthogonalHasOrthogonalColumnsOfLengthGain(DataType type, int nOut, double gain) {
    for (long seed = 1; seed <= 3; seed++) {
      INDArray rw = rw(RecurrentInit.orthogonal(gain), nOut, type, seed);
      INDArray expected = Nd4j.eye(nOut).castTo(DataType.DOUBLE).mul(gain * gain);
      assertClose(expected, rw.transpose().mmul(rw), 1e-5);
    }
  }

  @Test
  void orthogonalDiffersFromSeedToSeedAndIsNoReflectionOfTheIdentity() {
    INDArray one = rw(RecurrentInit.orthogonal(), 6, DataType.DOUBLE, 1);
    INDArray two = rw(RecurrentInit.orthogonal(), 6, DataType.DOUBLE, 2);
    assertTrue(largestDifference(one, two) > 0.1);
    assertTrue(Math.abs(one.getDouble(0, 1)) > 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"DOUBLE", "FLOAT"})
  void identityIsTheIdentityTimesItsScale(DataType type) {
    INDArray eye = Nd4j.eye(5).castTo(DataType.DOUBLE);
    assertClose(eye, rw(RecurrentInit.identity(), 5, type, 1), 0.0);
    assertClose(eye.mul(0.5), rw(RecurrentInit.identity(0.5), 5, type, 1), 1e-7);
  }

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, 1, 0.95",
    "DOUBLE, 2, 0.95",
    "DOUBLE, 9, 1.2",
    "DOUBLE, 40, 0.95",
    "FLOAT, 9, 0.5",
    "FLOAT, 40, 0.95"
  })
  void spectralRadiusIsTheLargestAbsoluteEigenvalue(DataType type, int nOut, double radius) {
    for (long seed = 1; seed <= 5; seed++) {
      INDArray rw = rw(RecurrentInit.spectralRadius(radius), nOut, type, seed);
      EigenDecomposition eigen =
          new EigenDecomposition(new Array2DRowRealMatrix(rw.toDoubleMatrix()));
      double largest = 0.0;
      for (int i = 0; i < nOut; i++) {
        largest =
            Math.max(largest, Math.hypot(eigen.getRealEigenvalue(i), eigen.getImagEigenvalue(i)));
      }
      assertEquals(radius, largest, 1e-6, "seed " + seed);
    }
  }

  @Test
  void initialisationsSurviveJson() {
    for (IWeightInit init :
        List.of(
            RecurrentInit.orthogonal(1.1),
            RecurrentInit.identity(),
            RecurrentInit.identity(0.3),
            RecurrentInit.spectralRadius(0.9))) {
      MultiLayerConfiguration conf =
          new NeuralNetConfiguration.Builder()
              .seed(1)
              .list()
              .layer(new VanillaRnn.Builder().nIn(3).nOut(4).weightInitRecurrent(init).build())
              .layer(StackTest.output())
              .setInputType(InputType.recurrent(3))
              .build();
      MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(conf.toJson());
      assertEquals(init, ((VanillaRnn) read.getConf(0).getLayer()).getWeightInitFnRecurrent());
      assertClose(rw(conf), rw(read), 0.0);
    }
  }

  private static INDArray rw(MultiLayerConfiguration conf) {
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return network.getLayer(0).getParam("RW");
  }

  @Test
  void wrongGainsAndRadiiAreNamed() {
    Class<IllegalArgumentException> type = IllegalArgumentException.class;
    assertTrue(
        assertThrows(type, () -> RecurrentInit.orthogonal(0.0))
            .getMessage()
            .contains("gain (0.0)"));
    assertTrue(
        assertThrows(type, () -> RecurrentInit.identity(-1.0))
            .getMessage()
            .contains("scale (-1.0)"));
    assertTrue(
        assertThrows(type, () -> RecurrentInit.spectralRadius(Double.NaN))
            .getMessage()
            .contains("radius (NaN)"));
  }
}
