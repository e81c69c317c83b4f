package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.tuning.Halving;

/**
 * A point of a training at which candidates are compared.
 *
 * @param unit of the amount; epochs are counted in minibatches here
 * @param amount minibatches, updates or seconds since training began
 */
public record Rung(Halving.Unit unit, double amount) {

  boolean isReached(long minibatches, long updates, long nanos) {
    return switch (unit) {
      case EPOCHS -> minibatches >= amount;
      case UPDATES -> updates >= amount;
      case SECONDS -> nanos * 1e-9 >= amount;
    };
  }
}
