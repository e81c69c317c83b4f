package io.github.tbptt4j.internal.train.chain;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A dense layer at each step: a = f(x W + b). What it makes of padding is nobody's input. */
final class LagDense implements LagLayer {
  private final INDArray w;
  private final INDArray b; // null for none
  private final IActivation activation;
  private INDArray z; // rows

  LagDense(Layer layer) {
    DenseLayer conf = (DenseLayer) layer.conf().getLayer();
    w = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    b = conf.hasBias() ? layer.getParam(DefaultParamInitializer.BIAS_KEY) : null;
    activation = conf.getActivationFn();
  }

  @Override
  public INDArray forward(INDArray x, INDArray mask) {
    INDArray rows = Rows.of(x);
    z = Nd4j.createUninitialized(w.dataType(), new long[] {rows.size(0), w.size(1)}, 'c');
    Nd4j.gemm(rows, w, z, false, false, 1, 0);
    if (b != null) {
      z.addiRowVector(b);
    }
    return Rows.asSequences(activation.getActivation(z.dup('c'), false), x.size(1));
  }

  @Override
  public INDArray back(int[] at, INDArray error, boolean wantsInput) {
    if (error == null || !wantsInput) {
      return null;
    }
    INDArray delta = activation.backprop(Rows.pick(z, at), error).getFirst();
    INDArray dx =
        Nd4j.createUninitialized(w.dataType(), new long[] {delta.size(0), w.size(0)}, 'c');
    Nd4j.gemm(delta, w, dx, false, true, 1, 0);
    return dx;
  }

  @Override
  public long forwardCost() {
    return w.length();
  }

  @Override
  public long backCost(boolean wantsInput, boolean gradients) {
    return wantsInput ? w.length() : 0;
  }
}
