package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.Texts;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.internal.search.Axis;
import io.github.tbptt4j.tuning.internal.search.ContinuousAxis;
import io.github.tbptt4j.tuning.internal.search.ListAxis;
import io.github.tbptt4j.tuning.internal.sweep.Hyperparameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.conf.updater.SgdSpace;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.IUpdater;

/** Spaces in which not everything counts, or goes together, in every search. */
class SpaceDomainTest {
  private static final TextData DATA = Texts.small();

  private static OneOfSpace<Truncation> truncations() {
    return OneOfSpace.<Truncation>builder()
        .or("pairs", TruncationSpace.builder().k1(5).k2(5, 20).build())
        .or("range", TruncationRange.of(1, 50, 5, 400))
        .or("adaptive", TruncationKinds.parse("adaptive:k1=5,min=5,max=100"))
        .build();
  }

  private static CandidateSpace space() {
    return SequenceModels.of(DATA).hidden(4, 6).trainer(truncations());
  }

  private static List<Map<String, Object>> choices(CandidateGenerator search, int count) {
    List<Map<String, Object>> choices = new ArrayList<>();
    for (int i = 0; i < count && search.hasMoreCandidates(); i++) {
      choices.add(
          Hyperparameters.of(
              search.getParameterSpace(), search.getCandidate().getFlatParameters()));
    }
    return choices;
  }

  private static Truncation truncation(Candidate<?> candidate) {
    return assertInstanceOf(CandidateConfiguration.class, candidate.getValue()).truncation();
  }

  @Test
  void whatWasNotChosenHasNoName() {
    for (Map<String, Object> choice : choices(new RandomSearch(space(), 1), 40)) {
      Set<String> expected =
          new HashSet<>(
              choice.get("choice").equals("adaptive")
                  ? Set.of("choice", "layer_0.nOut", "truncation")
                  : Set.of("choice", "layer_0.nOut", "k1", "k2"));
      assertEquals(expected, choice.keySet());
    }
  }

  @Test
  void aGridHasEveryCombinationThatCountsOnce() {
    OneOfSpace<Truncation> lists =
        OneOfSpace.<Truncation>builder()
            .or("pairs", TruncationSpace.builder().k1(5).k2(5, 20, 40).build())
            .or("adaptive", TruncationKinds.parse("adaptive:k1=5,min=5,max=100"))
            .build();
    GridSearch grid = new GridSearch(SequenceModels.of(DATA).hidden(4, 6).trainer(lists), 5);
    assertEquals(2 * (3 + 1), grid.size());
    List<Map<String, Object>> all = choices(grid, 100);
    assertEquals(8, all.size());
    assertEquals(8, new HashSet<>(all).size());
  }

  @Tag("slow")
  @Test
  void noSearchProposesK2BelowK1() {
    ParameterSpace<?> range =
        SequenceModels.of(DATA).hidden(4).trainer(TruncationRange.of(1, 100, 1, 100));
    List<CandidateGenerator> searches =
        List.of(
            new RandomSearch(range, 1),
            new TpeSearch(range, true, 1),
            new GridSearch(range, 7),
            new GeneticSearch(range, 5, 0.2, true, 1));
    for (CandidateGenerator search : searches) {
      int equal = 0;
      int proposed = 0;
      for (; proposed < 300 && search.hasMoreCandidates(); proposed++) {
        Candidate<?> candidate = search.getCandidate();
        TruncatedBptt pair = (TruncatedBptt) truncation(candidate);
        assertTrue(pair.k2() >= pair.k1(), search + " " + pair);
        equal += pair.k1() == pair.k2() ? 1 : 0;
        report(search, candidate, Math.abs(pair.k2() - 30) + pair.k1());
      }
      if (search instanceof RandomSearch) { // nothing of the corner is pushed to its edge
        assertTrue(equal < proposed / 5, search + ": " + equal + " of " + proposed);
      }
    }
  }

