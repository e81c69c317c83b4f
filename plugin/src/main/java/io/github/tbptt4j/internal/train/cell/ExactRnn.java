package io.github.tbptt4j.internal.train.cell;

import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.Arrays;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.params.SimpleRnnParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A recurrent layer of DL4J's on the same parameter and gradient arrays, with a backward pass that
 * belongs to the forward pass. With cell(z) what {@link Cell} says, eps_t the error from above, and
 * rho_t the factors of {@link ErrorFlow}:
 *
 * <pre>
 *   z_t  = x_t W + h_{t-1} RW + b            h_t = cell(z_t), h_0 has entered
 *   dh_t = eps_t + rho_t dz_{t+1} RW^T       dz_t = cell'(z_t) dh_t
 *   dW   = sum x_t^T dz_t                    dRW = sum h_{t-1}^T dz_t, db = sum dz_t
 *   dx_t = dz_t W^T
 * </pre>
 *
 * <p>DL4J's own SimpleRnn recomputes the forward pass from a zero state and leaves out what RW gets
 * at the first step; its forward pass stores the wrong slice as last state under NWC. Its LSTMs run
 * forward twice, and take errors through masked steps.
 */
public final class ExactRnn
    extends BaseRecurrentLayer<org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer> {
  private static final long serialVersionUID = 1L;

  private static final String W = SimpleRnnParamInitializer.WEIGHT_KEY; // those of LSTMs, too
  private static final String RW = SimpleRnnParamInitializer.RECURRENT_WEIGHT_KEY;
  private static final String B = SimpleRnnParamInitializer.BIAS_KEY;
  private static final String STATE =
      org.deeplearning4j.nn.layers.recurrent.SimpleRnn.STATE_KEY_PREV_ACTIVATION;

  private final transient BaseRecurrentLayer<?> layer;
  private final transient int number;
  private final transient ErrorFlow flow;
  private transient Pass pass; // what the last forward pass left

  private record Pass(
      INDArray x, // [B, nIn, T], dropped out already
      INDArray w,
      INDArray rw, // [n, columns]
      INDArray z, // [B, columns, T]
      INDArray h, // [B, n, T]
      INDArray entering, // [B, n] or null
      Cell cell) {
    INDArray before(int t) {
      return t == 0 ? entering : Steps.at(h, t - 1);
    }

    int steps() {
      return (int) x.size(2);
    }
  }

  /**
   * A layer for one window.
   *
   * @param layer DL4J's
   * @param number which recurrent layer of the network it is
   * @param flow what is done with errors
   */
  public ExactRnn(BaseRecurrentLayer<?> layer, int number, ErrorFlow flow) {
    super(layer.conf(), layer.params().dataType());
    this.layer = layer;
    this.number = number;
    this.flow = flow;
    setParamsViewArray(layer.params());
    setParamTable(layer.paramTable());
    if (layer.getGradientsViewArray() != null) { // a frozen layer has none
      setBackpropGradientsViewArray(layer.getGradientsViewArray());
    }
    setIndex(layer.getIndex());
    setListeners(layer.getListeners());
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  /** {@inheritDoc} An LSTM knows no mask unless somebody sets one. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    Pair<INDArray, MaskState> passedOn = layer.feedForwardMaskArray(mask, state, minibatchSize);
    setMaskArray(layer.getMaskArray());
    layer.setMaskArray(null);
    return passedOn;
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray sequences, boolean training, boolean storeLast, LayerWorkspaceMgr workspaceMgr) {
    setInput(sequences, workspaceMgr);
    requireSize();
    applyDropOutIfNecessary(training, workspaceMgr);
    pass = blank(training, workspaceMgr);
    INDArray b = getParamWithNoise(B, training, workspaceMgr);
    for (int t = 0; t < pass.steps(); t++) {
      try (MemoryWorkspace step =
          workspaceMgr.notifyScopeEntered(ArrayType.RNN_FF_LOOP_WORKING_MEM)) {
        INDArray z = Steps.at(pass.z, t);
        Nd4j.gemm(Steps.at(pass.x, t), pass.w, z, false, false, 1, 0);
        if (pass.before(t) != null) {
          Nd4j.gemm(pass.before(t), pass.rw, z, false, false, 1, 1);
        }
        z.addiRowVector(b);
        pass.cell.forward(t, z, Steps.at(pass.h, t), mask(t));
      }
    }
    if (storeLast) {
      try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        tBpttStateMap.put(STATE, Steps.at(pass.h, pass.steps() - 1).dup());
        pass.cell.leaving().forEach((key, state) -> tBpttStateMap.put(key, state.dup()));
      }
    }
    // The layer above may drop out in place.
    return permuteIfNWC(workspaceMgr.dup(ArrayType.ACTIVATIONS, pass.h, 'f'));
  }

  private Pass blank(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = takesIndices() ? oneHot(workspaceMgr) : permuteIfNWC(inType(workspaceMgr));
    INDArray allRw = getParamWithNoise(RW, training, workspaceMgr);
    long n = layerConf().getNOut();
    long columns = Cell.columns(layerConf()) * n;
    Steps steps = new Steps(workspaceMgr, dataType, x.size(0), x.size(2));
    return new Pass(
        x,
        getParamWithNoise(W, training, workspaceMgr),
        Steps.part(allRw, 0, columns),
        steps.ofSize(columns),
        steps.ofSize(n),
        tBpttStateMap.get(STATE),
        Cell.of(layerConf(), training, tBpttStateMap, allRw, steps));
  }

  private INDArray inType(LayerWorkspaceMgr workspaceMgr) {
    return input.dataType() == dataType
        ? input
        : workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, input.castTo(dataType));
  }

  private boolean takesIndices() {
    return layer instanceof VanillaRnnImpl rnn && rnn.takesIndices();
  }

  /** How often each step has each symbol, [B, nIn, T]. */
  private INDArray oneHot(LayerWorkspaceMgr workspaceMgr) {
    INDArray symbols = ((VanillaRnnImpl) layer).readSymbols(input, maskArray); // [T, B, m]
    int nIn = (int) layerConf().getNIn();
    long[] shape = {symbols.size(1), nIn, symbols.size(0)};
    INDArray ones = workspaceMgr.create(ArrayType.ACTIVATIONS, dataType, shape, 'f');
    for (long t = 0; t < symbols.size(0); t++) {
      for (long b = 0; b < symbols.size(1); b++) {
        for (long slot = 0; slot < symbols.size(2); slot++) {
          long symbol = symbols.getLong(t, b, slot);
          if (symbol != Symbols.NONE) {
            ones.putScalar(b, symbol, t, ones.getDouble(b, symbol, t) + 1);
          }
        }
      }
    }
    return ones;
  }

  // DL4J leaves this to the native product.
  private void requireSize() {
    if (takesIndices()) {
      return; // reading them looks
    }
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

  private INDArray mask(int t) {
    return maskArray == null ? null : maskArray.getColumn(t, true).castTo(dataType);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray errors = permuteIfNWC(epsilon.castTo(dataType)); // [B, n, T]
    INDArray dw = gradientViews.get(W);
    INDArray allDrw = gradientViews.get(RW);
    INDArray drw = Steps.part(allDrw, 0, pass.rw.size(1));
    INDArray db = gradientViews.get(B);
    gradientsFlattened.assign(0);
    INDArray dx =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, dataType, pass.x.shape(), 'f'); // [B, nIn, T]

    int last = pass.steps() - 1;
    for (int t = last; t >= 0; t--) {
      try (MemoryWorkspace step =
          workspaceMgr.notifyScopeEntered(ArrayType.RNN_BP_LOOP_WORKING_MEM)) {
        double carry = t < last ? flow.carry(t) : 1;
        INDArray dh = Steps.at(errors, t).dup('f');
        if (t < last) {
          Nd4j.gemm(Steps.at(pass.z, t + 1), pass.rw, dh, false, true, carry, 1);
        }
        show(t, dh);
        if (maskArray != null) { // a masked step's output is zero whatever z is
          dh.muliColumnVector(mask(t));
        }
        INDArray dz = Steps.at(pass.z, t);
        pass.cell.back(t, dz, dh, mask(t), carry, allDrw);
        Nd4j.gemm(Steps.at(pass.x, t), dz, dw, true, false, 1, 1);
        if (pass.before(t) != null) {
          Nd4j.gemm(pass.before(t), dz, drw, true, false, 1, 1);
        }
        db.addi(dz.sum(0).reshape(db.shape()));
        Nd4j.gemm(dz, pass.w, Steps.at(dx, t), false, true, 1, 0);
      }
    }
    weightNoiseParams.clear();
    pass = null;

    Gradient gradient = new DefaultGradient(gradientsFlattened);
    gradientViews.forEach(gradient::setGradientFor);
    return new Pair<>(gradient, permuteIfNWC(backpropDropOutIfPresent(dx)));
  }

  private void show(int t, INDArray dh) {
    if (flow.observer() != null) {
      try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        flow.observer().error(number, t, dh, gradientsFlattened);
      }
    }
  }

  @Override
  public void clear() {
    super.clear();
    pass = null;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    throw outsideOfWindows();
  }

  @Override
  public INDArray rnnTimeStep(INDArray sequences, LayerWorkspaceMgr workspaceMgr) {
    throw outsideOfWindows();
  }

  @Override
  public Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
    throw outsideOfWindows();
  }

  private static UnsupportedOperationException outsideOfWindows() {
    return new UnsupportedOperationException("This layer runs in windows only.");
  }
}
