package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.arbiter.TpeSearch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an estimator is told where candidates are stopped at rungs: the scores of one rung, for only
 * they can be compared, and of the furthest that enough have reached (Falkner et al. 2018, BOHB).
 */
final class Observations {
  private static final int ENOUGH = 10;

  private final Map<Integer, List<Observation>> byRung = new HashMap<>();
  private int told;

  private record Observation(double[] genes, double score) {}

  void add(double[] genes, int rung, double score, TpeSearch search) {
    List<Observation> there = byRung.computeIfAbsent(rung, none -> new ArrayList<>());
    there.add(new Observation(genes, score));
    if (rung == told) {
      search.report(genes, score);
    } else if (rung > told && there.size() >= ENOUGH) {
      told = rung;
      search.forget();
      there.forEach(one -> search.report(one.genes, one.score));
    } else {
      search.discard(genes);
    }
  }
}
