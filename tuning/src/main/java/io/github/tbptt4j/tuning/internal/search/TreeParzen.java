package io.github.tbptt4j.tuning.internal.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011), in its multivariate form (Falkner et
 * al. 2018): of some draws from the density l of the good trials it proposes the one for which l(x)
 * / g(x) is largest, where g is the density of the others, which is where the expected improvement
 * is.
 */
public final class TreeParzen {
  private static final int STARTUP = 10; // trials at random before anything is estimated
  private static final int DRAWS = 24;
  private static final double GOOD = 0.1;
  private static final int MOST_GOOD = 25;
  private static final int NEW = 25; // so many trials count in full, older ones less
  private static final int ATTEMPTS = 1000;
  private static final int UNIFORM_ATTEMPTS = 100_000; // before nothing is said to be allowed

  private final Domain domain;
  private final boolean lowerIsBetter;
  private final List<Trial> trials = new ArrayList<>();
  private final List<double[]> underWay = new ArrayList<>();

  /** Genes and their score; one that isn't finite is none. */
  private record Trial(double[] genes, double score) {
    boolean hasScore() {
      return Double.isFinite(score);
    }
  }

  /**
   * An estimator without trials.
   *
   * @param domain what may be tried
   * @param lowerIsBetter whether a lower score is better
   */
  public TreeParzen(Domain domain, boolean lowerIsBetter) {
    this.domain = domain;
    this.lowerIsBetter = lowerIsBetter;
  }

  /**
   * Proposes a trial, and remembers it as under way: it counts among the bad ones until its score
   * is known, so that others are proposed in the meantime.
   *
   * @param random what the draws are made with
   * @return genes that go together; empty where none could be found
   */
  public Optional<double[]> ask(RandomGenerator random) {
    Optional<double[]> proposed =
        trials.size() < STARTUP ? uniform(random) : estimated(random).or(() -> uniform(random));
    proposed.ifPresent(underWay::add);
    return proposed;
  }

  /**
   * Hears how a trial has ended, proposed here or elsewhere.
   *
   * @param genes of the trial
   * @param score its score; not finite if it has none, which is never a good one
   */
  public void tell(double[] genes, double score) {
    discard(genes);
    trials.add(new Trial(genes.clone(), score));
  }

  /**
   * Forgets a trial that was proposed and isn't made.
   *
   * @param genes of the trial
   */
  public void discard(double[] genes) {
    underWay.removeIf(waiting -> Arrays.equals(waiting, genes));
  }

  /** Forgets all scores, to be told others. */
  public void forget() {
    trials.clear();
  }

  private Optional<double[]> uniform(RandomGenerator random) {
    for (int attempt = 0; attempt < UNIFORM_ATTEMPTS; attempt++) {
      double[] genes = random.doubles(domain.axes().size()).toArray();
      if (domain.allows(genes)) {
        return Optional.of(genes);
      }
    }
    return Optional.empty();
  }

  private Optional<double[]> estimated(RandomGenerator random) {
    int good = Math.min(MOST_GOOD, (int) Math.ceil(GOOD * trials.size()));
    List<Trial> ranked =
        trials.stream()
            .filter(Trial::hasScore)
            .sorted(Comparator.comparingDouble(this::badness))
            .limit(good)
            .toList();
    List<double[]> better = new ArrayList<>();
    List<double[]> worse = new ArrayList<>();
    for (Trial trial : trials) { // in the order of time
      (ranked.contains(trial) ? better : worse).add(trial.genes);
    }
    worse.addAll(underWay);
    ParzenEstimator l = new ParzenEstimator(domain, better, weights(better.size()));
    ParzenEstimator g = new ParzenEstimator(domain, worse, weights(worse.size()));
    double[] best = null;
    double largest = Double.NEGATIVE_INFINITY;
    for (int draw = 0, attempt = 0; draw < DRAWS && attempt < ATTEMPTS; attempt++) {
      double[] genes = l.draw(random);
      if (domain.allows(genes)) {
        draw++;
        double gain = l.logDensity(genes) - g.logDensity(genes);
        if (best == null || gain > largest) {
          best = genes;
          largest = gain;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private double badness(Trial trial) {
    return lowerIsBetter ? trial.score : -trial.score;
  }

  /** The newest count in full, those before the less the older they are. */
  private static double[] weights(int trials) {
    double[] weights = new double[trials];
    int old = Math.max(0, trials - NEW);
    for (int i = 0; i < trials; i++) {
      weights[i] =
          i >= old
              ? 1
              : old == 1 ? 1.0 / trials : 1.0 / trials + i * (1 - 1.0 / trials) / (old - 1);
    }
    return weights;
  }
}
