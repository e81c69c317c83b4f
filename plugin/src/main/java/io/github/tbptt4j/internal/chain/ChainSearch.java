package io.github.tbptt4j.internal.chain;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Whether a network is a plain chain: one input, layers one after the other, one output. What the
 * layers are is for those to judge who run them.
 */
public sealed interface ChainSearch {
  /**
   * A chain.
   *
   * @param links from the input to the output
   */
  record Chain(List<Link> links) implements ChainSearch {}

  /**
   * No chain.
   *
   * @param why a sentence
   */
  record NoChain(String why) implements ChainSearch {}

  /**
   * The layers of a network.
   *
   * @param network initialised
   * @return its chain
   */
  static ChainSearch in(MultiLayerNetwork network) {
    var conf = network.getLayerWiseConfigurations();
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      String name = layer.conf().getLayer().getLayerName();
      links.add(
          new Link(
              "layer " + i + " (\"" + name + "\")",
              String.valueOf(i),
              layer,
              conf.getInputPreProcess(i)));
    }
    return new Chain(List.copyOf(links));
  }

  /**
   * The layers of a graph.
   *
   * @param graph initialised
   * @return its chain, or why it is none
   */
  static ChainSearch in(ComputationGraph graph) {
    ComputationGraphConfiguration conf = graph.getConfiguration();
    if (conf.getNetworkInputs().size() != 1 || conf.getNetworkOutputs().size() != 1) {
      return new NoChain(
          "The graph has inputs "
              + conf.getNetworkInputs()
              + " and outputs "
              + conf.getNetworkOutputs()
              + ", not one of each.");
    }
    List<Link> links = new ArrayList<>();
    String name = conf.getNetworkOutputs().get(0);
    while (!name.equals(conf.getNetworkInputs().get(0))) {
      if (!(conf.getVertices().get(name) instanceof LayerVertex vertex)
          || conf.getVertexInputs().get(name).size() != 1) {
        return new NoChain("Vertex \"" + name + "\" isn't a layer with one input.");
      }
      InputPreProcessor preProcessor = vertex.getPreProcessor();
      links.add(0, new Link("vertex \"" + name + "\"", name, graph.getLayer(name), preProcessor));
      name = conf.getVertexInputs().get(name).get(0);
    }
    if (links.size() != conf.getVertices().size()) {
      return new NoChain(
          "The graph has vertices "
              + conf.getVertices().keySet()
              + ", of which "
              + links.size()
              + " are a chain from input to output.");
    }
    return new Chain(List.copyOf(links));
  }
}
