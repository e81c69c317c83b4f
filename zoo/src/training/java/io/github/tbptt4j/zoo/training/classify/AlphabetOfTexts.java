package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.internal.text.Alphabet;
import io.github.tbptt4j.zoo.internal.text.Symbols;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which characters deserve an input of their own. */
public final class AlphabetOfTexts {
  private AlphabetOfTexts() {}

  /**
   * The frequent characters of some texts.
   *
   * @param texts the texts
   * @param rarest how often the rarest of them occurs at least
   * @return the alphabet, in the order of Unicode
   */
  public static Alphabet of(List<LabelledText> texts, int rarest) {
    Alphabet all =
        new Alphabet(
            texts.stream()
                .flatMapToInt(example -> example.text().codePoints())
                .map(Alphabet::plain)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(Character::toString)
                .collect(Collectors.joining()));
    int[] counts = new int[all.size()];
    for (LabelledText example : texts) {
      Symbols symbols = all.encode(example.text(), Integer.MAX_VALUE);
      for (int id : symbols.ids()) {
        counts[id]++;
      }
    }
    int[] characters = all.characters().codePoints().toArray();
    StringBuilder frequent = new StringBuilder();
    for (int i = 0; i < characters.length; i++) {
      if (counts[i] >= rarest) {
        frequent.appendCodePoint(characters[i]);
      }
    }
    return new Alphabet(frequent.toString());
  }
}
