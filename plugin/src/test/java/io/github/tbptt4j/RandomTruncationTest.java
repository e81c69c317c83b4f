package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Cuts at random, without bias. */
class RandomTruncationTest {
  private static final int EXAMPLES = 2;
  private static final int IN = 2;
  private static final int STEPS = 10;
  private static final int CUTS = 10_000;

  @TempDir private Path folder;

  private static VanillaRnn recurrent() {
    return new VanillaRnn.Builder()
        .nOut(3)
        .activation(Activation.TANH)
        .weightInitRecurrent(RecurrentInit.orthogonal())
        .build();
  }

  private static MultiLayerNetwork network(double learningRate, Layer... layers) {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(DataType.FLOAT)
            .updater(new Sgd(learningRate))
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.recurrent(IN)).build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork stack(double learningRate) {
    return network(
        learningRate,
        recurrent(),
        recurrent(),
        new RnnOutputLayer.Builder(LossFunction.MCXENT)
            .nOut(2)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private static DataSet data(int steps) {
    Random random = new Random(1);
    INDArray x =
        Nd4j.createFromArray(random.doubles((long) EXAMPLES * IN * steps, -1, 1).toArray());
    INDArray y = Nd4j.createFromArray(random.doubles((long) EXAMPLES * 2 * steps).toArray());
    return new DataSet(
        x.reshape(EXAMPLES, IN, steps).castTo(DataType.FLOAT),
        y.reshape(EXAMPLES, 2, steps).castTo(DataType.FLOAT));
  }

  /** The sum of the gradients of all windows of a minibatch, as often as it is trained on. */
  private static double[][] gradients(
      MultiLayerNetwork network, Truncation truncation, DataSet data, int times) {
    double[] sum = new double[(int) network.numParams()];
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            double[] gradient = model.gradient().gradient().dup().data().asDouble();
            for (int i = 0; i < sum.length; i++) {
              sum[i] += gradient[i];
            }
          }
        });
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network).truncation(truncation).build();
    double[][] gradients = new double[times][];
    for (int i = 0; i < times; i++) {
      trainer.fit(data);
      gradients[i] = sum.clone();
      Arrays.fill(sum, 0);
    }
    return gradients;
  }

  /** How many standard errors the mean is away from what is expected, at the worst entry. */
  private static double worst(double[] expected, double[][] sample) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double sum = 0;
      double squares = 0;
      for (double[] one : sample) {
        sum += one[i];
        squares += one[i] * one[i];
      }
      double mean = sum / sample.length;
      double error = Math.sqrt(Math.max(0, squares / sample.length - mean * mean) / sample.length);
      double off = Math.abs(mean - expected[i]);
      worst = Math.max(worst, off / (error + 1e-5 * Math.abs(expected[i]) + 1e-6));
    }
    return worst;
  }

  private static double relative(double[] expected, double[] actual) {
    double off = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      off += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      norm += expected[i] * expected[i];
    }
    return Math.sqrt(off / norm);
  }

  @Test
  void theMeanOverCutsIsTheFullGradientWhereThatOfFixedWindowsIsNot() {
    DataSet data = data(STEPS);
    double[] full = gradients(stack(0), TruncatedBptt.full(), data, 1)[0];
    RandomTruncation truncation = RandomTruncation.of(4).withAlpha(6).withSeed(12);
    double[][] random = gradients(stack(0), truncation, data, CUTS);
    assertTrue(worst(full, random) < 3, worst(full, random) + " standard errors");

    double[] fixed = gradients(stack(0), TruncatedBptt.of(4, 4), data, 1)[0];
    assertTrue(relative(full, fixed) > .05, "fixed windows are biased");
    double[] mean = new double[full.length];
    for (double[] one : random) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += one[i] / CUTS;
      }
    }
    assertTrue(relative(full, mean) < relative(full, fixed) / 5, relative(full, mean) + "");
  }

  @Test
  void endsOfWholeSequencesOfDifferentLengthsAreWithoutBias() {
    DataSet data = data(STEPS);
    data.setLabels(Nd4j.ones(DataType.FLOAT, EXAMPLES, 2));
    INDArray mask = Nd4j.ones(DataType.FLOAT, EXAMPLES, STEPS);
    for (int t = 4; t < STEPS; t++) {
      mask.putScalar(1, t, 0);
    }
    data.setFeaturesMaskArray(mask);
    Layer output =
        new OutputLayer.Builder(LossFunction.MSE).nOut(2).activation(Activation.IDENTITY).build();
    Layer last = new LastTimeStep(recurrent());
    double[] full = gradients(network(0, last, output), TruncatedBptt.full(), data, 1)[0];
    double[][] random =
        gradients(network(0, last, output), RandomTruncation.of(4).withSeed(3), data, CUTS / 5);
    assertTrue(worst(full, random) < 3, worst(full, random) + " standard errors");
  }

  @Test
  void bothPathsMakeTheSameUpdates() {
    MultiLayerNetwork direct = stack(.05);
    FitReport expected = trained(direct, RandomTruncation.of(4));
    MultiLayerNetwork byLayers = stack(.05);
    try (SystemProperty forced = new SystemProperty(TrainingPath.PROPERTY, "dl4j")) {
      FitReport report = trained(byLayers, RandomTruncation.of(4));
      assertEquals(expected.updates(), report.updates());
      assertEquals(expected.loss(), report.loss(), 1e-5);
    }
    assertClose(direct.params(), byLayers.params(), 1e-5, "parameters");
  }

  @Test
  void lstmsAreCutAtRandomToo() {
    Layer output =
        new RnnOutputLayer.Builder(LossFunction.MCXENT)
            .nOut(2)
            .activation(Activation.SOFTMAX)
            .build();
    Layer lstm = new LSTM.Builder().nOut(3).activation(Activation.TANH).build();
    DataSet data = data(STEPS);
    double[] full = gradients(network(0, lstm, output), TruncatedBptt.full(), data, 1)[0];
    double[] fixed = gradients(network(0, lstm, output), TruncatedBptt.of(2, 2), data, 1)[0];
    RandomTruncation truncation = RandomTruncation.of(2).withSeed(4);
    double[][] random = gradients(network(0, lstm, output), truncation, data, CUTS / 50);
    assertTrue(worst(full, random) < 4, worst(full, random) + " standard errors");
    assertTrue(relative(full, fixed) > .05, "fixed windows are biased");
  }

  /** Omega isn't linear in errors; it adds to the gradient of RW, and the loss's part stays. */
  @Test
  void omegaIsThatOfTheWindowsAndLeavesTheRestWithoutBias() {
    DataSet data = data(STEPS);
    Layer output =
        new RnnOutputLayer.Builder(LossFunction.MCXENT)
            .nOut(2)
            .activation(Activation.SOFTMAX)
            .build();
    Layer kept = new VanillaRnn.Builder().nOut(3).vanishingRegularizer(.5).build();
    Layer plain = new VanillaRnn.Builder().nOut(3).build();
    double[] without = gradients(network(0, plain, output), TruncatedBptt.full(), data, 1)[0];
    double[] full = gradients(network(0, kept, output), TruncatedBptt.full(), data, 1)[0];
    double[][] random =
        gradients(network(0, kept, output), RandomTruncation.of(4).withSeed(4), data, CUTS / 10);
    int[] rest = IntStream.range(0, full.length).filter(i -> full[i] == without[i]).toArray();
    int[] rw = IntStream.range(0, full.length).filter(i -> full[i] != without[i]).toArray();
    assertEquals(9, rw.length);
    double off = worst(pick(full, rest), pick(random, rest));
    assertTrue(off < 4, off + " standard errors");
    assertTrue(worst(pick(full, rw), pick(random, rw)) > 5, "Omega of windows is another");
  }

  private static double[][] pick(double[][] sample, int[] entries) {
    return Arrays.stream(sample).map(one -> pick(one, entries)).toArray(double[][]::new);
  }

  private static double[] pick(double[] values, int[] entries) {
    return Arrays.stream(entries).mapToDouble(i -> values[i]).toArray();
  }

  private static FitReport trained(MultiLayerNetwork network, Truncation truncation) {
    return TruncatedBpttTrainer.builder(network)
        .truncation(truncation)
        .stateful(true)
        .build()
        .fit(data(60));
  }

  @Test
  void reportsTellTheMeanDepth() {
    FitReport report =
        TruncatedBpttTrainer.builder(stack(0))
            .truncation(RandomTruncation.of(6).withAlpha(8))
            .stateful(true)
            .build()
            .fit(data(6000));
    assertEquals(6, report.meanDepth(), .6);
    assertTrue(report.depth() > 12, "depth = " + report.depth());
    assertEquals(report.timeSteps() / report.meanDepth(), report.updates(), 1e-6);
  }

  @Test
  void restoredTrainersCutWhereTheyWouldHave() {
    Truncation truncation = RandomTruncation.of(5).withSeed(8);
    MultiLayerNetwork through = stack(.05);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(through).truncation(truncation).stateful(true).build();
    trainer.fit(data(33));
    Path file = folder.resolve("checkpoint");
    trainer.saveCheckpoint(file);
    List<FitReport> rest = new ArrayList<>(List.of(trainer.fit(data(40)), trainer.flush()));

    MultiLayerNetwork restored = stack(.05);
    TruncatedBpttTrainer later =
        TruncatedBpttTrainer.builder(restored).truncation(truncation).stateful(true).build();
    later.restoreCheckpoint(file);
    assertEquals(rest, List.of(later.fit(data(40)), later.flush()));
    assertEquals(through.params(), restored.params());

    TruncatedBpttTrainer other =
        TruncatedBpttTrainer.builder(stack(.05))
            .truncation(RandomTruncation.of(5).withSeed(9))
            .stateful(true)
            .build();
    String message =
        assertThrows(IllegalArgumentException.class, () -> other.restoreCheckpoint(file))
            .getMessage();
    assertTrue(
        message.contains(
            "truncation is random:mean=5.0,alpha=4.0,seed=8 there,"
                + " random:mean=5.0,alpha=4.0,seed=9 here"),
        message);
  }

  @Test
  void failedCallsLeaveTheCutsAsTheyWere() {
    MultiLayerNetwork network = stack(.05);
    boolean[] fails = {true};
    int[] calls = {0};
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(RandomTruncation.of(5))
            .stateful(true)
            .listener(
                update -> {
                  if (fails[0] && ++calls[0] == 4) {
                    throw new IllegalStateException("on purpose");
                  }
                })
            .build();
    DataSet data = data(60);
    assertThrows(IllegalStateException.class, () -> trainer.fit(data));
    fails[0] = false;
    FitReport again = trainer.fit(data);

    MultiLayerNetwork undisturbed = stack(.05);
    FitReport once =
        TruncatedBpttTrainer.builder(undisturbed)
            .truncation(RandomTruncation.of(5))
            .stateful(true)
            .build()
            .fit(data);
    assertEquals(once, again);
    assertEquals(undisturbed.params(), network.params());
    assertNotEquals(0, calls[0]);
  }

  @Test
  void poolingIsRefusedBecauseItWouldBeBiased() {
    MultiLayerNetwork network =
        network(
            0,
            recurrent(),
            new GlobalPoolingLayer.Builder().build(),
            new OutputLayer.Builder(LossFunction.MSE).nOut(2).build());
    TruncatedBpttTrainer.Builder builder =
        TruncatedBpttTrainer.builder(network).truncation(RandomTruncation.of(5));
    String message = assertThrows(IllegalStateException.class, builder::build).getMessage();
    assertTrue(message.contains("pools over time"), message);
  }
}
