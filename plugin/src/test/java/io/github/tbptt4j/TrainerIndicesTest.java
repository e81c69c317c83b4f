package io.github.tbptt4j;

import static io.github.tbptt4j.Identical.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Indices as [examples, time steps] train as they do with a dimension of size 1 in between. */
class TrainerIndicesTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 11;
  private static final int SYMBOLS = 5;
  private static final int HIDDEN = 4;

  private final INDArray matrix = indices();
  private final INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);

  TrainerIndicesTest() {
    mask.putScalar(1, 4, 0);
    mask.putScalar(2, 10, 0);
  }

  private static INDArray indices() {
    double[] values =
        new Random(3).ints((long) EXAMPLES * STEPS, 0, SYMBOLS).asDoubleStream().toArray();
    return Nd4j.createFromArray(values).reshape('c', new long[] {EXAMPLES, STEPS});
  }

  private static INDArray sequences(INDArray matrix, RNNFormat format) {
    long[] shape = {matrix.size(0), 1, matrix.size(1)};
    INDArray ncw = matrix.dup('c').reshape('c', shape);
    return format == RNNFormat.NCW ? ncw : ncw.permute(0, 2, 1);
  }

  private static INDArray labels(RNNFormat format) {
    INDArray ncw = WindowOracle.oneHot(EXAMPLES, SYMBOLS, STEPS, new Random(4));
    return format == RNNFormat.NCW ? ncw : ncw.permute(0, 2, 1).dup('c');
  }

  private static MultiLayerNetwork network(RNNFormat format, Layer first) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam(.05))
                .list()
                .layer(first)
                .layer(new LSTM.Builder().nIn(HIDDEN).nOut(HIDDEN).dataFormat(format).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(HIDDEN)
                        .nOut(SYMBOLS)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(format)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static Layer vanilla(RNNFormat format) {
    return new VanillaRnn.Builder()
        .nIn(SYMBOLS)
        .nOut(HIDDEN)
        .indexInput(true)
        .dataFormat(format)
        .build();
  }

  private static Layer embedding(RNNFormat format) {
    return new EmbeddingSequenceLayer.Builder()
        .nIn(SYMBOLS)
        .nOut(HIDDEN)
        .inferInputLength(true)
        .outputDataFormat(format)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "NCW, false, 3, 5",
    "NCW, true, 3, 5",
    "NWC, false, 3, 5",
    "NWC, true, 3, 5",
    "NCW, true, 1, 1",
    "NWC, true, 1, 3",
    "NCW, false, 4, 2",
    "NCW, true, 11, 11"
  })
  void matrixTrainsLikeSequences(RNNFormat format, boolean stateful, int k1, int k2) {
    MultiLayerNetwork byMatrix = network(format, vanilla(format));
    MultiLayerNetwork bySequences = network(format, vanilla(format));
    for (MultiLayerNetwork network : new MultiLayerNetwork[] {byMatrix, bySequences}) {
      INDArray x = network == byMatrix ? matrix : sequences(matrix, format);
      TruncatedBpttTrainer trainer =
          TruncatedBpttTrainer.builder(network)
              .truncation(TruncatedBptt.of(k1, k2))
              .stateful(stateful)
              .build();
      trainer.fit(new DataSet(x, labels(format)));
      if (stateful) {
        trainer.endSequences(1);
      }
      trainer.fit(new DataSet(x, labels(format), mask, mask));
      trainer.flush();
    }
    assertIdentical(bySequences, byMatrix);
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void embeddingTakesAMatrixToo(RNNFormat format) {
    MultiLayerNetwork byMatrix = network(format, embedding(format));
    MultiLayerNetwork byVanilla = network(format, vanilla(format));
    for (MultiLayerNetwork network : new MultiLayerNetwork[] {byMatrix, byVanilla}) {
      FitReport report =
          TruncatedBpttTrainer.builder(network)
              .truncation(TruncatedBptt.of(3, 5))
              .build()
              .fit(new DataSet(matrix, labels(format)));
      assertEquals(4, report.updates());
    }
    if (format == RNNFormat.NCW) {
      MultiLayerNetwork bySequences = network(format, embedding(format));
      TruncatedBpttTrainer.builder(bySequences)
          .truncation(TruncatedBptt.of(3, 5))
          .build()
          .fit(new DataSet(sequences(matrix, format), labels(format)));
      assertIdentical(bySequences, byMatrix);
    }
  }

  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(new Adam(.05))
                .graphBuilder()
                .addInputs("symbols", "numbers")
                .setInputTypes(InputType.recurrent(1), InputType.recurrent(TestNetworks.IN))
                .addLayer(
                    "a",
                    new VanillaRnn.Builder().nIn(SYMBOLS).nOut(HIDDEN).indexInput(true).build(),
                    "symbols")
                .addLayer("b", TestNetworks.lstm(), "numbers")
                .addVertex("both", new MergeVertex(), "a", "b")
                .addLayer("top", TestNetworks.vanillaRnn(), "both")
                .addLayer("out", TestNetworks.output(), "top")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  @Test
  void oneInputOfAGraphMayBeAMatrix() {
    ComputationGraph byMatrix = graph();
    ComputationGraph bySequences = graph();
    INDArray numbers = TestNetworks.uniform(1, 1, EXAMPLES, TestNetworks.IN, STEPS);
    INDArray labels = WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(4));
    for (ComputationGraph graph : new ComputationGraph[] {byMatrix, bySequences}) {
      INDArray x = graph == byMatrix ? matrix : sequences(matrix, RNNFormat.NCW);
      TruncatedBpttTrainer trainer =
          TruncatedBpttTrainer.builder(graph)
              .truncation(TruncatedBptt.of(3, 5))
              .stateful(true)
              .build();
      MultiDataSet data = new MultiDataSet(new INDArray[] {x, numbers}, new INDArray[] {labels});
      trainer.fit(data);
      trainer.endSequences(0, 2);
      trainer.fit(data);
    }
    assertIdentical(bySequences.params(), byMatrix.params());
    MultiDataSet swapped =
        new MultiDataSet(new INDArray[] {matrix, matrix}, new INDArray[] {labels});
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TruncatedBpttTrainer.builder(byMatrix).build().fit(swapped));
    assertTrue(e.getMessage().startsWith("Features 1 must have 3 dimensions"), e.getMessage());
  }

  @Test
  void viewOfAMatrixTrainsLikeACopy() {
    MultiLayerNetwork byView = network(RNNFormat.NCW, vanilla(RNNFormat.NCW));
    MultiLayerNetwork byCopy = network(RNNFormat.NCW, vanilla(RNNFormat.NCW));
    INDArray twice = Nd4j.concat(1, matrix, matrix).dup('f');
    INDArray view = twice.get(NDArrayIndex.all(), NDArrayIndex.interval(STEPS, 2 * STEPS));
    for (MultiLayerNetwork network : new MultiLayerNetwork[] {byView, byCopy}) {
      TruncatedBpttTrainer.builder(network)
          .truncation(TruncatedBptt.of(3, 5))
          .build()
          .fit(new DataSet(network == byView ? view : matrix, labels(RNNFormat.NCW)));
    }
    assertIdentical(byCopy, byView);
  }
}
