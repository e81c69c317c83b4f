package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.data.SequenceData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * What {@link TruncationSweep.Builder} was told; {@code halving}, {@code time}, {@code
 * checkpointEvery}, {@code listener}, {@code warmStart} and {@code retraining} may be null.
 */
public record SweepSettings(
    SequenceData data,
    CandidateSpace space,
    SearchMethod search,
    int candidates,
    int discretization,
    int population,
    int repeats,
    Halving halving,
    int lookahead,
    TrainingLimits limits,
    int parallel,
    Duration time,
    long seed,
    Path folder,
    Duration checkpointEvery,
    boolean progress,
    Supplier<? extends TrainingListener> listener,
    Path warmStart,
    Retraining retraining) {

  /**
   * How many candidates some configurations are.
   *
   * @throws IllegalArgumentException if they are more than can be numbered
   */
  int candidatesOf(int configurations) {
    long all = (long) configurations * repeats;
    if (all > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%,d configurations with %,d seeds each are %,d candidates, more than can be numbered: ask for fewer."
              .formatted(configurations, repeats, all));
    }
    return (int) all;
  }
}
