package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.training.classify.LabelledText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Endless minibatches of user agents: each epoch takes every one of them once, texts of like length
 * together. Numbers are changed at random now and then, and words left out, so that the network
 * doesn't learn versions and whole texts by heart.
 */
final class UserAgentMinibatches implements Supplier<List<LabelledText>> {
  private static final int POOL = 16; // minibatches that are sorted by length together
  private static final double CHANGED_TEXTS = 0.5;
  private static final double CHANGED_DIGITS = 0.2;
  private static final double TEXTS_WITH_GAPS = 0.5;
  private static final double LEFT_OUT_WORDS = 0.08;
  private static final Pattern WORD = Pattern.compile("[^ ;,()]+[ ;,()]*|[ ;,()]+");

  private final List<LabelledText> examples;
  private final int size;
  private final Random random;
  private final List<List<LabelledText>> waiting = new ArrayList<>();

  /**
   * Minibatches of some examples.
   *
   * @param examples the examples
   * @param size how many of them a minibatch has
   * @param random what chooses
   */
  UserAgentMinibatches(List<LabelledText> examples, int size, Random random) {
    this.examples = examples;
    this.size = size;
    this.random = random;
  }

  @Override
  public List<LabelledText> get() {
    if (waiting.isEmpty()) {
      beginEpoch();
    }
    return waiting.remove(waiting.size() - 1).stream()
        .map(example -> new LabelledText(example.label(), augmented(example.text())))
        .toList();
  }

  private void beginEpoch() {
    List<LabelledText> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, random);
    for (List<LabelledText> pool : parts(shuffled, POOL * size)) {
      List<LabelledText> sorted = new ArrayList<>(pool);
      sorted.sort(Comparator.comparingInt(example -> example.text().length()));
      waiting.addAll(parts(sorted, size));
    }
    Collections.shuffle(waiting, random);
  }

  private static <T> List<List<T>> parts(List<T> list, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < list.size(); from += size) {
      parts.add(list.subList(from, Math.min(from + size, list.size())));
    }
    return parts;
  }

  private String augmented(String text) {
    String numbered = random.nextDouble() < CHANGED_TEXTS ? withOtherDigits(text) : text;
    return random.nextDouble() < TEXTS_WITH_GAPS ? withGaps(numbered) : numbered;
  }

  /** {@return the text without some of its words, or as it is if none would be left} */
  private String withGaps(String text) {
    String left =
        WORD.matcher(text)
            .replaceAll(
                word ->
                    random.nextDouble() < LEFT_OUT_WORDS
                        ? ""
                        : Matcher.quoteReplacement(word.group()));
    return left.isBlank() ? text : left;
  }

  private String withOtherDigits(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = 0; i < changed.length(); i++) {
      char character = changed.charAt(i);
      if (character >= '0' && character <= '9' && random.nextDouble() < CHANGED_DIGITS) {
        changed.setCharAt(i, (char) ('0' + random.nextInt(10)));
      }
    }
    return changed.toString();
  }
}
