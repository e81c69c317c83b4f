package io.github.tbptt4j.zoo.training.useragents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.training.classify.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UserAgentsTest {
  @Test
  void versionsBuildsAndLanguagesMakeNoDifference() {
    assertEquals(
        Similarity.key(
            "Mozilla/5.0 (Linux; U; Android 4.0.1; en-us; Nexus S Build/ICL41) Safari/1"),
        Similarity.key(
            "Mozilla/5.0 (Linux; U; Android 2.3; de-de; Nexus S Build/GRI40.2) Safari/3"));
    assertNotEquals(
        Similarity.key("Mozilla/5.0 (Linux; Android 7; SM-G950F)"),
        Similarity.key("Mozilla/5.0 (Linux; Android 7; SM-J700M)"));
  }

  @Test
  void nearDuplicatesAreOnOneSideAndRareClassesLeftOut() {
    List<LabelledText> all = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      String name = "" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
      for (int version = 0; version < 3; version++) {
        all.add(new LabelledText("Robot", name + "bot/" + version));
        all.add(new LabelledText("Phone", name + "phone/" + version));
      }
    }
    all.add(new LabelledText("Car", "car/1"));
    Split split = UserAgents.split(all);
    List<Set<String>> keys =
        List.of(split.training(), split.validation(), split.heldOut()).stream()
            .map(
                part ->
                    part.stream()
                        .map(example -> Similarity.key(example.text()))
                        .collect(Collectors.toSet()))
            .toList();
    assertEquals(2 * 45, keys.get(0).size());
    assertEquals(2 * 7, keys.get(1).size());
    assertEquals(2 * 13, keys.get(2).size());
    Set<String> union = new HashSet<>();
    keys.forEach(union::addAll);
    assertEquals(130, union.size());
    assertEquals(
        Set.of("Robot", "Phone"),
        split.heldOut().stream().map(LabelledText::label).collect(Collectors.toSet()));
  }

  @Test
  void eachEpochTakesEveryExampleOnce() {
    List<LabelledText> examples = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      examples.add(new LabelledText("l" + i, "word".repeat(1 + i % 7)));
    }
    UserAgentMinibatches minibatches = new UserAgentMinibatches(examples, 8, new Random(1));
    for (int epoch = 0; epoch < 2; epoch++) {
      List<String> seen = new ArrayList<>();
      while (seen.size() < 50) {
        minibatches.get().forEach(example -> seen.add(example.label()));
      }
      assertEquals(50, seen.size());
      assertEquals(50, new HashSet<>(seen).size());
    }
  }

  @Test
  void augmentedTextsDifferInDigitsAndMissingWordsOnlyAndAreNeverEmpty() {
    String text = "Mozilla/5.0 (Linux; Android 13; Pixel 7) Chrome/116.0 Mobile";
    List<String> words = words(text);
    UserAgentMinibatches minibatches =
        new UserAgentMinibatches(
            List.of(new LabelledText("Phone", text), new LabelledText("Robot", "bot")),
            2,
            new Random(3));
    Set<String> seen = new HashSet<>();
    for (int epoch = 0; epoch < 100; epoch++) {
      for (LabelledText example : minibatches.get()) {
        if (example.label().equals("Robot")) {
          assertEquals("bot", example.text()); // its only word stays
        } else {
          seen.add(example.text());
          assertTrue(words.containsAll(words(example.text())), example::text);
        }
      }
    }
    assertTrue(seen.contains(text));
    assertTrue(seen.stream().anyMatch(changed -> words(changed).equals(words)));
    assertTrue(seen.stream().anyMatch(changed -> words(changed).size() < words.size()));
  }

  private static List<String> words(String text) {
    return List.of(text.replaceAll("[0-9]", "0").split("[ ;,()]+"));
  }

  @Test
  void theRegressionLearnsWhichNgramsMatter() {
    List<LabelledText> examples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      examples.add(new LabelledText("yes", "x".repeat(i % 5) + "bot" + "y".repeat(i % 3)));
      examples.add(new LabelledText("no", "x".repeat(i % 5) + "tob" + "y".repeat(i % 3)));
    }
    NgramLogisticRegression regression = new NgramLogisticRegression(examples, 5, 1);
    assertEquals("yes", regression.predict("a bot"));
    assertEquals("no", regression.predict("a tob"));
    assertTrue(new NgramLogisticRegression(examples, 5, 1).predict("zzbot").equals("yes"));
  }
}
