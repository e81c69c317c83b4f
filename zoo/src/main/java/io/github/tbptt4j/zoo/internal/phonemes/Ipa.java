package io.github.tbptt4j.zoo.internal.phonemes;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ARPAbet in the International Phonetic Alphabet. A mark of stress stands before the consonants
 * that begin its syllable: as many as English words can begin with.
 */
public final class Ipa {
  private static final Map<String, String> SOUNDS =
      Map.ofEntries(
          Map.entry("AA", "ɑ"),
          Map.entry("AE", "æ"),
          Map.entry("AH", "ʌ"),
          Map.entry("AH0", "ə"),
          Map.entry("AO", "ɔ"),
          Map.entry("AW", "aʊ"),
          Map.entry("AY", "aɪ"),
          Map.entry("B", "b"),
          Map.entry("CH", "tʃ"),
          Map.entry("D", "d"),
          Map.entry("DH", "ð"),
          Map.entry("EH", "ɛ"),
          Map.entry("ER", "ɝ"),
          Map.entry("ER0", "ɚ"),
          Map.entry("EY", "eɪ"),
          Map.entry("F", "f"),
          Map.entry("G", "ɡ"),
          Map.entry("HH", "h"),
          Map.entry("IH", "ɪ"),
          Map.entry("IY", "i"),
          Map.entry("JH", "dʒ"),
          Map.entry("K", "k"),
          Map.entry("L", "l"),
          Map.entry("M", "m"),
          Map.entry("N", "n"),
          Map.entry("NG", "ŋ"),
          Map.entry("OW", "oʊ"),
          Map.entry("OY", "ɔɪ"),
          Map.entry("P", "p"),
          Map.entry("R", "ɹ"),
          Map.entry("S", "s"),
          Map.entry("SH", "ʃ"),
          Map.entry("T", "t"),
          Map.entry("TH", "θ"),
          Map.entry("UH", "ʊ"),
          Map.entry("UW", "u"),
          Map.entry("V", "v"),
          Map.entry("W", "w"),
          Map.entry("Y", "j"),
          Map.entry("Z", "z"),
          Map.entry("ZH", "ʒ"));

  private static final Set<String> PAIRS =
      Set.of(
          "P L", "P R", "P Y", "B L", "B R", "B Y", "T R", "T W", "D R", "D W", "K L", "K R", "K W",
          "K Y", "G L", "G R", "G W", "F L", "F R", "F Y", "TH R", "TH W", "SH R", "S P", "S T",
          "S K", "S L", "S M", "S N", "S W", "S F", "M Y", "HH Y", "HH W", "V Y", "N Y");

  private Ipa() {}

  /** {@return phonemes of ARPAbet in IPA; one that isn't known stays as it is} */
  public static String of(List<String> phonemes) {
    StringBuilder[] sounds = new StringBuilder[phonemes.size()];
    for (int i = 0; i < sounds.length; i++) {
      sounds[i] = new StringBuilder(sound(phonemes.get(i)));
    }
    for (int i = 0; i < sounds.length; i++) {
      char stress = phonemes.get(i).charAt(phonemes.get(i).length() - 1);
      if (stress == '1' || stress == '2') {
        sounds[onset(phonemes, i)].insert(0, stress == '1' ? 'ˈ' : 'ˌ');
      }
    }
    return String.join("", sounds);
  }

  private static String sound(String phoneme) {
    String known = SOUNDS.get(phoneme);
    return known != null ? known : SOUNDS.getOrDefault(phoneme.replaceAll("[0-9]$", ""), phoneme);
  }

  /** {@return where the syllable of a vowel begins} */
  private static int onset(List<String> phonemes, int vowel) {
    int at = vowel;
    if (at > 0 && isConsonant(phonemes.get(at - 1)) && !phonemes.get(at - 1).equals("NG")) {
      at--;
      while (at > 0 && PAIRS.contains(phonemes.get(at - 1) + " " + phonemes.get(at))) {
        at--;
      }
    }
    return at;
  }

  private static boolean isConsonant(String phoneme) {
    return !Character.isDigit(phoneme.charAt(phoneme.length() - 1));
  }
}
