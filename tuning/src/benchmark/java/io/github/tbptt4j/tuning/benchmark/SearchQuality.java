package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.internal.search.TreeParzen;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;

/**
 * How good the best of 30 trials is: TPE beside random draws, over 50 seeds, on standard test
 * functions and on recorded sweeps, with decisions that know of all trials but the last one, or the
 * last eight. Regret is the distance to the optimum, or to the best of the recorded sweep.
 */
public final class SearchQuality {
  private static final int TRIALS = 30;
  private static final int SEEDS = 50;

  private SearchQuality() {}

  /** Regrets of a search, by seed. */
  record Regrets(String name, double[] values) {
    double median() {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int half = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** {@return a 95 % interval of the median, by resampling with a fixed seed} */
    double[] interval() {
      Random random = new Random(1);
      double[] medians = new double[2000];
      for (int i = 0; i < medians.length; i++) {
        double[] sample = new double[values.length];
        Arrays.setAll(sample, any -> values[random.nextInt(values.length)]);
        medians[i] = new Regrets(name, sample).median();
      }
      Arrays.sort(medians);
      return new double[] {medians[49], medians[1950]};
    }
  }

  /**
   * Measures.
   *
   * @param arguments none
   * @throws IOException if the recorded sweep can't be read
   */
  public static void main(String[] arguments) throws IOException {
    List<Problem> problems = new ArrayList<>(TestFunction.all());
    problems.add(RecordedSweep.read());
    System.out.printf(
        "best of %d trials, %d seeds: median regret (95 %% interval), and Wilcoxon's p%n",
        TRIALS, SEEDS);
    System.out.printf("%-22s %-26s %-26s %-26s%n", "", "random", "TPE", "TPE, 8 ahead");
    for (Problem problem : problems) {
      Regrets random = regrets(problem, 0, SEEDS);
      Regrets one = regrets(problem, 1, SEEDS);
      Regrets eight = regrets(problem, 8, SEEDS);
      System.out.printf(
          "%-22s %-26s %-26s %-26s%n",
          problem.name(), text(random, random), text(one, random), text(eight, random));
    }
  }

  private static String text(Regrets regrets, Regrets random) {
    double[] interval = regrets.interval();
    String median =
        String.format(Locale.ROOT, "%.4f (%.4f-%.4f)", regrets.median(), interval[0], interval[1]);
    return regrets == random
        ? median
        : median + String.format(Locale.ROOT, " %.0e", p(regrets, random));
  }

  private static double p(Regrets one, Regrets other) {
    return new WilcoxonSignedRankTest().wilcoxonSignedRankTest(one.values, other.values, false);
  }

  /**
   * Searches.
   *
   * @param ahead trials that are decided before the oldest has ended; 0 for random draws
   */
  static Regrets regrets(Problem problem, int ahead, int seeds) {
    double[] regrets = new double[seeds];
    Arrays.setAll(regrets, seed -> best(problem, ahead, seed) - problem.optimum());
    return new Regrets(problem.name(), regrets);
  }

  private static double best(Problem problem, int ahead, int seed) {
    TreeParzen search = new TreeParzen(problem, true);
    Random random = new Random(31L * seed + 17);
    Deque<double[]> underWay = new ArrayDeque<>();
    double best = Double.POSITIVE_INFINITY;
    for (int trial = 0; trial < TRIALS; trial++) {
      if (ahead > 0 && underWay.size() == ahead) {
        double[] oldest = underWay.remove();
        search.tell(oldest, problem.value(oldest));
      }
      double[] genes = search.ask(random).orElseThrow(); // random as long as nothing is told
      underWay.add(genes);
      best = Math.min(best, problem.value(genes));
    }
    return best;
  }
}
