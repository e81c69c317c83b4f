package io.github.tbptt4j.zoo.internal.ngram;

import java.util.Arrays;

/**
 * The n-grams that end at each character, as indices: what a network reads at that time step.
 *
 * <p>N-grams stay within a word and the space before it, so that one word alone reads as it does in
 * a sentence. Each is hashed to one of 2^bits rows of an embedding (the hashing trick, Weinberger
 * et al. 2009; of n-grams, Joulin et al. 2017): two that share a row share what it says.
 *
 * @param longest characters of the longest n-gram, from 1 to 8
 * @param bits from 1 to 24: there are 2^bits rows
 */
public record Ngrams(int longest, int bits) implements Features {
  /** No n-gram: the word is too short for it. */
  public static final int NONE = -1;

  private static final int FNV_OFFSET = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;

  /**
   * Checks the sizes.
   *
   * @param longest characters of the longest n-gram, from 1 to 8
   * @param bits from 1 to 24: there are 2^bits rows
   * @throws IllegalArgumentException if they are outside of their ranges
   */
  public Ngrams {
    if (longest < 1 || longest > 8 || bits < 1 || bits > 24) {
      throw new IllegalArgumentException(
          "n-grams of up to %d characters in 2^%d rows can't be: give 1 to 8 and 1 to 24."
              .formatted(longest, bits));
    }
  }

  @Override
  public int perStep() {
    return longest;
  }

  @Override
  public int rows() {
    return 1 << bits;
  }

  /** {@inheritDoc} The shortest n-gram of a step comes first. */
  @Override
  public int[] of(String read) {
    int[] indices = new int[read.length() * longest];
    Arrays.fill(indices, NONE);
    for (int t = 0; t < read.length(); t++) {
      int hash = FNV_OFFSET;
      for (int n = 0; n < longest && n <= t; n++) {
        char character = read.charAt(t - n);
        hash = (hash ^ character) * FNV_PRIME;
        hash ^= hash >>> 15;
        if (n > 0 || character != ' ') { // a space alone says nothing
          indices[t * longest + n] = row(hash, n);
        }
        if (n > 0 && character == ' ') {
          break;
        }
      }
    }
    return indices;
  }

  private int row(int hash, int n) {
    int mixed = hash * 0x9E3779B1 + n * 0x85EBCA6B;
    mixed ^= mixed >>> 13;
    mixed *= 0xC2B2AE35;
    return mixed >>> (32 - bits);
  }
}
