package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.spectrum.Recurrence.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * The recurrent layers of a network.
 *
 * @param vanilla those that are vanilla, frozen and wrapped ones too, the lowest first
 * @param others a sentence each about recurrent layers of other kinds
 */
public record Recurrences(List<Recurrence> vanilla, List<String> others) {
  private static final String OTHER_KIND =
      ", whose step isn't f(x W + h RW + b): GradientFlow (the command flow) measures what its"
          + " gradient does.";

  /**
   * Finds them.
   *
   * @param network initialised
   * @return at least one vanilla layer
   * @throws IllegalStateException if there is none, or one whose Jacobian isn't RW diag(f')
   */
  public static Recurrences of(MultiLayerNetwork network) {
    return of(
        network.getLayers(),
        i -> "layer " + i + " (\"" + network.getLayer(i).conf().getLayer().getLayerName() + "\")");
  }

  /**
   * Finds them.
   *
   * @param graph initialised
   * @return at least one vanilla layer
   * @throws IllegalStateException if there is none, or one whose Jacobian isn't RW diag(f')
   */
  public static Recurrences of(ComputationGraph graph) {
    return of(
        graph.getLayers(),
        i -> "vertex \"" + graph.getLayers()[i].conf().getLayer().getLayerName() + "\"");
  }

  private static Recurrences of(
      org.deeplearning4j.nn.api.Layer[] layers, IntFunction<String> nameOf) {
    if (layers == null || layers.length == 0) {
      throw new IllegalStateException("The network has no parameters: call init() first.");
    }
    Recurrences found = new Recurrences(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < layers.length; i++) {
      found.add(nameOf.apply(i), i, inner(layers[i]));
    }
    if (found.vanilla.isEmpty()) {
      throw new IllegalStateException(
          found.others.isEmpty()
              ? "The network has no recurrent layer, so there are no recurrent weights to look at."
              : found.others.get(0));
    }
    return found;
  }

  /** The layer itself, where it is frozen, or only its last step goes on. */
  static org.deeplearning4j.nn.api.Layer inner(org.deeplearning4j.nn.api.Layer layer) {
    org.deeplearning4j.nn.api.Layer inner = layer;
    while (inner instanceof BaseWrapperLayer wrapper) {
      inner = wrapper.getUnderlying();
    }
    return inner;
  }

  private void add(String name, int index, org.deeplearning4j.nn.api.Layer layer) {
    if (layer instanceof BidirectionalLayer) {
      Bidirectional both = (Bidirectional) layer.conf().getLayer();
      add(name + ", forward", index, layer, both.getFwd(), Direction.FORWARD);
      add(name + ", backward", index, layer, both.getBwd(), Direction.BACKWARD);
    } else if (layer instanceof RecurrentLayer) {
      add(name, index, layer, layer.conf().getLayer(), Direction.ONLY);
    }
  }

  private void add(
      String name,
      int index,
      org.deeplearning4j.nn.api.Layer holder,
      Layer conf,
      Direction direction) {
    VanillaRnn vanilla = vanilla(name, conf);
    if (vanilla == null) {
      String type = conf.getClass().getSimpleName();
      others.add(capital(name) + " is of type " + type + OTHER_KIND);
      return;
    }
    if (vanilla.getActivationFn() instanceof ActivationSoftmax) {
      throw new IllegalStateException(
          capital(name)
              + " has the activation softmax, in which each unit depends on all others, so that its"
              + " Jacobian isn't RW diag(f'): use GradientFlow.");
    }
    this.vanilla.add(new Recurrence(name, index, vanilla, holder, direction));
  }

  /** Null for another kind. */
  private static VanillaRnn vanilla(String name, Layer conf) {
    if (conf instanceof VanillaRnn vanilla) {
      return vanilla;
    }
    if (!(conf instanceof SimpleRnn simple)) {
      return null;
    }
    if (simple.hasLayerNorm()) {
      throw new IllegalStateException(
          capital(name)
              + " is a SimpleRnn with layer normalisation, whose Jacobian isn't RW diag(f'): use"
              + " GradientFlow, or hasLayerNorm(false).");
    }
    return VanillaRnn.from(simple);
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
