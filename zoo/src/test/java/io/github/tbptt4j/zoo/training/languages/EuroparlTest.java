package io.github.tbptt4j.zoo.training.languages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class EuroparlTest {
  private static final StopWordVote VOTE = StopWordVote.withLucenesLists();

  @Test
  void stopWordsOfOneLanguageDecide() {
    assertEquals(
        Optional.of("en"), VOTE.languageOf("It is the same as that which we had in the past."));
    assertEquals(
        Optional.of("pl"), VOTE.languageOf("Nie jest to tak, że to już było i że się nie zmieni."));
  }

  @Test
  void fewVotesOrAShortLeadDecideNothing() {
    assertEquals(Optional.empty(), VOTE.languageOf(""));
    assertEquals(Optional.empty(), VOTE.languageOf("Parliament"));
    assertEquals(Optional.empty(), VOTE.languageOf("the of and")); // fewer than five
    assertEquals(
        Optional.empty(), VOTE.languageOf("that which have been with und nicht auch sich wir"));
  }

  @Test
  void slovakIsRecognisedButLeftOut() throws IOException {
    String slovak = "som rád, že ktoré sú aj tiež však nie pri ich ako aby pre bol bola boli";
    assertEquals(Optional.of("sk"), VOTE.languageOf(slovak));
    Split split = split(List.of("t\t2000-01-01\t" + slovak));
    assertEquals(0, split.training().size() + split.validation().size() + split.heldOut().size());
  }

  @Test
  void whatWasSaidOnOneDayIsOnOneSide() throws IOException {
    String text = "This is what we had to say of it before it was too late for all of us, ";
    List<String> lines =
        java.util.stream.IntStream.range(0, 400)
            .mapToObj(
                i ->
                    "title\t2001-%02d-%02d\t%s%d"
                        .formatted(1 + i / 4 % 12, 1 + i / 48, text, i / 4))
            .toList();
    Split split = split(lines);
    for (List<LabelledText> part : List.of(split.training(), split.validation(), split.heldOut())) {
      assertTrue(!part.isEmpty());
      part.stream()
          .collect(java.util.stream.Collectors.groupingBy(LabelledText::text))
          .values()
          .forEach(sameDay -> assertEquals(4, sameDay.size()));
    }
    assertEquals(400, split.training().size() + split.validation().size() + split.heldOut().size());
  }

  private static Split split(List<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
    return Europarl.split(bytes.toByteArray());
  }

  @Test
  void snippetsBeginWithAWordAndHaveTheirLength() {
    Snippets snippets =
        new Snippets(
            List.of(
                new LabelledText("x", "one two three four five six seven eight nine ten"),
                new LabelledText("x", "short"),
                new LabelledText("y", "eins zwei drei vier sieben")));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      LabelledText snippet = snippets.random(12, random);
      assertEquals(12, snippet.text().length());
      String document =
          snippet.label().equals("x")
              ? " one two three four five six seven eight nine ten"
              : " eins zwei drei vier sieben";
      assertTrue(document.contains(" " + snippet.text()), snippet::text);
    }
    List<LabelledText> sample = snippets.sample(3, 8, 5);
    assertEquals(sample, snippets.sample(3, 8, 5));
    assertEquals(6, sample.stream().distinct().count());
  }
}
