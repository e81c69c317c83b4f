package io.github.tbptt4j;

import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.step.StepChain;
import io.github.tbptt4j.internal.step.StepWeights;
import io.github.tbptt4j.internal.step.VectorActivation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies of the weights of a network that {@link InferenceSession} can step.
 *
 * @param dataType FLOAT or DOUBLE
 * @param weights of the hidden layers and, last, the output layer
 */
record SteppableLayers(DataType dataType, List<StepWeights<?>> weights) {
  private static final String SUPPORTED =
      " Supported: VanillaRnn layers with tanh, sigmoid, relu or identity, dense ones where they"
          + " like, then an RnnOutputLayer, these with softmax, too. Use rnnTimeStep for this"
          + " network.";

  static SteppableLayers of(MultiLayerNetwork network) {
    Objects.requireNonNull(network, "network must not be null.");
    requireInitialised(network.getLayers());
    return of(network.getLayerWiseConfigurations().getDataType(), ChainSearch.in(network));
  }

  static SteppableLayers of(ComputationGraph network) {
    Objects.requireNonNull(network, "network must not be null.");
    requireInitialised(network.getLayers());
    return of(network.getConfiguration().getDataType(), ChainSearch.in(network));
  }

  private static SteppableLayers of(DataType dataType, ChainSearch search) {
    if (search instanceof ChainSearch.NoChain none) {
      throw new IllegalArgumentException(
          none.why() + " A session needs a plain chain." + SUPPORTED);
    }
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "The network is " + dataType + ": a session needs FLOAT or DOUBLE.");
    }
    List<Link> links = ((ChainSearch.Chain) search).links();
    List<StepWeights<?>> weights = new ArrayList<>();
    Link output = links.get(links.size() - 1);
    for (Link link : links) {
      if (!link.onlyReshapes()) {
        throw new IllegalArgumentException(
            "The input of "
                + link.name()
                + " passes a "
                + link.preProcessor().getClass().getSimpleName()
                + "."
                + SUPPORTED);
      }
      weights.add(link == output ? output(link) : hidden(link));
    }
    if (weights.stream().noneMatch(StepWeights::isRecurrent)) {
      throw new IllegalArgumentException("The network has no VanillaRnn." + SUPPORTED);
    }
    return new SteppableLayers(dataType, List.copyOf(weights));
  }

  private static StepWeights<?> hidden(Link link) {
    Layer layer = link.layer();
    if (layer.conf().getLayer() instanceof DenseLayer conf && !conf.hasLayerNorm()) {
      return dense(layer, conf.hasBias(), activation(link, conf));
    }
    if (!(layer.conf().getLayer() instanceof VanillaRnn conf)) {
      throw unsupported(link);
    }
    VectorActivation activation = activation(link, conf);
    if (activation == VectorActivation.SOFTMAX) {
      throw unsupportedActivation(link, conf);
    }
    return StepWeights.copyOf(
        layer.getParam("W"), layer.getParam("RW"), layer.getParam("b"), activation);
  }

  private static StepWeights<?> output(Link link) {
    if (!(link.layer().conf().getLayer() instanceof RnnOutputLayer conf)) {
      throw unsupported(link);
    }
    return dense(link.layer(), conf.hasBias(), activation(link, conf));
  }

  private static StepWeights<?> dense(Layer layer, boolean biased, VectorActivation activation) {
    INDArray bias = biased ? layer.getParam("b") : null;
    return StepWeights.copyOf(layer.getParam("W"), null, bias, activation);
  }

  private static VectorActivation activation(Link link, BaseLayer conf) {
    return VectorActivation.of(conf.getActivationFn())
        .orElseThrow(() -> unsupportedActivation(link, conf));
  }

  private static IllegalArgumentException unsupported(Link link) {
    String name = link.name();
    return new IllegalArgumentException(
        Character.toUpperCase(name.charAt(0))
            + name.substring(1)
            + " is a "
            + link.layer().conf().getLayer().getClass().getSimpleName()
            + "."
            + SUPPORTED);
  }

  private static IllegalArgumentException unsupportedActivation(Link link, BaseLayer conf) {
    String name = link.name();
    return new IllegalArgumentException(
        Character.toUpperCase(name.charAt(0))
            + name.substring(1)
            + " has activation "
            + conf.getActivationFn()
            + "."
            + SUPPORTED);
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
