package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.phonemes.Ipa;
import java.util.List;

/**
 * A way to say a word.
 *
 * @param word the word as it was given
 * @param phonemes in ARPAbet, vowels with their stress: 1 primary, 2 secondary, 0 none; empty for a
 *     word that can't be said
 * @param probability that a dictionary has it so, from 0 to 1
 */
public record Pronunciation(String word, List<String> phonemes, double probability) {
  /**
   * Copies the list.
   *
   * @param word the word as it was given
   * @param phonemes in ARPAbet, vowels with their stress
   * @param probability that a dictionary has it so, from 0 to 1
   */
  public Pronunciation {
    phonemes = List.copyOf(phonemes);
  }

  /** {@return the phonemes with spaces between them, such as {@code HH AH0 L OW1}} */
  public String arpabet() {
    return String.join(" ", phonemes);
  }

  /** {@return the phonemes in the International Phonetic Alphabet, such as {@code həˈloʊ}} */
  public String ipa() {
    return Ipa.of(phonemes);
  }
}
