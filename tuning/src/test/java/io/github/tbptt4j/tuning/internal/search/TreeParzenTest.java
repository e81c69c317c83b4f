package io.github.tbptt4j.tuning.internal.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeParzenTest {
  private static final Axis FIVE_NUMBERS =
      new ListAxis(new double[][] {{0}, {0.25}, {0.5}, {0.75}, {1}});

  /** The second gene counts where the first is below a half. */
  private static Domain domain(Axis... axes) {
    return new Domain() {
      @Override
      public List<Axis> axes() {
        return List.of(axes);
      }

      @Override
      public boolean isActive(int axis, double[] genes) {
        return axes.length < 4 || axis != 1 || genes[0] < 0.5;
      }

      @Override
      public boolean allows(double[] genes) {
        return genes[0] <= 0.9;
      }
    };
  }

  private static Domain mixed() {
    return domain(
        new ContinuousAxis(), new ContinuousAxis(), FIVE_NUMBERS, ListAxis.ofCategories(3));
  }

  @Test
  void kernelsAreDensitiesOverTheirAxis() {
    for (double center : new double[] {0, 0.3, 1}) {
      for (double sigma : new double[] {0.02, 0.2, 1}) {
        double integral =
            IntStream.range(0, 20_000)
                    .mapToDouble(
                        i -> new ContinuousAxis().kernel((i + 0.5) / 20_000, center, sigma, 3))
                    .sum()
                / 20_000;
        assertEquals(1, integral, 1e-4);
        for (Axis list : List.of(FIVE_NUMBERS, ListAxis.ofCategories(5))) {
          double sum =
              IntStream.range(0, 5)
                  .mapToDouble(i -> list.kernel((i + 0.5) / 5, center, sigma, 3))
                  .sum();
          assertEquals(1, sum, 1e-12);
        }
      }
    }
  }

  @Test
  void drawsHaveTheKernelsFrequencies() {
    Random random = new Random(1);
    for (Axis axis : List.of(new ContinuousAxis(), FIVE_NUMBERS, ListAxis.ofCategories(5))) {
      double[] counts = new double[5];
      int draws = 40_000;
      for (int i = 0; i < draws; i++) {
        counts[Math.min(4, (int) (5 * axis.draw(random, 0.9, 0.3, 4)))]++;
      }
      for (int part = 0; part < 5; part++) {
        int from = part;
        double expected =
            axis instanceof ContinuousAxis
                ? IntStream.range(0, 1000)
                        .mapToDouble(i -> axis.kernel((from + (i + 0.5) / 1000) / 5, 0.9, 0.3, 4))
                        .sum()
                    / 5000
                : axis.kernel((part + 0.5) / 5, 0.9, 0.3, 4);
        assertEquals(expected, counts[part] / draws, 0.01, axis + " " + part);
      }
    }
  }

  /** The mixture as it is written: a weighted sum over trials of products over axes. */
  @Test
  void theDensityIsTheMixtureOfProducts() {
    Domain domain = mixed();
    List<double[]> trials =
        List.of(new double[] {0.2, 0.7, 0.1, 0.5}, new double[] {0.8, 0.4, 0.9, 0.2});
    ParzenEstimator estimator = new ParzenEstimator(domain, trials, new double[] {0.5, 1});
    double sigma = Math.max(0.2 * Math.pow(2, -1.0 / 8), 1.0 / 3);
    for (double[] at :
        List.of(new double[] {0.3, 0.6, 0.3, 0.9}, new double[] {0.7, 0.6, 0.5, 0.1})) {
      double sum = 0;
      double[] weights = {0.5, 1, 1};
      for (int i = 0; i < 3; i++) {
        double product = 1;
        for (int axis = 0; axis < 4; axis++) {
          if (axis == 1 && at[0] >= 0.5) {
            continue; // it says nothing of this point
          }
          boolean known = i < 2 && (axis != 1 || trials.get(i)[0] < 0.5);
          product *=
              known
                  ? domain.axes().get(axis).kernel(at[axis], trials.get(i)[axis], sigma, 3)
                  : domain.axes().get(axis).prior(at[axis]);
        }
        sum += weights[i] / 2.5 * product;
      }
      assertEquals(Math.log(sum), estimator.logDensity(at), 1e-12);
    }
  }

  private static double best(
      Domain domain, ToDoubleFunction<double[]> f, long seed, int delay, boolean lower) {
    TreeParzen search = new TreeParzen(domain, lower);
    Random random = new Random(seed);
    double best = Double.POSITIVE_INFINITY;
    double[][] genes = new double[30][];
    for (int trial = 0; trial < genes.length; trial++) {
      if (trial >= delay) {
        double value = f.applyAsDouble(genes[trial - delay]);
        search.tell(genes[trial - delay], lower ? value : -value);
      }
      genes[trial] = search.ask(random).orElseThrow();
      assertTrue(genes[trial][0] <= 0.9, Arrays.toString(genes[trial]));
      best = Math.min(best, f.applyAsDouble(genes[trial]));
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void findsBetterThanRandomDraws(int delay) {
    Domain domain = domain(new ContinuousAxis(), FIVE_NUMBERS, ListAxis.ofCategories(3));
    ToDoubleFunction<double[]> f =
        x ->
            Math.pow(x[0] - 0.63, 2)
                + 0.05 * Math.abs((int) (5 * x[1]) - 3)
                + ((int) (3 * x[2]) == 1 ? 0 : 0.1);
    int wins = 0;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(1000 + seed);
      double drawn =
          IntStream.range(0, 30)
              .mapToDouble(i -> f.applyAsDouble(random.doubles(3).toArray()))
              .min()
              .orElseThrow();
      wins += best(domain, f, seed, delay, seed % 2 == 0) <= drawn ? 1 : 0;
    }
    assertTrue(wins >= 14, wins + " of 20");
  }

  @Test
  void theSameSeedGivesTheSameTrials() {
    ToDoubleFunction<double[]> f = x -> x[0] + x[2];
    assertEquals(best(mixed(), f, 5, 3, true), best(mixed(), f, 5, 3, true));
  }

  @Test
  void trialsWithoutAScoreTiesAndASinglePointAreNoHindrance() {
    TreeParzen failing = new TreeParzen(mixed(), true);
    TreeParzen point = new TreeParzen(domain(ListAxis.ofCategories(1)), false);
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      double[] genes = failing.ask(random).orElseThrow();
      failing.tell(genes, i % 2 == 0 ? Double.NaN : 1);
      assertEquals(4, genes.length);
    }
    Domain one = domain(new ListAxis(new double[][] {{0}}));
    TreeParzen single = new TreeParzen(one, true);
    for (int i = 0; i < 20; i++) {
      double[] genes = single.ask(random).orElseThrow();
      single.tell(genes, Double.NaN);
    }
    assertTrue(point.ask(random).isPresent());
  }

  /** Of eleven trials two are good, but only one has a score; the first without one lies at 0.1. */
  @Test
  void trialsWithoutAScoreAreNeverGoodOnes() {
    for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -Double.MAX_VALUE * 2}) {
      TreeParzen search = new TreeParzen(domain(new ContinuousAxis()), true);
      for (int i = 0; i < 10; i++) {
        search.tell(new double[] {i == 0 ? 0.1 : 0.5}, none);
      }
      search.tell(new double[] {0.8}, 1);
      Random random = new Random(4);
      for (int i = 0; i < 10; i++) {
        double[] genes = search.ask(random).orElseThrow();
        search.discard(genes);
        assertTrue(genes[0] > 0.6, none + ": " + genes[0]);
      }
    }
  }

  @Test
  void nothingIsProposedWhereNothingIsAllowed() {
    Domain closed =
        new Domain() {
          @Override
          public List<Axis> axes() {
            return List.of(new ContinuousAxis());
          }

          @Override
          public boolean isActive(int axis, double[] genes) {
            return true;
          }

          @Override
          public boolean allows(double[] genes) {
            return false;
          }
        };
    assertTrue(new TreeParzen(closed, true).ask(new Random(1)).isEmpty());
  }

  @Test
  void forgottenScoresAreToldAnew() {
    TreeParzen search = new TreeParzen(mixed(), true);
    TreeParzen fresh = new TreeParzen(mixed(), true);
    double[] genes = {0.1, 0.2, 0.3, 0.4};
    for (int i = 0; i < 12; i++) {
      search.tell(genes, 1);
    }
    search.forget();
    assertArrayEquals(
        fresh.ask(new Random(3)).orElseThrow(), search.ask(new Random(3)).orElseThrow());
  }
}
