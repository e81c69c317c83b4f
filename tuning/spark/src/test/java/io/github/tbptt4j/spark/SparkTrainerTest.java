package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.VanillaRnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class SparkTrainerTest {
  private static final int SYMBOLS = 5;
  private static final int STREAMS = 3;
  private static final int STEPS = 17;

  static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .list()
                .layer(new VanillaRnn.Builder().nOut(6).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(SYMBOLS)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(SYMBOLS))
                .build());
    network.init();
    return network;
  }

  /** Streams of symbols that follow each other, most of the time. */
  static List<DataSet> minibatches(int count, long seed) {
    Random random = new Random(seed);
    int[] last = new int[STREAMS];
    List<DataSet> minibatches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      INDArray features = Nd4j.zeros(STREAMS, SYMBOLS, STEPS);
      INDArray labels = Nd4j.zeros(STREAMS, SYMBOLS, STEPS);
      for (int t = 0; t < STEPS; t++) {
        for (int b = 0; b < STREAMS; b++) {
          features.putScalar(b, last[b], t, 1);
          last[b] = random.nextInt(4) > 0 ? (last[b] + 1) % SYMBOLS : random.nextInt(SYMBOLS);
          labels.putScalar(b, last[b], t, 1);
        }
      }
      minibatches.add(new DataSet(features, labels));
    }
    return minibatches;
  }

  private static SparkTrainer.Builder trainer(MultiLayerNetwork network, Truncation truncation) {
    return trainer(TestSpark.context(), network, truncation);
  }

  static SparkTrainer.Builder trainer(
      JavaSparkContext spark, MultiLayerNetwork network, Truncation truncation) {
    return SparkTrainer.builder(spark, network)
        .truncation(truncation)
        .clipGlobalNorm(1)
        .stateful(true);
  }

  static TruncatedBpttTrainer local(MultiLayerNetwork network, Truncation truncation) {
    return TruncatedBpttTrainer.builder(network)
        .truncation(truncation)
        .clipGlobalNorm(1)
        .stateful(true)
        .build();
  }

  private static void assertSame(MultiLayerNetwork expected, MultiLayerNetwork actual) {
    assertArrayEquals(expected.params().toDoubleVector(), actual.params().toDoubleVector(), 1e-6);
    assertArrayEquals(
        expected.getUpdater().getStateViewArray().toDoubleVector(),
        actual.getUpdater().getStateViewArray().toDoubleVector(),
        1e-6);
  }

  @Test
  void oneWorkerTrainsAsOneMachineDoes() {
    for (Truncation truncation :
        List.of(TruncatedBptt.of(5, 12), AdaptiveTruncation.of(5, 5, 20, 0.1))) {
      List<DataSet> minibatches = minibatches(7, 1);
      MultiLayerNetwork expected = network();
      TruncatedBpttTrainer local = local(expected, truncation);
      for (int epoch = 0; epoch < 2; epoch++) {
        minibatches.forEach(local::fit);
        local.flush();
        local.resetState();
        expected.incrementEpochCount();
      }
      MultiLayerNetwork actual = network();
      double loss =
          trainer(actual, truncation)
              .averageEvery(3)
              .build()
              .fit(TestSpark.context().parallelize(minibatches, 1), 2);
      assertSame(expected, actual);
      assertEquals(expected.getIterationCount(), actual.getIterationCount());
      assertEquals(expected.getEpochCount(), actual.getEpochCount());
      assertTrue(loss > 0 && loss < 2, "" + loss);
    }
  }

  /** By hand: two trainers side by side, whose parameters and updaters' states are averaged. */
  @Test
  void twoWorkersAreAveraged() {
    TruncatedBptt truncation = TruncatedBptt.of(5, 12);
    List<DataSet> all = new ArrayList<>(minibatches(4, 1));
    all.addAll(minibatches(4, 2));
    MultiLayerNetwork[] workers = {network(), network()};
    TruncatedBpttTrainer[] trainers = {
      local(workers[0], truncation), local(workers[1], truncation)
    };
    for (int from = 0; from < 4; from += 2) {
      for (int worker = 0; worker < 2; worker++) {
        for (DataSet minibatch : all.subList(4 * worker + from, 4 * worker + from + 2)) {
          trainers[worker].fit(minibatch);
        }
        if (from == 2) {
          trainers[worker].flush();
        }
      }
      Average mean = Average.of(List.of(Average.of(workers[0]), Average.of(workers[1])));
      mean.putInto(workers[0]);
      mean.putInto(workers[1]);
    }
    MultiLayerNetwork actual = network();
    trainer(actual, truncation)
        .averageEvery(2)
        .build()
        .fit(TestSpark.context().parallelize(all, 2), 1);
    assertSame(workers[0], actual);
  }

  @Test
  void whatCannotBeIsNamed() {
    assertThrows(
        IllegalStateException.class,
        () -> SparkTrainer.builder(TestSpark.context(), network()).build());
    SparkTrainer trainer = trainer(network(), TruncatedBptt.of(5, 12)).build();
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer.fit(TestSpark.context().parallelize(List.<DataSet>of(), 1), 1));
    assertEquals("There are no minibatches.", none.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> trainer.fit(TestSpark.context().parallelize(minibatches(1, 1), 1), 0));
  }
}
