package io.github.tbptt4j.tuning;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A piece of a sweep's training, to be done here or elsewhere.
 *
 * @param candidate its number in the sweep
 * @param configuration the number of its hyperparameters
 * @param repeat which of the seeds, from 0
 * @param genes the search's coordinates
 * @param hyperparameters what the search chose, by name
 * @param rung where to stop; the number of rungs for the end of the training
 * @param rungUnit what the rungs count
 * @param rungs where candidates are compared on their way
 * @serial exclude
 */
public record CandidateJob(
    int candidate,
    int configuration,
    int repeat,
    List<Double> genes,
    Map<String, Object> hyperparameters,
    int rung,
    Halving.Unit rungUnit,
    List<Double> rungs)
    implements Serializable {}
