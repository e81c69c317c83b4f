package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.ArbiterText;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.Texts;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.report.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.deeplearning4j.arbiter.saver.local.FileModelSaver;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arbiter's descriptions and Arbiter's runner, with what sweeps have. */
class OptimizationSweepTest {
  private static final int WORDS = 300;
  private static final int CANDIDATES = 6;

  @TempDir Path folder;

  private static CandidateSpace space(double clip) {
    return SequenceModels.of(TextData.of("words", Texts.words(WORDS, 1)).build())
        .hidden(4, 6)
        .clipGlobalNorm(clip)
        .trainer(TruncationSpace.builder().k1(5, 10).k2(10, 20).build());
  }

  private OptimizationConfiguration configuration(
      CandidateGenerator search, TerminationCondition... conditions) {
    Properties properties = new Properties();
    properties.setProperty(ArbiterText.WORDS, Integer.toString(WORDS));
    return new OptimizationConfiguration.Builder()
        .candidateGenerator(search)
        .dataSource(ArbiterText.class, properties)
        .scoreFunction(new TestSetLossScoreFunction())
        .modelSaver(new FileModelSaver(folder.resolve("models").toString()))
        .terminationConditions(conditions)
        .build();
  }

  private SweepResult recorded(CandidateGenerator search, String name) throws IOException {
    Files.createDirectories(folder.resolve("models"));
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(
            configuration(search, new MaxCandidatesCondition(CANDIDATES)),
            new SequenceTaskCreator(TrainingLimits.epochs(1), 5));
    runner.addListeners(new SweepRecorder(folder.resolve(name), "words"));
    runner.execute();
    assertEquals(CANDIDATES, runner.numCandidatesTotal());
    return SweepResult.read(folder.resolve(name));
  }

  @Tag("slow")
  @Test
  void whatArbitersRunnerFindsIsReported() throws IOException {
    SweepResult result = recorded(new RandomSearch(space(1), 3), "recorded");
    assertEquals(CANDIDATES, result.candidates().size());
    assertEquals(CANDIDATES, result.plannedCandidates());
    for (CandidateResult candidate : result.candidates()) {
      assertEquals(Outcome.COMPLETED, candidate.outcome());
      assertTrue(candidate.updates() > 0 && candidate.k2() >= 10);
      assertEquals(1, result.learningCurve(candidate.index()).size());
    }
    SweepReport report = SweepReport.of(result, List.of());
    report.write(folder.resolve("recorded"));
    assertTrue(report.advice().get(0).startsWith("Take candidate "), "" + report.advice());
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                new SweepRecorder(folder.resolve("recorded"), "again")
                    .onInitialization(runner(new RandomSearch(space(1), 3))));
    assertTrue(e.getMessage().contains("holds a sweep already"), e.getMessage());
  }

  private IOptimizationRunner runner(CandidateGenerator search) {
    return new LocalOptimizationRunner(
        configuration(search, new MaxCandidatesCondition(1)),
        new SequenceTaskCreator(TrainingLimits.epochs(1), 5));
  }

  @Tag("slow")
  @Test
  void theEstimatorLearnsFromArbitersRunner() throws IOException {
    TpeSearch search = new TpeSearch(space(1), true, 3);
    SweepResult result = recorded(search, "tpe");
    assertEquals(CANDIDATES, result.candidates().size());
    assertNotNull(result.best().orElseThrow().validationScore());
  }

  @Tag("slow")
  @Test
  void failedCandidatesAreRecordedWithTheirReason() throws IOException {
    SweepResult result = recorded(new RandomSearch(space(-1), 3), "failed");
    CandidateResult first = result.candidates().get(0);
    assertEquals(Outcome.FAILED, first.outcome());
    assertTrue(first.failure().contains("must be positive"), first.failure());
  }

  @Tag("slow")
  @Test
  void aDescriptionRunsAsASweepThatStopsLosersEarly() {
    SweepResult result =
        OptimizationSweep.of(
                configuration(
                    new RandomSearch(space(1), 3), new MaxCandidatesCondition(CANDIDATES)))
            .limits(TrainingLimits.epochs(4))
            .halving(Halving.by(2))
            .parallel(2)
            .folder(folder.resolve("halved"))
            .build()
            .run();
    assertEquals(CANDIDATES, result.candidates().size());
    assertTrue(result.candidates().stream().anyMatch(one -> one.outcome() == Outcome.STOPPED));
    assertEquals("ArbiterText", ((Map<?, ?>) result.configuration().get("data")).get("name"));
  }

  @Tag("slow")
  @Test
  void theSweepHasTheScoresOfTheRunner() throws IOException {
    SweepResult runner = recorded(new GridSearch(space(1), 5), "runner");
    SweepResult sweep =
        OptimizationSweep.of(
                configuration(new GridSearch(space(1), 5), new MaxCandidatesCondition(CANDIDATES)))
            .limits(TrainingLimits.epochs(1))
            .seed(5)
            .folder(folder.resolve("sweep"))
            .build()
            .run();
    assertEquals(
        runner.candidates().stream().map(CandidateResult::hyperparameters).toList(),
        sweep.candidates().stream().map(CandidateResult::hyperparameters).toList());
    for (int i = 0; i < CANDIDATES; i++) {
      assertEquals(
          runner.candidates().get(i).validationScore(),
          sweep.candidates().get(i).validationScore(),
          1e-6);
    }
  }

  /** Both layers have the same units: one choice, in JSON in two places. */
  @Tag("slow")
  @Test
  void aDescriptionFromJsonRunsAsTheSameSweep() {
    CandidateSpace twoLayers =
        SequenceModels.of(TextData.of("words", Texts.words(WORDS, 1)).build())
            .layers(2)
            .hidden(4, 6)
            .trainer(TruncationRange.of(5, 10, 10, 20));
    OptimizationConfiguration described =
        configuration(new TpeSearch(twoLayers, true, 3), new MaxCandidatesCondition(CANDIDATES));
    List<SweepResult> results =
        Stream.of(described, ArbiterJson.fromJson(ArbiterJson.toJson(described)))
            .map(
                one ->
                    OptimizationSweep.of(one)
                        .limits(TrainingLimits.epochs(1))
                        .folder(folder.resolve(one == described ? "described" : "read"))
                        .build()
                        .run())
            .toList();
    assertEquals(CANDIDATES, results.get(0).candidates().size());
    assertEquals(
        results.get(0).candidates().stream().map(CandidateResult::hyperparameters).toList(),
        results.get(1).candidates().stream().map(CandidateResult::hyperparameters).toList());
  }

  @Test
  void whatASweepCannotDoIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                OptimizationSweep.of(
                    configuration(
                        new RandomSearchGenerator(space(1)), new MaxCandidatesCondition(2))));
    assertTrue(e.getMessage().contains("use GridSearch, RandomSearch"), e.getMessage());
  }
}
