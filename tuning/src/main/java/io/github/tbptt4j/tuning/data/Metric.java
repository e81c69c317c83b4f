package io.github.tbptt4j.tuning.data;

import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** How good a network's predictions are. Which direction is better is said, never guessed. */
public interface Metric {

  /** {@return its name, for tables and files, such as "bits per character"} */
  String name();

  /** {@return whether a lower value is better} */
  boolean lowerIsBetter();

  /**
   * Measures a network. The network's carried state is cleared.
   *
   * @param network a MultiLayerNetwork or ComputationGraph with one input and one output
   * @param part the data, at its beginning
   * @param continuous whether rows of a minibatch continue those of the minibatch before, so that
   *     the state is carried
   * @return the value
   */
  double measure(Model network, DataSetIterator part, boolean continuous);

  /**
   * Compares two values.
   *
   * @param value one value
   * @param other another
   * @return whether {@code value} is better than {@code other}; NaN never is
   */
  default boolean isBetter(double value, double other) {
    if (Double.isNaN(value)) {
      return false;
    }
    return Double.isNaN(other) || (lowerIsBetter() ? value < other : value > other);
  }
}
