package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.GradientNorms;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A sweep's folder without a sweep. */
final class SweepFixture {
  static final String HOSTILE = "<script>alert('\"&\"')</script>";

  private SweepFixture() {}

  static CandidateResult candidate(int index, int k1, int k2, Double score, double seconds) {
    return candidate(index, k1, k2, score, seconds, Map.of());
  }

  static CandidateResult candidate(
      int index, int k1, int k2, Double score, double seconds, Map<String, Object> others) {
    Map<String, Object> hyperparameters = new LinkedHashMap<>(Map.of("k1", k1, "k2", k2));
    hyperparameters.putAll(others);
    boolean failed = score == null;
    return new CandidateResult(
        index,
        index,
        42,
        hyperparameters,
        List.of(),
        failed ? Outcome.FAILED : Outcome.COMPLETED,
        "fixed:k1=" + k1 + ",k2=" + k2,
        k1,
        k2,
        Math.max(0, k2 - k1 + 1),
        k2,
        score,
        List.of(),
        1234,
        1,
        failed ? 0 : 500,
        0,
        failed ? 0 : 500L * k1,
        seconds,
        1,
        4096L * k2,
        failed
            ? null
            : new GradientNorms(
                500,
                1,
                0,
                0,
                0.5,
                0.75,
                1.5,
                3,
                9,
                new GradientNorms.Histogram(-1, 0.5, List.of(1L, 2L))),
        failed ? "Gradient is NaN in " + HOSTILE : null);
  }

  /** A sweep of these candidates over data of a hostile name, in a folder. */
  static SweepResult sweep(Path folder, List<CandidateResult> candidates) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, Object> configuration =
        Map.of(
            "data", Map.of("kind", "text", "name", HOSTILE),
            "metric", Map.of("name", "bits per character", "lowerIsBetter", true),
            "search", Map.of("method", "grid"),
            "candidates", candidates.size(),
            "seed", 42);
    Files.writeString(folder.resolve("sweep.json"), json.writeValueAsString(configuration));
    for (CandidateResult candidate : candidates) {
      Path own = folder.resolve("candidates/%03d".formatted(candidate.index()));
      Files.createDirectories(own);
      Files.writeString(own.resolve("candidate.json"), json.writeValueAsString(candidate));
      if (candidate.hasScore()) {
        Files.writeString(
            own.resolve("curve.csv"),
            """
            epoch,updates,timeSteps,trainingSeconds,trainingLoss,validationScore
            1,250,500,5.0,2.5,%s
            1,500,1000,10.0,2.0,%s
            """
                .formatted(candidate.validationScore() + 1, candidate.validationScore())
                .replace("\n", "\r\n"));
      }
    }
    return SweepResult.read(folder);
  }

  static List<LagProbeResult> lags() {
    return List.of(
        new LagProbeResult(TruncatedBptt.of(1, 5), 64, List.of(4, 4, 4), 1),
        new LagProbeResult(TruncatedBptt.of(5, 20), 64, List.of(17, 18, 19), 1));
  }
}
