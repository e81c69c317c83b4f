package io.github.tbptt4j.zoo;

/**
 * A text and what it is: an example to learn from.
 *
 * @param label what it is, not blank
 * @param text the text
 */
public record LabelledText(String label, String text) {
  /**
   * Checks them.
   *
   * @param label what it is, not blank
   * @param text the text
   * @throws IllegalArgumentException if one is null, or the label blank
   */
  public LabelledText {
    if (label == null || label.isBlank()) {
      throw new IllegalArgumentException(
          "The label of %s is %s: give every example one."
              .formatted(quoted(text), label == null ? "null" : "blank"));
    }
    if (text == null) {
      throw new IllegalArgumentException("A text of label " + label + " is null: leave it out.");
    }
  }

  private static String quoted(String text) {
    return text == null ? "null" : "\"" + text.substring(0, Math.min(40, text.length())) + "\"";
  }
}
