package io.github.tbptt4j.examples;

import io.github.tbptt4j.InferenceSession;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Lets a network write: each character is drawn from its prediction and read back in. */
final class TextSampler {
  private final InferenceSession session;
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
    this.session = InferenceSession.of(network);
    this.vocabulary = vocabulary;
    this.temperature = temperature;
  }

  /** {@return {@code length} characters that continue the prompt, the same for the same seed} */
  String continuing(String prompt, int length, long seed) {
    if (prompt.isEmpty()) {
      throw new IllegalArgumentException("The prompt is empty: the network needs a first symbol.");
    }
    Random random = new Random(seed);
    session.reset();
    float[] prediction = new float[session.nOut()];
    session.run(vocabulary.encode(prompt), prediction);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      int symbol = draw(prediction, random);
      text.append(vocabulary.decode(symbol));
      session.step(symbol, prediction);
    }
    return text.toString();
  }

  private int draw(float[] prediction, Random random) {
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
