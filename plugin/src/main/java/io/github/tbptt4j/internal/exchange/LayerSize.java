package io.github.tbptt4j.internal.exchange;

import java.util.ArrayList;
import java.util.List;

/**
 * What a layer's parameters must fit.
 *
 * @param recurrent whether it is recurrent
 * @param nIn size of the input
 * @param nOut size of the output
 */
public record LayerSize(boolean recurrent, long nIn, long nOut) {

  static List<LayerSize> of(List<TorchPart> order) {
    List<LayerSize> sizes = new ArrayList<>();
    long symbols = -1;
    for (TorchPart part : order) {
      if (part.kind() == TorchPart.Kind.EMBEDDING) {
        symbols = part.in();
        continue;
      }
      for (int layer = 0; layer < part.layers().size(); layer++) {
        long in = symbols >= 0 ? symbols : layer == 0 ? part.in() : part.out();
        sizes.add(new LayerSize(part.kind() == TorchPart.Kind.RNN, in, part.out()));
        symbols = -1;
      }
    }
    return sizes;
  }

  /** For messages. */
  @Override
  public String toString() {
    return (recurrent ? "recurrent " : "linear ") + nIn + " -> " + nOut;
  }
}
