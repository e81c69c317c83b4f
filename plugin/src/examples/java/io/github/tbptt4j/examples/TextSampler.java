package io.github.tbptt4j.examples;

import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Lets a network write: each character is drawn from its prediction and read back in. */
final class TextSampler {
  private final MultiLayerNetwork network;
  private final Vocabulary vocabulary;
  private final double temperature;

  /**
   * Prepares sampling.
   *
   * @param network predicts the next symbol
   * @param vocabulary its symbols
   * @param temperature 1 draws from the prediction as it is; less prefers what is likely
   */
  TextSampler(MultiLayerNetwork network, Vocabulary vocabulary, double temperature) {
    this.network = network;
    this.vocabulary = vocabulary;
    this.temperature = temperature;
  }

  /** {@return {@code length} characters that continue the prompt, the same for the same seed} */
  String continuing(String prompt, int length, long seed) {
    Random random = new Random(seed);
    network.rnnClearPreviousState();
    double[] prediction = readAll(vocabulary.encode(prompt));
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      int symbol = draw(prediction, random);
      text.append(vocabulary.decode(symbol));
      prediction = read(symbol);
    }
    network.rnnClearPreviousState();
    return text.toString();
  }

  private double[] readAll(int[] symbols) {
    double[] prediction = null;
    for (int symbol : symbols) {
      prediction = read(symbol);
    }
    if (prediction == null) {
      throw new IllegalArgumentException("The prompt is empty: the network needs a first symbol.");
    }
    return prediction;
  }

  private double[] read(int symbol) {
    INDArray input = Nd4j.zeros(1, vocabulary.size());
    input.putScalar(0, symbol, 1);
    return network.rnnTimeStep(input).toDoubleVector();
  }

  private int draw(double[] prediction, Random random) {
    double[] weights = new double[prediction.length];
    double sum = 0;
    for (int symbol = 0; symbol < prediction.length; symbol++) {
      boolean writable = symbol != Vocabulary.UNKNOWN;
      weights[symbol] = writable ? Math.pow(prediction[symbol], 1 / temperature) : 0;
      sum += weights[symbol];
    }
    double rest = random.nextDouble() * sum;
    int symbol = Vocabulary.UNKNOWN;
    do {
      symbol++;
      rest -= weights[symbol];
    } while (rest >= 0 && symbol < weights.length - 1);
    return symbol;
  }
}
