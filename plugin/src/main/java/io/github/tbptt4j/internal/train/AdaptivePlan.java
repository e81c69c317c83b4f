package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;

/**
 * Every k1 steps, K steps back of each loss. K is chosen by what is measured on the stream, as
 * often as the share of the work allows that measuring may take.
 */
final class AdaptivePlan implements WindowPlan {
  private final AdaptiveTruncation truncation;
  private int k;
  private long worked; // steps of examples that updates went over
  private long measured; // and measurements

  AdaptivePlan(AdaptiveTruncation truncation) {
    this.truncation = truncation;
    k = truncation.kMax();
  }

  private AdaptivePlan(AdaptivePlan other) {
    truncation = other.truncation;
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

  /** Goes back so many steps of each loss from now on. */
  void choose(int steps) {
    k = steps;
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
  }

  @Override
  public void read(CheckpointReader in) throws IOException {
    k = in.integer();
    worked = in.number();
    measured = in.number();
  }
}
