package io.github.tbptt4j.zoo.languages;

/**
 * A text and its language.
 *
 * @param language ISO 639-1
 * @param text the text
 */
record Document(String language, String text) {}
