package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.arbiter.AdamUpdaterSpace;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.arbiter.VanillaRnnLayerSpace;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.internal.sweep.SweepLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.layers.RnnOutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TruncationSweepTest {
  private static final TextData DATA = Texts.small();

  @TempDir Path folder;

  private TruncationSweep.Builder sweep(String name) {
    return TruncationSweep.builder()
        .data(DATA)
        .space(Texts.trainer(DATA))
        .limits(TrainingLimits.updates(8))
        .parallel(1)
        .seed(3)
        .folder(folder.resolve(name));
  }

  private static List<Double> scores(SweepResult result) {
    return result.candidates().stream().map(CandidateResult::validationScore).toList();
  }

  private static List<Map<String, Object>> choices(SweepResult result) {
    return result.candidates().stream().map(CandidateResult::hyperparameters).toList();
  }

  @Test
  void aGridIsTrainedRecordedAndItsWinnerTested() throws IOException {
    SweepResult result = sweep("grid").limits(TrainingLimits.epochs(2)).build().run();
    assertEquals(3, result.plannedCandidates());
    assertEquals(
        List.of(Map.of("k1", 5, "k2", 5), Map.of("k1", 5, "k2", 20), Map.of("k1", 10, "k2", 20)),
        choices(result));
    CandidateResult second = result.candidates().get(1);
    assertEquals(Outcome.COMPLETED, second.outcome());
    assertEquals(5, second.k1());
    assertEquals(20, second.k2());
    assertEquals(16, second.guaranteedDepth());
    assertEquals(20, second.maxDepth());
    assertEquals(2, second.epochs());
    int stepsOfAnEpoch = (int) DATA.description().get("trainingCharacters") / 8;
    assertEquals(2L * stepsOfAnEpoch, second.timeSteps(), 16);
    assertEquals(second.timeSteps() / 5.0, second.updates(), 2);
    assertEquals(0, second.nonFiniteUpdates());
    assertEquals(second.updates(), second.gradientNorms().count());
    assertTrue(second.gradientNorms().median() > 0);
    assertTrue(second.trainingSeconds() > 0 && second.microsecondsPerTimeStep() > 0);
    int symbols = DATA.inputSize();
    // 20 steps of inputs and states, 2 k1 inputs, 6 states, of 8 streams in float
    assertEquals(8L * 4 * (20 * (symbols + 8) + 10 * symbols + 6 * 8), second.stateBytes());
    assertTrue(second.stateBytes() > result.candidates().get(0).stateBytes());
    List<CurvePoint> curve = result.learningCurve(1);
    assertEquals(2, curve.size());
    assertEquals(second.validationScore(), curve.get(1).validationScore());
    assertTrue(curve.get(1).validationScore() < curve.get(0).validationScore());
    SweepResult.Winner winner = result.winner().orElseThrow();
    assertEquals(result.best().orElseThrow().index(), winner.index());
    assertEquals(
        DATA.metric().measure(result.loadModel(winner.index()), DATA.test().orElseThrow(), true),
        winner.testScore(),
        1e-6);
    List<String> csv = Files.readAllLines(folder.resolve("grid/scores.csv"));
    assertEquals(4, csv.size());
    assertTrue(csv.get(2).startsWith("1,COMPLETED,5,20,16,20," + second.validationScore()));
  }

  @Test
  void savedModelsGiveTheRecordedScores() {
    SweepResult result = sweep("models").build().run();
    for (CandidateResult candidate : result.candidates()) {
      double again =
          DATA.metric().measure(result.loadModel(candidate.index()), DATA.validation(), true);
      assertEquals(candidate.validationScore(), again, 1e-6);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(SearchMethod.class)
  void theSameSeedGivesTheSameCandidatesAndScoresHoweverManyRunAtATime(SearchMethod search) {
    CandidateSpace space =
        SequenceModels.of(DATA)
            .hidden(8)
            .learningRate(new ContinuousParameterSpace(1e-3, 1e-2))
            .trainer(Texts.truncations());
    TrainingLimits limits = TrainingLimits.updates(12);
    SweepResult alone =
        sweep("alone")
            .space(space)
            .search(search)
            .population(3)
            .candidates(7)
            .limits(limits)
            .build()
            .run();
    SweepResult together =
        sweep("together")
            .space(space)
            .search(search)
            .population(3)
            .candidates(7)
            .limits(limits)
            .parallel(3)
            .build()
            .run();
    assertEquals(7, alone.candidates().size());
    assertEquals(choices(alone), choices(together));
    assertEquals(scores(alone), scores(together)); // to the last bit
    assertEquals(7, choices(alone).stream().distinct().count());
  }

  @Test
  void dl4jsFitTrainsToo() {
    SweepResult result =
        sweep("fit")
            .limits(TrainingLimits.epochs(2))
            .space(SequenceModels.of(DATA).hidden(8).fit(Texts.truncations()))
            .build()
            .run();
    CandidateResult first = result.candidates().get(0);
    assertEquals(Map.of("k1", 5, "k2", 5), first.hyperparameters());
    assertEquals(Integer.valueOf(5), first.k2());
    int minibatches = (int) Math.ceil(first.timeSteps() / 2.0 / 30);
    assertEquals(2L * minibatches, first.updates());
    assertEquals(8L * 4 * 30 * (DATA.inputSize() + 8), first.stateBytes());
    assertEquals(3, scores(result).stream().distinct().count());
  }

  private static ComputationGraphSpace graph(TruncationSpace layerTruncations) {
    return new ComputationGraphSpace.Builder()
        .updater(AdamUpdaterSpace.withLearningRate(new FixedValue<>(1e-2)))
        .addInputs("characters")
        .addLayer(
            "rnn",
            new VanillaRnnLayerSpace.Builder().nOut(8).truncatedBptt(layerTruncations).build(),
            "characters")
        .addLayer(
            "next",
            new RnnOutputLayerSpace.Builder()
                .nOut(DATA.outputSize())
                .activation(Activation.SOFTMAX)
                .lossFunction(LossFunction.MCXENT)
                .build(),
            "rnn")
        .setOutputs("next")
        .setInputTypes(InputType.recurrent(DATA.inputSize()))
        .build();
  }

  @Tag("slow")
  @Test
  void graphsAreTrainedByFitAndByTheTrainerToo() {
    TruncationSpace truncations = TruncationSpace.builder().k1(5).k2(5, 20).build();
    double guess = Math.log(DATA.outputSize()) / Math.log(2);
    Map<String, CandidateSpace> spaces =
        Map.of(
            "graph-fit",
            CandidateSpace.fit(graph(truncations)),
            "graph-trainer",
            CandidateSpace.trainer(graph(null), truncations).clipGlobalNorm(1.0));
    for (Map.Entry<String, CandidateSpace> space : spaces.entrySet()) {
      SweepResult result =
          sweep(space.getKey())
              .space(space.getValue())
              .limits(TrainingLimits.updates(40))
              .build()
              .run();
      assertEquals(2, result.candidates().size());
      assertEquals(2, scores(result).stream().distinct().count());
      for (CandidateResult candidate : result.candidates()) {
        assertEquals(Outcome.COMPLETED, candidate.outcome(), candidate.failure());
        assertTrue(candidate.validationScore() < guess, "learned: " + candidate);
        assertEquals(
            candidate.validationScore(),
            DATA.metric().measure(result.loadModel(candidate.index()), DATA.validation(), true),
            1e-6);
      }
    }
  }

  @Test
  void smallSpacesEndWhenNothingNewIsLeft() {
    SweepResult result =
        sweep("small")
            .search(SearchMethod.RANDOM)
            .candidates(10)
            .limits(TrainingLimits.updates(2))
            .build()
            .run();
    assertEquals(3, result.candidates().size());
    assertTrue(result.winner().isPresent());
  }

  @Tag("slow")
  @Test
  void aSweepThatGoesOnRepeatsNothing() throws IOException {
    SweepResult first = sweep("on").candidates(2).build().run();
    assertEquals(2, first.candidates().size());
    Path kept = folder.resolve("on/candidates/001/candidate.json");
    FileTime time = Files.getLastModifiedTime(kept);
    SweepResult second = sweep("on").candidates(3).build().run();
    assertEquals(time, Files.getLastModifiedTime(kept));
    assertEquals(first.candidates(), second.candidates().subList(0, 2));
    assertEquals(scores(sweep("whole").build().run()), scores(second));
  }

  @Test
  void aFinishedSweepIsReadAndNotScoredAgain() throws IOException {
    SweepResult first = sweep("done").build().run();
    FileTime time = Files.getLastModifiedTime(folder.resolve("done/winner.json"));
    SweepResult second = sweep("done").build().run();
    assertEquals(time, Files.getLastModifiedTime(folder.resolve("done/winner.json")));
    assertEquals(first.winner(), second.winner());
    assertEquals(first.candidates(), SweepResult.read(folder.resolve("done")).candidates());
  }

  @Test
  void aFolderOfAnotherSweepIsRefusedWithWhatDiffers() {
    sweep("other").candidates(1).build().run();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> sweep("other").seed(4).limits(TrainingLimits.updates(9)).build().run());
    assertEquals(
        folder.resolve("other").toAbsolutePath()
            + " belongs to another sweep. Choose another folder, or ask for the same. What"
            + " differs:\n  seed: 3 there, 4 asked for\n  limits.updates: 8 there, 9 asked for",
        e.getMessage());
    IllegalStateException space =
        assertThrows(
            IllegalStateException.class,
            () ->
                sweep("other")
                    .space(SequenceModels.of(DATA).hidden(9).trainer(Texts.truncations()))
                    .build()
                    .run());
    assertTrue(space.getMessage().contains("8 there, 9 asked for"), space.getMessage());
  }

  @Test
  void aSecondSweepInTheSameFolderIsRefused() throws IOException {
    Path busy = folder.resolve("busy");
    Files.createDirectories(busy);
    try (SweepLock lock = SweepLock.take(busy.resolve("sweep.lock"))) {
      assertNotNull(lock);
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> sweep("busy").build().run());
      assertTrue(e.getMessage().startsWith("Another sweep (process "), e.getMessage());
    }
    assertEquals(1, sweep("busy").candidates(1).build().run().candidates().size());
  }

  @Tag("slow")
  @Test
  void anInterruptedSweepCanBeRunAgain() throws InterruptedException {
    TruncationSweep.Builder builder =
        sweep("interrupted").limits(TrainingLimits.epochs(1_000_000)).parallel(2);
    Throwable[] thrown = new Throwable[1];
    Thread runner =
        new Thread(
            () -> {
              try {
                builder.build().run();
              } catch (RuntimeException e) {
                thrown[0] = e;
              }
            });
    runner.start();
    while (!Files.exists(folder.resolve("interrupted/candidates/001"))) {
      Thread.sleep(10);
    }
    runner.interrupt();
    runner.join(60_000);
    assertFalse(runner.isAlive());
    assertEquals(SweepInterruptedException.class, thrown[0].getClass());
    assertTrue(SweepResult.read(folder.resolve("interrupted")).candidates().isEmpty());
    SweepResult result = builder.time(Duration.ofSeconds(1)).build().run();
    assertEquals(Outcome.OUT_OF_TIME, result.candidates().get(0).outcome());
  }

  @Test
  void budgetsEndACandidateWithWhatItHas() {
    SweepResult time =
        sweep("time")
            .candidates(1)
            .limits(TrainingLimits.epochs(1_000_000).within(Duration.ofMillis(300)))
            .build()
            .run();
    assertEquals(Outcome.OUT_OF_TIME, time.candidates().get(0).outcome());
    assertTrue(time.candidates().get(0).hasScore());
    SweepResult memory =
        sweep("memory").limits(TrainingLimits.epochs(1).withinStateBytes(15_000)).build().run();
    assertEquals(Outcome.COMPLETED, memory.candidates().get(0).outcome());
    assertEquals(Outcome.OUT_OF_MEMORY, memory.candidates().get(1).outcome());
    assertFalse(memory.candidates().get(1).hasScore());
  }

  @Test
  void trainingStopsEarlyAndKeepsTheBestModel() {
    SweepResult result =
        sweep("early")
            .candidates(1)
            .space(SequenceModels.of(DATA).hidden(8).learningRate(0.2).trainer(Texts.truncations()))
            .limits(TrainingLimits.epochs(100).evaluatedEvery(10).stoppedAfter(3))
            .build()
            .run();
    CandidateResult candidate = result.candidates().get(0);
    List<CurvePoint> curve = result.learningCurve(0);
    assertEquals(Outcome.EARLY_STOPPED, candidate.outcome());
    double best = curve.stream().mapToDouble(CurvePoint::validationScore).min().orElseThrow();
    assertEquals(best, candidate.validationScore());
    assertEquals(best, curve.get(curve.size() - 4).validationScore());
    assertEquals(best, DATA.metric().measure(result.loadModel(0), DATA.validation(), true), 1e-6);
  }

  @Tag("slow")
  @Test
  void candidatesThatFailAreToldAndTheOthersKept() {
    CandidateSpace space =
        SequenceModels.of(DATA)
            .hidden(8)
            .trainer(TruncationSpace.of(TruncatedBptt.of(5, 10), TruncatedBptt.full()));
    SweepResult result = sweep("some").space(space).limits(TrainingLimits.updates(5)).build().run();
    CandidateResult failed = result.candidates().get(1);
    assertEquals(Outcome.FAILED, failed.outcome());
    assertTrue(failed.failure().contains("needs the whole sequence"), failed.failure());
    assertEquals(0, result.winner().orElseThrow().index());
    assertTrue(Files.exists(folder.resolve("some/candidates/001/failure.txt")));
  }

  @Test
  void aCandidateWhoseParametersOverflowHasDivergedAndOthersAreKept() {
    SweepResult result =
        sweep("diverged")
            .space(
                SequenceModels.of(DATA)
                    .hidden(8)
                    .learningRate(1e-2, 3e38)
                    .trainer(TruncationSpace.of(TruncatedBptt.of(5, 5))))
            .limits(TrainingLimits.updates(40))
            .build()
            .run();
    CandidateResult diverged = result.candidates().get(1);
    assertEquals(Outcome.DIVERGED, diverged.outcome());
    assertFalse(diverged.hasScore());
    assertTrue(diverged.failure().contains("infinite or NaN"), diverged.failure());
    assertEquals(0, result.winner().orElseThrow().index());
  }

  @Test
  void aSweepOfFailuresSaysWhy() {
    CandidateSpace space =
        SequenceModels.of(DATA).hidden(8, 9).trainer(TruncationSpace.of(TruncatedBptt.full()));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> sweep("all").space(space).build().run());
    assertTrue(
        e.getMessage().startsWith("None of 2 candidates has a score. \n  2 times: "),
        e.getMessage());
    assertTrue(e.getMessage().contains("needs the whole sequence"), e.getMessage());
  }

  @Test
  void aFolderThatCannotBeWrittenIsTold() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    UncheckedIOException e =
        assertThrows(UncheckedIOException.class, () -> sweep("file/below").build().run());
    assertTrue(
        e.getMessage().startsWith("The sweep's folder " + file.resolve("below").toAbsolutePath()),
        e.getMessage());
  }

  @Test
  void whatCannotBeWrittenEndsTheSweepAndLosesNothing() throws IOException {
    sweep("full").candidates(1).build().run();
    Path blocked = folder.resolve("full/candidates/001/model.zip.part");
    Files.createDirectories(blocked.resolve("x")); // writing there fails, as on a full disk
    UncheckedIOException e =
        assertThrows(UncheckedIOException.class, () -> sweep("full").build().run());
    assertTrue(e.getMessage().startsWith("Candidate 1 can't be written"), e.getMessage());
    assertTrue(SweepResult.read(folder.resolve("full")).candidates().size() >= 1);
    Files.delete(blocked.resolve("x"));
    Files.delete(blocked);
    assertEquals(3, sweep("full").build().run().candidates().size());
  }

  @Test
  void aListenerHearsOfEachUpdateAndOneThatCantWriteEndsTheSweepAndLosesNothing() {
    int[] heard = new int[1];
    int[] full = {7}; // in the second minibatch
    Supplier<TrainingListener> listener =
        () ->
            new BaseTrainingListener() {
              @Override
              public void iterationDone(Model model, int iteration, int epoch) {
                heard[0]++;
                if (iteration == full[0]) {
                  throw new UncheckedIOException(new IOException("The disk is full."));
                }
              }
            };
    TruncationSweep.Builder builder =
        sweep("heard").candidates(1).checkpointEvery(Duration.ofNanos(1)).listener(listener);
    UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> builder.build().run());
    assertTrue(e.getMessage().contains("The disk is full."), e.getMessage());
    assertEquals(8, heard[0]);

    full[0] = Integer.MAX_VALUE;
    CandidateResult resumed = builder.build().run().candidates().get(0);
    assertTrue(heard[0] < 8 + resumed.updates(), "it went on from its checkpoint");
    CandidateResult whole = sweep("whole").candidates(1).build().run().candidates().get(0);
    assertEquals(whole.validationScore(), resumed.validationScore());
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    sweep("damaged").candidates(1).build().run();
    Path file = folder.resolve("damaged/candidates/000/candidate.json");
    Files.writeString(file, "{");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> SweepResult.read(folder.resolve("damaged")));
    assertTrue(e.getMessage().startsWith(file + " can't be read"), e.getMessage());
    assertTrue(e.getMessage().endsWith("to have that candidate trained again."), e.getMessage());
    Files.writeString(file, "{\"index\": 0}");
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> SweepResult.read(folder.resolve("damaged")))
            .getMessage();
    assertTrue(message.contains("'hyperparameters'") && message.contains("Delete "), message);
    Files.writeString(folder.resolve("damaged/candidates/000/curve.csv"), "rubbish");
    Files.delete(file);
    SweepResult unfinished = SweepResult.read(folder.resolve("damaged"));
    assertThrows(IllegalArgumentException.class, () -> unfinished.learningCurve(0));
    Files.writeString(folder.resolve("damaged/sweep.json"), "{}");
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> SweepResult.read(folder.resolve("damaged")))
            .getMessage()
            .contains("sweep.json can't be read: candidates, seed or metric are missing."));
    assertThrows(IllegalArgumentException.class, () -> SweepResult.read(folder));
  }

  @Test
  void whatIsMissingIsAskedFor() {
    SequenceData data = DATA;
    assertEquals(
        "A sweep needs space: set it.",
        assertThrows(
                IllegalStateException.class,
                () -> TruncationSweep.builder().data(data).folder(folder).build())
            .getMessage());
    assertEquals(
        "A RANDOM search has no end of its own: set candidates.",
        assertThrows(
                IllegalStateException.class,
                () -> sweep("endless").search(SearchMethod.RANDOM).build())
            .getMessage());
  }
}
