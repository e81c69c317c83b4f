package io.github.tbptt4j.zoo.training.phonemes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.Pronouncer;
import io.github.tbptt4j.zoo.PronouncerModels;
import io.github.tbptt4j.zoo.training.phonemes.Aligner.Aligned;
import io.github.tbptt4j.zoo.training.phonemes.CmuDictionary.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PhonemesTest {
  private static final Map<String, String> TOY =
      Map.of("a", "AE1", "b", "B", "c", "K", "sh", "SH", "x", "K S", "o", "AA0");

  /** A language in which sh is one sound, x two, and s alone is S. */
  private static List<Word> toy() {
    List<Word> words = new ArrayList<>();
    List<String> parts = List.of("a", "b", "sh", "x", "o", "s", "h");
    for (String first : parts) {
      for (String second : parts) {
        for (String third : parts) {
          String word = first + second + third;
          if (!word.matches(".*(s|h)(s|h)(s|h).*|.*[^s]h.*|h.*|.*ss.*")) {
            words.add(new Word(word, List.of(sounds(word))));
          }
        }
      }
    }
    return words;
  }

  private static List<String> sounds(String word) {
    List<String> sounds = new ArrayList<>();
    for (int i = 0; i < word.length(); i++) {
      boolean isPair = word.startsWith("sh", i);
      String letter = isPair ? "sh" : word.substring(i, i + 1);
      sounds.addAll(List.of(TOY.getOrDefault(letter, "S").split(" ")));
      i += isPair ? 1 : 0;
    }
    return sounds;
  }

  @Test
  void lettersAreAlignedWithNoneOneOrTwoPhonemes() {
    Aligner aligner = new Aligner(toy(), 5);
    Aligned fish = aligner.align("xash", List.of("K", "S", "AE1", "SH")).orElseThrow();
    assertEquals(List.of("K S", "AE1"), fish.symbols().subList(0, 2));
    assertEquals("SH", String.join("", fish.symbols().subList(2, 4)));
    assertEquals(Optional.empty(), aligner.align("a", List.of("B", "B", "B")));
  }

  @Test
  void theJointNgramSaysWhatItCounted() {
    JointNgram ngram = new JointNgram(new Aligner(toy(), 5).align(toy(), 1), 3);
    assertEquals(List.of("B", "AE1", "SH"), ngram.pronounce("bash"));
    assertEquals(List.of("AA0", "K", "S", "S", "AE1", "B"), ngram.pronounce("oxsab"));
    assertEquals(List.of(), ngram.pronounce("z"));
  }

  @Tag("slow")
  @Test
  void aSmallNetworkLearnsTheToy() {
    List<Aligned> examples = new Aligner(toy(), 5).align(toy(), 1);
    List<String> symbols = PhonemeTraining.symbols(examples);
    PhonemeTraining training =
        new PhonemeTraining(
            new PhonemeTraining.Recipe(
                4, 8, 24, 2, TruncatedBptt.of(8, 8), 0.02, 16, 12, 0.05, 0, 1),
            symbols);
    MultiLayerNetwork network = training.network();
    int[] passes = {0};
    training.train(network, examples, (done, loss) -> {}, mean -> passes[0]++);
    assertEquals(12, passes[0]);
    Pronouncer model = PronouncerModels.of(network, training.window(), symbols);
    PhonemeScores scores = PhonemeScores.of(toy(), PhonemeScores.first(model::pronounce));
    assertTrue(scores.words() > 95, scores::toString);
  }

  @Test
  void scoresCountWordsStressAndPhonemes() {
    Word word = new Word("data", List.of(phonemes("D EY1 T AH0"), phonemes("D AE1 T AH0")));
    assertEquals(new PhonemeScores(100, 100, 0, 100), score(word, "D AE1 T AH0"));
    assertEquals(new PhonemeScores(100, 0, 0, 100), score(word, "D EY0 T AH1"));
    assertEquals(new PhonemeScores(0, 0, 25, 100), score(word, "D EY1 T IH0"));
    assertEquals(new PhonemeScores(0, 0, 50, 0), score(word, "D EY1"));
    assertEquals(3, PhonemeScores.distance(phonemes("A B C"), phonemes("D E")));
  }

  private static PhonemeScores score(Word word, String said) {
    return PhonemeScores.of(List.of(word), spelling -> phonemes(said));
  }

  private static List<String> phonemes(String text) {
    return List.of(text.split(" "));
  }

  @Test
  void possessivesAreInThePartOfTheirWord() {
    int[] counts = new int[Part.values().length];
    for (int i = 0; i < 2000; i++) {
      String word = "word" + Integer.toString(i, 26);
      assertEquals(Part.of(word), Part.of(word + "'s"));
      assertEquals(Part.of(word), Part.of(word + "'"));
      counts[Part.of(word).ordinal()]++;
    }
    assertEquals(1800, counts[0], 60);
    assertEquals(100, counts[2], 40);
  }

  @Test
  void bothFormsOfTheDictionaryAreRead() {
    String module =
        """
        export const dictionary = {
          "'bout": "B AW1 T",
          a: 'AH0',
          "a(2)": "EY1",
          "dail(2)": "D OY1 L # org, irish",
          "3d": "TH R IY1 D IY2",
        }
        """;
    List<Word> words = CmuDictionary.parseModule(module.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of(
            new Word("'bout", List.of(phonemes("B AW1 T"))),
            new Word("a", List.of(phonemes("AH0"), phonemes("EY1"))),
            new Word("dail", List.of(phonemes("D OY1 L")))),
        words);
    assertEquals(
        List.of(new Word("a", List.of(phonemes("AH"), phonemes("EY")))),
        CmuDictionary.parseLines("a AH\na(2) EY\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void ipaIsReadAsArpabet() {
    assertEquals("HH AH0 L OW1", arpabet("həˈloʊ"));
    assertEquals("B ER1 D", arpabet("bɜːɹd"));
    assertEquals("B AA1 T AH0 L", arpabet("ˈbɒtl̩"));
    assertEquals("CH AE1 T ER0", arpabet("ˈt͡ʃæɾɚ"));
    assertEquals("K AE1 T", arpabet("kæt"));
    assertEquals(Optional.empty(), IpaReading.read("ʘ"));
  }

  private static String arpabet(String ipa) {
    return String.join(" ", IpaReading.read(ipa).orElseThrow());
  }
}
