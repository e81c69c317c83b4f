package io.github.tbptt4j.exchange;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.testing.SmallNetworks;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks and inputs for exports. */
final class ExchangeNetworks {
  static final int IN = 3;
  static final int CLASSES = 4;
  static final int EXAMPLES = 3;
  static final int STEPS = 7;

  /** Right padding: examples of 7, 4 and 1 steps. */
  static final int[] LENGTHS = {7, 4, 1};

  private ExchangeNetworks() {}

  static VanillaRnn.Builder rnn(int nOut) {
    return new VanillaRnn.Builder().nOut(nOut).activation(Activation.TANH);
  }

  static Layer softmax() {
    return new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nOut(CLASSES).build();
  }

  static Layer oneOutput() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static NeuralNetConfiguration.Builder base(DataType type) {
    return new NeuralNetConfiguration.Builder().seed(3).dataType(type);
  }

  static MultiLayerNetwork network(RNNFormat format, Layer... layers) {
    MultiLayerNetwork network =
        SmallNetworks.layers(base(DataType.FLOAT), InputType.recurrent(IN, format), layers);
    network.params().addi(uniform(5, .3, network.params().shape())); // biases that aren't zero
    return network;
  }

  static MultiLayerNetwork network(Layer... layers) {
    return network(RNNFormat.NCW, layers);
  }

  /** Numbers from (-range, range). */
  static INDArray uniform(long seed, double range, long... shape) {
    double[] values =
        new Random(seed)
            .doubles(Arrays.stream(shape).reduce(1, (a, b) -> a * b), -range, range)
            .toArray();
    return Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(shape);
  }

  static INDArray input() {
    return uniform(11, 2, EXAMPLES, IN, STEPS);
  }

  /** [B, T], ones before each example's end. */
  static INDArray mask() {
    INDArray mask = Nd4j.zeros(DataType.FLOAT, EXAMPLES, STEPS);
    for (int b = 0; b < EXAMPLES; b++) {
      mask.get(NDArrayIndex.point(b), NDArrayIndex.interval(0, LENGTHS[b])).assign(1);
    }
    return mask;
  }

  static INDArray lengths() {
    return Nd4j.createFromArray(LENGTHS);
  }
}
