package io.github.tbptt4j.internal.kernel;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of an output layer.
 *
 * @param w [nIn, nOut]
 * @param b nOut numbers, absent for a layer without bias
 */
public record OutputWeights(INDArray w, Optional<INDArray> b) {

  public int nIn() {
    return Math.toIntExact(w.size(0));
  }

  public int nOut() {
    return Math.toIntExact(w.size(1));
  }
}
