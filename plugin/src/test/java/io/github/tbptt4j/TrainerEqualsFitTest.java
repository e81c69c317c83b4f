package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Where the trainer and DL4J's segments mean the same, they do the same; and the golden numbers.
 */
@Tag("trainer")
class TrainerEqualsFitTest {
  private static final int EXAMPLES = 3;
  private static final int SEGMENT = 4;

  private static DataSet data(int seed, int steps) {
    return new DataSet(
        TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, steps),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, steps, new Random(seed)));
  }

  private static MultiLayerNetwork network() {
    return TestNetworks.network(new Adam(.05), RNNFormat.NCW, TestNetworks.vanillaRnn());
  }

  /** The same network, which DL4J's fit trains in segments. */
  private static MultiLayerNetwork inSegments() {
    MultiLayerNetwork network = network();
    network.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
    network.getLayerWiseConfigurations().setTbpttFwdLength(SEGMENT);
    network.getLayerWiseConfigurations().setTbpttBackLength(SEGMENT);
    return network;
  }

  private static TruncatedBpttTrainer trainer(MultiLayerNetwork network) {
    return TruncatedBpttTrainer.builder(network)
        .truncation(TruncatedBptt.of(SEGMENT, SEGMENT))
        .build();
  }

  /** Remembers iteration, epoch, score and parameters after each update. */
  private static final class Steps extends BaseTrainingListener {
    final List<String> counts = new ArrayList<>();
    final List<Double> scores = new ArrayList<>();
    final List<INDArray> parameters = new ArrayList<>();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      counts.add(iteration + "/" + epoch);
      scores.add(model.score());
      parameters.add(model.params().dup());
    }
  }

  @ParameterizedTest
  @CsvSource({"4", "12", "20"})
  void disjointWindowsAreDl4jsSegments(int steps) {
    List<DataSet> minibatches = List.of(data(1, steps), data(2, steps));
    MultiLayerNetwork theirs = inSegments();
    MultiLayerNetwork ours = network();
    Steps dl4j = new Steps();
    Steps trained = new Steps();
    theirs.setListeners(dl4j);
    ours.setListeners(trained);
    theirs.fit(new ExistingDataSetIterator(minibatches), 4);
    trainer(ours).fit(new ExistingDataSetIterator(minibatches), 4);
    assertClose(theirs.params(), ours.params(), 1e-10);
    assertEquals(dl4j.counts, trained.counts);
    for (int i = 0; i < dl4j.scores.size(); i++) {
      assertEquals(dl4j.scores.get(i), trained.scores.get(i), 1e-10);
    }
  }

  /**
   * Where T isn't a multiple of L, the last segment is shorter. DL4J goes back to its beginning,
   * the trainer k2 = L steps from its end (DESIGN 3): the last update of a minibatch, and all that
   * follows it, differ on purpose. All updates before it are the same.
   */
  @ParameterizedTest
  @CsvSource({"10", "7", "13"})
  void disjointWindowsAreDl4jsSegmentsUpToAShorterLastOne(int steps) {
    MultiLayerNetwork theirs = inSegments();
    MultiLayerNetwork ours = network();
    Steps dl4j = new Steps();
    Steps trained = new Steps();
    theirs.setListeners(dl4j);
    ours.setListeners(trained);
    theirs.fit(data(1, steps));
    trainer(ours).fit(data(1, steps));
    int whole = steps / SEGMENT;
    assertEquals(whole + 1, dl4j.parameters.size());
    assertEquals(dl4j.counts, trained.counts);
    for (int i = 0; i < whole; i++) {
      assertClose(dl4j.parameters.get(i), trained.parameters.get(i), 1e-10);
    }
    assertTrue(dl4j.parameters.get(whole).distance2(trained.parameters.get(whole)) > 1e-6);
  }

  @Test
  void endingAllSequencesIsTheEndOfAMinibatch() {
    DataSet data = data(1, 2 * SEGMENT);
    MultiLayerNetwork theirs = inSegments();
    MultiLayerNetwork ours = network();
    TruncatedBpttTrainer stream =
        TruncatedBpttTrainer.builder(ours)
            .truncation(TruncatedBptt.of(SEGMENT, SEGMENT))
            .stateful(true)
            .build();
    for (int i = 0; i < 3; i++) {
      theirs.fit(data);
      stream.fit(data);
      stream.endSequences(0, 1, 2);
    }
    assertClose(theirs.params(), ours.params(), 1e-10);
  }

  /**
   * x_3 = w^3 x_0 with w = .2 and x_0 = .9, one step a minibatch: dx_3/dw = 3 w^2 x_0 = .108.
   * Gradients that pile up from update to update give .288. From the discussion of k1 and k2 in
   * PyTorch's forum.
   */
  @ParameterizedTest
  @CsvSource({"3,.108", "2,.072", "1,.036", "9,.108"})
  void scalarRnnReachesBackThroughAStreamOfSingleSteps(int k2, double expected) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(0))
                .list()
                .layer(new VanillaRnn.Builder().nOut(1).activation(Activation.IDENTITY).build())
                .layer(
                    new RnnLossLayer.Builder(LossFunction.L1) // |x - 0|: its derivative is 1
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
    network.init();
    network.getParam("0_W").assign(1);
    network.getParam("0_RW").assign(.2);
    List<Double> gradients = new ArrayList<>();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            gradients.add(model.gradient().getGradientFor("0_RW").getDouble(0));
          }
        });
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(1, k2))
            .stateful(true)
            .build();
    for (double input : new double[] {.9, 0, 0, 0}) { // the first step makes x_0
      trainer.fit(
          new DataSet(
              Nd4j.createFromArray(new double[][][] {{{input}}}),
              Nd4j.zeros(DataType.DOUBLE, 1, 1, 1)));
    }
    assertEquals(4, gradients.size());
    assertEquals(expected, gradients.get(3), 1e-12);
  }

  /** Words as numbers in [B, 1, T]. */
  @Test
  void embeddingsTrainAsInDl4j() {
    int steps = 6;
    INDArray words = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 1, steps);
    Random random = new Random(3);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < steps; t++) {
        words.putScalar(new int[] {b, 0, t}, random.nextInt(5));
      }
    }
    DataSet data = new DataSet(words, data(1, steps).getLabels());
    MultiLayerNetwork theirs = embedding();
    MultiLayerNetwork ours = embedding();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(ours).truncation(TruncatedBptt.of(steps, steps)).build();
    for (int i = 0; i < 5; i++) {
      theirs.fit(data);
      trainer.fit(data);
    }
    assertClose(theirs.params(), ours.params(), 1e-10);
    var windows = TruncatedBpttTrainer.builder(ours).truncation(TruncatedBptt.of(2, 4)).build();
    assertEquals(3, windows.fit(data).updates());
    assertEquals(
        3, windows.fit(new DataSet(words.castTo(DataType.INT), data.getLabels())).updates());
  }

  private static MultiLayerNetwork embedding() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam(.05))
                .list()
                .layer(new EmbeddingSequenceLayer.Builder().nIn(5).nOut(3).inputLength(1).build())
                .layer(new LSTM.Builder().nIn(3).nOut(3).dataFormat(RNNFormat.NCW).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(3)
                        .nOut(TestNetworks.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .build());
    network.init();
    return network;
  }

  @Test
  void cachedForwardPassesAreNotMixedUp() {
    MultiLayerNetwork plain = network(TestNetworks.lstm());
    MultiLayerNetwork caching = network(TestNetworks.lstm());
    caching.setCacheMode(CacheMode.DEVICE);
    for (MultiLayerNetwork network : List.of(plain, caching)) {
      TruncatedBpttTrainer.builder(network)
          .truncation(TruncatedBptt.of(3, 5))
          .build()
          .fit(data(1, 10));
    }
    assertIdentical(plain.params(), caching.params());
  }

  private static MultiLayerNetwork network(org.deeplearning4j.nn.conf.layers.Layer layer) {
    return TestNetworks.network(new Adam(.05), RNNFormat.NCW, layer);
  }
}
