package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.phonemes.Window;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Makes pronouncers, which read their network in a way that only training knows. */
public final class PronouncerModels {
  private PronouncerModels() {}

  /**
   * A model of a trained network.
   *
   * @param network reads the window's rows, and gives a softmax over the symbols
   * @param window what it reads
   * @param symbols what its outputs stand for: phonemes joined by spaces
   * @return the model
   */
  public static Pronouncer of(MultiLayerNetwork network, Window window, List<String> symbols) {
    return Pronouncer.of(network, window, symbols);
  }
}
