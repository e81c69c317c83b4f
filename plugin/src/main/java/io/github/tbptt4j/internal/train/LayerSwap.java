package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.cell.ErrorFlow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * While it is open, the recurrent layers run in windows; closing it leaves the network as it was,
 * for listeners too.
 */
final class LayerSwap implements AutoCloseable {
  private final TrainableNetwork network;
  private final Layer[] originals;
  private final BackpropType originalType;
  private final List<Map<String, INDArray>> previous = new ArrayList<>();
  private final List<Map<String, INDArray>> tbptt = new ArrayList<>();
  private final List<WindowedLayer> windowed = new ArrayList<>();

  /**
   * Opens it.
   *
   * @param flow what is done with errors on their way back
   * @param lambdas the factor of each layer's Omega, zero for none
   */
  LayerSwap(
      TrainableNetwork network,
      NetworkState entering,
      ErrorFlow flow,
      ToDoubleFunction<VanillaRnnImpl> lambdas) {
    this.network = network;
    originals = network.layers().clone();
    originalType = network.backpropType();
    try {
      // With BackpropType.TruncatedBPTT DL4J would go around the wrappers.
      network.backpropType(BackpropType.Standard);
      for (int i = 0; i < originals.length; i++) {
        if (!LayerRules.isRecurrent(originals[i])) {
          continue;
        }
        Layer inner = LayerRules.inner(originals[i]);
        previous.add(((RecurrentLayer) inner).rnnGetPreviousState());
        tbptt.add(((RecurrentLayer) inner).rnnGetTBPTTState());
        if (inner instanceof VanillaRnnImpl vanilla) {
          vanilla.setFailsOnNonFinite(false); // the update looks at the whole gradient
          vanilla.setLambda(LayerRules.isFrozen(originals[i]) ? 0 : lambdas.applyAsDouble(vanilla));
          vanilla.setCarry(flow.carry());
        }
        WindowedLayer layer = new WindowedLayer(inner, windowed.size(), flow);
        layer.enter(entering.layers().get(windowed.size()));
        windowed.add(layer);
        network.replaceLayer(i, LayerRules.wrap(originals[i], layer));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  NetworkState leaving() {
    return new NetworkState(windowed.stream().map(WindowedLayer::leaving).toList());
  }

  /** Omega of the last backward pass, summed over layers and examples; NaN without. */
  double omega() {
    return Arrays.stream(originals)
        .map(LayerRules::inner)
        .filter(VanillaRnnImpl.class::isInstance)
        .map(VanillaRnnImpl.class::cast)
        .filter(VanillaRnnImpl::isRegularized)
        .mapToDouble(VanillaRnnImpl::omega)
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  @Override
  public void close() {
    int recurrent = 0;
    for (int i = 0; i < originals.length; i++) {
      network.replaceLayer(i, originals[i]);
      if (LayerRules.isRecurrent(originals[i]) && recurrent < previous.size()) {
        RecurrentLayer layer = (RecurrentLayer) LayerRules.inner(originals[i]);
        layer.rnnSetPreviousState(previous.get(recurrent));
        layer.rnnSetTBPTTState(tbptt.get(recurrent));
        if (layer instanceof VanillaRnnImpl vanilla) {
          vanilla.setFailsOnNonFinite(true);
          vanilla.setLambda(vanilla.lambda());
          vanilla.setCarry(null);
        }
        recurrent++;
      }
    }
    network.backpropType(originalType);
  }
}
