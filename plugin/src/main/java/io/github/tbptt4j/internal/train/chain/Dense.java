package io.github.tbptt4j.internal.train.chain;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/** A dense layer at each step: a_t = m_t f(x_t W + b). */
final class Dense implements Stage {
  private final INDArray w;
  private final INDArray b; // null for none
  private final IActivation activation;
  private final Map<String, INDArray> gradients;
  private INDArray x; // rows
  private INDArray z;
  private INDArray mask; // [T * B], or null
  private long examples;

  Dense(Layer layer, Map<String, INDArray> gradients) {
    DenseLayer conf = (DenseLayer) layer.conf().getLayer();
    w = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    b = conf.hasBias() ? layer.getParam(DefaultParamInitializer.BIAS_KEY) : null;
    activation = conf.getActivationFn();
    this.gradients = gradients;
  }

  @Override
  public INDArray forward(INDArray input, INDArray stepMask, Moment step) {
    examples = input.size(1);
    x = Rows.of(input);
    mask = stepMask == null ? null : stepMask.reshape(stepMask.length());
    z = Nd4j.createUninitialized(x.dataType(), new long[] {x.size(0), w.size(1)}, 'c');
    Nd4j.gemm(x, w, z, false, false, 1, 0);
    if (b != null) {
      z.addiRowVector(b);
    }
    INDArray a = activation.getActivation(z.dup(), true);
    maskRows(a);
    return Rows.asSequences(a, examples);
  }

  @Override
  public INDArray backward(INDArray error, boolean wantsInput) {
    long first = x.size(0) - error.size(0) * examples;
    INDArray epsilon = Rows.of(error);
    INDArray delta = activation.backprop(Rows.from(z, first).dup(), epsilon.dup()).getFirst();
    if (mask != null) {
      Broadcast.mul(delta, Rows.from(mask, first), delta, 0);
    }
    Nd4j.gemm(Rows.from(x, first), delta, gradients.get("W"), true, false, 1, 0);
    if (b != null) {
      INDArray db = gradients.get("b");
      db.assign(delta.sum(0).reshape(db.shape()));
    }
    if (!wantsInput) {
      return null;
    }
    INDArray dx =
        Nd4j.createUninitialized(x.dataType(), new long[] {delta.size(0), w.size(0)}, 'c');
    Nd4j.gemm(delta, w, dx, false, true, 1, 0);
    return Rows.asSequences(dx, examples);
  }

  private void maskRows(INDArray rows) {
    if (mask != null) {
      Broadcast.mul(rows, mask, rows, 0);
    }
  }
}
