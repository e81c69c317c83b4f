package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import io.github.tbptt4j.tuning.arbiter.TrainedCandidate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;

/** A sweep's folder of what Arbiter's own runner has trained. */
public final class RunnerFolder {
  private static final long UNKNOWN_SEED = 0;

  private final SweepFolder folder;
  private final ParameterSpace<?> space;
  private final Map<String, Object> configuration = new LinkedHashMap<>();

  private RunnerFolder(SweepFolder folder, ParameterSpace<?> space) {
    this.folder = folder;
    this.space = space;
  }

  /**
   * Begins.
   *
   * @param path where to
   * @param data what the data are called
   * @param runner what it was asked for
   * @return a folder without candidates
   * @throws IllegalStateException if there is a sweep already
   */
  public static RunnerFolder create(Path path, String data, OptimizationConfiguration runner) {
    SweepFolder folder = SweepFolder.of(path);
    if (folder.hasConfiguration()) {
      throw new IllegalStateException(path + " holds a sweep already: choose another folder.");
    }
    RunnerFolder made =
        new RunnerFolder(folder, runner.getCandidateGenerator().getParameterSpace());
    made.configuration.put("candidates", 0);
    made.configuration.put("seed", UNKNOWN_SEED);
    made.configuration.put(
        "search", Map.of("method", runner.getCandidateGenerator().getClass().getSimpleName()));
    made.configuration.put(
        "metric",
        Map.of(
            "name",
            runner.getScoreFunction().toString(),
            "lowerIsBetter",
            runner.getScoreFunction().minimize()));
    made.configuration.put("data", Map.of("kind", "arbiter", "name", data));
    try {
      Files.createDirectories(path);
      folder.writeConfiguration(made.configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " can't be written: " + e, e);
    }
    return made;
  }

  /**
   * Adds a candidate that has ended.
   *
   * @param info what the runner says of it
   * @param result what came of it
   * @throws IOException if it can't be written
   */
  public void add(CandidateInfo info, OptimizationResult result) throws IOException {
    int index = info.getIndex();
    folder.createCandidate(index);
    if (result.getModelSpecificResults() instanceof TrainedCandidate trained) {
      folder.writeCurve(index, trained.curve());
      folder.writeResult(result(info, result, trained));
    } else {
      folder.writeResult(result(info, result, null));
    }
    configuration.merge("candidates", index + 1, (a, b) -> Math.max((int) a, (int) b));
    folder.writeConfiguration(configuration);
    folder.writeScores(folder.results());
  }

  private CandidateResult result(
      CandidateInfo info, OptimizationResult result, TrainedCandidate trained) {
    double[] genes = info.getFlatParams();
    Truncation truncation = truncation(result);
    Depth depth = Depth.of(truncation == null ? TruncatedBptt.full() : truncation);
    String failure = info.getExceptionStackTrace();
    double seconds = (info.getEndTime() - info.getStartTime()) / 1000.0;
    return new CandidateResult(
        info.getIndex(),
        info.getIndex(),
        UNKNOWN_SEED,
        Hyperparameters.of(space, genes),
        Arrays.stream(genes).boxed().toList(),
        failure != null ? Outcome.FAILED : trained == null ? Outcome.COMPLETED : trained.outcome(),
        truncation == null ? null : truncation.text(),
        depth.k1(),
        depth.k2(),
        depth.guaranteed(),
        depth.most(),
        failure == null ? result.getScore() : null,
        List.of(),
        0,
        trained == null ? 0 : trained.epochs(),
        trained == null ? 0 : trained.updates(),
        trained == null ? 0 : trained.nonFiniteUpdates(),
        trained == null ? 0 : trained.timeSteps(),
        trained == null ? seconds : trained.trainingSeconds(),
        trained == null ? 0 : trained.evaluationSeconds(),
        trained == null ? 0 : trained.stateBytes(),
        trained == null ? null : trained.gradientNorms(),
        failure == null ? null : failure.lines().findFirst().orElse(""));
  }

  private static Truncation truncation(OptimizationResult result) {
    return result.getCandidate() == null || result.getCandidate().getValue() == null
        ? null
        : CandidateConfiguration.of(result.getCandidate().getValue()).truncation();
  }
}
