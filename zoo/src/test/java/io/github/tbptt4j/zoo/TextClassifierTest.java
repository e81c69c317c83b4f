package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.ModelCard.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small models, trained here: words of each label are of letters of its own. */
class TextClassifierTest {
  private static final List<String> LABELS = List.of("first", "second", "third");

  private static TextClassifier model;

  private static String text(Random random, int label) {
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < 4; word++) {
      for (int k = 0; k < 2 + random.nextInt(4); k++) {
        text.append((char) ('a' + 4 * label + random.nextInt(5)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  private static List<LabelledText> examples(int count, int labels, long seed) {
    Random random = new Random(seed);
    List<LabelledText> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % labels;
      String name = label < 3 ? LABELS.get(label) : "new" + label;
      examples.add(new LabelledText(name, text(random, label)));
    }
    return examples;
  }

  private static LabelTraining.Builder quick() {
    return LabelTraining.builder().updates(120);
  }

  @BeforeAll
  static void train() {
    model = TextClassifier.train(examples(240, 3, 1), quick().command("mine").build());
  }

  private static double accuracy(TextClassifier classifier, List<LabelledText> texts) {
    return new LabelScores("", texts)
        .accuracy(texts.stream().map(t -> classifier.classify(t.text()).get(0).label()).toList());
  }

  @Test
  void itSaysWhatItLearned() {
    assertEquals(LABELS, model.labels());
    assertTrue(accuracy(model, examples(60, 3, 2)) > 0.9);
    assertEquals(1, model.top("abc", 1).size());
    assertThrows(IllegalArgumentException.class, () -> model.top("abc", 0));
    assertThrows(IllegalArgumentException.class, () -> model.classify((String) null));
  }

  @Test
  void itsCardHasScoresOfWhatWasHeldOutBesideOthers() {
    ModelCard card = model.card();
    Score accuracy = card.scores().get(0);
    assertTrue(accuracy.value() > 80, accuracy::toString);
    assertEquals(2, accuracy.baselines().size());
    assertEquals("mine", card.training().command());
    assertEquals(3, card.breakdowns().get(0).parts().size());
    assertTrue(card.data().get(0).use().contains("48 held out"), card.data().get(0).use());
    assertEquals("TextClassifier", card.modelClass());
    assertTrue(card.limits().get(0).contains("48 texts"), card.limits().get(0));
  }

  @Test
  void theSameExamplesAndSeedGiveTheSameModel() {
    LabelTraining short40 = LabelTraining.builder().updates(40).build();
    List<LabelledText> examples = examples(60, 2, 1);
    TextClassifier one = TextClassifier.train(examples, short40);
    assertEquals(one.card().sha256(), TextClassifier.train(examples, short40).card().sha256());
    LabelTraining other = LabelTraining.builder().updates(40).seed(7).build();
    assertNotEquals(one.card().sha256(), TextClassifier.train(examples, other).card().sha256());
  }

  @Test
  void aSavedOneIsTheSameWithItsCard(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.model");
    model.save(file);
    TextClassifier loaded = TextClassifier.load(file);
    assertEquals(model.card(), loaded.card());
    assertEquals(model.classify("abc jkl"), loaded.classify("abc jkl"));
    assertEquals(model.card(), Zoo.card(file));

    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);
    assertThrows(IOException.class, () -> TextClassifier.load(file));
  }

  @Test
  void newLabelsAreAddedAndTheOldOnesStay() {
    List<LabelledText> more = examples(160, 4, 3);
    TextClassifier grown = model.fineTuned(more);
    assertEquals(List.of("first", "second", "third", "new3"), grown.labels());
    List<LabelledText> fresh = examples(80, 4, 4);
    assertTrue(accuracy(grown, fresh) > accuracy(model, fresh) + 0.1);
    assertTrue(accuracy(grown, examples(60, 3, 5)) > 0.85);
    Score accuracy = grown.card().scores().get(0);
    assertTrue(
        accuracy.baselines().stream().anyMatch(b -> b.name().equals("before fine-tuning")),
        accuracy::toString);
    assertTrue(grown.card().summary().contains("which added new3"), grown.card().summary());
    assertEquals(LABELS, model.labels());
  }

  /** What the examples don't say stays: the new label gets what all texts give it, and no more. */
  @Test
  void aTextWithoutNgramsOfTheExamplesKeepsTheOddsOfItsLabels() {
    Random random = new Random(6);
    List<LabelledText> other = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      other.add(new LabelledText("new", text(random, 4).replace('q', 'x'))); // q to u
    }
    TextClassifier grown = model.fineTuned(other);
    for (LabelledText old : examples(30, 3, 7)) {
      assertEquals(odds(model, old.text()), odds(grown, old.text()), 0.5, old::text); // of about 19
    }
  }

  private static double odds(TextClassifier classifier, String text) {
    List<Prediction> ranked = classifier.classify(text);
    return Math.log(probability(ranked, "first") / probability(ranked, "second"));
  }

  private static double probability(List<Prediction> ranked, String label) {
    return ranked.stream()
        .filter(p -> p.label().equals(label))
        .mapToDouble(Prediction::probability)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oddTextsAreClassifiedInBoundedTime() {
    String huge = "abc ".repeat(2_500_000); // 10 MB
    for (String text : new String[] {"\ud800", "a\u0000b\u001b", huge, "\udc00\ud800x"}) {
      assertEquals(3, model.classify(text).size());
    }
    for (String nothing : new String[] {"", " \n"}) {
      assertEquals(1 / 3.0, model.classify(nothing).get(2).probability(), 1e-12);
    }
    List<LabelledText> odd = new ArrayList<>(examples(40, 2, 1));
    odd.add(new LabelledText("first", huge));
    odd.add(new LabelledText("\ud800", "\udc00\ud800 \u0000"));
    odd.add(new LabelledText("first", ""));
    TextClassifier trained = TextClassifier.train(odd, LabelTraining.builder().updates(10).build());
    assertTrue(trained.card().limits().toString().contains("1 texts in which nothing"));
    assertTrue(trained.card().limits().toString().contains("Too few examples"));
  }

  @Test
  void whatCannotBeLearnedIsRefused() {
    refused(List.of(), "no texts");
    refused(examples(19, 2, 1), "19 texts are too few");
    refused(examples(40, 1, 1), "All texts have the label first");
    List<LabelledText> swapped = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      swapped.add(new LabelledText("label" + i, "yes " + i % 7 + (char) ('a' + i % 26)));
    }
    refused(swapped, "more than 10,000 labels");
    assertThrows(IllegalArgumentException.class, () -> new LabelledText(" ", "text"));
    assertThrows(IllegalArgumentException.class, () -> new LabelledText("label", null));
    assertThrows(IllegalArgumentException.class, () -> LabelTraining.builder().heldOut(0.6));
    assertThrows(IllegalArgumentException.class, () -> LabelTraining.builder().heldOut(Double.NaN));
    assertThrows(UnsupportedOperationException.class, () -> model.initPretrained());
    assertFalse(model.pretrainedAvailable(org.deeplearning4j.zoo.PretrainedType.IMAGENET));
  }

  private static void refused(List<LabelledText> examples, String message) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> TextClassifier.train(examples))
            .getMessage();
    assertTrue(said.contains(message), said);
  }

  @Test
  void aListenerSeesTheProgressAndCanEndIt() {
    double[] seen = {0};
    LabelTraining stopping =
        quick()
            .listener(
                (done, loss, validation) -> {
                  seen[0] = done;
                  if (done > 0.1) {
                    throw new CancellationException();
                  }
                })
            .build();
    assertThrows(
        CancellationException.class, () -> TextClassifier.train(examples(60, 2, 1), stopping));
    assertTrue(seen[0] > 0.1 && seen[0] < 0.2);
  }
}
