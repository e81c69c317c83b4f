package io.github.tbptt4j.zoo.internal.card;

import java.util.List;

/**
 * A part of a card.
 *
 * @param heading above it
 * @param blocks what stands in it, one below the other
 */
public record Section(String heading, List<Block> blocks) {
  /** What stands in a section. */
  public sealed interface Block permits Bars, Facts, Items {}

  /**
   * Numbers to compare.
   *
   * @param title what they are, and what of
   * @param rows the numbers
   * @param scale the length of a whole bar
   */
  public record Bars(String title, List<Row> rows, double scale) implements Block {}

  /**
   * A number to compare.
   *
   * @param name whose it is
   * @param value the number
   * @param text the number for people
   * @param note what else to know of it, empty for nothing
   */
  public record Row(String name, double value, String text, String note) {}

  /**
   * Names and what belongs to them.
   *
   * @param rows the facts
   */
  public record Facts(List<Fact> rows) implements Block {}

  /**
   * A name and what belongs to it.
   *
   * @param name the name
   * @param text what belongs to it
   */
  public record Fact(String name, String text) {}

  /**
   * Sentences.
   *
   * @param texts the sentences
   */
  public record Items(List<String> texts) implements Block {}
}
