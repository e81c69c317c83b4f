package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.Texts;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.internal.sweep.Hyperparameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConstraintTest {
  private static final String UNITS = "layer_0.nOut";
  private static final Constraint NO_FEWER_UNITS = Constraint.atLeast(UNITS, "k2");
  private static final TextData DATA = Texts.small();

  private static CandidateSpace space(Constraint... constraints) {
    return SequenceModels.of(DATA)
        .hidden(4, 8, 16)
        .trainer(TruncationSpace.builder().k1(2, 4).k2(4, 8, 32).build())
        .where(constraints);
  }

  private static BaseCandidateGenerator<Object> search(SearchMethod method, CandidateSpace space) {
    return switch (method) {
      case GRID -> new GridSearch(space, 5);
      case RANDOM -> new RandomSearch(space, 1);
      case TPE -> new TpeSearch(space, true, 1);
      case GENETIC -> new GeneticSearch(space, 4, 0.2, true, 1);
    };
  }

  private static List<Map<String, Object>> choices(SearchMethod method, CandidateSpace space) {
    BaseCandidateGenerator<Object> search = search(method, space);
    List<Map<String, Object>> choices = new ArrayList<>();
    for (int i = 0; i < 40 && search.hasMoreCandidates(); i++) {
      double[] genes = search.getCandidate().getFlatParameters();
      if (genes.length > 0) {
        choices.add(Hyperparameters.of(space, genes));
        double score = ((Number) choices.get(i).get("k2")).doubleValue();
        if (search instanceof TpeSearch tpe) {
          tpe.report(genes, -score); // which draws towards what is forbidden
        } else if (search instanceof GeneticSearch genetic) {
          genetic.report(genes, -score);
        }
      }
    }
    return choices;
  }

  @ParameterizedTest
  @EnumSource(SearchMethod.class)
  void eachSearchKeepsToThem(SearchMethod method) {
    List<Map<String, Object>> choices = choices(method, space(NO_FEWER_UNITS));

    assertTrue(choices.size() >= 6, method + " has found " + choices.size());
    choices.forEach(
        one -> assertTrue((int) one.get(UNITS) >= (int) one.get("k2"), method + ": " + one));
    assertTrue(
        choices(method, space()).stream()
            .anyMatch(one -> (int) one.get(UNITS) < (int) one.get("k2")),
        "there is something to forbid");
  }

  @Test
  void aGridHasExactlyWhatIsAllowed() {
    assertEquals(18, new GridSearch(space(), 5).size());
    assertEquals(10, new GridSearch(space(NO_FEWER_UNITS), 5).size());
    Constraint sum = Constraint.sumAtMost(10, "k1", "k2", UNITS);
    assertEquals(1, new GridSearch(space(NO_FEWER_UNITS, sum), 5).size());
  }

  @Test
  void sumsProductsAndRatiosSayWhatTheySay() {
    Map<String, Object> values = Map.of("k1", 5, "k2", 20, "rate", 0.1, "full", "full");

    assertTrue(Constraint.atLeast("k2", 4, "k1").allows(values));
    assertFalse(Constraint.atLeast("k2", 4.1, "k1").allows(values));
    assertTrue(Constraint.atMost("k2", 4, "k1").allows(values));
    assertFalse(Constraint.atMost("k2", 3.9, "k1").allows(values));
    assertTrue(Constraint.sumAtMost(25, "k1", "k2").allows(values));
    assertFalse(Constraint.sumAtMost(24.9, "k1", "k2").allows(values));
    assertTrue(Constraint.sumAtLeast(25, "k1", "k2").allows(values));
    assertFalse(Constraint.sumAtLeast(25.1, "k1", "k2").allows(values));
    assertTrue(Constraint.productAtMost(0.5, "k1", "rate").allows(values));
    assertFalse(Constraint.productAtMost(0.49, "k1", "rate").allows(values));
    assertTrue(Constraint.productAtLeast(0.5, "k1", "rate").allows(values));
    assertFalse(Constraint.productAtLeast(0.51, "k1", "rate").allows(values));
    assertTrue(Constraint.atLeast("full", "k2").allows(values));
    assertTrue(Constraint.atLeast("k1", "not chosen").allows(values));
    assertEquals("4 * k1 - k2 <= 0", Constraint.atLeast("k2", 4, "k1").toString());
    assertEquals("k1 * k2 <= 7", Constraint.productAtMost(7, "k1", "k2").toString());
  }

  @Test
  void whatIsNotChosenIsNotConstrained() {
    ParameterSpace<Truncation> kinds =
        OneOfSpace.<Truncation>builder()
            .or("fixed", TruncationRange.of(1, 10, 5, 40))
            .or("random", TruncationKinds.of(RandomTruncation.of(20)))
            .build();
    CandidateSpace space =
        SequenceModels.of(DATA).hidden(4, 8, 16).trainer(kinds).where(NO_FEWER_UNITS);

    List<Map<String, Object>> choices = new ArrayList<>();
    RandomSearch search = new RandomSearch(space, 1);
    for (int i = 0; i < 40; i++) {
      choices.add(Hyperparameters.of(space, search.getCandidate().getFlatParameters()));
    }
    assertTrue(
        choices.stream().anyMatch(one -> !one.containsKey("k2") && one.get(UNITS).equals(4)));
    assertTrue(choices.stream().allMatch(NO_FEWER_UNITS::allows));
  }

  private static void refused(String expected, SearchMethod method, Constraint constraint) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> search(method, space(constraint)))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  @ParameterizedTest
  @EnumSource(SearchMethod.class)
  void aSpaceOfWhichNothingIsAllowedIsRefused(SearchMethod method) {
    refused("k1 <= -33: 10000 break it", method, Constraint.sumAtLeast(33, "k1"));
  }

  @Test
  void namesThatAreNotThereAreRefusedWithThoseThatAre() {
    refused("k1, k2, layer_0.nOut", SearchMethod.TPE, Constraint.atLeast("hidden", "k2"));
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Constraint.atLeast("k1", "k1"));
    assertThrows(IllegalArgumentException.class, () -> Constraint.atLeast("k1", 0, "k2"));
    assertThrows(IllegalArgumentException.class, () -> Constraint.sumAtMost(Double.NaN, "k1"));
    assertThrows(IllegalArgumentException.class, () -> Constraint.sumAtMost(1));
    assertThrows(IllegalArgumentException.class, () -> Constraint.sumAtMost(1, "k1", "k1"));
    assertThrows(IllegalArgumentException.class, () -> Constraint.productAtMost(0, "k1"));
    assertThrows(
        IllegalArgumentException.class,
        () -> Constraint.sumAtMost(1, "kind").allows(Map.of("kind", "LSTM")));
  }

  @Test
  void theySurviveJsonAndSpacesWithoutAnyAreWrittenAsBefore() {
    CandidateSpace space = space(NO_FEWER_UNITS, Constraint.productAtLeast(16, "k1", "k2"));
    RandomSearch search = new RandomSearch(space, 1);

    CandidateSpace read = ArbiterJson.space(ArbiterJson.tree(space));

    assertEquals(space, read);
    assertEquals(space.constraints(), read.constraints());
    assertNotEquals(space, space());
    double[] genes = search.getCandidate().getFlatParameters();
    assertEquals(Hyperparameters.of(space, genes), Hyperparameters.of(read, genes));
    assertFalse(ArbiterJson.tree(space()).containsKey("constraints"));
    assertEquals(1, space(NO_FEWER_UNITS).clipGlobalNorm(1).constraints().size());
  }

  @Test
  void arbitersOwnSearchGetsTheReason() {
    RandomSearchGenerator arbiters = new RandomSearchGenerator(space(NO_FEWER_UNITS));
    List<Exception> reasons = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      reasons.add(arbiters.getCandidate().getException());
    }

    assertTrue(
        reasons.stream()
            .anyMatch(one -> one != null && one.getMessage().contains("k2 - " + UNITS + " <= 0")));
  }

  @Test
  void aSweepKeepsThemInItsFolder(@TempDir Path folder) {
    SweepResult result = sweep(folder, NO_FEWER_UNITS);

    assertEquals(2, result.candidates().size());
    result.candidates().forEach(one -> assertTrue(NO_FEWER_UNITS.allows(one.hyperparameters())));
    String refusal = assertThrows(IllegalStateException.class, () -> sweep(folder)).getMessage();
    assertTrue(refusal.contains("space.constraints"), refusal);
    result.configurationOf(1);
  }

  private static SweepResult sweep(Path folder, Constraint... constraints) {
    return TruncationSweep.builder()
        .data(DATA)
        .space(space(constraints))
        .search(SearchMethod.TPE)
        .candidates(2)
        .parallel(1)
        .limits(TrainingLimits.updates(5))
        .folder(folder)
        .build()
        .run();
  }
}
