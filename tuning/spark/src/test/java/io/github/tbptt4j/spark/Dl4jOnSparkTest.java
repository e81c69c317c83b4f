package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J's own averaging, with the layer's truncation. */
class Dl4jOnSparkTest {
  private static final int SYMBOLS = 4;
  private static final int STEPS = 12;

  private static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder().seed(5).updater(new Adam(0.02));
  }

  private static VanillaRnn layer() {
    return new VanillaRnn.Builder().nIn(SYMBOLS).nOut(6).truncation(3, 6).build();
  }

  private static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nIn(6)
        .nOut(SYMBOLS)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(base().list().layer(layer()).layer(output()).build());
    network.init();
    return network;
  }

  private static ComputationGraph graph() {
    ComputationGraphConfiguration configuration =
        base()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(SYMBOLS))
            .addLayer("rnn", layer(), "in")
            .addLayer("out", output(), "rnn")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** What is to be said is the symbol before: one has to remember. */
  private static List<DataSet> minibatches(int count) {
    Random random = new Random(2);
    List<DataSet> minibatches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      INDArray features = Nd4j.zeros(4, SYMBOLS, STEPS);
      INDArray labels = Nd4j.zeros(4, SYMBOLS, STEPS);
      for (int b = 0; b < 4; b++) {
        int last = 0;
        for (int t = 0; t < STEPS; t++) {
          int now = random.nextInt(SYMBOLS);
          features.putScalar(b, now, t, 1);
          labels.putScalar(b, last, t, 1);
          last = now;
        }
      }
      minibatches.add(new DataSet(features, labels));
    }
    return minibatches;
  }

  private static ParameterAveragingTrainingMaster averaging(int workers, int every) {
    return new ParameterAveragingTrainingMaster.Builder(workers, 4)
        .batchSizePerWorker(4)
        .averagingFrequency(every)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .repartionData(Repartition.Never) // minibatches in their order
        .workerPrefetchNumBatches(0)
        .build();
  }

  private static JavaRDD<DataSet> onSpark(List<DataSet> minibatches, int partitions) {
    return TestSpark.context().parallelize(minibatches, partitions);
  }

  @Test
  void oneWorkerTrainsAsFitDoes() {
    MultiLayerNetwork expected = network();
    minibatches(6).forEach(expected::fit);
    MultiLayerNetwork actual =
        new SparkDl4jMultiLayer(TestSpark.context(), network(), averaging(1, 6))
            .fit(onSpark(minibatches(6), 1));
    assertArrayEquals(expected.params().toDoubleVector(), actual.params().toDoubleVector(), 1e-6);

    ComputationGraph expectedGraph = graph();
    minibatches(6).forEach(expectedGraph::fit);
    ComputationGraph actualGraph =
        new SparkComputationGraph(TestSpark.context(), graph(), averaging(1, 6))
            .fit(onSpark(minibatches(6), 1));
    assertArrayEquals(
        expectedGraph.params().toDoubleVector(), actualGraph.params().toDoubleVector(), 1e-6);
  }

  @Test
  void twoWorkersLearn() {
    List<DataSet> minibatches = minibatches(24);
    MultiLayerNetwork network = network();
    double before = network.score(minibatches.get(0));
    SparkDl4jMultiLayer spark =
        new SparkDl4jMultiLayer(TestSpark.context(), network, averaging(2, 4));
    JavaRDD<DataSet> data = onSpark(minibatches, 2);
    for (int epoch = 0; epoch < 5; epoch++) {
      network = spark.fit(data);
    }
    double after = network.score(minibatches.get(0));
    assertTrue(after < 0.8 * before, before + " before, " + after + " after");
  }
}
