package io.github.tbptt4j.kernel;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of an output layer.
 *
 * @param w [nIn, nOut]
 * @param b nOut numbers, absent for a layer without bias
 */
public record OutputWeights(INDArray w, Optional<INDArray> b) {

  int nIn() {
    return Math.toIntExact(w.size(0));
  }

  int nOut() {
    return Math.toIntExact(w.size(1));
  }
}
