package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Configurations of several seeds, compared. */
class RankingTest {
  private static final double[][] SCORES = {
    {2.00, 2.02, 2.04}, {2.01, 2.03, 2.05}, {2.30, 2.31, 2.32}
  };

  private static CandidateResult candidate(
      int index, int configuration, Double score, double seconds, long bytes) {
    return candidate(index, configuration, score, seconds, bytes, Outcome.COMPLETED);
  }

  private static CandidateResult candidate(
      int index, int configuration, Double score, double seconds, long bytes, Outcome outcome) {
    return new CandidateResult(
        index,
        configuration,
        index,
        Map.of("k2", configuration),
        List.of(),
        outcome,
        "",
        1,
        1,
        1,
        1,
        score,
        List.of(),
        1,
        1,
        1,
        0,
        1,
        seconds,
        0,
        bytes,
        null,
        null);
  }

  /** The second configuration takes half the time of the first. */
  private static List<CandidateResult> threeSeeds() {
    List<CandidateResult> candidates = new ArrayList<>();
    for (int configuration = 0; configuration < SCORES.length; configuration++) {
      for (double score : SCORES[configuration]) {
        candidates.add(
            candidate(candidates.size(), configuration, score, 8.0 / (1 + configuration), 100));
      }
    }
    return candidates;
  }

  private static List<Integer> numbers(List<ConfigurationResult> configurations) {
    return configurations.stream().map(ConfigurationResult::index).toList();
  }

  @Test
  void anIntervalIsStudents() {
    ConfigurationResult first = new Ranking(threeSeeds(), true).all().get(0);
    assertEquals(2.02, first.meanScore(), 1e-12);
    assertEquals(0.02 / Math.sqrt(3), first.standardError(), 1e-12);
    // t of 2 degrees of freedom at 97.5 % is 4.303
    assertEquals(
        2.02 - 4.3027 * 0.02 / Math.sqrt(3), first.interval(0.95).orElseThrow().low(), 1e-5);
  }

  @Test
  void withinNoiseOfTheBestTheCheapestComesFirst() {
    assertEquals(List.of(1, 0), numbers(new Ranking(threeSeeds(), true).withinNoise()));
    assertEquals(List.of(2), numbers(new Ranking(threeSeeds(), false).withinNoise()));
  }

  @Test
  void oneSeedTakesAHundredthForNoise() {
    List<CandidateResult> candidates =
        List.of(
            candidate(0, 0, 2.00, 9, 1), candidate(1, 1, 2.019, 1, 1), candidate(2, 2, 2.03, 1, 1));
    Ranking ranking = new Ranking(candidates, true);
    assertEquals(List.of(1, 0), numbers(ranking.withinNoise()));
    assertTrue(ranking.all().get(0).interval(0.95).isEmpty());
  }

  /** A part of a training is always cheaper than a whole one. */
  @Test
  void whatHalvingStoppedIsNotComparedWithWhatReachedItsEnd() {
    List<CandidateResult> candidates =
        List.of(
            candidate(0, 0, 2.00, 9, 2),
            candidate(1, 1, 2.01, 1, 1, Outcome.STOPPED),
            candidate(2, 2, 2.01, 8, 2));
    assertEquals(List.of(2, 0), numbers(new Ranking(candidates, true).withinNoise()));
    assertEquals(List.of(2, 0), numbers(new Ranking(candidates, true).paretoSet()));
    List<CandidateResult> noneAtItsEnd = candidates.subList(1, 2);
    assertEquals(List.of(1), numbers(new Ranking(noneAtItsEnd, true).withinNoise()));
    assertEquals(List.of(1), numbers(new Ranking(noneAtItsEnd, true).paretoSet()));
  }

  @Test
  void aConfigurationOfWhichASeedHasNoScoreIsNoneOfTheBest() {
    List<CandidateResult> candidates = new ArrayList<>(threeSeeds());
    candidates.set(0, candidate(0, 0, null, 1, 1));
    Ranking ranking = new Ranking(candidates, true);
    assertEquals(List.of(1, 2), numbers(ranking.bestFirst()));
    assertTrue(Double.isNaN(ranking.all().get(0).meanScore()));
  }

  @Test
  void theParetoSetHoldsThoseThatNoOtherDominates() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      List<CandidateResult> candidates = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Double score = random.nextInt(8) == 0 ? null : Double.valueOf(random.nextInt(4));
        candidates.add(candidate(i, i, score, 1 + random.nextInt(4), 1 + random.nextInt(4)));
      }
      List<Integer> expected =
          candidates.stream()
              .filter(CandidateResult::hasScore)
              .filter(one -> candidates.stream().noneMatch(other -> dominates(other, one)))
              .map(CandidateResult::index)
              .toList();
      List<Integer> actual = numbers(new Ranking(candidates, false).paretoSet());
      assertEquals(expected, actual.stream().sorted().toList());
    }
  }

  private static boolean dominates(CandidateResult a, CandidateResult b) {
    if (!a.hasScore()) {
      return false;
    }
    boolean asGood =
        a.validationScore() >= b.validationScore()
            && a.trainingSeconds() <= b.trainingSeconds()
            && a.stateBytes() <= b.stateBytes();
    boolean equal =
        a.validationScore().equals(b.validationScore())
            && a.trainingSeconds() == b.trainingSeconds()
            && a.stateBytes() == b.stateBytes();
    return asGood && !equal;
  }
}
