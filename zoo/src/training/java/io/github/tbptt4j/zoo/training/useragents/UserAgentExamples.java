package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Endless examples: test cases of Yauaa, patterns of Browscap whose gaps are filled, robots, and
 * what the project writes itself. A class is drawn by the square root of its size. Numbers are
 * changed at random now and then, and words left out, so that the network doesn't learn versions
 * and whole texts by heart.
 */
final class UserAgentExamples implements Supplier<Example> {
  private static final int LONGEST_TEXT = 500;
  private static final double CASES = 0.3;
  private static final double PATTERNS = 0.35;
  private static final double ROBOTS = 0.07;
  private static final double CHANGED_TEXTS = 0.4;
  private static final double CHANGED_DIGITS = 0.15;
  private static final double TEXTS_WITH_GAPS = 0.4;
  private static final double LEFT_OUT_WORDS = 0.08;
  private static final Pattern WORD = Pattern.compile("[^ ;,()]+[ ;,()]*|[ ;,()]+");

  private final ByClass cases;
  private final ByClass patterns;
  private final ByClass robots;
  private final AgentTemplates templates;
  private final List<String> classes;
  private final Random random;

  /**
   * Examples.
   *
   * @param cases user agents of known class
   * @param patterns of Browscap
   * @param robots user agents of robots
   * @param classes what an example may be; others are left out
   * @param seed of all that is drawn
   */
  UserAgentExamples(
      List<LabelledText> cases,
      List<LabelledText> patterns,
      List<LabelledText> robots,
      List<String> classes,
      long seed) {
    this.cases = new ByClass(cases);
    this.patterns = new ByClass(patterns);
    this.robots = new ByClass(robots);
    this.classes = classes;
    this.random = new Random(seed);
    this.templates = new AgentTemplates(random);
  }

  @Override
  public Example get() {
    LabelledText text = next();
    return new Example(read(text.text()), classes.indexOf(text.label()));
  }

  /** {@return an example as it is before it is read, in which there is something to read} */
  LabelledText next() {
    while (true) {
      LabelledText text = draw();
      String augmented = augmented(text.text());
      if (classes.contains(text.label()) && !augmented.isBlank()) {
        return new LabelledText(text.label(), augmented);
      }
    }
  }

  /** {@return what {@link UserAgentClassifier} reads of a text} */
  static String read(String text) {
    return Reading.CHARACTERS.of(text, LONGEST_TEXT);
  }

  private LabelledText draw() {
    double source = random.nextDouble();
    if (source < CASES) {
      return cases.draw(random);
    }
    if (source < CASES + PATTERNS) {
      LabelledText pattern = patterns.draw(random);
      return new LabelledText(pattern.label(), Browscap.filled(pattern, random));
    }
    return source < CASES + PATTERNS + ROBOTS ? robots.draw(random) : templates.next();
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
