package io.github.tbptt4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.diagnostics.PlainChain.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Measured flow against brute force over single losses, in double. */
class GradientFlowTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 8;
  private static final int IN = 3;
  private static final int CLASSES = 2;

  /** Networks that differ in what a gradient meets on its way. */
  enum Net {
    TANH(rnn(Activation.TANH), softmax()),
    RELU(rnn(Activation.RELU), softmax()),
    IDENTITY(rnn(Activation.IDENTITY), squares()),
    SIGMOID_FUSED(rnn(Activation.SIGMOID), fused()),
    UNKNOWN_TO_KERNELS(rnn(Activation.SOFTSIGN), softmax()),
    SYMBOLS(symbols(), rnn(Activation.TANH), softmax()),
    STACK(rnn(Activation.TANH), rnn(Activation.RELU), softmax()),
    DENSE_BETWEEN(rnn(Activation.TANH), dense(), rnn(Activation.TANH), dense(), softmax()),
    DENSE_BELOW(dense(), rnn(Activation.TANH), softmax()),
    LAST_STEP(rnn(Activation.TANH), new LastTimeStep(rnn(Activation.TANH)), dense(), ofSequence()),
    POOLED_SUM(rnn(Activation.TANH), pool(PoolingType.SUM), ofSequence()),
    POOLED_AVG(rnn(Activation.TANH), dense(), pool(PoolingType.AVG), dense(), ofSequence()),
    POOLED_MAX(rnn(Activation.TANH), rnn(Activation.TANH), pool(PoolingType.MAX), ofSequence()),
    POOLED_NORM(rnn(Activation.TANH), pool(PoolingType.PNORM), ofSequence());

    final List<Layer> layers;

    Net(Layer... layers) {
      this.layers = List.of(layers);
    }

    boolean once() {
      return layers.get(layers.size() - 1) instanceof OutputLayer;
    }

    boolean indexed() {
      return this == SYMBOLS;
    }

    MultiLayerNetwork build(RNNFormat format, DataType type) {
      var list =
          new NeuralNetConfiguration.Builder()
              .seed(7)
              .dataType(type)
              .weightInit(WeightInit.XAVIER)
              .updater(new Sgd(0))
              .list();
      layers.forEach(layer -> list.layer(layer.clone()));
      MultiLayerNetwork network =
          new MultiLayerNetwork(list.setInputType(InputType.recurrent(IN, format)).build());
      network.init();
      Random random = new Random(3); // biases that aren't zero
      double[] noise = random.doubles(network.numParams(), -.3, .3).toArray();
      network
          .params()
          .addi(Nd4j.createFromArray(noise).castTo(type).reshape(network.params().shape()));
      return network;
    }
  }

  private static Layer rnn(Activation f) {
    return new VanillaRnn.Builder().nOut(4).activation(f).build();
  }

  private static Layer symbols() {
    return new VanillaRnn.Builder().nOut(4).indexInput(true).build();
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(3).activation(Activation.SIGMOID).build();
  }

  private static Layer softmax() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer fused() {
    return new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer squares() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(CLASSES)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer ofSequence() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer pool(PoolingType type) {
    return new GlobalPoolingLayer.Builder(type).build();
  }

  /** Features and labels by example and step. */
  private record Data(double[][][] x, double[][][] y, double[][] features, double[][] labels) {
    static Data of(Net net, boolean masked) {
      Random random = new Random(11);
      double[][][] x = new double[EXAMPLES][STEPS][IN];
      double[][][] y = new double[EXAMPLES][net.once() ? 1 : STEPS][CLASSES];
      double[][] features = new double[EXAMPLES][STEPS];
      double[][] labels = new double[EXAMPLES][net.once() ? 1 : STEPS];
      for (int b = 0; b < EXAMPLES; b++) {
        for (int t = 0; t < STEPS; t++) {
          int symbol = random.nextInt(IN);
          for (int i = 0; i < IN; i++) {
            x[b][t][i] = net.indexed() ? (i == symbol ? 1 : 0) : random.nextGaussian();
          }
          // One ends early, one begins late and has a gap.
          boolean padded = b == 1 && t >= 6 || b == 2 && (t < 1 || t == 3);
          features[b][t] = masked && padded ? 0 : 1;
        }
        for (int t = 0; t < y[b].length; t++) {
          y[b][t][random.nextInt(CLASSES)] = 1;
          labels[b][t] = masked && !net.once() && (t + b) % 4 == 1 ? 0 : 1;
        }
      }
      return new Data(x, y, features, labels);
    }

    DataSet dataSet(Net net, RNNFormat format, boolean masked) {
      DataSet data =
          new DataSet(
              array(x, format),
              net.once()
                  ? Nd4j.createFromArray(Arrays.stream(y).map(s -> s[0]).toArray(double[][]::new))
                  : array(y, format));
      if (masked) {
        data.setFeaturesMaskArray(Nd4j.createFromArray(features));
        if (!net.once()) {
          data.setLabelsMaskArray(Nd4j.createFromArray(labels));
        }
      }
      return data;
    }

    private static INDArray array(double[][][] sequences, RNNFormat format) {
      INDArray array = Nd4j.createFromArray(sequences);
      return format == RNNFormat.NWC ? array : array.permute(0, 2, 1).dup('c');
    }

    PlainChain.Example example(int b) {
      return new PlainChain.Example(x[b], features[b], y[b], null);
    }

    /** The steps with a loss that counts. */
    int[] losses(Net net, int b) {
      if (net.once()) {
        return new int[] {
          IntStream.range(0, STEPS).filter(t -> features[b][t] != 0).max().orElseThrow()
        };
      }
      return IntStream.range(0, STEPS)
          .filter(t -> features[b][t] != 0 && labels[b][t] != 0)
          .toArray();
    }

    /** Whether a lag is there: no padding on the way, or in whole sequences no padding itself. */
    boolean reaches(Net net, int b, int s, int k) {
      if (net.once()) {
        return s - k >= 0 && features[b][s - k] != 0;
      }
      return s - k >= 0 && IntStream.rangeClosed(s - k, s).allMatch(t -> features[b][t] != 0);
    }
  }

  private static PlainChain plain(Net net, MultiLayerNetwork network) {
    PlainChain plain = new PlainChain(net != Net.IDENTITY);
    for (int i = 0; i < net.layers.size(); i++) {
      Layer layer = net.layers.get(i);
      String key = i + "_";
      if (layer instanceof GlobalPoolingLayer pooling) {
        plain.end(End.valueOf(pooling.getPoolingType().name()));
      } else if (layer instanceof VanillaRnn || layer instanceof LastTimeStep) {
        BaseLayer rnn =
            (BaseLayer) (layer instanceof LastTimeStep last ? last.getUnderlying() : layer);
        plain.recurrent(
            network.getParam(key + "W"),
            network.getParam(key + "RW"),
            network.getParam(key + "b"),
            function(rnn));
        if (layer instanceof LastTimeStep) {
          plain.end(End.LAST);
        }
      } else if (layer instanceof DenseLayer dense) {
        plain.dense(network.getParam(key + "W"), network.getParam(key + "b"), function(dense));
      } else {
        plain.output(network.getParam(key + "W"), network.getParam(key + "b"));
      }
    }
    return plain;
  }

  private static DoubleUnaryOperator function(BaseLayer layer) {
    String f = layer.getActivationFn() == null ? "tanh" : layer.getActivationFn().toString();
    return switch (f) {
      case "tanh" -> Math::tanh;
      case "relu" -> z -> Math.max(0, z);
      case "identity" -> z -> z;
      case "sigmoid" -> z -> 1 / (1 + Math.exp(-z));
      case "softsign" -> z -> z / (1 + Math.abs(z));
      default -> throw new AssertionError(f);
    };
  }

  private static List<Integer> recurrent(Net net) {
    return IntStream.range(0, net.layers.size())
        .filter(
            i ->
                net.layers.get(i) instanceof VanillaRnn
                    || net.layers.get(i) instanceof LastTimeStep)
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Net.class)
  void normsAreThoseOfSingleLosses(Net net) {
    for (boolean masked : new boolean[] {false, true}) {
      MultiLayerNetwork network = net.build(RNNFormat.NCW, DataType.DOUBLE);
      Data data = Data.of(net, masked);
      PlainChain plain = plain(net, network);
      GradientFlow flow = GradientFlow.measure(network, data.dataSet(net, RNNFormat.NCW, masked));
      List<Integer> layers = recurrent(net);
      assertEquals(layers.size(), flow.layers().size());
      for (int l = 0; l < layers.size(); l++) {
        for (int k = 0; k <= flow.lags(); k++) {
          List<Double> norms = new ArrayList<>();
          for (int b = 0; b < EXAMPLES; b++) {
            for (int s : data.losses(net, b)) {
              if (data.reaches(net, b, s, k)) {
                norms.add(plain.norm(data.example(b), s, layers.get(l), s - k));
              }
            }
          }
          double mean = norms.stream().mapToDouble(v -> v).average().orElseThrow();
          double squares = norms.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
          double spread = norms.size() == 1 ? 0 : Math.sqrt(squares / (norms.size() - 1));
          LayerFlow layer = flow.layers().get(l);
          String which = net + " masked " + masked + " layer " + l + " lag " + k;
          assertEquals(norms.size(), layer.count(k), which);
          assertEquals(mean, layer.phi(k), 1e-6 * mean + 1e-10, which);
          assertEquals(spread, layer.spread(k), 1e-6 * mean + 1e-10, which);
        }
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Net.class)
  void keptGradientsAreThoseOfTheTrainer(Net net) {
    for (boolean masked : new boolean[] {false, true}) {
      Data data = Data.of(net, masked);
      DataSet minibatch = data.dataSet(net, RNNFormat.NCW, masked);
      GradientFlow flow =
          GradientFlow.measure(net.build(RNNFormat.NCW, DataType.DOUBLE), minibatch);
      MultiLayerNetwork network = net.build(RNNFormat.NCW, DataType.DOUBLE);
      long last = flow.lags() + 1;
      INDArray whole = trained(network, minibatch, TruncatedBptt.full());
      for (int k2 = 1; k2 <= last; k2++) {
        INDArray kept = k2 == last ? whole : trained(network, minibatch, TruncatedBptt.of(1, k2));
        for (int l = 0; l < flow.layers().size(); l++) {
          INDArray part = ofLayer(network, kept, recurrent(net).get(l)).div(flow.losses());
          INDArray all = ofLayer(network, whole, recurrent(net).get(l)).div(flow.losses());
          LayerFlow layer = flow.layers().get(l);
          String which = net + " masked " + masked + " layer " + l + " k2 " + k2;
          double norm = part.norm2Number().doubleValue();
          double bias = part.sub(all).norm2Number().doubleValue() / all.norm2Number().doubleValue();
          assertEquals(norm, layer.gradientNorm(k2), 1e-9 * norm + 1e-12, which);
          assertEquals(bias, layer.relativeBias(k2), 1e-9, which);
        }
      }
    }
  }

  /** The gradient of a whole call, summed over its windows. */
  private static INDArray trained(
      MultiLayerNetwork network, DataSet data, TruncatedBptt truncation) {
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, network.numParams());
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            sum.addi(model.gradient().gradient().reshape(sum.length()));
          }
        });
    TruncatedBpttTrainer.builder(network).truncation(truncation).build().fit(data);
    return sum;
  }

  private static INDArray ofLayer(MultiLayerNetwork network, INDArray gradient, int layer) {
    long begin = 0;
    for (int i = 0; i < layer; i++) {
      begin += network.getLayer(i).numParams();
    }
    long length = network.getLayer(layer).numParams();
    double[] part = new double[(int) length];
    for (int i = 0; i < length; i++) {
      part[i] = gradient.getDouble(begin + i);
    }
    return Nd4j.createFromArray(part);
  }
}
