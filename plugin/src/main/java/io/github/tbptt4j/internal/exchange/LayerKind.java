package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.layer.FusedRnnOutputImpl;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;

/** What a layer computes, as far as other libraries have it, too. */
public enum LayerKind {
  /** h_t = f(x_t W + h_{t-1} RW + b). */
  RECURRENT,
  /** y = g(x W + b), of each time step. */
  LINEAR,
  /** One step of all. */
  POOLING,
  /** What it gets, at inference. */
  DROPOUT;

  private static final Set<Class<? extends Layer>> LINEAR_LAYERS =
      Set.of(DenseLayer.class, RnnOutputLayer.class, FusedRnnOutputImpl.class, OutputLayer.class);

  /**
   * The layers of a network, of which each has a kind.
   *
   * @param network a MultiLayerNetwork or a ComputationGraph, initialised
   * @return from the input to the output
   * @throws IllegalArgumentException if it is no chain of such layers, or of another type than
   *     FLOAT and DOUBLE; the message names what doesn't fit
   */
  public static List<Link> chain(Object network) {
    Objects.requireNonNull(network, "network");
    ChainSearch search;
    DataType type;
    if (network instanceof MultiLayerNetwork layers) {
      requireInitialised(layers.getLayers());
      search = ChainSearch.in(layers);
      type = layers.getLayerWiseConfigurations().getDataType();
    } else {
      ComputationGraph graph = (ComputationGraph) network;
      requireInitialised(graph.getLayers());
      search = ChainSearch.in(graph);
      type = graph.getConfiguration().getDataType();
    }
    if (search instanceof ChainSearch.NoChain none) {
      throw new IllegalArgumentException(
          none.why() + " Only a chain of layers from one input to one output can be exchanged.");
    }
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "The network is " + type + ": convert it to FLOAT, network.convertDataType(..).");
    }
    List<Link> links = ((ChainSearch.Chain) search).links();
    if (links.stream().map(LayerKind::of).noneMatch(kind -> kind == RECURRENT)) {
      throw new IllegalArgumentException("The network has no VanillaRnn.");
    }
    return links;
  }

  /**
   * The kind of a layer.
   *
   * @param link the layer
   * @return its kind
   * @throws IllegalArgumentException if it has none, or something stands before it that does more
   *     than reshape; the message names it
   */
  public static LayerKind of(Link link) {
    if (!link.onlyReshapes()) {
      throw refusal(link, "gets its input by a " + link.preProcessor().getClass().getSimpleName());
    }
    if (link.pools()) {
      return POOLING;
    }
    Class<?> layer = link.inner().getClass();
    if (layer == VanillaRnnImpl.class) {
      return RECURRENT;
    }
    if (link.takesLastStep()) {
      throw refusal(link, "takes the last step of a " + layer.getSimpleName());
    }
    if (layer == DropoutLayer.class) {
      return DROPOUT;
    }
    if (!LINEAR_LAYERS.contains(layer)) {
      String instead = layer == SimpleRnn.class ? ": export VanillaRnn.convert(network)" : "";
      throw refusal(
          link, "is a " + link.layer().conf().getLayer().getClass().getSimpleName() + instead);
    }
    if (link.inner() instanceof DenseLayer dense && dense.hasLayerNorm()) {
      throw refusal(link, "has layer normalisation");
    }
    return LINEAR;
  }

  /**
   * That a layer can't be exchanged.
   *
   * @param link the layer
   * @param why what follows its name
   * @return an exception to throw
   */
  static IllegalArgumentException refusal(Link link, String why) {
    return new IllegalArgumentException(
        Words.capitalised(link.name())
            + " "
            + why
            + ". What can be exchanged: VanillaRnn, also in LastTimeStep, dense and output layers,"
            + " global pooling over time, dropout.");
  }

  private static void requireInitialised(Layer[] layers) {
    if (layers == null || layers.length == 0) {
      throw new IllegalArgumentException("The network isn't initialised: call init() first.");
    }
  }
}
