package io.github.tbptt4j;

import static io.github.tbptt4j.Identical.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

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

  @Tag("slow")
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

  private static void assertRefused(String message, DataSet data) {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer = stream(network);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(data));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertIdentical(network(), network);
    assertEquals(0, trainer.pendingSteps());
  }

  @Test
  void textIsNoNumber() {
    INDArray text = Nd4j.create("a", "b").reshape(1, 2, 1);
    assertRefused("Features have type UTF8: numbers are needed.", new DataSet(text, labels()));
    assertRefused(
        "Labels mask has type UTF8: numbers are needed.",
        new DataSet(bits(), labels(), null, text));
  }

  private static INDArray closed(INDArray array) {
    array.close();
    return array;
  }

  @Test
  void closedArraysAreNotRead() {
    assertRefused("The memory of features, ", new DataSet(closed(bits()), labels()));
    assertRefused("The memory of labels, ", new DataSet(bits(), closed(labels())));
    assertRefused(
        "The memory of features mask, ", new DataSet(bits(), labels(), closed(mask()), null));
    assertRefused(
        "The memory of labels mask, ", new DataSet(bits(), labels(), null, closed(mask())));
  }

  private static MemoryWorkspace workspace(String name) {
    return Nd4j.getWorkspaceManager().getAndActivateWorkspace(name);
  }

  @Test
  void arraysOfAWorkspaceThatHasClosedAreNotRead() {
    INDArray leaked;
    try (MemoryWorkspace first = workspace("TBPTT_TEST")) {
      leaked = bits().dup(); // the first round only learns the size
    }
    try (MemoryWorkspace second = workspace("TBPTT_TEST")) {
      leaked = bits().dup();
      assertTrue(leaked.isAttached());
    }
    assertRefused(
        "of the workspace \"TBPTT_TEST\", which was closed or used anew",
        new DataSet(leaked, labels()));
    try (MemoryWorkspace third = workspace("TBPTT_TEST")) {
      assertRefused("of the workspace", new DataSet(leaked, labels()));
    }
  }

  /** The stream's data and states live on when the workspace is gone and used again. */
  @Test
  void streamIsFedFromWorkspaces() {
    MultiLayerNetwork expected = network();
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer plain = stream(expected);
    TruncatedBpttTrainer fed = stream(network);
    for (int i = 0; i < 4; i++) {
      plain.fit(new DataSet(bits(), labels(), null, mask()));
      try (MemoryWorkspace open = workspace("TBPTT_FEED")) {
        fed.fit(new DataSet(bits().dup(), labels().dup(), null, mask().dup()));
        if (i == 2) {
          fed.endSequences(1);
        }
      }
      if (i == 2) {
        plain.endSequences(1);
      }
    }
    plain.flush();
    fed.flush();
    assertIdentical(expected, network);
  }

  /** Adam's epsilon is zero in half precision. */
  @Test
  void halfPrecisionNetworkTrains() {
    FitReport[] reports = new FitReport[2];
    for (int i = 0; i < 2; i++) {
      MultiLayerNetwork network =
          TestNetworks.network(
                  new Sgd(.05), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.vanillaRnn())
              .convertDataType(i == 0 ? DataType.DOUBLE : DataType.HALF);
      reports[i] = stream(network).fit(new DataSet(bits(), labels(), mask(), mask()));
    }
    assertEquals(reports[0].loss(), reports[1].loss(), 1e-2);
    assertEquals(reports[0].meanGradientNorm(), reports[1].meanGradientNorm(), 1e-2);
  }
}
