package io.github.tbptt4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TruncationCostTest {
  private static final int D = 7;
  private static final int H = 5;
  private static final int O = 3;
  private static final int B = 4;

  @Test
  void windowsThatOverlapGoForwardAndBackwardOverAllTheirSteps() {
    TruncationCost cost = TruncationCost.of(network(rnn(), output()), 20, 60, B);

    assertEquals(B * (60L * (H * H + D * H) + 20L * H * O), cost.forwardMultiplyAdds());
    assertEquals(B * (60L * (2 * H * H + D * H) + 2 * 20L * H * O), cost.backwardMultiplyAdds());
    assertEquals(cost.forwardMultiplyAdds() + cost.backwardMultiplyAdds(), cost.multiplyAdds());
    assertEquals(cost.multiplyAdds() / 20.0, cost.multiplyAddsPerStep());
  }

  @Test
  void aShortWindowRunsForwardFromTheStateBefore() {
    TruncationCost cost = TruncationCost.of(network(rnn(), output()), 20, 5, B);

    assertEquals(B * (20L * (H * H + D * H) + 5L * H * O), cost.forwardMultiplyAdds());
    assertEquals(B * (5L * (2 * H * H + D * H) + 2 * 5L * H * O), cost.backwardMultiplyAdds());
    // 30 steps back from the end is ten before a stored state: 40 forward.
    assertEquals(B * (40L * (H * H + D * H) + 20L * H * O), cost.at(20, 30).forwardMultiplyAdds());
  }

  @Test
  void fullBpttIsOneWindow() {
    TruncationCost cost = TruncationCost.of(network(rnn(), output()), 20, 60, B);

    assertEquals(
        TruncationCost.of(network(rnn(), output()), 100, 100, B).multiplyAdds(),
        cost.full(100).multiplyAdds());
    assertEquals(100, cost.full(100).k2());
    assertEquals(B, cost.full(100).minibatch());
  }

  @Test
  void indicesNeedNoProduct() {
    Layer indexed = new VanillaRnn.Builder().nIn(D).nOut(H).indexInput(true).build();
    TruncationCost cost = TruncationCost.of(network(indexed, output()), 10, 10, 1);

    assertEquals(10 * (H * H + H * O), cost.forwardMultiplyAdds());
    assertEquals(10 * (2 * H * H + 2 * H * O), cost.backwardMultiplyAdds());
    assertEquals(10 * 1 * 4, cost.inputBytes());
  }

  @Test
  void anLstmTakesFourTimesAsMuch() {
    TruncationCost lstm =
        TruncationCost.of(network(new LSTM.Builder().nOut(H).build(), output()), 10, 10, 1);
    TruncationCost rnn = TruncationCost.of(network(rnn(), output()), 10, 10, 1);

    int loss = 3 * 10 * H * O;
    assertEquals(4 * (rnn.multiplyAdds() - loss), lstm.multiplyAdds() - loss);
    assertEquals((10 + 3) * H * 4, rnn.stateBytes());
    assertEquals((10 * 7 + 3 * 2) * H * 4, lstm.stateBytes()); // gates and cell; h and c go on
  }

  @Test
  void onlyLayersAboveATrainedOneSendErrorsDown() {
    Layer upper = new SimpleRnn.Builder().nOut(H).activation(Activation.TANH).build();
    long loss = 10L * H * O;
    TruncationCost stack = TruncationCost.of(network(rnn(), upper, output()), 10, 10, 1);
    assertEquals(
        10 * ((2 * H * H + D * H) + (2 * H * H + 2 * H * H)) + 2 * loss,
        stack.backwardMultiplyAdds());

    TruncationCost frozen =
        TruncationCost.of(network(new FrozenLayer(rnn()), upper, output()), 10, 10, 1);
    assertEquals(10 * (2 * H * H + H * H) + 2 * loss, frozen.backwardMultiplyAdds());
    assertEquals(stack.forwardMultiplyAdds(), frozen.forwardMultiplyAdds());
  }

  @Test
  void layersBetweenRunInTheWholeWindow() {
    Layer dense = new DenseLayer.Builder().nOut(H).build();
    TruncationCost cost = TruncationCost.of(network(dense, rnn(), output()), 1, 10, 1);

    assertEquals(10 * (D * H + 2 * H * H) + H * O, cost.forwardMultiplyAdds());
    assertEquals(10 * (D * H + 4 * H * H) + 2 * H * O, cost.backwardMultiplyAdds());
  }

  @Test
  void memoryThatGrowsWithTheWindowIsToldFromTheRest() {
    TruncationCost cost = TruncationCost.of(network(new Adam(1e-3), rnn(), output()), 20, 60, B);
    int parameters = (D + H + 1) * H + (H + 1) * O;

    assertEquals(B * 60 * D * 4, cost.inputBytes());
    assertEquals(B * (60 + 5) * H * 4, cost.stateBytes());
    assertEquals(B * 60 * H * 4, cost.errorBytes());
    assertEquals(cost.inputBytes() + cost.stateBytes() + cost.errorBytes(), cost.growingBytes());
    assertEquals(parameters * 4, cost.parameterBytes());
    assertEquals(parameters * 4, cost.gradientBytes());
    assertEquals(2 * parameters * 4, cost.updaterBytes());
    assertEquals(2 * B * 20 * O * 4, cost.outputBytes());
    assertEquals(cost.otherBytes(), cost.at(20, 600).otherBytes());
  }

  @Test
  void plainDescentHoldsNothingAndDoubleTakesTwice() {
    MultiLayerConfiguration conf = network(rnn(), output());
    TruncationCost cost = TruncationCost.of(conf, 20, 60, B);
    conf.setDataType(DataType.DOUBLE);
    TruncationCost twice = TruncationCost.of(conf, 20, 60, B);

    assertEquals(0, cost.updaterBytes());
    assertEquals(2 * cost.growingBytes(), twice.growingBytes());
    assertEquals(2 * cost.otherBytes(), twice.otherBytes());
  }

  @Test
  void graphsAreCountedLikeNetworks() {
    MultiLayerConfiguration conf = network(rnn(), rnn(), output());
    TruncationCost graph =
        TruncationCost.of(
            builder(new Sgd(.1))
                .graphBuilder()
                .addInputs("in")
                .addLayer("lower", rnn(), "in")
                .addLayer("upper", rnn(), "lower")
                .addLayer("out", output(), "upper")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(D))
                .build(),
            20,
            60,
            B);
    TruncationCost network = TruncationCost.of(conf, 20, 60, B);

    assertEquals(network.multiplyAdds(), graph.multiplyAdds());
    assertEquals(network.growingBytes(), graph.growingBytes());
    assertEquals(network.otherBytes(), graph.otherBytes());
  }

  @Test
  void errorsGoThroughVerticesToWhatIsTrained() {
    ComputationGraphConfiguration conf =
        builder(new Sgd(.1))
            .graphBuilder()
            .addInputs("in")
            .addLayer("one", rnn(), "in")
            .addVertex("both", new MergeVertex(), "in", "one")
            .addLayer("two", rnn(), "both")
            .addLayer("out", output(), "two")
            .setOutputs("out")
            .setInputTypes(InputType.recurrent(D))
            .build();
    TruncationCost cost = TruncationCost.of(conf, 1, 1, 1);

    int in = (D + H) * H;
    assertEquals(
        (2 * H * H + D * H) + (2 * H * H + 2 * in) + 2 * H * O, cost.backwardMultiplyAdds());
    assertEquals(D * 4, cost.inputBytes());
  }

  @Tag("slow")
  @Test
  void theTableFillsInWhatTutorialsLeaveOut() {
    TruncationCost cost = TruncationCost.of(network(rnn(), output()), 5, 10, B);
    assertFalse(cost.toString().contains("predicted"), cost.toString());
    assertTrue(cost.toString().contains("a loss reaches back 6 to 10 steps"), cost.toString());

    Nd4j.getRandom().setSeed(9);
    double drawn = Nd4j.rand(1).getDouble(0);
    Nd4j.getRandom().setSeed(9);
    List<String> lines = cost.besideFull(50).lines().toList();
    assertEquals(drawn, Nd4j.rand(1).getDouble(0), "timing leaves the generator where it was");

    assertEquals(3, lines.size());
    assertTrue(lines.get(0).contains("memory that grows"), lines.get(0));
    assertTrue(lines.get(1).contains("6 to 10 steps"), lines.get(1));
    assertTrue(lines.get(2).contains("1 to 50 steps"), lines.get(2));
    assertTrue(cost.toString().contains("ms an update, predicted"), cost.toString());
    assertTrue(cost.predictedSeconds() > 0);
    assertEquals(cost.predictedSeconds(), cost.at(5, 10).predictedSeconds(), "calibrated once");
  }

  @Test
  void timesAreMadeOfAPartAnUpdateAStepAndALoss() {
    double once = .2;
    double step = .05;
    double loss = .02;
    UpdateTimes times =
        UpdateTimes.of(
            once + 6 * step + 6 * loss, once + 24 * step + 6 * loss, once + 24 * step + 24 * loss);

    assertEquals(once + 60 * step + 20 * loss, times.predict(60, 20, 0, .3), 1e-12);
    assertEquals(once + (5 + .3 * 15) * step + 5 * loss, times.predict(5, 5, 15, .3), 1e-12);
  }

  @Test
  void timesThatContradictEachOtherGiveNoNegativeParts() {
    UpdateTimes losses = UpdateTimes.of(1, 3, 2);
    assertEquals(1 + 2 * 1.5, losses.predict(42, 6, 0, .3), 1e-12);
    UpdateTimes nothing = UpdateTimes.of(3, 2, 1);
    assertEquals(nothing.predict(6, 6, 0, .3), nothing.predict(60, 60, 0, .3));
  }

  @Test
  void everyFormOfDataCanBeMadeUp() {
    Layer softmax =
        new RnnOutputLayer.Builder(LossFunction.MCXENT)
            .nOut(O)
            .activation(Activation.SOFTMAX)
            .dataFormat(RNNFormat.NWC)
            .build();
    MultiLayerConfiguration nwc =
        builder(new Sgd(.1))
            .list(
                new VanillaRnn.Builder()
                    .nIn(D)
                    .nOut(H)
                    .indexInput(true)
                    .dataFormat(RNNFormat.NWC)
                    .build(),
                softmax)
            .setInputType(InputType.recurrent(D, RNNFormat.NWC))
            .build();
    Layer fused = new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nOut(O).build();
    for (MultiLayerConfiguration conf :
        List.of(
            nwc, network(rnn(), fused), network(new LSTM.Builder().nOut(H).build(), output()))) {
      SampleNetwork sample = SampleNetwork.of(conf, 2);
      int[] updates = {0};
      TruncatedBpttTrainer trainer =
          sample
              .trainer()
              .truncation(TruncatedBptt.of(2, 4))
              .listener(update -> updates[0]++)
              .build();
      sample.data(4).fit(trainer);
      assertEquals(2, updates[0]);
    }
  }

  @Tag("slow")
  @Test
  void anUpdateIsTimedWithoutExtrapolation() {
    assertTrue(TruncationCost.of(network(rnn(), output()), 2, 4, 2).measuredSeconds() > 0);
  }

  @Test
  void whatCantBeCountedIsSaid() {
    MultiLayerConfiguration conf = network(rnn(), output());
    refused("k1 (0) must be at least 1.", () -> TruncationCost.of(conf, 0, 1, 1));
    refused("k2 (-3) must be at least 1.", () -> TruncationCost.of(conf, 1, -3, 1));
    refused("minibatch (0) must be at least 1.", () -> TruncationCost.of(conf, 1, 1, 0));
    int most = Integer.MAX_VALUE;
    assertTrue(TruncationCost.of(conf, 1, most, B).multiplyAdds() > most);
    refused(
        "k1 (1), k2 (2147483647) and minibatch (2147483647) make more",
        () -> TruncationCost.of(conf, 1, most, most));
    refused("steps (0) must be at least 1.", () -> TruncationCost.of(conf, 1, 1, 1).full(0));
    refused(
        "no recurrent layer",
        () ->
            TruncationCost.of(
                network(new DenseLayer.Builder().nOut(H).build(), output()), 1, 1, 1));
    Layer once =
        new OutputLayer.Builder(LossFunction.MSE)
            .nOut(O)
            .activation(Activation.IDENTITY)
            .name("end")
            .build();
    refused(
        "Layer \"end\" is an OutputLayer, with one loss a sequence",
        () -> TruncationCost.of(network(new LastTimeStep(rnn()), once), 1, 1, 1));
  }

  private static void refused(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertEquals(part, message.contains(part) ? part : message);
  }

  private static Layer rnn() {
    return new VanillaRnn.Builder().nOut(H).build();
  }

  private static Layer output() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(O)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static NeuralNetConfiguration.Builder builder(IUpdater updater) {
    return new NeuralNetConfiguration.Builder().seed(3).updater(updater);
  }

  private static MultiLayerConfiguration network(Layer... layers) {
    return network(new Sgd(.1), layers);
  }

  private static MultiLayerConfiguration network(IUpdater updater, Layer... layers) {
    return builder(updater).list(layers).setInputType(InputType.recurrent(D)).build();
  }
}
