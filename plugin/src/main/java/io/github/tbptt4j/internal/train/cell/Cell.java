package io.github.tbptt4j.internal.train.cell;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A recurrent layer between z_t = x_t W + h_{t-1} RW + b and h_t, for the steps of one forward and
 * one backward pass. A mask m_t [B, 1], null for ones, makes h_t and everything that is carried
 * zero.
 */
sealed interface Cell permits SimpleCell, LstmCell {
  /**
   * The cell of a configuration.
   *
   * @param entering what is carried beside h, before the first step
   * @param rw the recurrent weights with all that DL4J keeps in their array
   */
  static Cell of(
      BaseRecurrentLayer layer,
      boolean training,
      Map<String, INDArray> entering,
      INDArray rw,
      Steps steps) {
    return layer instanceof AbstractLSTM lstm
        ? new LstmCell(lstm, training, entering, lstm instanceof GravesLSTM ? rw : null, steps)
        : new SimpleCell(layer.getActivationFn(), training);
  }

  /** Columns of z for each unit of the layer. */
  static int columns(BaseRecurrentLayer layer) {
    return layer instanceof AbstractLSTM ? LstmCell.GATES : 1;
  }

  /** From z to h. */
  void forward(int t, INDArray z, INDArray h, INDArray mask);

  /**
   * From dL/dh, which is zero where the mask is, to dL/dz. Steps come from the last to the first.
   *
   * @param z is overwritten
   * @param carry factor of what comes from step t+1 beside dh
   * @param drw where gradients of what is in rw beside RW are added
   */
  void back(int t, INDArray z, INDArray dh, INDArray mask, double carry, INDArray drw);

  /** What is carried beside h after the last step. */
  Map<String, INDArray> leaving();
}
