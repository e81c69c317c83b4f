package io.github.tbptt4j.zoo;

/**
 * One of the answers that a classifier can give, and how probable it is.
 *
 * @param label the answer
 * @param probability from 0 to 1
 */
public record Prediction(String label, double probability) {}
