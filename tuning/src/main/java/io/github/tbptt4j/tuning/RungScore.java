package io.github.tbptt4j.tuning;

import java.io.Serializable;

/**
 * How a candidate stood at a rung, where a sweep that stops losers early compares them.
 *
 * @param rung its number, from 0
 * @param updates updates of the parameters until then
 * @param timeSteps time steps of minibatches trained on until then
 * @param trainingSeconds time in training until then
 * @param evaluationSeconds time in evaluations until then
 * @param score the best validation score until then; null where there was none
 * @serial exclude
 */
public record RungScore(
    int rung,
    long updates,
    long timeSteps,
    double trainingSeconds,
    double evaluationSeconds,
    Double score)
    implements Serializable {}
