package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.VanillaRnn;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.DL4JConfiguration;
import org.deeplearning4j.arbiter.GraphConfiguration;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** One candidate: a network, and how it is trained. */
public final class CandidateConfiguration implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A network of layers in a row; null for a graph. */
  private final MultiLayerConfiguration layers;

  /** A graph; null for layers in a row. */
  private final ComputationGraphConfiguration graph;

  /** The trainer's truncation; null for DL4J's fit. */
  private final Truncation trainerTruncation;

  /** Threshold of the norm over the whole network; null for none. */
  private final Double clipGlobalNorm;

  private CandidateConfiguration(
      MultiLayerConfiguration layers,
      ComputationGraphConfiguration graph,
      Truncation trainerTruncation,
      Double clipGlobalNorm) {
    this.layers = layers;
    this.graph = graph;
    this.trainerTruncation = trainerTruncation;
    this.clipGlobalNorm = clipGlobalNorm;
  }

  /**
   * What an Arbiter space has proposed.
   *
   * @param value of a MultiLayerSpace, a ComputationGraphSpace or a {@link CandidateSpace}
   * @return the candidate, to be trained with DL4J's {@code fit} unless it says otherwise
   * @throws IllegalArgumentException if it is something else
   */
  public static CandidateConfiguration of(Object value) {
    if (value instanceof CandidateConfiguration candidate) {
      return candidate;
    }
    if (value instanceof DL4JConfiguration configuration) {
      return new CandidateConfiguration(
          configuration.getMultiLayerConfiguration(), null, null, null);
    }
    if (value instanceof GraphConfiguration configuration) {
      return new CandidateConfiguration(null, configuration.getConfiguration(), null, null);
    }
    throw new IllegalArgumentException(
        "A candidate of type "
            + (value == null ? null : value.getClass().getName())
            + " can't be trained: use a MultiLayerSpace, a ComputationGraphSpace or a"
            + " CandidateSpace.");
  }

  CandidateConfiguration trainedBy(Truncation truncation) {
    return new CandidateConfiguration(layers, graph, truncation, clipGlobalNorm);
  }

  CandidateConfiguration clippedAt(double globalNorm) {
    return new CandidateConfiguration(layers, graph, trainerTruncation, globalNorm);
  }

  /**
   * The network with its initial parameters.
   *
   * @param seed of the initialisation, in place of the configuration's
   * @return a MultiLayerNetwork or ComputationGraph
   */
  public Model createNetwork(long seed) {
    if (layers != null) {
      MultiLayerConfiguration copy = layers.clone();
      copy.getConfs().forEach(layer -> layer.setSeed(seed));
      MultiLayerNetwork network = new MultiLayerNetwork(copy);
      network.init();
      return network;
    }
    ComputationGraphConfiguration copy = graph.clone();
    copy.getDefaultConfiguration().setSeed(seed);
    ComputationGraph network = new ComputationGraph(copy);
    network.init();
    return network;
  }

  /** {@return the truncation of the trainer; empty where DL4J's {@code fit} trains} */
  public Optional<Truncation> trainerTruncation() {
    return Optional.ofNullable(trainerTruncation);
  }

  /** {@return the threshold of the norm over the whole network; empty for no such clipping} */
  public Optional<Double> clipGlobalNorm() {
    return Optional.ofNullable(clipGlobalNorm);
  }

  /**
   * How far backpropagation goes: the trainer's truncation, or else that of the first VanillaRnn,
   * or else full BPTT, within DL4J's segments if there are any.
   *
   * @return the truncation; k1 is the segment's length where DL4J cuts segments and the layer
   *     leaves k1 open
   */
  public Truncation truncation() {
    if (trainerTruncation != null) {
      return trainerTruncation;
    }
    TruncatedBptt own =
        recurrentLayers().stream()
            .filter(VanillaRnn.class::isInstance)
            .map(layer -> ((VanillaRnn) layer).getTruncatedBptt())
            .findFirst()
            .orElse(TruncatedBptt.full());
    Optional<Integer> segment = segment();
    if (segment.isEmpty() || own.k1() <= segment.get()) {
      return own;
    }
    return TruncatedBptt.of(segment.get(), own.isFull() ? segment.get() : own.k2());
  }

  /** {@return the length of DL4J's segments; empty where {@code fit} takes whole sequences} */
  public Optional<Integer> segment() {
    BackpropType type = layers != null ? layers.getBackpropType() : graph.getBackpropType();
    if (type != BackpropType.TruncatedBPTT) {
      return Optional.empty();
    }
    return Optional.of(layers != null ? layers.getTbpttFwdLength() : graph.getTbpttFwdLength());
  }

  /** {@return the recurrent layers, those inside of wrappers too} */
  public List<BaseRecurrentLayer> recurrentLayers() {
    return layers().stream()
        .flatMap(CandidateConfiguration::unwrapped)
        .filter(BaseRecurrentLayer.class::isInstance)
        .map(BaseRecurrentLayer.class::cast)
        .toList();
  }

  private List<Layer> layers() {
    if (layers != null) {
      return layers.getConfs().stream().map(NeuralNetConfiguration::getLayer).toList();
    }
    return graph.getVertices().values().stream()
        .filter(LayerVertex.class::isInstance)
        .map(vertex -> ((LayerVertex) vertex).getLayerConf().getLayer())
        .toList();
  }

  private static Stream<Layer> unwrapped(Layer layer) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      return unwrapped(wrapper.getUnderlying());
    }
    if (layer instanceof Bidirectional both) {
      return Stream.of(both.getFwd(), both.getBwd()).flatMap(CandidateConfiguration::unwrapped);
    }
    return Stream.of(layer);
  }

  /**
   * The network alone, as Arbiter's own classes know it.
   *
   * @param epochs passes over the data
   * @return a DL4JConfiguration or GraphConfiguration
   */
  public Serializable toArbiter(int epochs) {
    return layers != null
        ? new DL4JConfiguration(layers, null, epochs)
        : new GraphConfiguration(graph, null, epochs);
  }
}
