package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts drawn at random: a window is what lies between two of them. With c_t the probability of a
 * cut t steps after the last one, an error that comes back over that place is divided by 1 - c_t.
 */
final class RandomPlan implements WindowPlan {
  private final RandomTruncation truncation;
  private final CutGenerator random;
  private int owned;

  RandomPlan(RandomTruncation truncation) {
    this.truncation = truncation;
    random = new CutGenerator(truncation.seed());
    owned = draw();
  }

  private RandomPlan(RandomPlan other) {
    truncation = other.truncation;
    random = other.random.copy();
    owned = other.owned;
  }

  private int draw() {
    int steps = 1;
    while (steps < Integer.MAX_VALUE && random.nextDouble() >= truncation.cutProbability(steps)) {
      steps++;
    }
    return steps;
  }

  @Override
  public int owned() {
    return owned;
  }

  @Override
  public Cut next(int steps) {
    owned = draw();
    double[] carry = new double[steps - 1];
    for (int t = 0; t < carry.length; t++) {
      carry[t] = 1 / (1 - truncation.cutProbability(t + 1));
    }
    return new Cut(steps, carry);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Cuts are counted back from each sequence's end, at one probability: sequences of different
   * lengths then agree about the factors.
   */
  @Override
  public Cut nextWhole(int longest) {
    double cut = 1 / truncation.mean();
    int depth = 1;
    while (depth < longest && random.nextDouble() >= cut) {
      depth++;
    }
    double[] carry = new double[depth - 1];
    Arrays.fill(carry, 1 / (1 - cut));
    return new Cut(depth, carry);
  }

  /** What is before a cut is never looked at again. */
  @Override
  public int lookBack() {
    return 0;
  }

  @Override
  public WindowPlan copy() {
    return new RandomPlan(this);
  }

  /** A sequence that begins is a cut, and the next one is drawn as if nothing had been before. */
  @Override
  public WindowPlan anew() {
    RandomPlan next = new RandomPlan(this);
    next.owned = next.draw();
    return next;
  }

  @Override
  public void write(CheckpointWriter out) throws IOException {
    out.number(random.state());
    out.integer(owned);
  }

  @Override
  public void read(CheckpointReader in) throws IOException {
    random.continueFrom(in.number());
    owned = in.integer();
  }
}
