package io.github.tbptt4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * From DL4J's SimpleRnn to VanillaRnn: configurations, and networks with what they have learned.
 */
final class SimpleRnnConversion {
  private SimpleRnnConversion() {}

  /** Sets all that is set on one configuration on the other. */
  static VanillaRnn layer(SimpleRnn from, VanillaRnn to) {
    if (from.hasLayerNorm()) {
      throw new IllegalArgumentException(
          "Layer \""
              + from.getLayerName()
              + "\" uses layer normalisation (hasLayerNorm), which VanillaRnn doesn't have: train"
              + " without it.");
    }
    // The clone owns its lists and objects.
    SimpleRnn source = (SimpleRnn) from.clone();
    CommonSettings.copy(source, to);
    to.setWeightInitFnRecurrent(source.getWeightInitFnRecurrent());
    to.setRnnDataFormat(source.getRnnDataFormat());
    return to;
  }

  static MultiLayerNetwork network(MultiLayerNetwork network) {
    requireInitialised(network, network.getLayers());
    MultiLayerConfiguration conf = network.getLayerWiseConfigurations().clone();
    for (NeuralNetConfiguration layerConf : conf.getConfs()) {
      layerConf.setLayer(converted(layerConf.getLayer()));
    }
    MultiLayerNetwork copy = new MultiLayerNetwork(conf);
    copy.init(network.params().dup(), false);
    if (network.getUpdater(false) != null) {
      INDArray state = network.getUpdater(false).getStateViewArray();
      if (state != null) {
        copy.getUpdater().setStateViewArray(copy, state.dup(), false);
      }
    }
    return copy;
  }

  static ComputationGraph network(ComputationGraph network) {
    requireInitialised(network, network.getLayers());
    ComputationGraphConfiguration conf = network.getConfiguration().clone();
    // A graph's clone forgets its counters.
    conf.setIterationCount(network.getConfiguration().getIterationCount());
    conf.setEpochCount(network.getConfiguration().getEpochCount());
    for (GraphVertex vertex : conf.getVertices().values()) {
      if (vertex instanceof LayerVertex layerVertex) {
        NeuralNetConfiguration layerConf = layerVertex.getLayerConf();
        layerConf.setLayer(converted(layerConf.getLayer()));
      }
    }
    ComputationGraph copy = new ComputationGraph(conf);
    copy.init(network.params().dup(), false);
    if (network.getUpdater(false) != null) {
      INDArray state = network.getUpdater(false).getStateViewArray();
      if (state != null) {
        copy.getUpdater().setStateViewArray(state.dup());
      }
    }
    return copy;
  }

  private static void requireInitialised(Model network, Object layers) {
    if (layers == null || network.params() == null) {
      throw new IllegalArgumentException("The network isn't initialised: call init() first.");
    }
  }

  private static Layer converted(Layer layer) {
    if (layer instanceof SimpleRnn simpleRnn) {
      return VanillaRnn.from(simpleRnn);
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      wrapper.setUnderlying(converted(wrapper.getUnderlying()));
    } else if (layer instanceof Bidirectional bidirectional) {
      bidirectional.setFwd(converted(bidirectional.getFwd()));
      bidirectional.setBwd(converted(bidirectional.getBwd()));
    } else if (layer instanceof FrozenLayer frozen) {
      FrozenLayer copy = new FrozenLayer(converted(frozen.getLayer()));
      copy.setLayerName(frozen.getLayerName());
      return copy;
    }
    return layer;
  }
}
