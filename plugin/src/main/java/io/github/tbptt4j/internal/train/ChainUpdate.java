package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.update.DirectUpdate;

/**
 * The direct update of a network.
 *
 * @param network the network
 * @param direct how its parameters are updated
 */
record ChainUpdate(TrainableNetwork network, DirectUpdate direct) implements ParameterUpdate {
  @Override
  public void apply(double factor, int examples, int iteration, int epoch) {
    direct.apply(network.isMiniBatch() ? factor / examples : factor, iteration, epoch);
  }

  /** Whether the network's updater is the same still: DL4J's setLearningRate makes another one. */
  boolean isCurrent() {
    return direct.isOf(ParameterSnapshot.updater(network.model()), network.model().params());
  }
}
