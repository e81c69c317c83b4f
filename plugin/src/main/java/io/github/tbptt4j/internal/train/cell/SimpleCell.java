package io.github.tbptt4j.internal.train.cell;

import java.util.Map;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SimpleRnn and VanillaRnn: h_t = m_t f(z_t).
 *
 * @param f the activation
 * @param training for activations that are random in training
 */
record SimpleCell(IActivation f, boolean training) implements Cell {
  @Override
  public void forward(int t, INDArray z, INDArray h, INDArray mask) {
    Steps.activate(f, training, z, h);
    if (mask != null) {
      h.muliColumnVector(mask);
    }
  }

  @Override
  public void back(int t, INDArray z, INDArray dh, INDArray mask, double carry, INDArray drw) {
    Steps.differentiate(f, z, dh);
  }

  @Override
  public Map<String, INDArray> leaving() {
    return Map.of();
  }
}
