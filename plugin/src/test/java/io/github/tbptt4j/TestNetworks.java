package io.github.tbptt4j;

import io.github.tbptt4j.testing.SmallNetworks;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks in double for tests. */
final class TestNetworks {
  static final int IN = 2;
  static final int HIDDEN = 3;
  static final int CLASSES = 2;

  private TestNetworks() {}

  static Layer lstm() {
    return new LSTM.Builder().nOut(HIDDEN).activation(Activation.TANH).build();
  }

  static Layer gravesLstm() {
    return new GravesLSTM.Builder().nOut(HIDDEN).activation(Activation.TANH).build();
  }

  static Layer simpleRnn() {
    return new SimpleRnn.Builder().nOut(HIDDEN).activation(Activation.TANH).build();
  }

  static Layer vanillaRnn() {
    return new VanillaRnn.Builder().nOut(HIDDEN).build();
  }

  static Layer dense() {
    return new DenseLayer.Builder().nOut(HIDDEN).activation(Activation.SIGMOID).build();
  }

  static Layer output() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static NeuralNetConfiguration.Builder base(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .dataType(DataType.DOUBLE)
        .weightInit(WeightInit.XAVIER)
        .updater(updater);
  }

  static MultiLayerNetwork network(IUpdater updater, RNNFormat format, Layer... hidden) {
    return withBiases(
        SmallNetworks.layers(
            base(updater), InputType.recurrent(IN, format), withOutput(List.of(hidden))));
  }

  /** Parameters stay as they are: for looking at gradients. */
  static MultiLayerNetwork still(Layer... hidden) {
    return network(new Sgd(0), RNNFormat.NCW, hidden);
  }

  static ComputationGraph graph(IUpdater updater, List<Layer> hidden) {
    return SmallNetworks.graph(base(updater), InputType.recurrent(IN), withOutput(hidden));
  }

  private static Layer[] withOutput(List<Layer> hidden) {
    return Stream.concat(hidden.stream(), Stream.of(output())).toArray(Layer[]::new);
  }

  /** Biases that aren't zero, weights that aren't saturated. */
  private static MultiLayerNetwork withBiases(MultiLayerNetwork network) {
    network.params().addi(uniform(5, .3, network.params().shape()));
    return network;
  }

  /** Numbers from (-range, range). */
  static INDArray uniform(long seed, double range, long... shape) {
    Random random = new Random(seed);
    INDArray array = Nd4j.zeros(DataType.DOUBLE, shape);
    double[] values = random.doubles(array.length(), -range, range).toArray();
    return Nd4j.createFromArray(values).reshape(shape);
  }
}
