package io.github.tbptt4j.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What a network does in a window, for one example.
 *
 * @param layers its layers
 * @param belowIsTrained for each layer, whether errors go on to what is below
 * @param inputs numbers of one step of its inputs
 * @param numberBytes bytes a number
 */
record NetworkWork(
    List<LayerWork> layers, List<Boolean> belowIsTrained, long inputs, int numberBytes) {

  static NetworkWork of(MultiLayerConfiguration conf) {
    List<LayerWork> layers = new ArrayList<>();
    List<Boolean> below = new ArrayList<>();
    boolean trained = false;
    for (NeuralNetConfiguration layerConf : conf.getConfs()) {
      LayerWork work = work(layerConf.getLayer());
      layers.add(work);
      below.add(trained);
      trained = work.trained() || (trained && !isFrozen(work));
    }
    return new NetworkWork(
            List.copyOf(layers),
            List.copyOf(below),
            layers.isEmpty() ? 0 : layers.get(0).inputs(),
            width(conf.getDataType()))
        .requireRecurrent();
  }

  static NetworkWork of(ComputationGraphConfiguration conf) {
    Map<String, LayerWork> layers = new LinkedHashMap<>();
    conf.getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex itsLayer) {
                layers.put(name, work(itsLayer.getLayerConf().getLayer()));
              }
            });
    List<Boolean> below = new ArrayList<>();
    long inputs = 0;
    for (Map.Entry<String, LayerWork> layer : layers.entrySet()) {
      below.add(isTrainedBelow(conf, layers, layer.getKey()));
      List<String> from = conf.getVertexInputs().get(layer.getKey());
      if (conf.getNetworkInputs().containsAll(from)) {
        inputs += layer.getValue().inputs();
      }
    }
    return new NetworkWork(
            List.copyOf(layers.values()), List.copyOf(below), inputs, width(conf.getDataType()))
        .requireRecurrent();
  }

  private static boolean isTrainedBelow(
      ComputationGraphConfiguration conf, Map<String, LayerWork> layers, String name) {
    return conf.getVertexInputs().getOrDefault(name, List.of()).stream()
        .anyMatch(
            from -> {
              LayerWork layer = layers.get(from);
              return layer != null && layer.trained()
                  || (layer == null || !isFrozen(layer)) && isTrainedBelow(conf, layers, from);
            });
  }

  /** DL4J's frozen layers send no errors on. */
  private static boolean isFrozen(LayerWork layer) {
    return layer.parameters() > 0 && !layer.trained();
  }

  private static LayerWork work(Layer layer) {
    if (layer instanceof OutputLayer) {
      throw new IllegalArgumentException(
          "Layer \""
              + layer.getLayerName()
              + "\" is an OutputLayer, with one loss a sequence, which is always backpropagated as"
              + " a whole: costs of windows are those of networks with an RnnOutputLayer or"
              + " RnnLossLayer.");
    }
    return LayerWork.of(layer);
  }

  private NetworkWork requireRecurrent() {
    if (layers.stream().noneMatch(LayerWork::isRecurrent)) {
      throw new IllegalArgumentException(
          "The network has no recurrent layer, so there is nothing to truncate: use VanillaRnn,"
              + " LSTM, GravesLSTM or SimpleRnn.");
    }
    return this;
  }

  private static int width(DataType type) {
    return (type == null ? DataType.FLOAT : type).width();
  }

  long sum(ToLongFunction<LayerWork> part) {
    return layers.stream().mapToLong(part).sum();
  }

  /** Multiply-adds forward of a step of a window, without what only losses need. */
  long forwardStep() {
    return sum(layer -> layer.ofLosses() ? 0 : layer.forward());
  }

  long backwardStep() {
    return backward(false);
  }

  /** Multiply-adds forward of a step that has a loss, beside those of every step. */
  long forwardLoss() {
    return sum(layer -> layer.ofLosses() ? layer.forward() : 0);
  }

  long backwardLoss() {
    return backward(true);
  }

  private long backward(boolean ofLosses) {
    long sum = 0;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).ofLosses() == ofLosses) {
        sum += layers.get(i).backward(belowIsTrained.get(i));
      }
    }
    return sum;
  }
}
