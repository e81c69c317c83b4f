package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.internal.spectrum.Products.End;
import io.github.tbptt4j.internal.spectrum.Trajectory.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** How much of a trajectory is followed: what is asked, or what takes no more than some seconds. */
public final class Walks {
  private static final double FLOP = 5e9;
  private static final int FEWEST_PRODUCTS = 8;

  /** Up to here all exponents are wanted, above the largest ones. */
  private static final int SMALL = 128;

  private static final int LARGEST_ONES = 32;
  private static final int LAGS = 20;
  private static final int LAGS_OF_LARGE = 5;

  /** Where the eigenvalues of 20 matrices take longer than a second or two. */
  private static final int LARGE = 256;

  private Walks() {}

  /**
   * What is asked; empty for what is usual.
   *
   * @param exponents how many of the largest Lyapunov exponents
   * @param lags K
   * @param examples how many at most
   */
  public record Settings(OptionalInt exponents, OptionalInt lags, OptionalInt examples) {}

  /**
   * Lyapunov exponents.
   *
   * @param name of the layer
   * @param trajectory where it goes
   * @param settings what is asked
   * @return its exponents
   * @throws IllegalArgumentException if more are asked for than there are units
   */
  public static Lyapunov lyapunov(String name, Trajectory trajectory, Settings settings) {
    int n = trajectory.units();
    int k = settings.exponents.orElse(n <= SMALL ? n : LARGEST_ONES);
    if (k > n) {
      throw new IllegalArgumentException(
          "exponents (" + k + ") must be at most " + n + ", the units of " + name + ".");
    }
    long most = Math.round(FLOP / Lyapunov.flop(n, k));
    List<Walk> chosen = new ArrayList<>();
    long transitions = 0;
    for (Walk walk : ofExamples(trajectory, settings)) {
      boolean isAsked = settings.examples.isPresent() || chosen.isEmpty();
      if (isAsked || transitions + walk.transitions() <= most) {
        chosen.add(walk);
        transitions += walk.transitions();
      }
    }
    return Lyapunov.of(trajectory, chosen, k);
  }

  /**
   * Mean products.
   *
   * @param name of the layer
   * @param trajectory where it goes
   * @param settings what is asked
   * @return the products up to K
   * @throws IllegalArgumentException if no example has as many steps as lags are asked for
   */
  public static Products products(String name, Trajectory trajectory, Settings settings) {
    int n = trajectory.units();
    int longest = trajectory.longest();
    int lags = settings.lags.orElse(Math.min(longest, n <= LARGE ? LAGS : LAGS_OF_LARGE));
    if (lags > longest) {
      throw new IllegalArgumentException(
          "lags ("
              + lags
              + ") must be at most "
              + longest
              + ", because no example has more steps in a row for "
              + name
              + " after its first: ask for fewer, or give longer sequences.");
    }
    List<End> ends = Products.ends(ofExamples(trajectory, settings), lags);
    if (ends.isEmpty()) { // the longest walk isn't among those of the first examples
      ends = Products.ends(trajectory.walks(), lags);
    }
    double each = 2.0 * n * n * n * lags;
    int most = (int) Math.max(FEWEST_PRODUCTS, Math.min(ends.size(), FLOP / each));
    return Products.of(trajectory, spread(ends, most), lags);
  }

  /** The walks of as many examples as asked, the longest first. */
  private static List<Walk> ofExamples(Trajectory trajectory, Settings settings) {
    int examples = settings.examples.orElse(trajectory.examples());
    return trajectory.walks().stream()
        .filter(walk -> walk.example() < examples)
        .sorted(Comparator.comparingInt(walk -> -walk.transitions()))
        .toList();
  }

  /** So many of them, evenly. */
  private static List<End> spread(List<End> all, int most) {
    List<End> some = new ArrayList<>();
    int count = Math.min(most, all.size());
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }
}
