package io.github.tbptt4j.tuning.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Sequences to train on, to select candidates by and to score the winner on once.
 *
 * <p>Several candidates may be trained at the same time: every call returns an iterator of its own,
 * at its beginning, and what they share must be safe to read from several threads.
 */
public interface SequenceData {

  /** {@return minibatches to train on, [B, n, T], with masks where sequences differ in length} */
  DataSetIterator training();

  /** {@return minibatches to select by} */
  DataSetIterator validation();

  /** {@return minibatches that score the winner, once, after all is decided; empty for none} */
  Optional<DataSetIterator> test();

  /** {@return size of the input at each time step, n} */
  int inputSize();

  /** {@return number of classes, or of values to predict, at each time step} */
  int outputSize();

  /** {@return whether the labels are classes (one-hot) or values} */
  Target target();

  /**
   * Tells streams from sets of sequences.
   *
   * @return whether row b of a minibatch continues row b of the minibatch before, so that state is
   *     carried from one to the next within a part
   */
  boolean continuous();

  /** {@return what candidates are selected by} */
  Metric metric();

  /**
   * Describes the data for the sweep's folder, completely: a sweep that goes on after a break
   * refuses data that are described otherwise.
   *
   * @return numbers, strings, booleans, lists and maps of these; in a fixed order
   */
  Map<String, Object> description();

  /**
   * What anybody would try first, beside which candidates are shown.
   *
   * @return none by default
   */
  default List<BaselineModel> baselines() {
    return List.of();
  }
}
