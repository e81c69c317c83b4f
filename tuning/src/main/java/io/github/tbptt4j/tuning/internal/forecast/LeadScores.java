package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.IntervalScores;
import io.github.tbptt4j.tuning.forecast.ValueScores;
import java.util.Map;

/**
 * How good forecasts of so many rows ahead were.
 *
 * @param lead rows ahead, from 1; 0 for all of them together
 * @param metrics of the model
 * @param intervals of the model
 * @param baselines by key
 */
public record LeadScores(
    int lead, ValueScores metrics, IntervalScores intervals, Map<String, ValueScores> baselines) {}
