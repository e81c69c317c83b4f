package io.github.tbptt4j.examples;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import java.nio.file.Path;
import java.util.Collections;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The code on the pages does what they say. */
class PageExamplesTest {
  private static final int EXAMPLES = 2;
  private static final int SIZE = 3;
  private static final int UNITS = 4;

  @Test
  void theLayerOfTheTruncationPageCutsAsItSays() {
    assertEquals(TruncatedBptt.of(20, 60), TruncationPage.whole().getTruncatedBptt());
  }

  @Test
  void segmentsGetAnUpdateEach() {
    MultiLayerNetwork net = TruncationPage.inSegments(SIZE);
    net.init();
    net.fit(steps(40));
    assertEquals(2, net.getIterationCount());
  }

  @Test
  void aChainGoesTheDirectPath() {
    assertTrue(TrainerPage.path(TruncatedBpttTrainer.builder(network()).build()).direct());
  }

  @Test
  void streamsMakeAnUpdateOfK1StepsAndOneOfTheRest() {
    MultiLayerNetwork net = network();
    DataSetIterator chunks =
        new ExistingDataSetIterator(Collections.nCopies(3, steps(13))); // 20 and 19 steps
    TruncatedBpttTrainer trainer = TrainerPage.onStreams(net, chunks);
    assertEquals(2, net.getIterationCount());
    assertEquals(0, trainer.pendingSteps());
  }

  @Test
  void sequencesAreClassifiedWithOneUpdateAMinibatch() {
    DataSet labelled =
        new DataSet(
            Nd4j.rand(DataType.FLOAT, EXAMPLES, SIZE, 70),
            Nd4j.createFromArray(new float[][] {{0, 1}, {1, 0}}));
    MultiLayerNetwork net =
        TrainerPage.ofSequences(new SingletonDataSetIterator(labelled), SIZE, 2);
    assertEquals(10, net.getIterationCount());
    assertEquals(EXAMPLES, net.output(labelled.getFeatures()).rows());
  }

  @Test
  void aTrainingThatHasEndedIsRestoredToItsEnd(@TempDir Path folder) {
    Path file = folder.resolve("training.checkpoint");
    SingletonDataSetIterator data = new SingletonDataSetIterator(steps(50));
    MultiLayerNetwork first = network();
    TrainerPage.savedEveryMinute(first, data, file);
    assertEquals(9, first.getIterationCount());
    MultiLayerNetwork second = network();
    TrainerPage.savedEveryMinute(second, data, file);
    assertIdentical(first.params(), second.params());
    assertEquals(9, second.getIterationCount());
  }

  @Test
  void earlyStoppingKeepsTheBestModel() {
    MultiLayerNetwork net = network();
    DataSetIterator data = new SingletonDataSetIterator(steps(30));
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(net).truncation(TruncatedBptt.of(1, 5)).build();
    // Learning what isn't there makes it worse on other data.
    DataSetIterator other = new SingletonDataSetIterator(steps(31));
    assertNotNull(TrainerPage.stoppedEarly(net, trainer, data, other).getBestModel());
  }

  @Test
  void aStateThatIsPutBackGoesOn() {
    InferenceSession session = InferenceSession.of(network());
    float[] before = new float[session.nOut()];
    float[] after = new float[session.nOut()];
    session.run(new int[] {0, 1}, before);
    InferenceSession untouched = session.newSession();
    untouched.run(new int[] {0, 1, 2}, before);
    QuestionsPage.putBack(session);
    session.step(2, after);
    assertClose(before, after, 0);
  }

  @Test
  void masksAreWhereTheyBelong() {
    INDArray some = Nd4j.ones(EXAMPLES, 5);
    INDArray other = Nd4j.zeros(EXAMPLES, 5);
    DataSet steps = steps(5);
    DataSet ragged = QuestionsPage.masked(steps.getFeatures(), steps.getLabels(), some, other);
    assertIdentical(some, ragged.getFeaturesMaskArray());
    assertIdentical(other, ragged.getLabelsMaskArray());
  }

  /** h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), as PyTorch's manual has it. */
  @Test
  void weightsOfPyTorchComputeWhatPyTorchComputes() {
    INDArray weightIh = Nd4j.rand(DataType.FLOAT, UNITS, SIZE);
    INDArray weightHh = Nd4j.rand(DataType.FLOAT, UNITS, UNITS);
    INDArray biasIh = Nd4j.rand(DataType.FLOAT, UNITS);
    INDArray biasHh = Nd4j.rand(DataType.FLOAT, UNITS);
    MultiLayerNetwork net = network();
    QuestionsPage.take(net, weightIh, weightHh, biasIh, biasHh);
    INDArray x = Nd4j.rand(DataType.FLOAT, 1, SIZE, 3);
    INDArray h = Nd4j.zeros(DataType.FLOAT, UNITS);
    for (int t = 0; t < 3; t++) {
      INDArray input = weightIh.mmul(x.tensorAlongDimension(t, 1)).addi(biasIh);
      h = Transforms.tanh(input.addi(weightHh.mmul(h)).addi(biasHh));
    }
    INDArray states = net.feedForward(x).get(1);
    assertClose(h, states.tensorAlongDimension(2, 1).reshape(UNITS), 1e-5);
  }

  @Tag("slow")
  @Test
  void gradientsAreMeasuredAsThePageSays(@TempDir Path folder) {
    assertTrue(Double.isFinite(HowFarBackPage.measured(network(), steps(60))));
    assertEquals(1, HowFarBackPage.spectrum(network(), steps(60)).layers().size());
    String cost = HowFarBackPage.cost(network().getLayerWiseConfigurations());
    assertTrue(cost.contains("a loss reaches back 41 to 60 steps"), cost);
  }

  @Test
  void truncationsOfThePageTrain() {
    DataSetIterator stream = new ExistingDataSetIterator(Collections.nCopies(3, steps(80)));
    assertFalse(HowFarBackPage.adaptive(network(), stream).choices().isEmpty());
    assertTrue(HowFarBackPage.random(network(), stream).updates() > 3);
    assertEquals(0.2, HowFarBackPage.regularised().getVanishingRegularizer().lambda());
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.02))
                .list()
                .layer(new VanillaRnn.Builder().nOut(UNITS).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT).nOut(SIZE).build())
                .setInputType(InputType.recurrent(SIZE))
                .build());
    net.init();
    return net;
  }

  /** Random numbers in, random classes out. */
  private static DataSet steps(int count) {
    Nd4j.getRandom().setSeed(count);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, EXAMPLES, SIZE, count);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < count; t++) {
        labels.putScalar(new int[] {b, Nd4j.getRandom().nextInt(SIZE), t}, 1);
      }
    }
    return new DataSet(Nd4j.rand(DataType.FLOAT, EXAMPLES, SIZE, count), labels);
  }
}
