package io.github.tbptt4j.tuning.internal.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.Texts;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.GridSearch;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TrainedCandidate;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.TextData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** The training of a candidate goes on from its checkpoint as if there had been no break. */
class CandidateCheckpointTest {
  private static final TrainingLimits LIMITS =
      TrainingLimits.epochs(4).evaluatedEvery(7).stoppedAfter(30);
  private static final TextData TEXT = Texts.small();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("checkpoint");
  }

  private static SequenceModels models() {
    return SequenceModels.of(TEXT).hidden(6).layers(2).clipGlobalNorm(1.0);
  }

  private static CandidateSpace trainer() {
    return models().trainer(TruncationSpace.of(TruncatedBptt.of(7, 12)));
  }

  private CandidateTraining.Task task(
      CandidateSpace space, BooleanSupplier cancelled, Duration period) {
    return task(space, cancelled, period, List.of(), 0);
  }

  private CandidateTraining.Task task(
      CandidateSpace space,
      BooleanSupplier cancelled,
      Duration period,
      List<Rung> rungs,
      int lastRung) {
    return new CandidateTraining.Task(
        (CandidateConfiguration) new GridSearch(space, 1).getCandidate().getValue(),
        3,
        TEXT.training(),
        TEXT.continuous(),
        network -> TEXT.metric().measure(network, TEXT.validation(), TEXT.continuous()),
        TEXT.metric().lowerIsBetter(),
        LIMITS,
        rungs,
        lastRung,
        Long.MAX_VALUE,
        cancelled,
        file,
        period,
        List.of(),
        point -> {});
  }

  /** Cancelled after so many minibatches. */
  private static BooleanSupplier after(int minibatches) {
    int[] asked = {0};
    return () -> ++asked[0] >= minibatches;
  }

  @ParameterizedTest
  @EnumSource(Halving.Unit.class)
  void stoppedAtEachRungACandidateGoesOnAsIfItHadNotBeen(Halving.Unit unit) {
    List<Rung> rungs =
        Stream.of(1.0, 4.0, 5.0, 9.0)
            .map(amount -> new Rung(unit, unit == Halving.Unit.SECONDS ? amount * 1e-9 : amount))
            .toList();
    TrainedCandidate whole =
        CandidateTraining.run(task(trainer(), () -> false, null, rungs, rungs.size()));
    assertEquals(4, whole.rungs().size());
    assertFalse(Files.exists(file));
    for (int rung = 0; rung < rungs.size(); rung++) {
      TrainedCandidate stopped =
          CandidateTraining.run(task(trainer(), () -> false, null, rungs, rung));
      assertEquals(Outcome.STOPPED, stopped.outcome());
      assertEquals(rung + 1, stopped.rungs().size());
      assertEquals(whole.rungs().get(rung).score(), stopped.rungs().get(rung).score());
      assertEquals(stopped.validationScore(), stopped.rungs().get(rung).score());
      // asked again, as after a crash before its result was written, it has nothing to do
      TrainedCandidate again =
          CandidateTraining.run(task(trainer(), () -> false, null, rungs, rung));
      assertSame(stopped, again, "rung " + rung);
    }
    TrainedCandidate last =
        CandidateTraining.run(task(trainer(), () -> false, null, rungs, rungs.size()));
    assertSame(whole, last, "" + unit);
    assertEquals(Outcome.COMPLETED, last.outcome());
  }

  private static void assertSame(TrainedCandidate expected, TrainedCandidate actual, String what) {
    assertArrayEquals(
        expected.network().params().toDoubleVector(),
        actual.network().params().toDoubleVector(),
        what);
    assertEquals(expected.validationScore(), actual.validationScore(), what);
    assertEquals(expected.outcome(), actual.outcome(), what);
    assertEquals(withoutSeconds(expected.curve()), withoutSeconds(actual.curve()), what);
    assertEquals(expected.epochs(), actual.epochs(), what);
    assertEquals(expected.updates(), actual.updates(), what);
    assertEquals(expected.nonFiniteUpdates(), actual.nonFiniteUpdates(), what);
    assertEquals(expected.timeSteps(), actual.timeSteps(), what);
    assertEquals(expected.stateBytes(), actual.stateBytes(), what);
    assertEquals(expected.gradientNorms(), actual.gradientNorms(), what);
  }

  private static List<CurvePoint> withoutSeconds(List<CurvePoint> curve) {
    return curve.stream()
        .map(
            point ->
                new CurvePoint(
                    point.epoch(),
                    point.updates(),
                    point.timeSteps(),
                    0,
                    point.trainingLoss(),
                    point.validationScore()))
        .toList();
  }

  private void assertGoesOn(CandidateSpace space) throws IOException {
    TrainedCandidate whole = CandidateTraining.run(task(space, () -> false, null));
    assertTrue(whole.curve().size() > 4, "" + whole.curve().size());
    assertFalse(Files.exists(file));
    for (int minibatches : new int[] {1, 5, 11}) {
      assertThrows(
          CandidateTraining.CancelledException.class,
          () -> CandidateTraining.run(task(space, after(minibatches), null)));
      Nd4j.getRandom().setSeed(minibatches);
      TrainedCandidate resumed = CandidateTraining.run(task(space, () -> false, null));
      assertSame(whole, resumed, "after " + minibatches);
      Files.delete(file);
    }
  }

  @Test
  void aCandidateOfTheTrainerGoesOnToTheSameBits() throws IOException {
    assertGoesOn(trainer());
  }

  @Test
  void aCandidateOfDl4jsFitGoesOnToTheSameBits() throws IOException {
    assertGoesOn(models().fit(TruncationSpace.of(TruncatedBptt.of(6, 6))));
  }

  @Test
  void oneBrokenOffAgainAndAgainGoesOnToTheSameBits() {
    TrainedCandidate whole = CandidateTraining.run(task(trainer(), () -> false, null));
    for (int times = 0; times < 4; times++) {
      assertThrows(
          CandidateTraining.CancelledException.class,
          () -> CandidateTraining.run(task(trainer(), after(3), Duration.ofNanos(1))));
    }
    assertSame(whole, CandidateTraining.run(task(trainer(), () -> false, null)), "four breaks");
  }

  @Test
  void aDamagedCheckpointIsRefusedAndNotACandidateThatFailed() throws IOException {
    assertThrows(
        CandidateTraining.CancelledException.class,
        () -> CandidateTraining.run(task(trainer(), after(3), null)));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    CandidateTraining.CheckpointException e =
        assertThrows(
            CandidateTraining.CheckpointException.class,
            () -> CandidateTraining.run(task(trainer(), () -> false, null)));
    assertTrue(e.getMessage().contains("is damaged or was cut off"), e.getMessage());
    assertTrue(e.getMessage().contains("Without this file"), e.getMessage());
  }
}
