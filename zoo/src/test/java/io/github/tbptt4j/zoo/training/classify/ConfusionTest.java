package io.github.tbptt4j.zoo.training.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  @Test
  void accuracyAndMacroF1AreThoseOfTheDefinition() {
    Confusion confusion =
        new Confusion(List.of("a", "a", "a", "b", "b"), List.of("a", "a", "b", "b", "c"));
    assertEquals(3 / 5.0, confusion.accuracy());
    double f1OfA = 2 * 1.0 * (2 / 3.0) / (1.0 + 2 / 3.0); // precision 1, recall 2/3
    double f1OfB = 0.5; // precision 1/2, recall 1/2
    assertEquals((f1OfA + f1OfB) / 2, confusion.macroF1(), 1e-12);
  }
}
