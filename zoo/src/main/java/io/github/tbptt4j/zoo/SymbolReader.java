package io.github.tbptt4j.zoo;

import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads symbols with a network, and remembers what it has read. For one thread. */
final class SymbolReader {
  /** Symbols that go through the network in one call: many are faster, each takes memory. */
  private static final int BLOCK = 256;

  private final MultiLayerNetwork network;
  private final int symbols;

  /**
   * A reader that has read nothing.
   *
   * @param network takes one-hot vectors; it is this reader's own
   * @param symbols how many there are
   */
  SymbolReader(MultiLayerNetwork network, int symbols) {
    this.network = network;
    this.symbols = symbols;
  }

  /** {@return the probability of each symbol to follow these, which are at least one} */
  float[] predictAfter(int... text) {
    float[] prediction = {};
    for (int from = 0; from < text.length; from += BLOCK) {
      int[] block = Arrays.copyOfRange(text, from, Math.min(text.length, from + BLOCK));
      prediction = column(read(block), block.length - 1);
    }
    return prediction;
  }

  /** {@return the probability of target i after the symbols 0 to i} */
  float[] probabilities(int[] text, int[] targets) {
    float[] probabilities = new float[text.length];
    for (int from = 0; from < text.length; from += BLOCK) {
      int[] block = Arrays.copyOfRange(text, from, Math.min(text.length, from + BLOCK));
      float[] predictions = read(block);
      for (int t = 0; t < block.length; t++) {
        probabilities[from + t] = predictions[t * symbols + targets[from + t]];
      }
    }
    return probabilities;
  }

  private float[] column(float[] predictions, int t) {
    return Arrays.copyOfRange(predictions, t * symbols, (t + 1) * symbols);
  }

  /** {@return the predictions after each step, [T, V] one after the other} */
  private float[] read(int[] block) {
    float[] oneHot = new float[symbols * block.length];
    for (int t = 0; t < block.length; t++) {
      oneHot[t * symbols + block[t]] = 1;
    }
    INDArray input = Nd4j.create(oneHot, new int[] {1, symbols, block.length}, 'f'); // [1, V, T]
    return network.rnnTimeStep(input).dup('f').data().asFloat();
  }
}
