package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.data.TextData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that stop losers early. */
class HalvingSweepTest {
  private static final TextData DATA = Texts.small();

  @TempDir static Path shared;
  @TempDir Path folder;

  private static SweepResult halved; // for whoever needs a whole sweep only to read it

  @BeforeAll
  static void runOne() {
    halved = sweep(shared.resolve("halved")).build().run();
  }

  private TruncationSweep.Builder sweep(String name) {
    return sweep(folder.resolve(name));
  }

  private static TruncationSweep.Builder sweep(Path folder) {
    return TruncationSweep.builder()
        .data(DATA)
        .space(
            SequenceModels.of(DATA)
                .hidden(8)
                .learningRate(new ContinuousParameterSpace(1e-3, 3e-2))
                .trainer(Texts.truncations()))
        .search(SearchMethod.RANDOM)
        .candidates(9)
        .limits(TrainingLimits.epochs(3))
        .halving(Halving.byEpochs(3, 1 / 3.0))
        .parallel(1)
        .seed(3)
        .folder(folder);
  }

  private static List<List<Double>> rungs(SweepResult result) {
    return result.candidates().stream()
        .map(candidate -> candidate.rungs().stream().map(RungScore::score).toList())
        .toList();
  }

  private static List<Double> scores(SweepResult result) {
    return result.candidates().stream().map(CandidateResult::validationScore).toList();
  }

  private static long count(SweepResult result, Outcome outcome) {
    return result.candidates().stream().filter(one -> one.outcome() == outcome).count();
  }

  @Test
  void losersAreStoppedAtRungsAndKeepACheckpoint() {
    SweepResult result = halved;
    assertEquals(9, result.candidates().size());
    assertTrue(count(result, Outcome.STOPPED) >= 5, "" + result.candidates());
    assertTrue(count(result, Outcome.COMPLETED) >= 1, "" + result.candidates());
    for (CandidateResult candidate : result.candidates()) {
      boolean stopped = candidate.outcome() == Outcome.STOPPED;
      assertTrue(stopped ? candidate.rungs().size() < 3 : candidate.rungs().size() == 2);
      assertEquals(stopped, Files.exists(checkpoint(shared, "halved", candidate.index())));
      double again =
          DATA.metric().measure(result.loadModel(candidate.index()), DATA.validation(), true);
      assertEquals(candidate.validationScore(), again, 1e-6);
    }
    Map<?, ?> halving = (Map<?, ?>) result.configuration().get("halving");
    assertEquals(3, halving.get("factor"));
    assertEquals("EPOCHS", halving.get("unit"));
    assertEquals(2, ((List<?>) halving.get("rungs")).size());
  }

  private static Path checkpoint(Path folder, String name, int index) {
    return folder.resolve(name).resolve("candidates/00" + index + "/checkpoint");
  }

  @Tag("slow")
  @Test
  void decisionsAndScoresAreTheSameHoweverManyRunAtATime() {
    SweepResult alone = sweep("alone").candidates(6).lookahead(4).repeats(2).build().run();
    SweepResult together =
        sweep("together").candidates(6).lookahead(4).repeats(2).parallel(3).build().run();
    assertEquals(rungs(alone), rungs(together)); // to the last bit
    assertEquals(scores(alone), scores(together));
    assertEquals(12, alone.candidates().size());
  }

  @Tag("slow")
  @Test
  void aCandidateThatWasPromotedScoresAsIfItHadNeverBeenStopped() {
    SweepResult whole = sweep("whole").halving(Halving.by(3)).build().run();
    for (CandidateResult candidate : halved.candidates()) {
      CandidateResult other = whole.candidates().get(candidate.index());
      assertEquals(candidate.hyperparameters(), other.hyperparameters());
      if (candidate.rungs().size() > 1 && other.outcome() == Outcome.COMPLETED) {
        assertEquals(candidate.rungs().get(1).score(), other.rungs().get(0).score());
      }
    }
  }

  /** Stops the sweep that it listens to, after so many updates. */
  private static final class Stopper extends BaseTrainingListener {
    private final TruncationSweep[] sweep;
    private final AtomicInteger left;

    Stopper(TruncationSweep[] sweep, AtomicInteger left) {
      this.sweep = sweep;
      this.left = left;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      if (left.decrementAndGet() == 0) {
        sweep[0].stop();
      }
    }
  }

  @Tag("slow")
  @Test
  void stoppedAnywhereItGoesOnToTheSameDecisionsAndScores() {
    int interruptions = 0;
    for (int updates = 20; updates <= 180; updates += 80) {
      String name = "stopped" + updates;
      TruncationSweep[] running = new TruncationSweep[1];
      AtomicInteger left = new AtomicInteger(updates);
      running[0] = sweep(name).listener(() -> new Stopper(running, left)).build();
      try {
        running[0].run();
      } catch (SweepInterruptedException e) {
        interruptions++;
      }
      SweepResult resumed = sweep(name).build().run();
      assertEquals(rungs(halved), rungs(resumed), name);
      assertEquals(scores(halved), scores(resumed), name);
    }
    assertTrue(interruptions >= 2, "interrupted " + interruptions + " times");
  }

  @Tag("slow")
  @Test
  void aCheckpointThatIsGoneCostsTimeOnly() throws IOException {
    SweepResult first = sweep("lost").candidates(4).build().run();
    for (CandidateResult candidate : first.candidates()) {
      Files.deleteIfExists(checkpoint(folder, "lost", candidate.index()));
    }
    SweepResult more = sweep("lost").candidates(9).build().run();
    SweepResult kept = sweep("kept").candidates(4).build().run();
    assertEquals(scores(first), scores(kept));
    assertEquals(scores(more), scores(sweep("kept").candidates(9).build().run()));
  }

  @Tag("slow")
  @Test
  void candidatesAreAddedToASweepThatHasEnded() throws IOException {
    Halving byNumber = Halving.by(2); // 5 candidates have one rung, 9 would have two
    SweepResult few = sweep("more").halving(byNumber).candidates(5).build().run();
    SweepResult more = sweep("more").halving(byNumber).candidates(9).build().run();
    assertEquals(9, more.candidates().size());
    assertEquals(few.configuration().get("halving"), more.configuration().get("halving"));
    for (CandidateResult candidate : few.candidates()) {
      CandidateResult later = more.candidates().get(candidate.index());
      assertEquals(candidate.rungs(), later.rungs().subList(0, candidate.rungs().size()));
    }
    assertTrue(
        more.best().orElseThrow().validationScore() <= few.best().orElseThrow().validationScore());
  }

  @Test
  void anotherHalvingIsAnotherSweep() {
    sweep("same").candidates(3).build().run();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> sweep("same").candidates(3).halving(Halving.by(2)).build().run());
    assertTrue(e.getMessage().contains("halving.factor: 3 there, 2 asked for"), e.getMessage());
  }

  @Test
  void aRungLongerThanTheTrainingIsRefusedBeforeAnythingIsThere() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                sweep("long")
                    .limits(TrainingLimits.updates(200))
                    .halving(Halving.byUpdates(3, 500))
                    .build()
                    .run());
    assertEquals(
        "The first rung (500 updates) must be shorter than the training (200).", e.getMessage());
    assertFalse(Files.exists(folder.resolve("long/sweep.json")));
  }

  @Test
  void aGeneticSearchIsNotHalved() {
    TruncationSweep.Builder genetic = sweep("genetic").search(SearchMethod.GENETIC);
    assertThrows(IllegalStateException.class, genetic::build);
  }
}
