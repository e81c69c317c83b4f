package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.internal.chain.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a network's layers, in the order of its layers. */
public final class NetworkWeights {
  private final List<Link> links;

  /**
   * The layers with parameters of a network.
   *
   * @param network a MultiLayerNetwork or a ComputationGraph
   * @throws IllegalArgumentException if it has layers that PyTorch's modules here can't be
   */
  public NetworkWeights(Object network) {
    links =
        LayerKind.chain(network).stream()
            .filter(
                link ->
                    LayerKind.of(link) == LayerKind.RECURRENT
                        || LayerKind.of(link) == LayerKind.LINEAR)
            .toList();
    for (Link link : links) {
      if (isRecurrent(link) && !isOfTorch(link)) {
        throw LayerKind.refusal(
            link, "has activation " + activation(link) + ", and nn.RNN knows tanh and relu only");
      }
    }
  }

  static boolean isRecurrent(Link link) {
    return LayerKind.of(link) == LayerKind.RECURRENT;
  }

  private static Object activation(Link link) {
    return ((BaseLayer) link.inner().conf().getLayer()).getActivationFn();
  }

  private static boolean isOfTorch(Link link) {
    return activation(link) instanceof ActivationTanH || isRelu(link);
  }

  static boolean isRelu(Link link) {
    return activation(link) instanceof ActivationReLU relu && OnnxActivation.isPlain(relu);
  }

  List<Link> links() {
    return links;
  }

  /** {@return the sizes of the layers} */
  public List<LayerSize> sizes() {
    return links.stream().map(NetworkWeights::size).toList();
  }

  private static LayerSize size(Link link) {
    INDArray w = link.inner().getParam("W");
    return new LayerSize(isRecurrent(link), w.size(0), w.size(1));
  }

  /**
   * Puts parameters in place, all or none.
   *
   * @param layers as many as the network has, of the same sizes
   * @throws IllegalArgumentException if they don't fit; the network is as it was
   */
  public void assign(List<ImportedLayer> layers) {
    List<Runnable> assignments = new ArrayList<>();
    for (int i = 0; i < Math.max(layers.size(), links.size()); i++) {
      if (i >= layers.size()) {
        throw new IllegalArgumentException(
            "The file has no module for "
                + links.get(i).name()
                + ", "
                + size(links.get(i))
                + "; its last one is "
                + layers.get(i - 1).from()
                + ".");
      }
      if (i >= links.size()) {
        throw new IllegalArgumentException(
            "The network has no layer for "
                + layers.get(i).from()
                + "; leave it out with ignoring(..), or add one.");
      }
      assignments.addAll(assignments(links.get(i), layers.get(i)));
    }
    assignments.forEach(Runnable::run);
  }

  private static List<Runnable> assignments(Link link, ImportedLayer layer) {
    LayerSize expected = size(link);
    LayerSize given = new LayerSize(layer.isRecurrent(), layer.nIn(), layer.nOut());
    if (!expected.equals(given)) {
      throw new IllegalArgumentException(
          Words.capitalised(link.name())
              + " is "
              + expected
              + ", but its turn is that of "
              + layer.from()
              + ", "
              + given
              + ".");
    }
    List<Runnable> assignments = new ArrayList<>();
    for (Map.Entry<String, double[]> parameter : layer.parameters().entrySet()) {
      INDArray array = link.inner().getParam(parameter.getKey());
      if (array == null) {
        if (layer.biased()) {
          throw new IllegalArgumentException(
              Words.capitalised(link.name())
                  + " has no bias, but "
                  + layer.from()
                  + " has: set hasBias(true).");
        }
        continue;
      }
      INDArray values = Elements.array(parameter.getValue(), array.dataType(), array.shape());
      if (values.isInfinite().any()) {
        throw new IllegalArgumentException(
            layer.from() + " has weights beyond a float: give a network of DOUBLE.");
      }
      assignments.add(() -> array.assign(values));
    }
    return assignments;
  }
}
