package io.github.tbptt4j.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run of backpropagation: the steps it covers and the losses it owns, counted from the oldest
 * step that is known.
 *
 * <p>The backward pass runs over the steps {@code end-1, end-2, .., start}; the errors of the steps
 * {@code max(start, owned) .. end-1} enter it. The state that enters step {@code start} is a
 * constant.
 *
 * @param start first step covered
 * @param owned first step whose loss belongs to this window; smaller than {@code start} where k2
 *     &lt; k1
 * @param end step after the last one covered
 * @param carry what an error is multiplied by that comes back to step {@code start + i} from the
 *     step after it, end-start-1 factors; null for ones
 */
public record Window(int start, int owned, int end, double[] carry) {

  /**
   * A window in which errors go back as they are.
   *
   * @param start first step covered
   * @param owned first step whose loss belongs to this window
   * @param end step after the last one covered
   */
  public Window(int start, int owned, int end) {
    this(start, owned, end, null);
  }

  /**
   * The windows of a segment of {@code steps} time steps that follows {@code history} known older
   * ones.
   *
   * <p>Window {@code w} owns the steps {@code [w*k1, e)} of the segment with {@code e =
   * min((w+1)*k1, steps)} and covers {@code e-k2 .. e-1}, cut at the oldest known step. Where k2
   * reaches the oldest step from every window, the windows add up to full BPTT, which a single
   * window says with the same numbers.
   *
   * @param k1 steps between two runs of backpropagation, at least 1; {@link Integer#MAX_VALUE} for
   *     the whole segment
   * @param k2 steps each run covers, at least 1; {@link Integer#MAX_VALUE} for all
   * @param history known steps before the segment
   * @param steps steps of the segment
   * @return the windows, oldest first; steps count from the oldest known one, so the segment begins
   *     at {@code history}
   */
  public static List<Window> of(int k1, int k2, int history, int steps) {
    int last = history + steps;
    if (k2 >= last) {
      return List.of(new Window(0, history, last));
    }
    List<Window> windows = new ArrayList<>();
    for (int owned = history; owned < last; ) {
      int end = (int) Math.min((long) owned + k1, last);
      windows.add(new Window(Math.max(end - k2, 0), owned, end));
      owned = end;
    }
    return List.copyOf(windows);
  }

  /**
   * The same gradients from fewer runs: windows that all reach the oldest step, and so are cut at
   * the same place, add up to a single one. Only while errors aren't clipped, which isn't linear,
   * nor multiplied on their way.
   *
   * @param windows windows of one segment, oldest first
   * @return windows with the same sum
   */
  public static List<Window> merged(List<Window> windows) {
    List<Window> merged = new ArrayList<>(windows);
    while (merged.size() > 1 && mergeable(merged.get(0)) && mergeable(merged.get(1))) {
      Window older = merged.remove(0);
      merged.set(0, new Window(0, older.owned(), merged.get(0).end()));
    }
    return merged;
  }

  private static boolean mergeable(Window window) {
    return window.start == 0 && window.carry == null;
  }

  /**
   * Windows in groups, in each of which none overlaps another.
   *
   * @param windows windows of one segment, oldest first
   * @return as few groups as there can be, at least one, windows oldest first in each
   */
  public static List<List<Window>> apart(List<Window> windows) {
    List<List<Window>> groups = new ArrayList<>();
    groups.add(new ArrayList<>());
    for (Window window : windows) {
      Optional<List<Window>> free =
          groups.stream()
              .filter(g -> g.isEmpty() || g.get(g.size() - 1).end <= window.start)
              .findFirst();
      free.orElseGet(() -> added(groups)).add(window);
    }
    return groups;
  }

  private static List<Window> added(List<List<Window>> groups) {
    List<Window> group = new ArrayList<>();
    groups.add(group);
    return group;
  }

  /**
   * Whether a step is covered twice.
   *
   * @param windows windows of one segment, oldest first
   * @return whether two windows overlap
   */
  public static boolean overlap(List<Window> windows) {
    for (int i = 1; i < windows.size(); i++) {
      if (windows.get(i).start() < windows.get(i - 1).end()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Counts the steps that are covered, once for each window that does.
   *
   * @param windows windows of one segment
   * @return the number of steps
   */
  public static long covered(List<Window> windows) {
    return windows.stream().mapToLong(Window::length).sum();
  }

  /**
   * What an error is multiplied by on its way back.
   *
   * @param t step that it comes to, from the step after it
   * @return the factor
   */
  public double carry(int t) {
    return carry == null ? 1 : carry[t - start];
  }

  /** {@return the first step whose error enters the backward pass} */
  public int firstError() {
    return Math.max(start, owned);
  }

  /** {@return the number of steps covered} */
  public int length() {
    return end - start;
  }
}
