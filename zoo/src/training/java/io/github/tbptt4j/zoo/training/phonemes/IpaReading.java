package io.github.tbptt4j.zoo.training.phonemes;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * English in the International Phonetic Alphabet, as Wiktionary and espeak write it, in ARPAbet:
 * the phoneme that is nearest in the phoneme set of the CMU dictionary.
 */
public final class IpaReading {
  private static final char SYLLABIC = '\u0329';
  private static final int LONGEST = 2; // characters of a sound
  private static final Map<String, String> SOUNDS = new LinkedHashMap<>();

  static {
    put("tʃ CH ʧ CH dʒ JH ʤ JH eɪ EY ei EY aɪ AY ai AY aʊ AW au AW ɔɪ OY oʊ OW əʊ OW ou OW");
    put("ɝ ER ɜɹ ER ɜr ER ɜ ER ɚ ER əɹ ER ər ER ə AH ɐ AH ʌ AH æ AE a AE ɑ AA ɒ AA ɔ AO ɛ EH e EH");
    put("ɪ IH i IY ᵻ IH ɨ IH ʊ UH u UW o OW p P b B t T d D k K ɡ G g G f F v V θ TH ð DH s S z Z");
    put("ʃ SH ʒ ZH h HH m M n N ŋ NG l L ɫ L ɹ R r R ɻ R w W ʍ W j Y ɾ T ʔ T x K");
  }

  private IpaReading() {}

  private static void put(String pairs) {
    String[] all = pairs.split(" ");
    for (int i = 0; i < all.length; i += 2) {
      SOUNDS.put(all[i], all[i + 1]);
    }
  }

  /**
   * Reads a transcription.
   *
   * @param ipa one word
   * @return its phonemes; nothing if there is a sound that English has not
   */
  public static Optional<List<String>> read(String ipa) {
    // Length, syllables, ties and what a narrow transcription adds say nothing here.
    String plain =
        Normalizer.normalize(ipa, Normalizer.Form.NFD)
            .replaceAll("[ː.ˑʰ()\\-‿ʲ˞ \u0361\u035c\u032f\u0325\u031e\u0303\u0320\u031a]", "");
    List<String> phonemes = new ArrayList<>();
    char stress = '0';
    int vowels = 0;
    boolean marked = false;
    for (int at = 0; at < plain.length(); ) {
      char c = plain.charAt(at);
      if (c == 'ˈ' || c == '\'' || c == 'ˌ') {
        stress = c == 'ˌ' ? '2' : '1';
        marked = true;
        at++;
        continue;
      }
      if (c == SYLLABIC && !phonemes.isEmpty()) {
        phonemes.add(phonemes.size() - 1, "AH0");
        at++;
        continue;
      }
      String sound = sound(plain, at);
      if (sound == null) {
        return Optional.empty();
      }
      at += sound.length();
      String phoneme = SOUNDS.get(sound);
      boolean isVowel = "AEIOU".indexOf(phoneme.charAt(0)) >= 0;
      phonemes.add(isVowel ? phoneme + stress : phoneme);
      vowels += isVowel ? 1 : 0;
      stress = isVowel ? '0' : stress;
    }
    if (vowels == 1 && !marked) {
      phonemes.replaceAll(phoneme -> phoneme.replace('0', '1'));
    }
    return phonemes.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(phonemes));
  }

  private static String sound(String ipa, int at) {
    for (int length = Math.min(LONGEST, ipa.length() - at); length > 0; length--) {
      String sound = ipa.substring(at, at + length);
      if (SOUNDS.containsKey(sound)) {
        return sound;
      }
    }
    return null;
  }
}
