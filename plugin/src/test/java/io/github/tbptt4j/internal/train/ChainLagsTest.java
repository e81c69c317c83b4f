package io.github.tbptt4j.internal.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import io.github.tbptt4j.internal.train.flow.LossRows;
import io.github.tbptt4j.testing.SmallNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Losses in the middle of a stream, as the trainer asks for them. */
class ChainLagsTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 9;
  private static final int START = 4;

  private final MultiLayerNetwork network = network();
  private final TrainableNetwork adapter = new MultiLayerAdapter(network);
  private final ChainLags lags =
      new ChainLags(adapter, ((ChainSearch.Chain) adapter.chain()).links());
  private final Chunk sequence = lags.bring(chunk());

  private static MultiLayerNetwork network() {
    return SmallNetworks.layers(
        new NeuralNetConfiguration.Builder().seed(2).dataType(DataType.DOUBLE),
        InputType.recurrent(3),
        new VanillaRnn.Builder().nOut(4).build(),
        new VanillaRnn.Builder().nOut(5).build(),
        SmallNetworks.numbers(2));
  }

  private static Chunk chunk() {
    DataSet data = SmallNetworks.data(EXAMPLES, 3, 2, STEPS, 4);
    INDArray[] noMask = {null};
    return new Chunk(
        2, new INDArray[] {data.getFeatures()}, new INDArray[] {data.getLabels()}, noMask, noMask);
  }

  private NetworkState stateAtStart() {
    return new ChainPass(adapter, ((ChainSearch.Chain) adapter.chain()).links(), rnn -> 0)
        .advance(sequence.slice(0, START), adapter.zeroState());
  }

  @Test
  void aStoredStateEntersAsAConstant() {
    Chunk window = sequence.slice(START, STEPS);
    LossRows owned = SingleLosses.of(window, 3);
    assertArrayEquals(new int[] {3, 3, 3, 4, 4, 4}, owned.steps());
    assertArrayEquals(new int[] {4, 4, 4, 5, 5, 5}, owned.ways());
    LagNorms inWindow =
        lags.measure(window, stateAtStart(), new LagRequest(owned, 4, new int[] {2, 5}));
    LossRows same = SingleLosses.of(sequence, START + 3);
    LagNorms inAll =
        lags.measure(sequence, adapter.zeroState(), new LagRequest(same, 8, new int[] {2, 9}));
    for (int layer = 0; layer < 2; layer++) {
      for (int k = 0; k <= 4; k++) {
        double[] norms = inWindow.layers().get(layer).norms()[k];
        for (int i = 0; i < owned.count(); i++) {
          double expected =
              k < owned.ways()[i] ? inAll.layers().get(layer).norms()[k][i] : Double.NaN;
          assertEquals(expected, norms[i], 1e-12);
        }
      }
      assertEquals(
          inAll.layers().get(layer).gradients()[0],
          inWindow.layers().get(layer).gradients()[0],
          1e-12);
      assertEquals(
          inAll.layers().get(layer).sums()[3], inWindow.layers().get(layer).sums()[3], 1e-12);
    }
  }

  @Test
  void progressRisesToAllOfTheSteps() {
    LossRows early = SingleLosses.of(sequence, 0); // of which most have fewer lags than asked
    List<Double> told = new ArrayList<>();
    LagRequest request = LagRequest.ofNorms(early, 6);
    lags.measure(sequence, adapter.zeroState(), request, told::add);
    double all = EXAMPLES * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 7 + 7);
    assertEquals(7, told.size());
    assertEquals(EXAMPLES * 9 / all, told.get(0), 1e-12);
    assertEquals(EXAMPLES * (9 + 8) / all, told.get(1), 1e-12);
    assertEquals(1, told.get(6), 1e-12);
  }

  @Test
  void workIsKnownBeforehand() {
    LossRows last = SingleLosses.of(sequence, STEPS - 1);
    for (LagRequest request :
        List.of(LagRequest.ofNorms(last, 5), new LagRequest(last, 5, new int[] {6}))) {
      long told = lags.multiplyAdds(STEPS, EXAMPLES, request);
      assertEquals(told, lags.measure(sequence, adapter.zeroState(), request).multiplyAdds());
    }
    // 27 steps forward, 3 losses through the output of 12 parameters, 6 lags back.
    long forward = 27L * (4 * (3 + 4) + 5 * (4 + 5));
    long back = 3L * 6 * (4 * 4 + 5 * (4 + 5));
    assertEquals(
        forward + 3 * 3 * 12 + back,
        lags.multiplyAdds(STEPS, EXAMPLES, LagRequest.ofNorms(last, 5)));
  }

  @Test
  void chosenLossesAreSpreadAndHaveTheLast() {
    LossRows all = SingleLosses.of(sequence, 0);
    LossRows some = all.spread(9, 3);
    assertEquals(9, some.count());
    assertTrue(Arrays.stream(some.steps()).distinct().count() > 6, Arrays.toString(some.steps()));
    assertEquals(STEPS - 1, some.steps()[8]);
    assertArrayEquals(some.steps(), all.spread(9, 3).steps());
    assertArrayEquals(all.steps(), all.spread(27, 3).steps());
  }

  @Test
  void depthsAreAllOrAGeometricSeries() {
    assertArrayEquals(new int[] {1, 2, 3, 4}, LagRequest.depths(3, 4));
    assertArrayEquals(new int[] {1, 10, 100}, LagRequest.depths(99, 3));
    assertArrayEquals(new int[] {1, 2, 3, 5, 8, 13}, LagRequest.depths(12, 6));
  }
}
