package io.github.tbptt4j.zoo.training.phonemes;

import java.util.List;

/**
 * A word and how it is pronounced.
 *
 * @param spelling in small letters
 * @param pronunciations one or more, each a list of phonemes in ARPAbet
 */
public record Word(String spelling, List<List<String>> pronunciations) {
  /** {@return phonemes without the digits of stress} */
  public static List<String> withoutStress(List<String> phonemes) {
    return phonemes.stream().map(phoneme -> phoneme.replaceAll("[0-9]", "")).toList();
  }
}
