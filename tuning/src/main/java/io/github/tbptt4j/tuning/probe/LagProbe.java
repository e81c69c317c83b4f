package io.github.tbptt4j.tuning.probe;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import io.github.tbptt4j.tuning.tasks.RecallTask;
import io.github.tbptt4j.tuning.tasks.TaskTraining;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Measures how far back a truncation learns: the largest lag over which a small network learns to
 * recall a symbol among noise.
 *
 * <pre>{@code
 * LagProbeResult result = new LagProbe(64, 3, 42).run(TruncatedBptt.of(5, 20));
 * result.solvedLag(); // 19
 * }</pre>
 *
 * <p>For each lag a new network (32 tanh units, orthogonal recurrent weights, Adam) gets 300
 * minibatches of 32 new sequences. The lag is solved once 95 % of 512 sequences that were never
 * trained on are answered right; a guess is right in 25 %. The largest solved lag is searched by
 * doubling, then by halving the interval, on its own for each seed; the result is the median.
 * Nothing but the truncation limits the lag up to some 40 steps; beyond, not every seed solves the
 * task in that many updates even with full BPTT.
 *
 * <p>No gradient crosses more than k2 steps, the question's own step included: lags from k2 on are
 * never solved. With k1 = 1 every question reaches back k2 steps, and lag k2-1 is solved. With
 * larger k1 fewer questions reach back that far, and the largest solved lag is somewhere between
 * k2-k1 and k2-1.
 */
public final class LagProbe {
  private final int largestLag;
  private final int seeds;
  private final long firstSeed;

  /**
   * A probe.
   *
   * @param largestLag where the search ends, at least 1
   * @param seeds how many networks are probed, at least 1; the result is their median
   * @param firstSeed the same seed gives the same result
   * @throws IllegalArgumentException if one is below 1
   */
  public LagProbe(int largestLag, int seeds, long firstSeed) {
    this.largestLag = requireAtLeastOne("largestLag", largestLag);
    this.seeds = requireAtLeastOne("seeds", seeds);
    this.firstSeed = firstSeed;
  }

  private static int requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
    return value;
  }

  /**
   * Measures one truncation; some seconds for each seed, with one thread.
   *
   * @param truncation k1 and k2
   * @return the largest lag that is solved
   */
  public LagProbeResult run(TruncatedBptt truncation) {
    Objects.requireNonNull(truncation, "truncation must not be null.");
    long start = System.nanoTime();
    int[] solved = SingleThreads.call(() -> solvedLags(truncation));
    return LagProbeResult.of(truncation, largestLag, solved, (System.nanoTime() - start) / 1e9);
  }

  /**
   * Measures any truncation.
   *
   * @param truncation how far back, or as far as it finds good
   * @return the largest lag that is solved, one for each seed, in order of the seeds
   */
  public List<Integer> lags(Truncation truncation) {
    Objects.requireNonNull(truncation, "truncation must not be null.");
    int[] solved = SingleThreads.call(() -> solvedLags(truncation));
    return Arrays.stream(solved).boxed().toList();
  }

  private int[] solvedLags(Truncation truncation) {
    return IntStream.range(0, seeds)
        .map(s -> largest(lag -> solves(truncation, lag, firstSeed + s), largestLag))
        .toArray();
  }

  /**
   * The largest number up to a limit for which something holds, if it holds up to there; 0 if it
   * doesn't hold for 1.
   */
  static int largest(IntPredicate holds, int limit) {
    int yes = 0;
    int no = limit + 1;
    for (int lag = 1; no > limit && yes < limit; lag = Math.min(2 * lag, limit)) {
      if (holds.test(lag)) {
        yes = lag;
      } else {
        no = lag;
      }
    }
    while (no - yes > 1) {
      int middle = (yes + no) >>> 1;
      if (holds.test(middle)) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return yes;
  }

  private static boolean solves(Truncation truncation, int lag, long seed) {
    RecallTask task = new RecallTask(lag, truncation);
    return new TaskTraining(task, task.usual()).run(truncation, seed).solved();
  }
}
