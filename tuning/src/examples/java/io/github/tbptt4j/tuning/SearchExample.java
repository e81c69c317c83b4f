package io.github.tbptt4j.tuning;

import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.Constraint;
import io.github.tbptt4j.tuning.arbiter.OneOfSpace;
import io.github.tbptt4j.tuning.arbiter.OptimizationSweep;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.SequenceTaskCreator;
import io.github.tbptt4j.tuning.arbiter.SweepRecorder;
import io.github.tbptt4j.tuning.arbiter.TruncationKinds;
import io.github.tbptt4j.tuning.arbiter.TruncationRange;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.report.SweepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;

/** What the page about searching shows. */
final class SearchExample {
  private SearchExample() {}

  static void search(TextData book) {
    // README: the search
    OneOfSpace<Truncation> truncations =
        OneOfSpace.<Truncation>builder()
            .or("fixed", TruncationRange.of(1, 50, 5, 400)) // k1 and k2, k2 at least k1
            .or("random", TruncationKinds.of(RandomTruncation.of(20)))
            .build();
    SweepResult result =
        TruncationSweep.builder()
            .data(book)
            .space(
                SequenceModels.of(book)
                    .hidden(64, 128)
                    .learningRate(
                        new ContinuousParameterSpace(new LogUniformDistribution(5e-4, 2e-2)))
                    .trainer(truncations))
            .search(SearchMethod.TPE)
            .candidates(40)
            .repeats(3)
            .halving(Halving.by(2))
            .limits(TrainingLimits.epochs(3))
            .folder(Path.of("sweep"))
            .build()
            .run();
    ConfigurationResult cheapest = result.withinNoise().get(0);
    List<ConfigurationResult> worthTheirPrice = result.paretoSet();
    // README: end
  }

  static CandidateSpace constrained(TextData book) {
    // README: the constraints
    CandidateSpace space =
        SequenceModels.of(book)
            .hidden(32, 64, 128, 256)
            .trainer(TruncationRange.of(1, 50, 5, 400))
            .where(
                Constraint.atMost("k2", 20, "k1"),
                Constraint.productAtMost(20_000, "layer_0.nOut", "k2"));
    // README: end
    return space;
  }

  static void arbiter(OptimizationConfiguration configuration) throws IOException {
    // README: the recorder
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(
            configuration, new SequenceTaskCreator(TrainingLimits.epochs(3), 42));
    runner.addListeners(new SweepRecorder(Path.of("sweep"), "my data"));
    runner.execute();
    SweepResult found = SweepResult.read(Path.of("sweep"));
    SweepReport.of(found, List.of()).write(found.folder());
    // README: end
  }

  static SweepResult move(OptimizationConfiguration configuration) {
    // README: the move from Arbiter
    SweepResult result =
        OptimizationSweep.of(configuration) // in the place of new LocalOptimizationRunner(..)
            .limits(TrainingLimits.epochs(3))
            .halving(Halving.by(2)) // losers wait, with a checkpoint
            .folder(Path.of("sweep")) // run again after a kill, it goes on
            .build()
            .run();
    // README: end
    return result;
  }
}
