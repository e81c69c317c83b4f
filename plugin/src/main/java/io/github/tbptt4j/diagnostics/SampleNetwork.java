package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** A network of a configuration, with random data that fit it. */
abstract class SampleNetwork {
  private final Layer first;
  private final Layer last;
  private final int minibatch;
  private final DataType type;

  private SampleNetwork(Layer first, Layer last, int minibatch, DataType type) {
    this.first = inner(first);
    this.last = inner(last);
    this.minibatch = minibatch;
    this.type = type;
    if (!(this.last instanceof RnnOutputLayer) || !(this.first instanceof FeedForwardLayer)) {
      throw new IllegalStateException(
          "Updates can be timed of networks that begin with a layer with nIn and end with an"
              + " RnnOutputLayer, but this one has "
              + this.first.getClass().getSimpleName()
              + " and "
              + this.last.getClass().getSimpleName()
              + ": time a trainer of it on data of its own.");
    }
  }

  /** What a trainer trains on. */
  interface Data {
    void fit(TruncatedBpttTrainer trainer);
  }

  static SampleNetwork of(MultiLayerConfiguration conf, int minibatch) {
    int last = conf.getConfs().size() - 1;
    return new SampleNetwork(
        conf.getConf(0).getLayer(), conf.getConf(last).getLayer(), minibatch, conf.getDataType()) {
      private MultiLayerNetwork network; // made when it is asked for

      @Override
      TruncatedBpttTrainer.Builder trainer() {
        if (network == null) {
          network = new MultiLayerNetwork(conf.clone());
          network.init();
        }
        return TruncatedBpttTrainer.builder(network);
      }
    };
  }

  static SampleNetwork of(ComputationGraphConfiguration conf, int minibatch) {
    if (conf.getNetworkInputs().size() != 1 || conf.getNetworkOutputs().size() != 1) {
      throw new IllegalStateException(
          "Updates can be timed of graphs with one input and one output, but this one has "
              + conf.getNetworkInputs()
              + " and "
              + conf.getNetworkOutputs()
              + ": time a trainer of it on data of its own.");
    }
    String input = conf.getNetworkInputs().get(0);
    Layer reader =
        conf.getVertexInputs().entrySet().stream()
            .filter(entry -> entry.getValue().equals(conf.getNetworkInputs()))
            .map(entry -> layer(conf, entry.getKey()))
            .filter(layer -> layer != null)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "No layer reads the input \"" + input + "\" alone: its size isn't known."));
    return new SampleNetwork(
        reader, layer(conf, conf.getNetworkOutputs().get(0)), minibatch, conf.getDataType()) {
      private ComputationGraph graph; // made when it is asked for

      @Override
      TruncatedBpttTrainer.Builder trainer() {
        if (graph == null) {
          graph = new ComputationGraph(conf.clone());
          graph.init();
        }
        return TruncatedBpttTrainer.builder(graph);
      }
    };
  }

  private static Layer layer(ComputationGraphConfiguration conf, String name) {
    return conf.getVertices().get(name) instanceof LayerVertex vertex
        ? vertex.getLayerConf().getLayer()
        : null;
  }

  private static Layer inner(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return inner(frozen.getLayer());
    }
    if (layer instanceof FrozenLayerWithBackprop frozen) {
      return inner(frozen.getUnderlying());
    }
    return layer instanceof BaseWrapperLayer wrapper ? inner(wrapper.getUnderlying()) : layer;
  }

  abstract TruncatedBpttTrainer.Builder trainer();

  /** Random data of some steps. */
  Data data(int steps) {
    DataSet data = new DataSet(features(steps), labels(steps));
    return trainer -> trainer.fit(data);
  }

  private INDArray features(int steps) {
    long size = ((FeedForwardLayer) first).getNIn();
    int indices = first instanceof EmbeddingSequenceLayer ? 1 : 0;
    if (first instanceof VanillaRnn vanilla) {
      indices = vanilla.getIndicesPerStep();
    }
    RNNFormat format =
        first instanceof BaseRecurrentLayer recurrent ? recurrent.getRnnDataFormat() : null;
    return indices > 0 ? symbols(size, indices, steps, format) : numbers(size, steps, format);
  }

  private INDArray labels(int steps) {
    RnnOutputLayer output = (RnnOutputLayer) last;
    long size = output.getNOut();
    RNNFormat format = output.getRnnDataFormat();
    boolean classes = ((BaseOutputLayer) last).getActivationFn() instanceof ActivationSoftmax;
    if (output.getLossFn() instanceof LossSparseMCXENT
        || (classes && last instanceof FusedRnnOutputLayer)) {
      return symbols(size, 1, steps, format);
    }
    return classes ? oneHot(size, steps, format) : numbers(size, steps, format);
  }

  private INDArray symbols(long size, int perStep, int steps, RNNFormat format) {
    int[] drawn = drawn(size, perStep * steps);
    float[] values = new float[drawn.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = drawn[i];
    }
    return Nd4j.create(values, shape(perStep, steps, format), 'c').castTo(type);
  }

  private INDArray oneHot(long size, int steps, RNNFormat format) {
    int[] drawn = drawn(size, steps);
    INDArray rows = Nd4j.zeros(type, shape(size, steps, format));
    for (int i = 0; i < drawn.length; i++) {
      int example = i / steps;
      int step = i % steps;
      rows.putScalar(
          format == RNNFormat.NWC
              ? new int[] {example, step, drawn[i]}
              : new int[] {example, drawn[i], step},
          1);
    }
    return rows;
  }

  private int[] drawn(long size, int steps) {
    return new Random(1).ints((long) minibatch * steps, 0, Math.toIntExact(size)).toArray();
  }

  private INDArray numbers(long size, int steps, RNNFormat format) {
    return Nd4j.rand(type, shape(size, steps, format));
  }

  private long[] shape(long size, int steps, RNNFormat format) {
    return format == RNNFormat.NWC
        ? new long[] {minibatch, steps, size}
        : new long[] {minibatch, size, steps};
  }
}
