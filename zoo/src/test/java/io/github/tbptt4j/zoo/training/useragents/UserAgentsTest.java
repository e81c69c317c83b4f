package io.github.tbptt4j.zoo.training.useragents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
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
  void anExampleIsOfAKnownClassAndHasSomethingToRead() {
    List<String> classes = List.of("Phone", "Robot", "Tablet", "Watch");
    UserAgentExamples examples =
        new UserAgentExamples(
            List.of(new LabelledText("Phone", "phone/1"), new LabelledText("Car", "car/1")),
            List.of(new LabelledText("Tablet", "Mozilla/5.0 (*Linux*Android?4.2*TAB-7 Build/*)*")),
            List.of(new LabelledText("Robot", "bot")),
            classes,
            5);
    Set<String> texts = new HashSet<>();
    Set<Integer> labels = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      Example example = examples.get();
      texts.add(example.read());
      labels.add(example.label());
      assertTrue(example.label() >= 0 && !example.read().isBlank(), example::toString);
    }
    assertEquals(Set.of(0, 1, 2, 3), labels);
    assertTrue(texts.contains(" bot ")); // its only word stays
    assertFalse(texts.contains(" car/1 "));
    assertTrue(texts.stream().anyMatch(text -> text.contains("watch")));
  }

  @Test
  void theGapsOfPatternsAreFilled() {
    LabelledText pattern =
        new LabelledText(
            "Tablet",
            "Mozilla/5.0 (*Linux*Android?4.2*SM-T210"
                + " Build/*)*applewebkit*(*khtml*like*gecko*)*Version/*Chrome/31.0*Safari*");
    for (int seed = 0; seed < 50; seed++) {
      String filled = Browscap.filled(pattern, new Random(seed));
      assertTrue(
          filled.matches(
              "Mozilla/5\\.0 \\(Linux; Android 4\\.2; SM-T210 Build/[A-Z]{3}\\d+[A-Z](\\.\\d+)?\\)"
                  + " ?AppleWebKit/537\\.36 ?\\(KHTML, like Gecko\\) ?Version/[\\d.]+"
                  + " Chrome/31\\.0\\.\\d+\\.\\d+ (Mobile )?Safari"),
          filled);
    }
  }

  @Test
  void whatTheProjectWritesItselfHasNoPlaceholderLeft() {
    AgentTemplates templates = new AgentTemplates(new Random(7));
    Set<String> labels = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      LabelledText text = templates.next();
      labels.add(text.label());
      assertFalse(text.text().matches(".*[#^|{}\\[\\]].*"), text::text);
    }
    assertTrue(
        labels.containsAll(
            Set.of("Watch", "Virtual Reality", "Set-top box", "TV", "Game Console", "Robot")),
        labels::toString);
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
