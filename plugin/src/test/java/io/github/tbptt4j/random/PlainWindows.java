package io.github.tbptt4j.random;

import io.github.tbptt4j.random.PlainNetwork.Example;
import java.util.HashMap;
import java.util.Map;

/**
 * S(theta) of the design for the trainer, where windows are cut through the whole network, for one
 * example: it runs from the state that enters the window's first step, and the losses of the steps
 * that the window owns and covers count.
 *
 * @param begin where the example's sequence begins
 */
record PlainWindows(PlainNetwork network, Example example, int begin) {

  /** The states before a step, as these parameters compute them from the sequence's beginning. */
  Map<String, double[]> entering(double[] theta, int step) {
    Map<String, double[]> states = network.zeroStates();
    network.run(theta, example, begin, step, states);
    return states;
  }

  /** S of one window. */
  double surrogate(
      double[] theta, int start, int firstLoss, int end, Map<String, double[]> entering) {
    Map<String, double[][]> sequences =
        network.run(theta, example, start, end, new HashMap<>(entering));
    return network.loss(theta, example, sequences, firstLoss, end);
  }
}
