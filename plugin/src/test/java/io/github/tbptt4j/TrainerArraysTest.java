package io.github.tbptt4j;

import static io.github.tbptt4j.Identical.assertIdentical;

import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Arrays of every type and from every kind of memory. */
class TrainerArraysTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 10;
  private static final TruncatedBptt TRUNCATION = TruncatedBptt.of(4, 6);

  private static MultiLayerNetwork network() {
    return TestNetworks.network(
        new Adam(.05), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.vanillaRnn());
  }

  private static INDArray bits() {
    return WindowOracle.oneHot(EXAMPLES, TestNetworks.IN, STEPS, new Random(1));
  }

  private static INDArray labels() {
    return WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(2));
  }

  private static INDArray mask() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    mask.putScalar(1, 5, 0);
    return mask;
  }

  private static TruncatedBpttTrainer stream(MultiLayerNetwork network) {
    return TruncatedBpttTrainer.builder(network).truncation(TRUNCATION).stateful(true).build();
  }

  private static MultiLayerNetwork trained(DataSet data) {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer = stream(network);
    trainer.fit(data);
    trainer.fit(data);
    return network;
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UTF8", "COMPRESSED", "UNKNOWN"})
  void anyTypeOfNumbersTrainsTheSame(DataType type) {
    MultiLayerNetwork expected = trained(new DataSet(bits(), labels(), mask(), mask()));
    INDArray mask = mask().castTo(type);
    assertIdentical(expected, trained(new DataSet(bits().castTo(type), labels(), mask(), mask())));
    assertIdentical(expected, trained(new DataSet(bits(), labels().castTo(type), mask(), mask())));
    assertIdentical(expected, trained(new DataSet(bits(), labels(), mask, mask)));
  }
}
