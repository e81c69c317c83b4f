package io.github.tbptt4j.examples;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.VanillaRnn;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The code in the README and in doc/getting-started.md does what they say. */
class ReadmeTest {
  private static final int SYMBOLS = 3;

  @Test
  void theLayerLearnsInFit() {
    DataSet data = counting();
    MultiLayerNetwork net = ReadmeExample.inFit(new SingletonDataSetIterator(data), SYMBOLS);
    assertTrue(net.score(data) < 50 * Math.log(SYMBOLS), "score " + net.score(data));
  }

  @Test
  void theTrainerLearns() {
    MultiLayerNetwork net = network(new VanillaRnn.Builder().nOut(16).build());
    SingletonDataSetIterator data = new SingletonDataSetIterator(counting());
    FitReport first = ReadmeExample.withTrainer(net, data);
    FitReport second = ReadmeExample.withTrainer(net, data);
    assertEquals(3 * 3, first.updates()); // 50 steps are windows of 20, 20 and 10, three epochs
    assertTrue(second.loss() < 0.8 * first.loss(), first + " and then " + second);
  }

  @Test
  void charactersAreLearnedAndPredictedStepByStep() {
    MultiLayerNetwork net = ReadmeExample.onCharacters("abcd".repeat(10_000), "abcd");
    float[] probabilities = ReadmeExample.predicted(net, new int[] {0, 1}, 2);
    assertEquals(
        1.0, probabilities[0] + probabilities[1] + probabilities[2] + probabilities[3], 1e-5);
    assertTrue(probabilities[3] > 0.5, "after c comes d: " + probabilities[3]);
  }

  @Test
  void aSwitchedNetworkHasTheSameOutputs() {
    MultiLayerNetwork simple = network(new SimpleRnn.Builder().nOut(16).build());
    INDArray features = counting().getFeatures();
    INDArray switched = ReadmeExample.switched(simple).output(features);
    assertClose(simple.output(features), switched, 1e-6);
  }

  @Test
  void everyStepIsEvaluated() {
    MultiLayerNetwork net = network(new VanillaRnn.Builder().nOut(16).build());
    Evaluation found = ReadmeExample.evaluated(net, new SingletonDataSetIterator(counting()));
    assertEquals(50, found.getNumRowCounter());
  }

  private static MultiLayerNetwork network(Layer recurrent) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(42)
                .updater(new Adam(2e-3))
                .list()
                .layer(recurrent)
                .layer(
                    new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(SYMBOLS)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(SYMBOLS))
                .build());
    net.init();
    return net;
  }

  /** 0 1 2 0 1 2 .., 50 steps, the label being the next symbol. */
  private static DataSet counting() {
    INDArray symbols = Nd4j.eye(SYMBOLS);
    INDArray features = Nd4j.create(1, SYMBOLS, 50);
    INDArray labels = Nd4j.create(1, SYMBOLS, 50);
    IntStream.range(0, 50)
        .forEach(
            t -> {
              features.tensorAlongDimension(t, 1).assign(symbols.getRow(t % SYMBOLS));
              labels.tensorAlongDimension(t, 1).assign(symbols.getRow((t + 1) % SYMBOLS));
            });
    return new DataSet(features, labels);
  }
}
