package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.arbiter.GeneticSearch;
import io.github.tbptt4j.tuning.arbiter.GridSearch;
import io.github.tbptt4j.tuning.arbiter.RandomSearch;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.TpeSearch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;

/**
 * The candidates of a sweep, generation by generation, each combination of hyperparameters once.
 * They depend on the seed, and in a genetic search on the scores of the generations before, and on
 * nothing else.
 */
final class Proposals implements ProposalSource {
  /** So many draws that bring nothing new, and there is nothing new. */
  private static final int ATTEMPTS = 1000;

  private static final double MUTATION_RATE = 0.2;

  private final SweepSettings sweep;

  /** It numbers the leaves of the space; null where they keep the numbers that they have. */
  private final BaseCandidateGenerator<Object> generator;

  private final Set<Map<String, Object>> proposed = new HashSet<>();
  private final Queue<double[]> first = new ArrayDeque<>();
  private final Observations observations = new Observations();
  private int count;
  private int reported;
  private int generationEnd; // proposals up to there need no more reports

  /** A candidate to be: its number, what was chosen, and the choice by name. */
  record Proposal(int index, double[] genes, Map<String, Object> hyperparameters) {}

  Proposals(SweepSettings sweep, boolean lowerIsBetter) {
    this.sweep = sweep;
    this.generator = sweep.retraining() == null ? generator(lowerIsBetter) : null;
  }

  /** Gives the leaves of a sweep's space the coordinates that its search has for them. */
  static void numberLeaves(SweepSettings sweep) {
    if (sweep.retraining() == null) {
      new RandomSearch(sweep.space(), sweep.seed()); // as any of Arbiter's generators
    }
  }

  private BaseCandidateGenerator<Object> generator(boolean lowerIsBetter) {
    return switch (sweep.search()) {
      case GRID -> new GridSearch(sweep.space(), sweep.discretization());
      case RANDOM -> new RandomSearch(sweep.space(), sweep.seed());
      case GENETIC ->
          new GeneticSearch(
              sweep.space(), sweep.population(), MUTATION_RATE, lowerIsBetter, sweep.seed());
      case TPE -> new TpeSearch(sweep.space(), lowerIsBetter, sweep.seed());
    };
  }

  /** {@return how many configurations there will be at most} */
  int planned() {
    if (sweep.retraining() != null) {
      return 1;
    }
    return generator instanceof GridSearch grid
        ? Math.min(grid.size(), sweep.candidates())
        : sweep.candidates();
  }

  /** Takes over what an older sweep has found. */
  void begin(WarmStart warmStart) {
    warmStart.first().forEach(trial -> first.add(trial.coordinates()));
    for (WarmStart.Trial trial : warmStart.told()) {
      double[] genes = trial.coordinates();
      proposed.add(Hyperparameters.of(sweep.space(), genes)); // it needn't be tried again
      tell(genes, 0, trial.score() == null ? Double.NaN : trial.score());
    }
  }

  @Override
  public Optional<Proposal> next() {
    if (sweep.retraining() != null) {
      return count++ == 0 ? Optional.of(sweep.retraining().proposal()) : Optional.empty();
    }
    if (sweep.search() == SearchMethod.GENETIC && count == generationEnd && reported == count) {
      generationEnd = count + sweep.population();
    }
    boolean waits = sweep.search() == SearchMethod.GENETIC && count == generationEnd;
    return waits || count >= planned() ? Optional.empty() : draw();
  }

  private Optional<Proposal> draw() {
    List<double[]> again = new ArrayList<>();
    Optional<Proposal> fresh = draw(again);
    if (generator instanceof TpeSearch tpe) {
      again.forEach(tpe::discard); // until here they led it elsewhere
    }
    return fresh;
  }

  private Optional<Proposal> draw(List<double[]> again) {
    while (!first.isEmpty()) {
      double[] genes = first.remove();
      Map<String, Object> chosen = Hyperparameters.of(sweep.space(), genes);
      if (proposed.add(chosen)) {
        return Optional.of(new Proposal(count++, genes, chosen));
      }
    }
    for (int attempt = 0; attempt < ATTEMPTS && generator.hasMoreCandidates(); attempt++) {
      double[] genes = generator.getCandidate().getFlatParameters();
      boolean bred = genes.length == generator.getParameterSpace().numParameters();
      if (bred) {
        Map<String, Object> chosen = Hyperparameters.of(sweep.space(), genes);
        if (proposed.add(chosen)) {
          return Optional.of(new Proposal(count++, genes, chosen));
        }
        again.add(genes);
      }
    }
    generationEnd = count; // perhaps there is more when these are reported
    return Optional.empty();
  }

  @Override
  public void report(Proposal proposal, int rung, double score) {
    reported++;
    tell(proposal.genes(), rung, score);
  }

  private void tell(double[] genes, int rung, double score) {
    if (generator instanceof GeneticSearch genetic && Double.isFinite(score)) {
      genetic.report(genes, score);
    } else if (generator instanceof TpeSearch tpe) {
      observations.add(genes, rung, score, tpe);
    }
  }
}
