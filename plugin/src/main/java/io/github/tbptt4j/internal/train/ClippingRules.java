package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** One clipping at a time: what may go together with the global norm. */
public final class ClippingRules {
  private ClippingRules() {}

  /**
   * Checks a threshold.
   *
   * @param threshold the threshold of a norm
   * @return the threshold
   * @throws IllegalArgumentException if it isn't positive and finite
   */
  public static double requireThreshold(double threshold) {
    if (!(threshold > 0) || Double.isInfinite(threshold)) {
      throw new IllegalArgumentException(
          "threshold (" + threshold + ") must be positive and finite.");
    }
    return threshold;
  }

  /**
   * Checks that nothing else clips a network's gradient.
   *
   * @param model a MultiLayerNetwork or ComputationGraph
   * @throws IllegalStateException if a layer has a clipping of its own, or the model is neither
   */
  public static void requireNoOtherClipping(Model model) {
    for (Layer layer : layers(model)) {
      if (LayerRules.inner(layer) instanceof VanillaRnnImpl vanilla
          && Double.isFinite(vanilla.errorClip())) {
        throw conflict(layer, "clipErrorPerTimeStep " + vanilla.errorClip());
      }
      TrainingConfig config = layer.getConfig();
      if (config == null) {
        continue;
      }
      GradientNormalization normalization = config.getGradientNormalization();
      if (normalization != null && normalization != GradientNormalization.None) {
        throw conflict(layer, "gradientNormalization " + normalization);
      }
    }
  }

  private static IllegalStateException conflict(Layer layer, String clipping) {
    return new IllegalStateException(
        "Layer "
            + layer.getIndex()
            + " (\""
            + layer.conf().getLayer().getLayerName()
            + "\") has "
            + clipping
            + ", and the norm over the whole network is clipped too: one clipping at a time. Remove"
            + " that of the layer, or the global one.");
  }

  private static Layer[] layers(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return network.getLayers();
    }
    if (model instanceof ComputationGraph graph) {
      return graph.getLayers();
    }
    throw new IllegalStateException(
        "The norm over the whole network is known for MultiLayerNetwork and ComputationGraph only,"
            + " not for "
            + model.getClass().getName()
            + ".");
  }
}
