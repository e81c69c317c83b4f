package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.Baseline;
import java.util.List;

/**
 * What a model is compared with, for one thing that it predicts.
 *
 * @param periods rows after which the training part repeats itself, ascending
 * @param maseScale the training part's mean error of the seasonal naive forecast; 1 for classes
 * @param baselines fitted to training and validation part
 */
public record Peers(List<Integer> periods, double maseScale, List<Baseline> baselines) {}
