package io.github.tbptt4j;

import io.github.tbptt4j.internal.step.StepChain;
import io.github.tbptt4j.internal.step.StepWeights;
import io.github.tbptt4j.internal.step.VectorActivation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies of the weights of a network that {@link InferenceSession} can step.
 *
 * @param dataType FLOAT or DOUBLE
 * @param weights of the VanillaRnn layers and, last, the output layer
 */
record SteppableLayers(DataType dataType, List<StepWeights<?>> weights) {
  private static final String SUPPORTED =
      " Supported: VanillaRnn layers with tanh, sigmoid, relu or identity, then an RnnOutputLayer"
          + " with one of these or softmax. Use rnnTimeStep for this network.";

  static SteppableLayers of(MultiLayerNetwork network) {
    Objects.requireNonNull(network, "network must not be null.");
    requireInitialised(network.getLayers());
    var conf = network.getLayerWiseConfigurations();
    for (int i = 0; i < network.getnLayers(); i++) {
      requireNoPreprocessor("layer " + i, conf.getInputPreProcess(i));
    }
    return of(conf.getDataType(), Arrays.asList(network.getLayers()));
  }

  static SteppableLayers of(ComputationGraph network) {
    Objects.requireNonNull(network, "network must not be null.");
    requireInitialised(network.getLayers());
    ComputationGraphConfiguration conf = network.getConfiguration();
    if (conf.getNetworkInputs().size() != 1 || conf.getNetworkOutputs().size() != 1) {
      throw new IllegalArgumentException(
          "The graph has inputs "
              + conf.getNetworkInputs()
              + " and outputs "
              + conf.getNetworkOutputs()
              + ": a session needs one of each."
              + SUPPORTED);
    }
    List<Layer> chain = new ArrayList<>();
    String name = conf.getNetworkOutputs().get(0);
    while (!name.equals(conf.getNetworkInputs().get(0))) {
      chain.add(0, layerOf(network, name));
      name = conf.getVertexInputs().get(name).get(0);
    }
    if (chain.size() != conf.getVertices().size()) {
      throw new IllegalArgumentException(
          "The graph has vertices "
              + conf.getVertices().keySet()
              + ", of which "
              + chain.size()
              + " are a chain from input to output: a session needs a plain chain."
              + SUPPORTED);
    }
    return of(conf.getDataType(), chain);
  }

  private static Layer layerOf(ComputationGraph network, String name) {
    ComputationGraphConfiguration conf = network.getConfiguration();
    if (conf.getVertices().get(name) instanceof LayerVertex vertex
        && conf.getVertexInputs().get(name).size() == 1) {
      requireNoPreprocessor("vertex \"" + name + "\"", vertex.getPreProcessor());
      return network.getLayer(name);
    }
    throw new IllegalArgumentException(
        "Vertex \"" + name + "\" isn't a layer with one input." + SUPPORTED);
  }

  private static SteppableLayers of(DataType dataType, List<Layer> layers) {
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "The network is " + dataType + ": a session needs FLOAT or DOUBLE.");
    }
    if (layers.size() < 2) {
      throw new IllegalArgumentException("The network has one layer only." + SUPPORTED);
    }
    List<StepWeights<?>> weights = new ArrayList<>();
    int last = layers.size() - 1;
    for (int i = 0; i <= last; i++) {
      Layer layer = layers.get(i);
      String name = i + " (\"" + layer.conf().getLayer().getLayerName() + "\")";
      weights.add(i < last ? recurrent(name, layer) : output(name, layer));
    }
    return new SteppableLayers(dataType, List.copyOf(weights));
  }

  private static StepWeights<?> recurrent(String name, Layer layer) {
    if (!(layer.conf().getLayer() instanceof VanillaRnn conf)) {
      throw unsupported(name, layer);
    }
    VectorActivation activation = activation(name, conf);
    if (activation == VectorActivation.SOFTMAX) {
      throw unsupportedActivation(name, conf);
    }
    return StepWeights.copyOf(
        layer.getParam("W"), layer.getParam("RW"), layer.getParam("b"), activation);
  }

  private static StepWeights<?> output(String name, Layer layer) {
    if (!(layer.conf().getLayer() instanceof RnnOutputLayer conf)) {
      throw unsupported(name, layer);
    }
    INDArray bias = conf.hasBias() ? layer.getParam("b") : null;
    return StepWeights.copyOf(layer.getParam("W"), null, bias, activation(name, conf));
  }

  private static VectorActivation activation(String name, BaseLayer conf) {
    return VectorActivation.of(conf.getActivationFn())
        .orElseThrow(() -> unsupportedActivation(name, conf));
  }

  private static IllegalArgumentException unsupported(String name, Layer layer) {
    return new IllegalArgumentException(
        "Layer "
            + name
            + " is a "
            + layer.conf().getLayer().getClass().getSimpleName()
            + "."
            + SUPPORTED);
  }

  private static IllegalArgumentException unsupportedActivation(String name, BaseLayer conf) {
    return new IllegalArgumentException(
        "Layer " + name + " has activation " + conf.getActivationFn() + "." + SUPPORTED);
  }

  private static void requireNoPreprocessor(String name, Object preprocessor) {
    if (preprocessor != null) {
      throw new IllegalArgumentException(
          "The input of "
              + name
              + " passes a "
              + preprocessor.getClass().getSimpleName()
              + "."
              + SUPPORTED);
    }
  }

  private static void requireInitialised(Layer[] layers) {
    if (layers == null || layers.length == 0) {
      throw new IllegalArgumentException("The network isn't initialised: call init() first.");
    }
  }

  StepChain<float[]> floatChain() {
    return chain();
  }

  StepChain<double[]> doubleChain() {
    return chain();
  }

  /** The weights are all of one type: the network's. */
  @SuppressWarnings("unchecked")
  private <A> StepChain<A> chain() {
    List<StepWeights<A>> typed = new ArrayList<>();
    weights.forEach(layer -> typed.add((StepWeights<A>) layer));
    return new StepChain<>(typed);
  }
}
