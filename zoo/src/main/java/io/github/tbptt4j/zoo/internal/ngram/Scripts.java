package io.github.tbptt4j.zoo.internal.ngram;

import java.lang.Character.UnicodeScript;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The writing systems that a model has learned to read. */
public final class Scripts {
  private final Set<UnicodeScript> known = EnumSet.noneOf(UnicodeScript.class);

  /**
   * Scripts.
   *
   * @param names Unicode's, such as LATIN
   * @throws IllegalArgumentException if Unicode knows one of them not
   */
  public Scripts(Collection<String> names) {
    names.forEach(name -> known.add(UnicodeScript.forName(name)));
  }

  /** {@return the names of all scripts that some texts use} */
  public static List<String> of(Collection<String> texts) {
    Set<UnicodeScript> used = EnumSet.noneOf(UnicodeScript.class);
    texts.forEach(
        text ->
            text.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .forEach(used::add));
    return used.stream().map(Enum::name).toList();
  }

  /**
   * Whether a text is written in scripts that the model knows.
   *
   * @param text any text
   * @param longest how many characters are looked at
   * @return whether at least half of its letters are; true if it has none
   */
  public boolean know(String text, int longest) {
    int letters = 0;
    int strange = 0;
    for (int i = 0; i < text.length() && letters < longest; ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      if (character < 0x80) { // most characters of most texts
        letters += Character.isLetter(character) ? 1 : 0;
      } else if (Character.isLetter(character)) {
        letters++;
        strange += known.contains(UnicodeScript.of(character)) ? 0 : 1;
      }
    }
    return 2 * strange <= letters;
  }
}
