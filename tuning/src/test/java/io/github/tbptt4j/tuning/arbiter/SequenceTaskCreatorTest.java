package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.ArbiterText;
import io.github.tbptt4j.tuning.Texts;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.data.TextData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.deeplearning4j.arbiter.saver.local.FileModelSaver;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceTaskCreatorTest {
  private static final int WORDS = 600;

  @TempDir Path folder;

  private LocalOptimizationRunner run(CandidateSpace space) {
    Properties properties = new Properties();
    properties.setProperty(ArbiterText.WORDS, Integer.toString(WORDS));
    GridSearch grid = new GridSearch(space, 1);
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(
            2,
            new OptimizationConfiguration.Builder()
                .candidateGenerator(grid)
                .dataSource(ArbiterText.class, properties)
                .scoreFunction(new TestSetLossScoreFunction())
                .modelSaver(new FileModelSaver(folder.toString()))
                .terminationConditions(new MaxCandidatesCondition(grid.size()))
                .build(),
            new SequenceTaskCreator(TrainingLimits.epochs(1), 5));
    runner.execute();
    return runner;
  }

  private static TextData text() {
    return TextData.of("words", Texts.words(WORDS, 1)).build();
  }

  @Test
  void trainsTheCandidatesOfArbitersOwnRunnerAndSavesTheirModels() throws IOException {
    LocalOptimizationRunner runner =
        run(
            SequenceModels.of(text())
                .hidden(8)
                .trainer(TruncationSpace.builder().k1(10).k2(10, 20).build()));
    assertEquals(2, runner.numCandidatesCompleted());
    for (int i = 0; i < 2; i++) {
      OptimizationResult saved = runner.getResults().get(i).getResult();
      MultiLayerNetwork model = (MultiLayerNetwork) runner.getResults().get(i).getResultModel();
      Properties properties = new Properties();
      properties.setProperty(ArbiterText.WORDS, Integer.toString(WORDS));
      assertEquals(
          saved.getScore(),
          new TestSetLossScoreFunction().score(model, ArbiterText.class, properties),
          1e-6);
    }
    assertNotNull(runner.bestScore());
  }

  @Test
  void aFailedCandidateCarriesItsStackTrace() {
    LocalOptimizationRunner runner =
        run(
            SequenceModels.of(text())
                .hidden(8)
                .clipGlobalNorm(-1.0)
                .trainer(TruncationSpace.of(TruncatedBptt.of(5, 5))));
    assertEquals(1, runner.numCandidatesFailed());
    CandidateInfo info = runner.getCandidateStatus().get(0);
    assertEquals(CandidateStatus.Failed, info.getCandidateStatus());
    assertTrue(
        info.getExceptionStackTrace().contains("must be positive"), info.getExceptionStackTrace());
  }
}
