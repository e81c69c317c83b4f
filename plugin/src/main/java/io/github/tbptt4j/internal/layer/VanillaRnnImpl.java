package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.GlobalNormClipping;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.VanishingPenalty;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.internal.nativemem.SequenceCopy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
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
public final class VanillaRnnImpl
    extends BaseRecurrentLayer<org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer> {
  private static final long serialVersionUID = 1L;

  private static final String MASKS_STAY =
      " DL4J keeps the masks of this minibatch in its other layers: call clearLayerMaskArrays()"
          + " before the next one.";

  /** How far backpropagation goes. */
  private final TruncatedBptt truncation;

  /** Bound of the error at each time step; positive infinity for none. */
  private final double errorClip;

  /** The factor of Omega; zero for none. */
  private final double lambda;

  /** How many symbols the input of a step is; 0 where it is numbers. */
  private final int indicesPerStep;

  /** Whether the input is symbols and DL4J adds up the errors below of two such layers. */
  private final boolean bothWays;

  /** The factor of Omega in backward passes from now on. */
  private double lambdaNow;

  /** What errors are multiplied by between steps in backward passes from now on; null for ones. */
  private transient double[] carry;

  /** Omega of the last backward pass, summed over the minibatch. */
  private transient double omega;

  /** Whether NaN and infinite values fail here; false while somebody else sees to them. */
  private transient boolean failsOnNonFinite = true;

  /** Used again by every pass. */
  private final transient PassMemory memory = new PassMemory();

  /** Passes share memory: no two at a time. */
  private final transient OnePass onePass = new OnePass();

  /** What the last forward pass left; null when the input is a new one. */
  private transient Tape tape;

  /** Whether the last forward pass was one of training, with dropout and noise. */
  private transient boolean trained;

  /**
   * A layer without parameters yet.
   *
   * @param conf configuration of the layer in its network
   * @param dataType data type of the network
   * @param truncation how far backpropagation goes
   * @param errorClip bound of the error at each time step; positive infinity for none
   * @param lambda the factor of Omega ({@link VanishingPenalty}), zero for none
   * @param indicesPerStep how many symbols the input of a step is, given as indices or, a single
   *     one, one-hot; 0 where it is numbers
   */
  public VanillaRnnImpl(
      NeuralNetConfiguration conf,
      DataType dataType,
      TruncatedBptt truncation,
      double errorClip,
      double lambda,
      int indicesPerStep) {
    super(conf, dataType);
    this.truncation = truncation;
    this.errorClip = errorClip;
    this.lambda = lambda;
    this.lambdaNow = lambda;
    this.indicesPerStep = indicesPerStep;
    this.bothWays = takesIndices() && Dl4jCaller.isMaking(Bidirectional.class);
  }

  /** {@return how far backpropagation goes} */
  public TruncatedBptt truncation() {
    return truncation;
  }

  /** {@return the bound of the error at each time step; positive infinity for none} */
  public double errorClip() {
    return errorClip;
  }

  /** {@return the factor of Omega that the layer is configured with; zero for none} */
  public double lambda() {
    return lambda;
  }

  /**
   * Sets the factor of Omega.
   *
   * @param factor in backward passes from now on, in the place of {@link #lambda()}
   */
  public void setLambda(double factor) {
    lambdaNow = factor;
  }

  /**
   * Says what errors are multiplied by on their way back. The windows of a layer with a truncation
   * of its own know no factors.
   *
   * @param factors what an error is multiplied by that arrives at step t from step t+1, for all
   *     steps but the last; null for ones
   */
  public void setCarry(double[] factors) {
    carry = factors;
  }

  /** {@return whether backward passes have Omega's part now} */
  public boolean isRegularized() {
    return lambdaNow > 0;
  }

  /** {@return Omega of the last backward pass, summed over the minibatch, where there is one} */
  public double omega() {
    return omega;
  }

  /** {@return whether the input is symbols, given as indices or one-hot} */
  public boolean takesIndices() {
    return indicesPerStep > 0;
  }

  /** {@return how many symbols the input of a step is; 0 where it is numbers} */
  public int indicesPerStep() {
    return indicesPerStep;
  }

  /**
   * Reads an input of symbols as a forward pass would.
   *
   * @param input indices or one-hot sequences
   * @param mask [minibatch, T], or null; what a step that it leaves out holds doesn't matter
   * @return their indices, [T, minibatch, m] in c order
   * @throws IllegalArgumentException if it isn't symbols
   */
  public INDArray readSymbols(INDArray input, INDArray mask) {
    SymbolInput symbols = symbols();
    symbols.check(input);
    long steps = input.size(symbols.timeDimension(input));
    INDArray indices = Nd4j.createUninitialized(dataType, steps, input.size(0), indicesPerStep);
    symbols.read(input, mask, indices);
    return indices;
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
    onePass.requireNoOther(this::layerId);
    if (bothWays && input != null) {
      symbols().requireSequence(input);
    }
    super.setInput(input, workspaceMgr);
    tape = null;
  }

  @Override
  public void clear() {
    onePass.requireNoOther(this::layerId);
    super.clear();
    tape = null;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it is no state of this layer; the one before stays
   */
  @Override
  public void rnnSetPreviousState(Map<String, INDArray> state) {
    checkState(state);
    super.rnnSetPreviousState(state);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it is no state of this layer; the one before stays
   */
  @Override
  public void rnnSetTBPTTState(Map<String, INDArray> state) {
    checkState(state);
    super.rnnSetTBPTTState(state);
  }

  private void checkState(Map<String, INDArray> state) {
    CarriedState.check(
        state,
        dataType,
        takesIndices() ? indicesPerStep : layerConf().getNIn(),
        layerConf().getNOut(),
        keepsPreActivation(),
        layerId());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return pass(() -> activations(forward(Map.of(), training, workspaceMgr), workspaceMgr));
  }

  @Override
  public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaceMgr) {
    return pass(
        () -> {
          refuseMatrixInNwc(input);
          setInput(input, workspaceMgr);
          Tape pass = forward(stateMap, false, workspaceMgr);
          super.rnnSetPreviousState(CarriedState.after(pass, 0));
          return activations(pass, workspaceMgr);
        });
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray input, boolean training, boolean storeLastForTBPTT, LayerWorkspaceMgr workspaceMgr) {
    return pass(
        () -> {
          setInput(input, workspaceMgr);
          Tape pass = forward(tBpttStateMap, training, workspaceMgr);
          if (storeLastForTBPTT) {
            // Only training reaches back: inference carries the state alone.
            super.rnnSetTBPTTState(
                CarriedState.after(pass, training ? CarriedState.depth(truncation) : 0));
          }
          return activations(pass, workspaceMgr);
        });
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return pass(() -> backward(epsilon, truncation, workspaceMgr));
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
    boolean ownTruncation = !truncation.isFull() || tbpttBackLength <= 0;
    TruncatedBptt effective = ownTruncation ? truncation : TruncatedBptt.backward(tbpttBackLength);
    return pass(() -> backward(epsilon, effective, workspaceMgr));
  }

  /**
   * One pass. DL4J forgets the masks of a minibatch only where all goes well, and would use that of
   * a minibatch that is refused here for the next one, too. Those of other layers can't be reached.
   */
  private <T> T pass(Supplier<T> work) {
    return onePass.of(
        this::layerId,
        () -> {
          try {
            return work.get();
          } catch (IllegalArgumentException e) {
            boolean masked = maskArray != null;
            maskArray = null;
            throw masked ? new IllegalArgumentException(e.getMessage() + MASKS_STAY, e) : e;
          } catch (RuntimeException e) {
            maskArray = null;
            throw e;
          }
        });
  }

  private Tape forward(
      Map<String, INDArray> carried, boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    if (!training && format() == RNNFormat.NWC) {
      Dl4jCaller.refuseEvaluationOfNwc(layerId());
    }
    LayerChecks checks = checks();
    if (takesIndices()) {
      symbols().check(input);
    } else {
      checks.input(input);
    }
    checks.mask(maskArray, input.size(0), steps());
    applyDropOutIfNecessary(training, workspaceMgr);
    RnnWeights weights = weights(training, workspaceMgr);

    // The tape outlives the workspaces of this pass.
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      tape = null; // its memory is about to be overwritten
      Tape pass = blankTape(carried, training, checks);
      readInput(pass.segmentInput(), training);
      if (maskArray != null) {
        pass.segmentMask().assign(maskArray.castTo(dataType).transpose());
        checks.zeroOrOne(pass.segmentMask());
      }
      kernel().forward(weights, pass, training);
      tape = pass;
      trained = training;
      return pass;
    }
  }

  private void readInput(INDArray to, boolean training) {
    if (takesIndices()) {
      symbols().read(input, maskArray, to);
      return;
    }
    SequenceCopy.copy(TimeMajor.view(input.castTo(dataType), format()), to);
    if (training && failsOnNonFinite()) {
      checks().finiteInput(to);
    }
  }

  private Tape blankTape(Map<String, INDArray> carried, boolean training, LayerChecks checks) {
    INDArray entering = entering(carried);
    checks.minibatch(entering, input);
    boolean masked = maskArray != null;
    Tape history = training ? CarriedState.history(carried, memory, indicesPerStep) : null;
    if (history != null) {
      return history.followedBy(steps(), masked);
    }
    int nIn = Math.toIntExact(layerConf().getNIn());
    return Tape.blank(memory, entering, steps(), nIn, indicesPerStep, masked, keepsPreActivation());
  }

  private boolean keepsPreActivation() {
    return StepActivation.of(layerConf().getActivationFn()).needsPreActivation();
  }

  /** A state that the user has set may lie in memory in any way; kernels read it as rows. */
  private INDArray entering(Map<String, INDArray> carried) {
    INDArray state = carried.get(CarriedState.PREVIOUS_ACTIVATION);
    if (state == null) {
      return Nd4j.zeros(dataType, input.size(0), layerConf().getNOut());
    }
    INDArray cast = state.castTo(dataType);
    return SequenceCopy.isContiguous(cast) ? cast : cast.dup('c');
  }

  private Pair<Gradient, INDArray> backward(
      INDArray epsilon, TruncatedBptt effective, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    Tape pass = tape != null ? tape : forward(Map.of(), true, workspaceMgr);
    checks().error(epsilon, pass);

    INDArray error = timeMajor(epsilon);
    if (failsOnNonFinite()) {
      checks().finiteError(error);
    }
    INDArray dx =
        takesIndices()
            ? null
            : sequences(ArrayType.ACTIVATION_GRAD, pass, layerConf().getNIn(), workspaceMgr);
    RnnGradients gradients =
        new RnnGradients(
            gradientViews.get(VanillaRnnParams.WEIGHT_KEY),
            gradientViews.get(VanillaRnnParams.RECURRENT_WEIGHT_KEY),
            gradientViews.get(VanillaRnnParams.BIAS_KEY),
            dx);
    RnnWeights weights = weights(trained, workspaceMgr);
    List<Window> windows =
        carry == null
            ? Window.of(effective.k1(), effective.k2(), pass.history(), pass.steps())
            : List.of(new Window(0, pass.history(), pass.steps(), carry));
    if (isRegularized()) {
      omega = kernel().backward(weights, pass, error, windows, errorClip, lambdaNow, gradients);
    } else {
      kernel().backward(weights, pass, error, windows, errorClip, gradients);
    }
    weightNoiseParams.clear();
    if (failsOnNonFinite()) {
      checks().finiteGradient(gradientsFlattened);
    }

    Gradient gradient = new DefaultGradient(gradientsFlattened);
    gradientViews.forEach(gradient::setGradientFor);
    if (dx == null) { // as DL4J's embedding layers have it
      return new Pair<>(
          gradient,
          bothWays
              ? workspaceMgr.create(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'f')
              : null);
    }
    INDArray below = TimeMajor.asDl4j(dx, format());
    return new Pair<>(gradient, dropoutApplied ? backpropDropOutIfPresent(below) : below);
  }

  /** [T, minibatch, nOut] in c order; what a layer of this library hands down is so already. */
  private INDArray timeMajor(INDArray epsilon) {
    INDArray view = TimeMajor.view(epsilon.castTo(dataType), format());
    if (SequenceCopy.isContiguous(view)) {
      return view;
    }
    INDArray error = memory.array(PassMemory.Use.ERROR, dataType, view.shape());
    SequenceCopy.copy(view, error);
    return error;
  }

  private INDArray activations(Tape pass, LayerWorkspaceMgr workspaceMgr) {
    INDArray out = sequences(ArrayType.ACTIVATIONS, pass, layerConf().getNOut(), workspaceMgr);
    SequenceCopy.copy(pass.segmentState(), out);
    return TimeMajor.asDl4j(out, format());
  }

  /** [T, minibatch, size] in DL4J's memory. */
  private INDArray sequences(ArrayType use, Tape pass, long size, LayerWorkspaceMgr workspaceMgr) {
    long[] shape = {pass.steps(), pass.minibatch(), size};
    return workspaceMgr.createUninitialized(use, dataType, shape, 'c');
  }

  private RnnWeights weights(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return new RnnWeights(
        getParamWithNoise(VanillaRnnParams.WEIGHT_KEY, training, workspaceMgr),
        getParamWithNoise(VanillaRnnParams.RECURRENT_WEIGHT_KEY, training, workspaceMgr),
        getParamWithNoise(VanillaRnnParams.BIAS_KEY, training, workspaceMgr),
        layerConf().getActivationFn());
  }

  /**
   * DL4J's {@code rnnTimeStep} makes [minibatch, nIn] into [minibatch, nIn, 1] whatever the format,
   * and cuts its result out of the output's last dimension, which in NWC is not the time's.
   */
  private void refuseMatrixInNwc(INDArray input) {
    boolean matrix =
        format() == RNNFormat.NWC
            && !takesIndices()
            && input.rank() == 3
            && input.size(2) == 1
            && input.size(1) == layerConf().getNIn()
            && layerConf().getNIn() > 1;
    if (matrix) {
      throw new IllegalArgumentException(
          "The input of one time step has shape "
              + Arrays.toString(input.shape())
              + ", perhaps from a matrix, of whose result DL4J would give back the first column"
              + " only in NWC: give ["
              + input.size(0)
              + ", 1, "
              + input.size(1)
              + "] "
              + layerId()
              + ".");
    }
  }

  private RNNFormat format() {
    RNNFormat configured = getDataFormat();
    return configured == null ? RNNFormat.NCW : configured;
  }

  private boolean failsOnNonFinite() {
    return failsOnNonFinite
        && trainingListeners.stream()
            .noneMatch(
                listener ->
                    listener instanceof GlobalNormClipping clipping && clipping.skipsNonFinite());
  }

  private RnnKernel kernel() {
    return Kernels.choose(dataType, layerConf().getActivationFn());
  }

  private int steps() {
    return Math.toIntExact(
        input.size(
            takesIndices() ? symbols().timeDimension(input) : TimeMajor.timeDimension(format())));
  }

  private SymbolInput symbols() {
    return new SymbolInput(layerId(), layerConf().getNIn(), indicesPerStep, format());
  }

  private LayerChecks checks() {
    return new LayerChecks(layerId(), layerConf().getNIn(), layerConf().getNOut(), format());
  }
}
