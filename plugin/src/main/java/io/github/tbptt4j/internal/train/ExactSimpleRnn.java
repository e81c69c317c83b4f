package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.SimpleRnnParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * DL4J's SimpleRnn on the same parameter and gradient arrays, with a backward pass that belongs to
 * the forward pass: h_t = f(x_t W + h_{t-1} RW + b), where h_0 is the state that entered.
 *
 * <p>DL4J's own backward pass recomputes the forward pass from a zero state and leaves out what RW
 * gets at the first step; its forward pass stores the wrong slice as last state under NWC.
 */
final class ExactSimpleRnn extends SimpleRnn {
  private static final String STATE = STATE_KEY_PREV_ACTIVATION;

  private transient INDArray entering; // [B, nOut] or null
  private transient INDArray outputs; // [B, nOut, T]

  ExactSimpleRnn(SimpleRnn layer) {
    super(layer.conf(), layer.params().dataType());
    setParamsViewArray(layer.params());
    setParamTable(layer.paramTable());
    if (layer.getGradientsViewArray() != null) { // a frozen layer has none
      setBackpropGradientsViewArray(layer.getGradientsViewArray());
    }
    setIndex(layer.getIndex());
    setListeners(layer.getListeners());
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray input, boolean training, boolean storeLast, LayerWorkspaceMgr workspaceMgr) {
    requireSize(input);
    entering = tBpttStateMap.get(STATE);
    INDArray out = super.rnnActivateUsingStoredState(input, training, false, workspaceMgr);
    outputs = permuteIfNWC(out);
    if (storeLast) {
      try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        tBpttStateMap.put(STATE, step(outputs, outputs.size(2) - 1).dup());
      }
    }
    return out;
  }

  // DL4J's SimpleRnn leaves this to the native product.
  private void requireSize(INDArray input) {
    int sizeAxis = getDataFormat() == RNNFormat.NWC ? 2 : 1;
    if (input.size(sizeAxis) != layerConf().getNIn()) {
      throw new IllegalArgumentException(
          "Input of layer "
              + layerId()
              + " has shape "
              + Arrays.toString(input.shape())
              + ": its dimension "
              + sizeAxis
              + " must be nIn = "
              + layerConf().getNIn()
              + ".");
    }
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray x = permuteIfNWC(input.castTo(dataType)); // [B, nIn, T], dropped out already
    INDArray errors = permuteIfNWC(epsilon); // [B, nOut, T]
    INDArray w = getParamWithNoise(SimpleRnnParamInitializer.WEIGHT_KEY, true, workspaceMgr);
    INDArray rw =
        getParamWithNoise(SimpleRnnParamInitializer.RECURRENT_WEIGHT_KEY, true, workspaceMgr);
    INDArray b = getParamWithNoise(SimpleRnnParamInitializer.BIAS_KEY, true, workspaceMgr);
    INDArray dw = gradientViews.get(SimpleRnnParamInitializer.WEIGHT_KEY);
    INDArray drw = gradientViews.get(SimpleRnnParamInitializer.RECURRENT_WEIGHT_KEY);
    INDArray db = gradientViews.get(SimpleRnnParamInitializer.BIAS_KEY);
    gradientsFlattened.assign(0);
    IActivation f = layerConf().getActivationFn();
    INDArray dx =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'f'); // [B, nIn, T]

    INDArray fromNext = null; // dz_{t+1} RW^T
    for (long t = x.size(2) - 1; t >= 0; t--) {
      INDArray xt = step(x, t).dup('f');
      INDArray before = t > 0 ? step(outputs, t - 1).dup('f') : entering;
      INDArray z = xt.mmul(w);
      if (before != null) {
        z.addi(before.mmul(rw));
      }
      z.addiRowVector(b);
      INDArray dh = step(errors, t).castTo(dataType).dup('f');
      if (fromNext != null) {
        dh.addi(fromNext);
      }
      if (maskArray != null) { // a masked step's output is zero whatever z is
        dh.muliColumnVector(maskArray.getColumn(t, true).castTo(dataType));
      }
      INDArray dz = f.backprop(z, dh).getFirst();
      Nd4j.gemm(xt, dz, dw, true, false, 1.0, 1.0);
      if (before != null) {
        Nd4j.gemm(before, dz, drw, true, false, 1.0, 1.0);
      }
      db.addi(dz.sum(0));
      step(dx, t).assign(dz.mmul(w.transpose()));
      fromNext = dz.mmul(rw.transpose());
    }
    weightNoiseParams.clear();
    outputs = null;

    Gradient gradient = new DefaultGradient(gradientsFlattened);
    gradient.setGradientFor(SimpleRnnParamInitializer.WEIGHT_KEY, dw);
    gradient.setGradientFor(SimpleRnnParamInitializer.RECURRENT_WEIGHT_KEY, drw);
    gradient.setGradientFor(SimpleRnnParamInitializer.BIAS_KEY, db);
    return new Pair<>(gradient, permuteIfNWC(backpropDropOutIfPresent(dx)));
  }

  @Override
  public void clear() {
    super.clear();
    outputs = null;
  }

  private static INDArray step(INDArray sequence, long t) {
    return sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t));
  }
}
