package io.github.tbptt4j.layer;

import io.github.tbptt4j.kernel.Kernels;
import io.github.tbptt4j.kernel.RnnGradients;
import io.github.tbptt4j.kernel.RnnKernel;
import io.github.tbptt4j.kernel.RnnWeights;
import io.github.tbptt4j.kernel.StepActivation;
import io.github.tbptt4j.kernel.Tape;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's side of a vanilla RNN: layouts, masks, noise, carried state and workspaces. The arithmetic
 * is the kernel's, the conditions on what comes in are {@link LayerChecks}'s.
 *
 * <p>A forward pass leaves a {@link Tape}, so that the backward pass differentiates just that pass:
 * same dropout, same noise, same entering state. Some of DL4J's wrappers run the forward pass as
 * inference and still ask for gradients.
 */
public final class VanillaRnnLayer
    extends BaseRecurrentLayer<org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer> {
  private static final long serialVersionUID = 1L;

  /** What the configuration says about the backward pass. */
  private final transient BackpropSettings settings;

  /** Whether NaN and infinite values fail here; false while somebody else sees to them. */
  private transient boolean failsOnNonFinite = true;

  /** What the last forward pass left; null when the input is a new one. */
  private transient Tape tape;

  /** Whether the last forward pass was one of training, with dropout and noise. */
  private transient boolean trained;

  /**
   * A layer without parameters yet.
   *
   * @param conf configuration of the layer in its network
   * @param dataType data type of the network
   * @param settings what the configuration says about the backward pass
   */
  public VanillaRnnLayer(
      NeuralNetConfiguration conf, DataType dataType, BackpropSettings settings) {
    super(conf, dataType);
    this.settings = settings;
  }

  /** {@return what the configuration says about the backward pass} */
  public BackpropSettings backpropSettings() {
    return settings;
  }

  /**
   * Says who sees to NaN and infinite values.
   *
   * @param fails true (the default) for an exception from this layer, false to hand them on
   */
  public void setFailsOnNonFinite(boolean fails) {
    this.failsOnNonFinite = fails;
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaceMgr) {
    super.setInput(input, workspaceMgr);
    dropTape();
  }

  @Override
  public void clear() {
    super.clear();
    dropTape();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    Tape pass = forward(Map.of(), training, workspaceMgr);
    return activations(pass, workspaceMgr);
  }

  @Override
  public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaceMgr) {
    setInput(asSequence(input), workspaceMgr);
    Tape pass = forward(stateMap, false, workspaceMgr);
    rnnSetPreviousState(CarriedState.after(pass, 0));
    return activations(pass, workspaceMgr);
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray input, boolean training, boolean storeLastForTBPTT, LayerWorkspaceMgr workspaceMgr) {
    setInput(input, workspaceMgr);
    Tape pass = forward(tBpttStateMap, training, workspaceMgr);
    if (storeLastForTBPTT) {
      // Only training reaches back: inference carries the state alone.
      rnnSetTBPTTState(CarriedState.after(pass, training ? settings.historyDepth() : 0));
    }
    return activations(pass, workspaceMgr);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return backward(epsilon, settings, workspaceMgr);
  }

  /**
   * {@inheritDoc}
   *
   * <p>DL4J never calls this from {@code fit}. The layer's own truncation comes first; a layer
   * without one goes back {@code tbpttBackLength} steps from the end of the segment.
   */
  @Override
  public Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
    boolean ownTruncation = !settings.isFull() || tbpttBackLength <= 0;
    BackpropSettings effective =
        ownTruncation
            ? settings
            : new BackpropSettings(Integer.MAX_VALUE, tbpttBackLength, settings.errorClip());
    return backward(epsilon, effective, workspaceMgr);
  }

  private Tape forward(
      Map<String, INDArray> carried, boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    LayerChecks checks = checks();
    checks.input(input);
    checks.mask(maskArray, input);
    applyDropOutIfNecessary(training, workspaceMgr);
    RnnWeights weights = weights(training, workspaceMgr);

    // The tape outlives the workspaces of this pass.
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray x = TimeMajor.view(input.castTo(dataType), format()).dup('c');
      if (training && failsOnNonFinite()) {
        checks.finiteInput(x);
      }
      INDArray mask = maskArray == null ? null : maskArray.castTo(dataType).transpose().dup('c');
      if (mask != null) {
        checks.zeroOrOne(mask);
      }
      Tape pass = tape(x, mask, carried, training, checks);
      kernel().forward(weights, pass, training);
      dropTape();
      tape = pass;
      trained = training;
      return pass;
    }
  }

  private void dropTape() {
    if (tape != null) {
      tape.free();
      tape = null;
    }
  }

  private Tape tape(
      INDArray x,
      INDArray mask,
      Map<String, INDArray> carried,
      boolean training,
      LayerChecks checks) {
    INDArray entering = carried.get(CarriedState.PREVIOUS_ACTIVATION);
    if (entering == null) {
      entering = Nd4j.zeros(dataType, x.size(1), layerConf().getNOut());
    }
    checks.minibatch(entering, x);
    Tape history = training ? CarriedState.history(carried) : null;
    boolean keepsZ = StepActivation.of(layerConf().getActivationFn()).needsPreActivation();
    return history == null ? Tape.of(x, entering, mask, keepsZ) : history.followedBy(x, mask);
  }

  private Pair<Gradient, INDArray> backward(
      INDArray epsilon, BackpropSettings effective, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    Tape pass = tape != null ? tape : forward(Map.of(), true, workspaceMgr);
    checks().error(epsilon, pass);

    INDArray error = TimeMajor.view(epsilon.castTo(dataType), format()).dup('c');
    if (failsOnNonFinite()) {
      checks().finiteError(error);
    }
    INDArray dx =
        workspaceMgr.createUninitialized(
            ArrayType.BP_WORKING_MEM,
            dataType,
            new long[] {pass.steps(), pass.minibatch(), layerConf().getNIn()},
            'c');
    RnnGradients gradients =
        new RnnGradients(
            gradientViews.get(VanillaRnnParams.WEIGHT_KEY),
            gradientViews.get(VanillaRnnParams.RECURRENT_WEIGHT_KEY),
            gradientViews.get(VanillaRnnParams.BIAS_KEY),
            dx);
    kernel()
        .backward(
            weights(trained, workspaceMgr),
            pass,
            error,
            effective.windows(pass.history(), pass.steps()),
            effective.errorClip(),
            gradients);
    weightNoiseParams.clear();
    if (failsOnNonFinite()) {
      checks().finiteGradient(gradientsFlattened);
    }

    Gradient gradient = new DefaultGradient(gradientsFlattened);
    gradientViews.forEach(gradient::setGradientFor);
    return new Pair<>(gradient, inputGradient(dx, pass, workspaceMgr));
  }

  /** dLoss/dx in DL4J's layout, through the dropout of the input. */
  private INDArray inputGradient(INDArray dx, Tape pass, LayerWorkspaceMgr workspaceMgr) {
    INDArray epsilonBelow =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD,
            input.dataType(),
            new long[] {pass.minibatch(), layerConf().getNIn(), pass.steps()},
            'f');
    INDArray error = TimeMajor.write(dx, epsilonBelow, format());
    return dropoutApplied ? backpropDropOutIfPresent(error) : error;
  }

  private INDArray activations(Tape pass, LayerWorkspaceMgr workspaceMgr) {
    INDArray out =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS,
            dataType,
            new long[] {pass.minibatch(), layerConf().getNOut(), pass.steps()},
            'f');
    return TimeMajor.write(pass.segmentState(), out, format());
  }

  private RnnWeights weights(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return new RnnWeights(
        getParamWithNoise(VanillaRnnParams.WEIGHT_KEY, training, workspaceMgr),
        getParamWithNoise(VanillaRnnParams.RECURRENT_WEIGHT_KEY, training, workspaceMgr),
        getParamWithNoise(VanillaRnnParams.BIAS_KEY, training, workspaceMgr),
        layerConf().getActivationFn());
  }

  /**
   * DL4J's {@code rnnTimeStep} makes [minibatch, size] into [minibatch, size, 1] whatever the
   * format.
   */
  private INDArray asSequence(INDArray input) {
    boolean singleStepAsNcw =
        format() == RNNFormat.NWC
            && input.rank() == 3
            && input.size(2) == 1
            && input.size(1) == layerConf().getNIn();
    return singleStepAsNcw ? input.permute(0, 2, 1) : input;
  }

  private RNNFormat format() {
    RNNFormat configured = getDataFormat();
    return configured == null ? RNNFormat.NCW : configured;
  }

  private boolean failsOnNonFinite() {
    return failsOnNonFinite
        && trainingListeners.stream()
            .noneMatch(
                listener -> listener instanceof SkipsNonFinite skipper && skipper.skipsNonFinite());
  }

  private RnnKernel kernel() {
    return Kernels.choose(dataType, layerConf().getActivationFn());
  }

  private LayerChecks checks() {
    return new LayerChecks(layerId(), layerConf().getNIn(), layerConf().getNOut(), format());
  }
}
