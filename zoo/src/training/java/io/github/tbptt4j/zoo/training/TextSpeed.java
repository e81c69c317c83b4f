package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.TextGenerator;
import java.util.List;

/** How fast a text generator reads and writes. */
final class TextSpeed {
  private static final int CHARACTERS = 50_000;

  private TextSpeed() {}

  static List<Speed> of(TextGenerator model, String text) {
    String part = text.substring(0, CHARACTERS);
    return List.of(
        Rate.of("a text is scored", "characters", CHARACTERS, () -> model.score(part)),
        Rate.of(
            "a text is written",
            "characters",
            CHARACTERS,
            () -> model.generate("The old man", CHARACTERS, 0.8, 1)));
  }
}
