package io.github.tbptt4j.zoo;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** The card of a model that came without one: what its weights say. */
final class OwnCard {
  private OwnCard() {}

  static ModelCard of(ModelFile file, String modelClass) {
    byte[] weights = file.toBytes();
    return new ModelCard(
        file.family(),
        modelClass,
        "A model of class " + modelClass + " that came without a card: this is what its file says.",
        architecture(file.network().getLayerWiseConfigurations()),
        file.numParams(),
        "",
        weights.length,
        Sha256.of(weights),
        "",
        List.of(),
        new ModelCard.Training("", 0, "", 0),
        List.of(),
        List.of(),
        List.of());
  }

  private static String architecture(MultiLayerConfiguration configuration) {
    List<String> layers = new ArrayList<>();
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      layers.add(name(layer.getLayer()));
    }
    return String.join(", ", layers);
  }

  /** Such as {@code LastTimeStep(VanillaRnn(192, relu))}. */
  private static String name(Layer layer) {
    List<String> inside = new ArrayList<>();
    if (layer instanceof BaseWrapperLayer wrapper) {
      inside.add(name(wrapper.getUnderlying()));
    }
    if (layer instanceof FeedForwardLayer forward) {
      inside.add(Long.toString(forward.getNOut()));
    }
    if (layer instanceof BaseLayer base && base.getActivationFn() != null) {
      inside.add(base.getActivationFn().toString());
    }
    String type = layer.getClass().getSimpleName();
    return inside.isEmpty() ? type : type + "(" + String.join(", ", inside) + ")";
  }
}
