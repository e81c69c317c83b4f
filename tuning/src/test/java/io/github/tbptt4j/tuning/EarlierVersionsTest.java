package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.arbiter.AdamUpdaterSpace;
import io.github.tbptt4j.tuning.arbiter.ArbiterJson;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.GeneticSearch;
import io.github.tbptt4j.tuning.arbiter.GridSearch;
import io.github.tbptt4j.tuning.arbiter.RandomSearch;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.arbiter.VanillaRnnLayerSpace;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.report.SweepReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Files whose classes lay in the packages {@code space} and {@code search} when they were made. */
class EarlierVersionsTest {
  private static final List<String> SWEEP =
      List.of(
          "sweep.json",
          "candidates/000/candidate.json",
          "candidates/000/curve.csv",
          "candidates/000/model.zip");

  private static final TextData DATA = Texts.small();

  @TempDir Path folder;

  @BeforeEach
  void putSweepBack() throws IOException {
    for (String file : SWEEP) {
      Path copy = folder.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.write(copy, golden("sweep/" + file));
    }
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = EarlierVersionsTest.class.getResourceAsStream("/golden/" + name)) {
      return in.readAllBytes();
    }
  }

  private TruncationSweep.Builder sweep(int hidden) {
    return TruncationSweep.builder()
        .data(DATA)
        .space(SequenceModels.of(DATA).hidden(hidden).fit(Texts.truncations()))
        .limits(TrainingLimits.updates(8))
        .parallel(1)
        .seed(3)
        .folder(folder);
  }

  @Test
  void sweepGoesOn() throws IOException {
    byte[] first = golden("sweep/candidates/000/candidate.json");
    SweepResult result = sweep(8).build().run();
    assertEquals(3, result.candidates().size());
    assertTrue(result.winner().isPresent());
    assertEquals(
        new String(first, StandardCharsets.UTF_8),
        Files.readString(folder.resolve("candidates/000/candidate.json")));
    assertEquals(276, result.loadModel(0).numParams());
  }

  @Test
  void sweepIsReported() throws IOException {
    SweepResult result = SweepResult.read(folder);
    assertEquals(3.5642, result.candidates().get(0).validationScore(), 1e-4);
    SweepReport.of(result, List.of()).write(folder);
    assertTrue(Files.readString(folder.resolve(SweepReport.HTML)).contains("3.564"));
  }

  @Test
  void anotherSweepIsToldApartByWhatDiffers() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> sweep(9).build().run());
    assertTrue(
        e.getMessage().endsWith("layerSpace.nOut.value: 8 there, 9 asked for"), e.getMessage());
    assertFalse(e.getMessage().contains("@class"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid.yaml", "random.json", "genetic.json"})
  void searchesAreRead(String file) throws IOException {
    String text = new String(golden(file), StandardCharsets.UTF_8);
    OptimizationConfiguration read =
        file.endsWith("yaml") ? ArbiterJson.fromYaml(text) : ArbiterJson.fromJson(text);
    OptimizationConfiguration expected = configuration(file.substring(0, file.indexOf('.')));
    assertEquals(expected, read);
    assertEquals(expected.getCandidateGenerator(), read.getCandidateGenerator());
    assertEquals(
        expected.getCandidateGenerator().getParameterSpace(),
        read.getCandidateGenerator().getParameterSpace());
  }

  @Test
  void classesThatNeverWereAreNamed() throws IOException {
    String text =
        new String(golden("random.json"), StandardCharsets.UTF_8)
            .replace("space.TruncationSpace", "space.NoSuchSpace");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ArbiterJson.fromJson(text));
    assertTrue(e.getMessage().contains("NoSuchSpace"), e.getMessage());
  }

  private static OptimizationConfiguration configuration(String search) {
    CandidateSpace space =
        CandidateSpace.trainer(
            new MultiLayerSpace.Builder()
                .updater(
                    AdamUpdaterSpace.withLearningRate(new ContinuousParameterSpace(1e-4, 1e-2)))
                .addLayer(
                    new VanillaRnnLayerSpace.Builder()
                        .nOut(4)
                        .dropOut(new ContinuousParameterSpace(0.5, 0.9))
                        .build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(3))
                .build(),
            TruncationSpace.builder().k1(1, 2).k2(4).build());
    CandidateGenerator generator =
        switch (search) {
          case "grid" -> new GridSearch(space, 2);
          case "random" -> new RandomSearch(space, 5);
          default -> new GeneticSearch(space, 4, 0.1, true, 5);
        };
    return new OptimizationConfiguration.Builder()
        .candidateGenerator(generator)
        .scoreFunction(new TestSetLossScoreFunction())
        .dataSource(ArbiterText.class, null)
        .terminationConditions(new MaxCandidatesCondition(3))
        .rngSeed(11)
        .build();
  }
}
