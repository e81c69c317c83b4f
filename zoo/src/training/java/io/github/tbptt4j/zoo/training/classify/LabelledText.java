package io.github.tbptt4j.zoo.training.classify;

/**
 * A text and what it is.
 *
 * @param label what it is
 * @param text the text
 */
public record LabelledText(String label, String text) {}
