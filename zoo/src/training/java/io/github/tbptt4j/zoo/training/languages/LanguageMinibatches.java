package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.training.classify.LabelledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Endless minibatches of snippets from 20 to 200 characters, short ones more often than long ones,
 * all of one minibatch equally long. Some are written in capitals, some in small letters.
 */
final class LanguageMinibatches implements Supplier<List<LabelledText>> {
  static final int SHORTEST = 20;
  static final int LONGEST = 200;
  private static final double CAPITALS = 0.1;
  private static final double SMALL_LETTERS = 0.2;

  private final Snippets snippets;
  private final int characters;
  private final Random random;

  /**
   * Minibatches from some documents.
   *
   * @param snippets the documents
   * @param characters how many characters a minibatch has, about
   * @param random what chooses
   */
  LanguageMinibatches(Snippets snippets, int characters, Random random) {
    this.snippets = snippets;
    this.characters = characters;
    this.random = random;
  }

  @Override
  public List<LabelledText> get() {
    double ratio = (double) LONGEST / SHORTEST;
    int length = (int) Math.round(SHORTEST * Math.pow(ratio, random.nextDouble()));
    List<LabelledText> examples = new ArrayList<>();
    while (examples.size() * length < characters) {
      LabelledText snippet = snippets.random(length, random);
      if (snippet.text().codePoints().anyMatch(Character::isLetter)) {
        examples.add(new LabelledText(snippet.label(), randomCase(snippet.text())));
      }
    }
    return examples;
  }

  private String randomCase(String text) {
    double chance = random.nextDouble();
    if (chance < CAPITALS) {
      return text.toUpperCase(Locale.ROOT);
    }
    return chance < CAPITALS + SMALL_LETTERS ? text.toLowerCase(Locale.ROOT) : text;
  }
}
