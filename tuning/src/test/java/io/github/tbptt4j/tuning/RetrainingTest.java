package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationKinds;
import io.github.tbptt4j.tuning.data.TextData;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A candidate that is trained once more gives the sweep's scores. */
class RetrainingTest {
  private static final TextData DATA = Texts.small();

  @TempDir Path folder;

  private static SequenceModels models() {
    return SequenceModels.of(DATA)
        .hidden(6, 8)
        .layers(2)
        .learningRate(new ContinuousParameterSpace(1e-3, 3e-2));
  }

  private TruncationSweep.Builder sweep(CandidateSpace space) {
    return TruncationSweep.builder()
        .data(DATA)
        .space(space)
        .search(SearchMethod.RANDOM)
        .candidates(4)
        .limits(TrainingLimits.epochs(2).evaluatedEvery(9))
        .parallel(1)
        .seed(3)
        .folder(folder.resolve("sweep"));
  }

  private void assertEachGivesItsScores(SweepResult sweep) {
    for (CandidateResult candidate : sweep.candidates()) {
      SweepResult again =
          SweepResult.read(sweep.folder()) // as another process would
              .retraining(candidate.index(), DATA)
              .folder(folder.resolve("again" + candidate.index()))
              .build()
              .run();
      CandidateResult now = again.candidates().get(0);
      assertEquals(candidate.hyperparameters(), now.hyperparameters());
      List<Double> rungs = candidate.rungs().stream().map(RungScore::score).toList();
      assertEquals(rungs, now.rungs().stream().map(RungScore::score).limit(rungs.size()).toList());
      assertNotEquals(Outcome.STOPPED, now.outcome());
      if (candidate.outcome() != Outcome.STOPPED) {
        assertEquals(candidate.validationScore(), now.validationScore()); // to the last bit
        assertEquals(sweep.loadModel(candidate.index()).params(), again.loadModel(0).params());
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withTheTrainerAndWithFit(boolean trainer) {
    CandidateSpace space =
        trainer
            ? models()
                .trainer(TruncationKinds.parse("fixed:k1=5,k2=20", "adaptive:k1=5,min=5,max=9"))
            : models().fit(Texts.truncations()); // one choice for both layers
    assertEachGivesItsScores(sweep(space).build().run());
  }

  @Tag("slow")
  @Test
  void withSeveralSeedsAndLosersStoppedEarly() {
    SweepResult sweep =
        sweep(models().trainer(Texts.truncations()))
            .repeats(2)
            .halving(Halving.by(2))
            .build()
            .run();
    assertTrue(sweep.candidates().stream().anyMatch(one -> one.outcome() == Outcome.STOPPED));
    assertEquals(
        List.of(3L, 4L), sweep.candidates().stream().limit(2).map(CandidateResult::seed).toList());
    assertEachGivesItsScores(sweep);
  }

  @Test
  void otherDataAreRefusedByWhatDiffers() {
    SweepResult sweep = sweep(models().trainer(Texts.truncations())).candidates(1).build().run();
    TextData other = TextData.of("words", Texts.words(300, 2)).streams(8).build();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> sweep.retraining(0, other));
    assertTrue(e.getMessage().contains("What differs:\n  data."), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> sweep.retraining(7, DATA));
  }
}
