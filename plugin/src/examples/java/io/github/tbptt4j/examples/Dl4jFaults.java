package io.github.tbptt4j.examples;

import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;

import io.github.tbptt4j.VanillaRnn;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Shows what DL4J 1.0.0-M2.1 does with truncated backpropagation, and what VanillaRnn does in its
 * place: whether k2 acts, and whether the second segment's gradient is right.
 */
public final class Dl4jFaults {
  private static final int SIZE = 4;
  private static final int SEGMENT = 10;

  private Dl4jFaults() {}

  /** Prints both comparisons. */
  public static void main(String[] args) {
    System.out.println("Does k2 act? Largest difference of the parameters after training with");
    System.out.println("k2 = 1 and k2 = 10, k1 = 10, from the same start on the same data:");
    print("SimpleRnn, tBPTTBackwardLength(k2)", effectOfK2(Dl4jFaults::simpleRnn));
    print("LSTM, tBPTTBackwardLength(k2)", effectOfK2(Dl4jFaults::lstm));
    print("VanillaRnn, truncation(10, k2)", effectOfK2(Dl4jFaults::vanillaRnn));
    System.out.println();
    System.out.println("Is the second segment's gradient right? Relative error against finite");
    System.out.println("differences from the carried state:");
    print("SimpleRnn", secondSegmentError(simpleRnn(SEGMENT)));
    print("LSTM", secondSegmentError(lstm(SEGMENT)));
    print("VanillaRnn", secondSegmentError(vanillaRnn(SEGMENT)));
  }

  private static void print(String what, double value) {
    System.out.println(String.format(Locale.ROOT, "  %-36s %.1e", what, value));
  }

  static BaseRecurrentLayer simpleRnn(int k2) {
    return new SimpleRnn.Builder().nIn(SIZE).nOut(SIZE).activation(Activation.TANH).build();
  }

  static BaseRecurrentLayer lstm(int k2) {
    return new LSTM.Builder().nIn(SIZE).nOut(SIZE).activation(Activation.TANH).build();
  }

  static BaseRecurrentLayer vanillaRnn(int k2) {
    return new VanillaRnn.Builder().nIn(SIZE).nOut(SIZE).truncation(SEGMENT, k2).build();
  }

  /** A kind of layer, given k2. */
  interface LayerKind {
    BaseRecurrentLayer withK2(int k2);
  }

  /** How far apart the parameters are after training with k2 = 1 and with k2 = k1. */
  static double effectOfK2(LayerKind kind) {
    return largestDifference(trained(kind.withK2(1), 1), trained(kind.withK2(SEGMENT), SEGMENT));
  }

  private static INDArray trained(BaseRecurrentLayer layer, int k2) {
    MultiLayerNetwork net = network(layer, k2, new Sgd(0.1));
    DataSet data = data(4 * SEGMENT);
    for (int i = 0; i < 5; i++) {
      net.fit(data);
    }
    return net.params();
  }

  /** The gradient that fit computes for the second of two segments, against finite differences. */
  static double secondSegmentError(BaseRecurrentLayer layer) {
    MultiLayerNetwork net = network(layer, SEGMENT, new Sgd(0.0));
    DataSet data = data(2 * SEGMENT);
    INDArray[] gradient = new INDArray[1];
    net.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            gradient[0] = model.gradient().gradient().dup(); // the last segment's stays
          }
        });
    net.fit(data);
    net.setListeners();

    INDArray first = Nd4j.create(DataType.DOUBLE, 1, SIZE, SEGMENT);
    first.assign(steps(data.getFeatures(), 0));
    INDArray difference = Nd4j.create(DataType.DOUBLE, net.params().length());
    net.rnnTimeStep(first);
    var carried = net.rnnGetPreviousState(0);
    for (int i = 0; i < difference.length(); i++) {
      double at = net.params().getDouble(i);
      net.params().putScalar(i, at + 1e-5);
      double up = secondSegmentLoss(net, data, carried);
      net.params().putScalar(i, at - 1e-5);
      double down = secondSegmentLoss(net, data, carried);
      net.params().putScalar(i, at);
      difference.putScalar(i, (up - down) / 2e-5);
    }
    INDArray computed = gradient[0].reshape(difference.length());
    return largestDifference(difference, computed) / largest(difference);
  }

  private static double secondSegmentLoss(
      MultiLayerNetwork net, DataSet data, Map<String, INDArray> carried) {
    net.rnnClearPreviousState();
    net.rnnSetPreviousState(0, carried);
    INDArray output = net.rnnTimeStep(steps(data.getFeatures(), SEGMENT).dup());
    INDArray error = output.sub(steps(data.getLabels(), SEGMENT));
    return error.mul(error).sumNumber().doubleValue() / SIZE; // LossMSE averages over the outputs
  }

  private static INDArray steps(INDArray sequence, int from) {
    return sequence.get(
        NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, from + SEGMENT));
  }

  private static DataSet data(int steps) {
    Nd4j.getRandom().setSeed(5);
    return new DataSet(
        Nd4j.randn(DataType.DOUBLE, 1, SIZE, steps), Nd4j.randn(DataType.DOUBLE, 1, SIZE, steps));
  }

  private static MultiLayerNetwork network(BaseRecurrentLayer layer, int k2, IUpdater updater) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .list()
                .layer(layer)
                .layer(
                    new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nOut(SIZE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(SIZE))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTForwardLength(SEGMENT)
                .tBPTTBackwardLength(k2)
                .build());
    net.init();
    return net;
  }
}
