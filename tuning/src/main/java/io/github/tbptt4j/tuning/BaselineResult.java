package io.github.tbptt4j.tuning;

/**
 * What anybody would try first, scored as the candidates are.
 *
 * @param name what it is
 * @param validationScore the metric on the validation data; null if it couldn't be scored
 * @param testScore the metric on the test data; null if it couldn't be scored, or there are none
 * @param seconds its fit and its scores took
 * @param failure what went wrong; null where nothing did
 */
public record BaselineResult(
    String name, Double validationScore, Double testScore, double seconds, String failure) {}
