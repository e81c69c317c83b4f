package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.layer.FusedRnnOutputImpl;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;

/** Which chains run directly: VanillaRnn layers, dense ones, and an output with loss. */
public final class ChainRules {
  /** What takes each number on its own, so that the order of time and examples doesn't matter. */
  private static final Set<Class<? extends IDropout>> BY_NUMBER =
      Set.of(Dropout.class, GaussianDropout.class, GaussianNoise.class, AlphaDropout.class);

  private ChainRules() {}

  /**
   * Why a network can't run directly.
   *
   * @param search its layers
   * @return a reason, empty where there is none
   */
  public static Optional<String> obstacle(ChainSearch search) {
    return search instanceof ChainSearch.Chain chain
        ? obstacle(chain.links())
        : Optional.of(((ChainSearch.NoChain) search).why());
  }

  /**
   * Why a chain can't run directly.
   *
   * @param links the chain
   * @return a reason, empty where there is none
   */
  public static Optional<String> obstacle(List<Link> links) {
    boolean recurrent = false;
    boolean collapsed = false;
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      Optional<String> obstacle =
          i < links.size() - 1 ? ofHidden(link, i == 0) : ofOutput(link.layer(), collapsed);
      if (obstacle.isEmpty()) {
        obstacle = ofAny(link);
      }
      if (obstacle.isPresent()) {
        return obstacle.map(why -> link.name() + " " + why);
      }
      recurrent |= link.inner() instanceof VanillaRnnImpl;
      collapsed |= link.takesLastStep() || link.pools();
    }
    return recurrent ? Optional.empty() : Optional.of("there is no VanillaRnn");
  }

  private static Optional<String> ofHidden(Link link, boolean lowest) {
    Layer layer = link.inner();
    if (link.pools()) {
      GlobalPoolingLayer conf = (GlobalPoolingLayer) layer.conf().getLayer();
      return conf.isCollapseDimensions() ? Optional.empty() : Optional.of("keeps the time");
    }
    if (layer.getClass() == VanillaRnnImpl.class) {
      boolean indexed = ((VanillaRnnImpl) layer).takesIndices();
      if (indexed && !lowest) {
        return Optional.of("takes symbols from a layer below");
      }
      return indexed && layer.conf().getLayer().getIDropout() != null
          ? Optional.of("has dropout of symbols")
          : Optional.empty();
    }
    if (layer.getClass() == DenseLayer.class) {
      return ((DenseLayer) layer).hasLayerNorm()
          ? Optional.of("has layer normalisation")
          : Optional.empty();
    }
    return Optional.of("is a " + layer.getClass().getSimpleName());
  }

  private static Optional<String> ofOutput(Layer layer, boolean collapsed) {
    boolean known =
        collapsed
            ? layer.getClass() == OutputLayer.class
            : layer.getClass() == RnnOutputLayer.class
                || layer.getClass() == FusedRnnOutputImpl.class;
    return known ? Optional.empty() : Optional.of("is a " + layer.getClass().getSimpleName());
  }

  private static Optional<String> ofAny(Link link) {
    if (!link.onlyReshapes()) {
      return Optional.of("has a " + link.preProcessor().getClass().getSimpleName());
    }
    if (link.pools()) {
      return Optional.empty();
    }
    BaseLayer conf = (BaseLayer) link.inner().conf().getLayer();
    IDropout dropout = conf.getIDropout();
    if (dropout != null && !BY_NUMBER.contains(dropout.getClass())) {
      return Optional.of("has a " + dropout.getClass().getSimpleName());
    }
    if (conf.getWeightNoise() != null) {
      return Optional.of("has weight noise");
    }
    if (conf instanceof BaseOutputLayer output && output.getLossFn() instanceof LossFMeasure) {
      return Optional.of("has the loss LossFMeasure");
    }
    DataType type = link.inner().params().dataType();
    return type == DataType.FLOAT || type == DataType.DOUBLE
        ? Optional.empty()
        : Optional.of("is " + type);
  }
}
