package io.github.tbptt4j.zoo.internal.card;

import io.github.tbptt4j.zoo.internal.card.Section.Bars;
import io.github.tbptt4j.zoo.internal.card.Section.Block;
import io.github.tbptt4j.zoo.internal.card.Section.Fact;
import io.github.tbptt4j.zoo.internal.card.Section.Facts;
import io.github.tbptt4j.zoo.internal.card.Section.Items;
import io.github.tbptt4j.zoo.internal.card.Section.Row;
import java.util.List;

/** A card for terminals. */
public final class CardText {
  private static final int WIDTH = 100;
  private static final int WIDEST_NAME = 50;
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();

  private CardText() {}

  /**
   * Writes a card.
   *
   * @param title above all
   * @param summary the sentence below it
   * @param sections the rest
   * @return lines of at most 100 characters, unless a word is longer
   */
  public static String of(String title, String summary, List<Section> sections) {
    CardText card = new CardText();
    card.wrap("", "", title);
    card.wrap("", "", summary);
    for (Section section : sections) {
      card.text.append('\n');
      card.wrap("", "", section.heading());
      section.blocks().forEach(card::block);
    }
    return card.text.toString();
  }

  private void block(Block block) {
    if (block instanceof Bars bars) {
      wrap(INDENT, INDENT, bars.title());
      int names = width(bars.rows().stream().map(Row::name).toList());
      int numbers = width(bars.rows().stream().map(Row::text).toList());
      for (Row row : bars.rows()) {
        String number = " ".repeat(Math.max(0, numbers - row.text().length())) + row.text();
        labelled(names, row.name(), number + (row.note().isEmpty() ? "" : INDENT + row.note()));
      }
    } else if (block instanceof Facts facts) {
      int names = width(facts.rows().stream().map(Fact::name).toList());
      facts.rows().forEach(fact -> labelled(names, fact.name(), fact.text()));
    } else if (block instanceof Items items) {
      items.texts().forEach(item -> wrap(INDENT + "- ", INDENT + INDENT, item));
    }
  }

  private static int width(List<String> texts) {
    return Math.min(WIDEST_NAME, texts.stream().mapToInt(String::length).max().orElse(0));
  }

  private void labelled(int width, String name, String what) {
    String plain = plain(name);
    String label = INDENT + INDENT + plain + " ".repeat(Math.max(0, width - plain.length()));
    // Numbers are right-aligned by their spaces, which wrapping would take away.
    int spaces = what.length() - what.stripLeading().length();
    String indent = " ".repeat(INDENT.length() * 3 + width);
    wrap(label + INDENT + " ".repeat(spaces), indent, what);
  }

  /** Words in lines: the first begins with a label, the others with as many spaces. */
  private void wrap(String first, String others, String sentence) {
    StringBuilder line = new StringBuilder(first);
    boolean begun = false;
    for (String word : plain(sentence).strip().split(" +")) {
      if (begun && line.length() + 1 + word.length() > WIDTH) {
        text.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(others);
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  /** A card comes from a file, and a terminal obeys control characters. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isWhitespace(c) ? ' ' : Character.isISOControl(c) ? 0xFFFD : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
