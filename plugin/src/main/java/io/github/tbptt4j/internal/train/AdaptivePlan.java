package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * Every k1 steps, K steps back of each loss. K is chosen by what is measured on the stream, as
 * often as the share of the work allows that measuring may take.
 */
final class AdaptivePlan implements WindowPlan {
  /**
   * How many measurements decide together. One of some losses is noisy, and a K that is too small
   * for a while unlearns what was learned: then nothing comes from far back any more, and K stays
   * too small.
   */
  static final int MEASUREMENTS = 8;

  private final AdaptiveTruncation truncation;
  private final Deque<Integer> found = new ArrayDeque<>(); // by the last measurements
  private int k;
  private long worked; // steps of examples that updates went over
  private long measured; // and measurements

  AdaptivePlan(AdaptiveTruncation truncation) {
    this.truncation = truncation;
    k = truncation.kMax();
  }

  private AdaptivePlan(AdaptivePlan other) {
    truncation = other.truncation;
    found.addAll(other.found);
    k = other.k;
    worked = other.worked;
    measured = other.measured;
  }

  AdaptiveTruncation truncation() {
    return truncation;
  }

  /** Whether a measurement of so many steps keeps to its share; the first one always may be. */
  boolean mayMeasure(long steps) {
    return measured == 0 || measured + steps <= truncation.cost() * worked;
  }

  /** What an update has gone over: steps times examples. */
  void worked(long steps) {
    worked += steps;
  }

  /** What a measurement has gone over, whatever came of it. */
  void measured(long steps) {
    measured += steps;
  }

  /**
   * Takes what a measurement has found: from now on each loss goes back the largest K of the last
   * ones. So K grows at once, and falls when it has been smaller for a while.
   *
   * @return K
   */
  int choose(int steps) {
    found.addLast(steps);
    if (found.size() > MEASUREMENTS) {
      found.removeFirst();
    }
    k = Collections.max(found);
    return k;
  }

  @Override
  public int owned() {
    return truncation.k1();
  }

  /** Steps that a window covers which owns so many: each loss goes back K steps at least. */
  int depth(int steps) {
    return k + steps;
  }

  @Override
  public Cut next(int steps) {
    return Cut.of(depth(steps));
  }

  @Override
  public Cut nextWhole(int longest) {
    return Cut.of(Math.min(depth(1), longest));
  }

  /** Measurements look back farther than windows do. */
  @Override
  public int lookBack() {
    return truncation.kMax() + BiasWatch.LOSSES;
  }

  @Override
  public WindowPlan copy() {
    return new AdaptivePlan(this);
  }

  /** What was seen in one stream holds in the next. */
  @Override
  public WindowPlan anew() {
    return copy();
  }

  @Override
  public void write(CheckpointWriter out) throws IOException {
    out.integer(k);
    out.number(worked);
    out.number(measured);
    out.integer(found.size());
    for (int each : found) {
      out.integer(each);
    }
  }

  @Override
  public void read(CheckpointReader in) throws IOException {
    k = in.integer();
    worked = in.number();
    measured = in.number();
    found.clear();
    for (int left = in.integer(); left > 0; left--) {
      found.addLast(in.integer());
    }
  }
}
