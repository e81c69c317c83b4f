package io.github.tbptt4j;

import java.io.Serializable;

/**
 * How a {@link TruncatedBpttTrainer} cuts backpropagation through time: which losses the next
 * window owns, and how far back their errors go.
 *
 * <ul>
 *   <li>{@link TruncatedBptt}: every k1 steps, k2 steps back. The cheapest, and biased: what lies
 *       further back isn't learned.
 *   <li>{@link AdaptiveTruncation}: as far back as the gradient is seen to go.
 *   <li>{@link RandomTruncation}: cut at random, and what crosses is scaled up, so that the mean of
 *       the gradient is that of full BPTT.
 * </ul>
 *
 * <p>Layers inside {@code fit} take the first alone. What a truncation has to remember is part of
 * the trainer's state, and of its checkpoints.
 */
public sealed interface Truncation extends Serializable
    permits TruncatedBptt, AdaptiveTruncation, RandomTruncation {

  /**
   * Reads a truncation as a person writes it on a command line: {@code full}, {@code
   * fixed:k1=5,k2=20}, {@code adaptive:k1=5,min=5,max=100,delta=0.1}, {@code
   * random:mean=20,alpha=4,seed=1}, {@code fixed:k2=20} where k1 is the segment of a layer in
   * {@code fit}. What a kind has a default for may be left out: {@code delta}, {@code cost}, {@code
   * alpha} and {@code seed}.
   *
   * @param text the text
   * @return the truncation
   * @throws IllegalArgumentException if it can't be read, or its values contradict each other
   */
  static Truncation parse(String text) {
    return TruncationText.parse(text);
  }

  /** {@return the form that {@link #parse} reads} */
  default String text() {
    return TruncationText.text(this);
  }
}
