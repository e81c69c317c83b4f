package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelDataTest {
  private static final List<LabelledText> TEXTS = new ArrayList<>();

  static {
    for (int i = 0; i < 100; i++) {
      String word = "w" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
      TEXTS.add(new LabelledText(i < 80 ? "many" : "few", word));
      TEXTS.add(new LabelledText(i < 80 ? "many" : "few", word.toUpperCase(Locale.ROOT) + " "));
    }
    TEXTS.add(new LabelledText("one", "alone"));
  }

  private static LabelData data() {
    return new LabelData(TEXTS, List.of(), 0.2, 100, 1);
  }

  @Test
  void eachLabelIsPartedByItself() {
    LabelData data = data();
    assertEquals(List.of("few", "many", "one"), data.labels);
    assertEquals(32, data.heldOut.stream().filter(t -> t.label().equals("many")).count());
    assertEquals(8, data.heldOut.stream().filter(t -> t.label().equals("few")).count());
    assertEquals(TEXTS.size(), data.training.size() + data.validation.size() + data.heldOut.size());
    assertTrue(data.training.contains(new LabelledText("one", "alone")));
    assertEquals("many", data.commonest());
  }

  @Test
  void textsThatDifferInCapitalsOnlyStayTogether() {
    LabelData data = data();
    Set<String> training = new HashSet<>();
    data.training.forEach(t -> training.add(t.text().toLowerCase(Locale.ROOT).strip()));
    List<LabelledText> others = new ArrayList<>(data.heldOut);
    others.addAll(data.validation);
    assertTrue(
        others.stream()
            .noneMatch(t -> training.contains(t.text().toLowerCase(Locale.ROOT).strip())));
  }

  @Test
  void knownLabelsComeFirst() {
    LabelData data = new LabelData(TEXTS, List.of("zero", "many"), 0.2, 100, 1);
    assertEquals(List.of("zero", "many", "few", "one"), data.labels);
  }
}
