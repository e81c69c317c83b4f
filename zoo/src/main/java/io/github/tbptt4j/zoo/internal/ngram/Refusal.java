package io.github.tbptt4j.zoo.internal.ngram;

/**
 * How long a text is, to refuse it by. A network that adds up evidence is the surer the longer a
 * text is, of a wrong label as well: what is refused gains with the length.
 */
public final class Refusal {
  private static final double SHORT = 15; // a word or two, in which nothing is refused for length

  private Refusal() {}

  /**
   * The length of a text.
   *
   * @param read what {@link Reading} gives
   * @return the logarithm of its length over that of a short one, at least 0
   */
  public static double lengths(String read) {
    return Math.log(Math.max(1, read.length() / SHORT));
  }
}
