package io.github.tbptt4j.internal.threads;

import java.util.List;

/**
 * Shares out the pieces of some strands among threads: each takes the next piece of the strand that
 * is the least far. Processors are not equally fast at all times, because others use them too, so
 * that a share fixed beforehand waits for the slower one. What is computed doesn't depend on which
 * thread does it.
 */
public final class Strands {
  private final List<? extends Strand> strands;

  /** How many pieces of each strand are done. */
  private final int[] done;

  /** Strands that a thread works on, or that are at their ends. */
  private final boolean[] closed;

  private boolean failed;

  Strands(List<? extends Strand> strands) {
    this.strands = strands;
    this.done = new int[strands.size()];
    this.closed = new boolean[strands.size()];
  }

  /**
   * Runs strands to their ends. The first failure of a piece is thrown when all threads have
   * stopped, each at the end of its piece.
   *
   * @param workers threads at most, the caller's among them
   * @param strands work; no two threads work on the same one at a time
   */
  public static void run(int workers, List<? extends Strand> strands) {
    Strands shared = new Strands(strands);
    Workers.run(Math.min(workers, strands.size()), worker -> shared.work());
  }

  /** Takes pieces until there are none, beside others who do the same. */
  void work() {
    for (int strand = take(); strand >= 0; strand = take()) {
      boolean more = false;
      boolean ended = false;
      try {
        more = strands.get(strand).advance();
        ended = true;
      } finally {
        giveBack(strand, more, !ended);
      }
    }
  }

  /** {@return the strand that is the least far, or -1 when there is none without a thread} */
  private synchronized int take() {
    int least = -1;
    for (int i = 0; i < done.length; i++) {
      if (!closed[i] && (least < 0 || done[i] < done[least])) {
        least = i;
      }
    }
    if (failed || least < 0) {
      return -1;
    }
    closed[least] = true;
    return least;
  }

  private synchronized void giveBack(int strand, boolean more, boolean hasFailed) {
    done[strand]++;
    closed[strand] = !more;
    failed |= hasFailed;
  }
}
