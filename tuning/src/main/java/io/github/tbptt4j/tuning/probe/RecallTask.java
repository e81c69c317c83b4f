package io.github.tbptt4j.tuning.probe;

import io.github.tbptt4j.TruncatedBptt;
import java.util.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Recall of a symbol after a lag among noise. Each sequence shows one of {@link #CUES} cues at some
 * step, noise symbols at all others, and a question mark exactly {@code lag} steps after the cue;
 * there, and only there, the label is the cue.
 *
 * <p>The question's place in its window of k1 steps is uniformly distributed, and no window is cut
 * short by the end of the sequence, so that every depth from k2-k1+1 to k2 occurs as often as in a
 * stream that never ends.
 */
final class RecallTask {
  /** Symbols to recall; a guess is right once in four times. */
  static final int CUES = 4;

  private static final int NOISES = 4;
  private static final int QUESTION = CUES + NOISES;

  /** Size of the input: one-hot vectors of cues, noise symbols and the question mark. */
  static final int SYMBOLS = QUESTION + 1;

  /** Places of the question in sequences that are one single window. */
  private static final int PLACES_IN_FULL_SEQUENCE = 8;

  private final int lag;
  private final int places;
  private final int timeSteps;

  RecallTask(int lag, TruncatedBptt truncation) {
    boolean windows = truncation.k1() < Integer.MAX_VALUE;
    int window = windows ? truncation.k1() : lag + PLACES_IN_FULL_SEQUENCE;
    this.lag = lag;
    this.places = windows ? truncation.k1() : PLACES_IN_FULL_SEQUENCE;
    this.timeSteps = (lag + places + window - 1) / window * window;
  }

  int timeSteps() {
    return timeSteps;
  }

  /** {@return new sequences: features [B, SYMBOLS, T], labels [B, CUES, T], label mask [B, T]} */
  DataSet minibatch(int examples, Random random) {
    float[] features = new float[examples * SYMBOLS * timeSteps];
    float[] labels = new float[examples * CUES * timeSteps];
    float[] labelMask = new float[examples * timeSteps];
    for (int b = 0; b < examples; b++) {
      int question = lag + random.nextInt(places);
      int cue = random.nextInt(CUES);
      for (int t = 0; t < timeSteps; t++) {
        int noise = CUES + random.nextInt(NOISES);
        int symbol = t == question - lag ? cue : t == question ? QUESTION : noise;
        features[(t * SYMBOLS + symbol) * examples + b] = 1;
      }
      labels[(question * CUES + cue) * examples + b] = 1;
      labelMask[question * examples + b] = 1;
    }
    return new DataSet(
        Nd4j.create(features, new int[] {examples, SYMBOLS, timeSteps}, 'f'),
        Nd4j.create(labels, new int[] {examples, CUES, timeSteps}, 'f'),
        null,
        Nd4j.create(labelMask, new int[] {examples, timeSteps}, 'f'));
  }
}
