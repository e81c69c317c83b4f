package io.github.tbptt4j.zoo;

import java.util.List;

/** What a classifier asks: a network behind the way in which it reads. Serves many threads. */
interface Scorer {
  /**
   * The probabilities of the labels.
   *
   * @param texts any texts, none of them null
   * @return for each text [label], in the network's order; null where the text says nothing
   */
  double[][] probabilities(List<String> texts);

  /** {@return size of the input vector of one time step} */
  int inputs();
}
