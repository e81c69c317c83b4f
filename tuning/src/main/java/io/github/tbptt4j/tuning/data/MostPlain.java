package io.github.tbptt4j.tuning.data;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What anybody would say of a label, alone or by the one that was known last, as networks of one
 * output layer without memory, so that any metric can score them. Numbers are standardised: 0 is
 * their mean. Classes are counted in training, with one more of each.
 */
final class MostPlain {
  private final Target target;
  private final float[] bias;
  private final float[][] weights; // [what was last][what is next]

  private MostPlain(Target target, float[] bias, float[][] weights) {
    this.target = target;
    this.bias = bias;
    this.weights = weights;
  }

  static MostPlain of(List<EncodedSequence> training, LastLabels known, Target target) {
    int n = known.size();
    float[][] weights = new float[n][n];
    if (target == Target.VALUES) {
      for (int i = 0; i < n; i++) {
        weights[i][i] = 1;
      }
      return new MostPlain(target, new float[n], weights);
    }
    double[] counts = ones(n);
    double[][] after = new double[n][];
    Arrays.setAll(after, last -> ones(n));
    for (EncodedSequence sequence : training) {
      float[][] before = known.of(sequence);
      for (int step = 0; step < sequence.steps(); step++) {
        if (sequence.isLabelled(step)) {
          int next = indexOf(sequence.label(step));
          int last = indexOf(before[step]);
          counts[next]++;
          if (last >= 0) {
            after[last][next]++;
          }
        }
      }
    }
    float[] bias = logs(counts);
    for (int last = 0; last < n; last++) {
      float[] logs = logs(after[last]);
      for (int next = 0; next < n; next++) {
        weights[last][next] = logs[next] - bias[next];
      }
    }
    return new MostPlain(target, bias, weights);
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] logs(double[] counts) {
    double sum = Arrays.stream(counts).sum();
    float[] logs = new float[counts.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(counts[i] / sum);
    }
    return logs;
  }

  private static int indexOf(float[] oneHot) {
    for (int i = 0; i < oneHot.length; i++) {
      if (oneHot[i] == 1) {
        return i;
      }
    }
    return -1;
  }

  MultiLayerNetwork alone() {
    return network(new float[bias.length][bias.length]);
  }

  MultiLayerNetwork byLast() {
    return network(weights);
  }

  private MultiLayerNetwork network(float[][] inputWeights) {
    boolean classes = target == Target.CLASSES;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new RnnOutputLayer.Builder(classes ? LossFunction.MCXENT : LossFunction.MSE)
                        .nIn(bias.length)
                        .nOut(bias.length)
                        .activation(classes ? Activation.SOFTMAX : Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    network.setParam("0_W", Nd4j.create(inputWeights));
    network.setParam("0_b", Nd4j.create(new float[][] {bias}));
    return network;
  }
}
