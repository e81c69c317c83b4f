package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.layer.FusedRnnOutputImpl;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.nd4j.linalg.api.buffer.DataType;

/** Which chains run directly: VanillaRnn layers, dense ones, and an output with loss. */
public final class ChainRules {
  private ChainRules() {}

  /**
   * Why a chain can't run directly.
   *
   * @param links the chain
   * @return a reason, empty where there is none
   */
  public static Optional<String> obstacle(List<Link> links) {
    boolean recurrent = false;
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      Optional<String> obstacle =
          i < links.size() - 1 ? ofHidden(link.layer(), i == 0) : ofOutput(link.layer());
      if (obstacle.isEmpty()) {
        obstacle = ofAny(link);
      }
      if (obstacle.isPresent()) {
        return obstacle.map(why -> link.name() + " " + why);
      }
      recurrent |= link.layer() instanceof VanillaRnnImpl;
    }
    return recurrent ? Optional.empty() : Optional.of("there is no VanillaRnn");
  }

  private static Optional<String> ofHidden(Layer layer, boolean lowest) {
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

  private static Optional<String> ofOutput(Layer layer) {
    boolean known =
        layer.getClass() == RnnOutputLayer.class || layer.getClass() == FusedRnnOutputImpl.class;
    return known ? Optional.empty() : Optional.of("is a " + layer.getClass().getSimpleName());
  }

  private static Optional<String> ofAny(Link link) {
    if (!link.onlyReshapes()) {
      return Optional.of("has a " + link.preProcessor().getClass().getSimpleName());
    }
    if (((BaseLayer) link.layer().conf().getLayer()).getWeightNoise() != null) {
      return Optional.of("has weight noise");
    }
    DataType type = link.layer().params().dataType();
    return type == DataType.FLOAT || type == DataType.DOUBLE
        ? Optional.empty()
        : Optional.of("is " + type);
  }
}