  @Test
  void pairsAreFoundWhereFewK2AreLargeEnough() {
    ParameterSpace<?> narrow =
        SequenceModels.of(DATA).hidden(4).trainer(TruncationRange.of(399, 400, 1, 400));
    for (CandidateGenerator search :
        List.of(new RandomSearch(narrow, 1), new TpeSearch(narrow, true, 1))) {
      Set<TruncatedBptt> pairs = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        assertTrue(search.hasMoreCandidates(), search + " after " + i);
        Candidate<?> candidate = search.getCandidate();
        pairs.add((TruncatedBptt) truncation(candidate));
        report(search, candidate, 1);
      }
      assertEquals(
          Set.of(
              TruncatedBptt.of(399, 399), TruncatedBptt.of(399, 400), TruncatedBptt.of(400, 400)),
          pairs);
    }
  }

  @Test
  void aGridOverShortRangesHasEveryPairOnce() {
    assertGridHas(9, TruncationRange.of(1, 1, 5, 400));
    assertGridHas(8, TruncationRange.of(1, 3, 2, 4));
  }

  private static void assertGridHas(int pairs, TruncationRange range) {
    GridSearch grid = new GridSearch(SequenceModels.of(DATA).hidden(4).trainer(range), 9);
    assertEquals(pairs, grid.size());
    assertEquals(pairs, new HashSet<>(choices(grid, 100)).size());
  }

  private static void report(CandidateGenerator search, Candidate<?> candidate, double score) {
    if (search instanceof TpeSearch tpe) {
      tpe.report(candidate.getFlatParameters(), score);
    } else if (search instanceof GeneticSearch genetic) {
      genetic.report(candidate.getFlatParameters(), score);
    }
  }

  @Test
  void theEstimatorFindsTheLengthsThatScoreBest() {
    int best = Integer.MAX_VALUE;
    TpeSearch search = new TpeSearch(space(), true, 3);
    List<Integer> late = new ArrayList<>();
    for (int trial = 0; trial < 60; trial++) {
      Candidate<?> candidate = search.getCandidate();
      int score =
          truncation(candidate) instanceof TruncatedBptt pair
              ? Math.abs(pair.k2() - 120) + 10 * pair.k1()
              : 500;
      search.report(candidate.getFlatParameters(), score);
      best = Math.min(best, score);
      if (trial >= 40) {
        late.add(score);
      }
    }
    assertTrue(best < 60, "best " + best);
    assertTrue(late.stream().filter(score -> score < 150).count() > 12, "" + late);
  }

  @Test
  void axesAreWhatTheirValuesAre() {
    SpaceDomain domain = new SpaceDomain(new TpeSearch(space(), true, 1).getParameterSpace());
    assertFalse(domain.isPlain());
    assertEquals(6, domain.axes().size()); // units, the choice, pairs, k1, k2, the adaptive one
    assertEquals(
        List.of(1, 1, 2, 1, 1, 1), domain.axes().stream().map(axis -> axis.dimensions()).toList());
  }

  @Test
  void integersThatAreNotDrawnEvenlyHaveTheOrderOfTheirGene() {
    ParameterSpace<?> even = new IntegerParameterSpace(0, 10);
    ParameterSpace<?> uneven = new IntegerParameterSpace(new BinomialDistribution(10, 0.5));
    assertInstanceOf(ListAxis.class, axis(even));
    assertInstanceOf(ContinuousAxis.class, axis(uneven));
  }

  private static Axis axis(ParameterSpace<?> space) {
    return new SpaceDomain(new TpeSearch(space, true, 1).getParameterSpace()).axes().get(0);
  }

  @Test
  void everyChoiceHasANameOfItsOwn() {
    OneOfSpace<Truncation> nested =
        OneOfSpace.<Truncation>builder()
            .or("far", kinds("near", TruncationRange.of(1, 5, 5, 9)))
            .or("near", kinds("far", TruncationRange.of(1, 5, 5, 9)))
            .build();
    OneOfSpace<IUpdater> updaters =
        OneOfSpace.<IUpdater>builder()
            .or("adam", AdamUpdaterSpace.withLearningRate(new ContinuousParameterSpace(0, 1)))
            .or("sgd", new SgdSpace(new ContinuousParameterSpace(0, 1)))
            .build();
    OneOfSpace<Double> dropouts =
        OneOfSpace.<Double>builder()
            .or("none", new FixedValue<>(1.0))
            .or("some", new ContinuousParameterSpace(0.5, 0.9))
            .build();
    ParameterSpace<?> space =
        CandidateSpace.trainer(
            new MultiLayerSpace.Builder()
                .updater(updaters)
                .addLayer(
                    new VanillaRnnLayerSpace.Builder().nIn(3).nOut(4).dropOut(dropouts).build())
                .build(),
            nested);
    for (Map<String, Object> choice : choices(new RandomSearch(space, 1), 60)) {
      boolean dropped = choice.get("layer_0.dropOut.choice").equals("some");
      Set<String> expected =
          new HashSet<>(
              Set.of(
                  "updater",
                  "learningRate",
                  "layer_0.dropOut.choice",
                  "choice",
                  "choice." + choice.get("choice"),
                  "k1",
                  "k2"));
      if (dropped) {
        expected.add("layer_0.dropOut");
      }
      assertEquals(expected, choice.keySet());
      assertTrue(Set.of("adam", "sgd").contains(choice.get("updater")), "" + choice);
    }
  }

  private static OneOfSpace<Truncation> kinds(String name, TruncationRange range) {
    return OneOfSpace.<Truncation>builder().or(name, range).or("same", range).build();
  }

  @Test
  void spacesGoThroughJson() {
    for (CandidateGenerator search :
        List.of(
            new RandomSearch(space(), 1),
            new TpeSearch(space(), false, 7),
            new TpeSearch(twoLayers(), false, 7),
            new GridSearch(twoLayers(), 3))) {
      OptimizationConfiguration configuration =
          new OptimizationConfiguration.Builder()
              .candidateGenerator(search)
              .scoreFunction(new TestSetLossScoreFunction())
              .terminationConditions(new MaxCandidatesCondition(2))
              .build();
      OptimizationConfiguration read = ArbiterJson.fromJson(ArbiterJson.toJson(configuration));
      assertEquals(search, read.getCandidateGenerator());
      assertEquals(search.getParameterSpace(), read.getCandidateGenerator().getParameterSpace());
      assertEquals(choices(search, 5), choices(read.getCandidateGenerator(), 5));
    }
  }

  /** Both layers have the same units: one choice. */
  private static CandidateSpace twoLayers() {
    return SequenceModels.of(DATA).layers(2).hidden(4, 6).trainer(truncations());
  }

  @Test
  void spacesThatContradictThemselvesAreRefused() {
    assertRefused("k1 up to 50 has no k2", () -> TruncationRange.of(1, 50, 5, 40));
    assertRefused("k2 from 9 to 5", () -> TruncationRange.of(1, 2, 9, 5));
    assertRefused("k1 from 0 to 5", () -> TruncationRange.of(0, 5, 9, 50));
    assertRefused(
        "two spaces called \"a\"",
        () -> OneOfSpace.<Truncation>builder().or("a", truncations()).or("a", truncations()));
    assertRefused("at least one space", () -> OneOfSpace.<Truncation>builder().build());
  }

  private static void assertRefused(String message, Runnable construction) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, construction::run);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
