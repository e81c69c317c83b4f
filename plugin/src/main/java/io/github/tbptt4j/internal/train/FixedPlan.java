package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;

/**
 * Every k1 steps, k2 steps back: nothing to remember.
 *
 * @param k1 steps between two updates; {@link Integer#MAX_VALUE} for the whole sequence
 * @param k2 steps that a window covers; {@link Integer#MAX_VALUE} for all
 */
record FixedPlan(int k1, int k2) implements WindowPlan {
  @Override
  public int owned() {
    return k1;
  }

  @Override
  public Cut next(int steps) {
    return Cut.of(k2);
  }

  @Override
  public Cut nextWhole(int longest) {
    return Cut.of(Math.min(k2, longest));
  }

  /** The shortest window is one step. */
  @Override
  public int lookBack() {
    return k2 - 1;
  }

  @Override
  public WindowPlan copy() {
    return this;
  }

  @Override
  public WindowPlan anew() {
    return this;
  }

  @Override
  public void write(CheckpointWriter out) {}

  @Override
  public void read(CheckpointReader in) {}
}
