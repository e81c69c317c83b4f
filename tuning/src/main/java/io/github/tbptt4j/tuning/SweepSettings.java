package io.github.tbptt4j.tuning;

import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.search.SearchMethod;
import io.github.tbptt4j.tuning.space.CandidateSpace;
import io.github.tbptt4j.tuning.training.TrainingLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@link TruncationSweep.Builder} was told; {@code time} and {@code checkpointEvery} may be
 * null.
 */
record SweepSettings(
    SequenceData data,
    CandidateSpace space,
    SearchMethod search,
    int candidates,
    int discretization,
    int population,
    TrainingLimits limits,
    int parallel,
    Duration time,
    long seed,
    Path folder,
    Duration checkpointEvery,
    boolean progress) {}
