package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.internal.phonemes.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PronouncerTest {
  private static final Pronouncer MODEL = Pronouncer.pretrained();

  @Test
  void wordsThatNoDictionaryHasAreSaid() {
    assertEquals("B L IH1 NG ER0 Z", said("blingers"));
    assertEquals("F", said("phlumbo").split(" ")[0]);
    assertTrue(said("glorptation").endsWith("EY1 SH AH0 N"), said("glorptation"));
  }

  @Test
  void waysAreRankedAndEachIsThereOnce() {
    List<Pronunciation> ways = MODEL.pronounce("data");
    assertTrue(ways.size() > 1 && ways.size() <= 8);
    double sum = 0;
    for (int i = 0; i < ways.size(); i++) {
      sum += ways.get(i).probability();
      assertTrue(i == 0 || ways.get(i).probability() <= ways.get(i - 1).probability());
    }
    assertTrue(sum <= 1 + 1e-6, "sum " + sum);
    assertEquals(ways.size(), ways.stream().map(Pronunciation::arpabet).distinct().count());
    assertEquals(ways.subList(0, 2), MODEL.top("data", 2));
    assertEquals(List.of(ways), MODEL.pronounce(List.of("data")));
  }

  @Test
  void capitalsAccentsAndQuotesDoNotMatter() {
    assertEquals(said("cafe"), said("CAFÉ"));
    assertEquals(said("don't"), said("don’t"));
    assertEquals("CAFÉ", MODEL.pronounce("CAFÉ").get(0).word());
  }

  @Test
  void whatCannotBeReadIsRefusedByName() {
    assertRefused(null, "null");
    assertRefused("", "empty");
    assertRefused("b4", "4 (U+0034)");
    assertRefused("two words", "U+0020");
    assertRefused("мир", "м (U+043C)");
    assertRefused("a\ud800", "U+D800");
    assertRefused("a\u0007", "U+0007");
    assertRefused("--", "no letter");
    assertRefused("a".repeat(10_000_000), "more than 64 letters");
    assertFalse(MODEL.canPronounce("b4"));
    assertFalse(MODEL.canPronounce(null));
    assertTrue(MODEL.canPronounce("o'neill"));
    assertThrows(IllegalArgumentException.class, () -> MODEL.top("word", 0));
  }

  private static void assertRefused(String word, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> MODEL.pronounce(word)).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.length() < 300, message);
  }

  @Test
  void aTextIsReadWordByWordAndNothingIsLost() {
    List<String> read =
        MODEL
            .read("The cat, 2 dogs & мир.")
            .map(ways -> ways.get(0).word() + " " + ways.get(0).phonemes().isEmpty())
            .toList();
    assertEquals(List.of("The false", "cat false", "2 true", "dogs false", "мир true"), read);
    assertThrows(IllegalArgumentException.class, () -> MODEL.read(null));
  }

  @Test
  void ofALongTextTheFirstWordsComeAtOnce() {
    String text = "word ".repeat(2_000_000);
    assertEquals(3, MODEL.read(text).limit(3).count());
    assertEquals(1, MODEL.read("a".repeat(10_000_000)).count());
    assertEquals(0, MODEL.read("\ud800\u0000-".repeat(3_000_000)).count());
  }

  @Test
  void oneModelServesManyThreads() {
    List<String> words = List.of("recurrent", "networks", "backpropagation", "through", "time");
    List<String> alone = words.stream().map(PronouncerTest::said).toList();
    List<List<String>> together =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> words.stream().map(PronouncerTest::said).toList())
            .collect(Collectors.toList());
    together.forEach(one -> assertEquals(alone, one));
  }

  @Test
  void aModelThatWasSavedSaysTheSame(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.zip");
    MODEL.save(file);
    assertEquals(MODEL.pronounce("xylophone"), Pronouncer.load(file).pronounce("xylophone"));
    assertEquals(MODEL.card(), Zoo.card(file));
    Path other = folder.resolve("other.zip");
    UserAgentClassifier.pretrained().save(other);
    assertTrue(
        assertThrows(IOException.class, () -> Pronouncer.load(other))
            .getMessage()
            .contains("user-agent-classifier"));
  }

  @Test
  void aFileThatSaysImpossibleSizesIsRefused() {
    ModelFile file = PretrainedFiles.read(Pronouncer.NAME);
    assertEquals(MODEL.symbols(), file.texts("symbols"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Pronouncer.of(
                file.network(), new Window(5, 13, MODEL.symbols().size()), MODEL.symbols()));
  }

  private static String said(String word) {
    return MODEL.pronounce(word).get(0).arpabet();
  }
}
