package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.Texts;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.report.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruncationKindsTest {
  private static final TruncationKinds KINDS =
      TruncationKinds.of(
          TruncatedBptt.of(5, 20),
          AdaptiveTruncation.of(5, 5, 40, 0.1),
          RandomTruncation.of(12),
          TruncatedBptt.full());

  /** Without the one that a stream of text is too long for. */
  private static final TruncationKinds STREAMED =
      TruncationKinds.parse(KINDS.texts().stream().limit(3).toArray(String[]::new));

  @TempDir Path folder;

  @Test
  void areReadFromWhatTheyAreWrittenAs() {
    assertEquals(KINDS, TruncationKinds.parse(KINDS.texts().toArray(String[]::new)));
    assertEquals("full", KINDS.texts().get(3));
  }

  @Test
  void goThroughJson() {
    TextData data = Texts.small();
    CandidateSpace space = SequenceModels.of(data).hidden(4).trainer(KINDS);
    OptimizationConfiguration configuration =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(new RandomSearch(space, 1))
            .scoreFunction(new TestSetLossScoreFunction())
            .terminationConditions(new MaxCandidatesCondition(2))
            .build();
    OptimizationConfiguration read = ArbiterJson.fromJson(ArbiterJson.toJson(configuration));
    assertEquals(space, read.getCandidateGenerator().getParameterSpace());
  }

  @Test
  void refuseNoneAndTheSameTwice() {
    assertThrows(IllegalArgumentException.class, TruncationKinds::of);
    assertThrows(IllegalArgumentException.class, () -> TruncationKinds.parse("full", "full"));
  }

  @Test
  void aSweepComparesThem() throws IOException {
    TextData data = Texts.small();
    SweepResult result =
        TruncationSweep.builder()
            .data(data)
            .space(SequenceModels.of(data).hidden(6).trainer(STREAMED))
            .limits(TrainingLimits.epochs(1))
            .parallel(1)
            .folder(folder)
            .build()
            .run();
    List<CandidateResult> candidates = result.candidates();
    assertEquals(3, candidates.size());
    candidates.forEach(one -> assertEquals(Outcome.COMPLETED, one.outcome(), "" + one));
    assertEquals(Map.of("k1", 5, "k2", 20), candidates.get(0).hyperparameters());
    assertEquals(
        Map.of("truncation", "adaptive:k1=5,min=5,max=40,delta=0.1,cost=0.05"),
        candidates.get(1).hyperparameters());
    assertEquals(40, candidates.get(1).maxDepth());
    assertEquals(1, candidates.get(1).guaranteedDepth());
    assertTrue(candidates.get(1).stateBytes() > candidates.get(0).stateBytes());
    SweepReport.of(result, List.of()).write(folder);
    String page = Files.readString(folder.resolve(SweepReport.HTML));
    assertTrue(page.contains("adaptive:k1=5"), page);
  }
}
