package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.arbiter.GeneticSearch;
import io.github.tbptt4j.tuning.arbiter.GridSearch;
import io.github.tbptt4j.tuning.arbiter.RandomSearch;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;

/**
 * The candidates of a sweep, generation by generation, each combination of hyperparameters once.
 * They depend on the seed, and in a genetic search on the scores of the generations before, and on
 * nothing else.
 */
final class Proposals {
  /** So many draws that bring nothing new, and there is nothing new. */
  private static final int ATTEMPTS = 1000;

  private static final double MUTATION_RATE = 0.2;

  private final SweepSettings sweep;
  private final BaseCandidateGenerator<Object> generator;
  private final Set<Map<String, Object>> proposed = new HashSet<>();
  private int count;

  /** A candidate to be: its number, what was chosen, and the choice by name. */
  record Proposal(int index, double[] genes, Map<String, Object> hyperparameters) {}

  Proposals(SweepSettings sweep, boolean lowerIsBetter) {
    this.sweep = sweep;
    this.generator =
        switch (sweep.search()) {
          case GRID -> new GridSearch(sweep.space(), sweep.discretization());
          case RANDOM -> new RandomSearch(sweep.space(), sweep.seed());
          case GENETIC ->
              new GeneticSearch(
                  sweep.space(), sweep.population(), MUTATION_RATE, lowerIsBetter, sweep.seed());
        };
  }

  /** {@return how many candidates there will be at most} */
  int planned() {
    return generator instanceof GridSearch grid
        ? Math.min(grid.size(), sweep.candidates())
        : sweep.candidates();
  }

  /** {@return the next generation; empty when there are enough, or nothing new is left} */
  List<Proposal> nextGeneration() {
    int size = sweep.search() == SearchMethod.GENETIC ? sweep.population() : planned();
    List<Proposal> generation = new ArrayList<>();
    while (generation.size() < size && count < planned()) {
      Proposal proposal = next();
      if (proposal == null) {
        break;
      }
      generation.add(proposal);
    }
    return generation;
  }

  private Proposal next() {
    for (int attempt = 0; attempt < ATTEMPTS && generator.hasMoreCandidates(); attempt++) {
      double[] genes = generator.getCandidate().getFlatParameters();
      boolean bred = genes.length == generator.getParameterSpace().numParameters();
      if (bred) {
        Map<String, Object> chosen = Hyperparameters.of(sweep.space(), genes);
        if (proposed.add(chosen)) {
          return new Proposal(count++, genes, chosen);
        }
      }
    }
    return null;
  }

  /** Tells the search how a generation has done. */
  void report(List<CandidateResult> generation) {
    if (generator instanceof GeneticSearch genetic) {
      for (CandidateResult result : generation) {
        if (result.hasScore()) {
          double[] genes = result.genes().stream().mapToDouble(Double::doubleValue).toArray();
          genetic.report(genes, result.validationScore());
        }
      }
    }
  }
}
