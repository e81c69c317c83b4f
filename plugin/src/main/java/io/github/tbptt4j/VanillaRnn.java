package io.github.tbptt4j;

import io.github.tbptt4j.internal.layer.Dl4jCaller;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.layer.VanillaRnnParams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAnySetter;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A vanilla recurrent layer, h_t = f(x_t W + h_{t-1} RW + b), with truncated backpropagation
 * through time that acts as configured.
 *
 * <p>Input [minibatch, nIn, T], output [minibatch, nOut, T] (NCW, the default), or [minibatch, T,
 * nIn] and [minibatch, T, nOut] with {@code dataFormat(RNNFormat.NWC)}. Parameters: W [nIn, nOut],
 * RW [nOut, nOut], b [1, nOut], under the keys "W", "RW" and "b", flattened as SimpleRnn's. A
 * masked step outputs zeros and passes a zero state on, as in SimpleRnn. Scores and gradients sum
 * over time and average over the minibatch, DL4J's convention. DL4J's own {@code evaluate} takes
 * the time steps of NWC for classes and is refused there, unless the layer is inside of {@code
 * LastTimeStep}: use {@link SequenceEvaluation}.
 *
 * <p>The truncation ({@link TruncatedBptt}, full BPTT by default) holds in {@code fit}:
 *
 * <ul>
 *   <li>With {@code BackpropType.Standard} the layer sees the whole sequence: windows by k1 and k2,
 *       one update a minibatch.
 *   <li>With {@code BackpropType.TruncatedBPTT} DL4J cuts segments of {@code tBPTTForwardLength}
 *       and updates after each. The layer carries its state and, for k2 beyond the segment's
 *       beginning, the inputs and states of up to k2-1 steps before it, so that a window reaches
 *       into the segments before. Those stored states were computed with the parameters of their
 *       time. Wrong values in a later segment fail before its update; the updates of the segments
 *       before it have been made, which only {@link TruncatedBpttTrainer} can undo. Windows are
 *       counted from each segment's beginning; the last one of a segment is shorter where k1 does
 *       not divide it. DL4J's own {@code tBPTTBackwardLength} does nothing: set k2 here.
 * </ul>
 *
 * <p>Where {@code fit} refuses a minibatch with masks, the layer that refuses forgets its own; DL4J
 * leaves those of the other layers for the next minibatch unless you call {@code
 * clearLayerMaskArrays()}. Where {@code rnnTimeStep} of a stack is refused by one layer, those
 * below it have made the step: begin anew with {@code rnnClearPreviousState()}. A minibatch that is
 * masked entirely has a score of zero and a gradient of zero, and still DL4J's updater moves the
 * parameters (momentum, penalties); {@link TruncatedBpttTrainer} makes no update of it.
 *
 * <p>In a stack, each layer's errors are cut in the layer; for windows over the whole network, and
 * for sequences that never end, use {@link TruncatedBpttTrainer}.
 *
 * <p>Cost per sequence in multiply-adds: forward T (nOut^2 + nIn nOut), backward (T/k1) k2 (2
 * nOut^2) + 2 T nIn nOut; memory T (nIn + nOut) numbers.
 *
 * <p>When not to use it: dependencies over many steps are learned more easily by an LSTM, whose
 * gradient vanishes more slowly.
 *
 * <p>Sources: Elman (1990), "Finding structure in time"; for the truncation see {@link
 * TruncatedBptt}.
 */
public class VanillaRnn extends BaseRecurrentLayer {
  private static final long serialVersionUID = 1L;

  /** How far backpropagation goes. */
  private TruncatedBptt truncatedBptt = TruncatedBptt.full();

  /** Bound of each element of dLoss/dz_t at each step; null for none. */
  private Double errorClip;

  /** What keeps errors from vanishing; null for nothing. */
  private VanishingRegularizer vanishingRegularizer;

  /** Whether the input is symbols, given as indices or one-hot. */
  private boolean indexInput;

  /**
   * How many symbols a step has where it may have several; 0 for one, or none at all. Left out of
   * the JSON then, which is what it was before there were several.
   */
  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  private int indicesPerStep;

  /** Whether a sigmoid of the network's counts as set, because it does for SimpleRnn. */
  private transient boolean madeFromSimpleRnn;

  /** For JSON. */
  @SuppressWarnings("unused")
  private VanillaRnn() {}

  /**
   * The layer that a builder describes.
   *
   * @param builder the builder
   */
  protected VanillaRnn(Builder builder) {
    super(builder);
    this.truncatedBptt = builder.truncatedBptt;
    this.errorClip = builder.errorClip;
    this.vanishingRegularizer = builder.vanishingRegularizer;
    this.indexInput = builder.indicesPerStep > 0;
    this.indicesPerStep = builder.indicesPerStep > 1 ? builder.indicesPerStep : 0;
    initializeConstraints(builder);
  }

  /**
   * The configuration of a SimpleRnn as a VanillaRnn with full BPTT: same shapes, same parameters,
   * same outputs.
   *
   * @param simpleRnn DL4J's layer
   * @return a layer with everything that was set on it
   * @throws IllegalArgumentException if it uses layer normalisation, which VanillaRnn doesn't have
   */
  public static VanillaRnn from(SimpleRnn simpleRnn) {
    VanillaRnn layer = SimpleRnnConversion.layer(simpleRnn, new VanillaRnn());
    layer.madeFromSimpleRnn = true;
    return layer;
  }

  /**
   * A copy of a trained network in which each SimpleRnn is a VanillaRnn: same outputs, no
   * retraining. Parameters, updater state and counters are copied; listeners are not. Layers inside
   * of wrappers (Bidirectional, LastTimeStep, ..) are converted too.
   *
   * @param network an initialised network; it stays as it is
   * @return the copy
   * @throws IllegalArgumentException if a layer uses layer normalisation
   */
  public static MultiLayerNetwork convert(MultiLayerNetwork network) {
    return SimpleRnnConversion.network(network);
  }

  /**
   * A copy of a trained graph in which each SimpleRnn is a VanillaRnn, see {@link
   * #convert(MultiLayerNetwork)}.
   *
   * @param network an initialised network; it stays as it is
   * @return the copy
   * @throws IllegalArgumentException if a layer uses layer normalisation
   */
  public static ComputationGraph convert(ComputationGraph network) {
    return SimpleRnnConversion.network(network);
  }

  /** {@return how far backpropagation goes} */
  public TruncatedBptt getTruncatedBptt() {
    return truncatedBptt;
  }

  /** {@return the bound of the error at each time step, or null where errors aren't clipped} */
  public Double getErrorClip() {
    return errorClip;
  }

  /** {@return what keeps errors from vanishing on their way back, or null for nothing} */
  public VanishingRegularizer getVanishingRegularizer() {
    return vanishingRegularizer;
  }

  /** {@return whether the input is symbols, given as indices or one-hot} */
  public boolean isIndexInput() {
    return indexInput;
  }

  /** {@return how many indices the input of a step is; 0 where it is numbers} */
  @JsonIgnore // JSON has the field
  public int getIndicesPerStep() {
    return indexInput ? Math.max(1, indicesPerStep) : 0;
  }

  /**
   * {@inheritDoc}
   *
   * <p>An input of size 1 may be indices, or one as large as there are indices a step: then nIn,
   * the number of symbols, must have been set.
   */
  @Override
  public void setNIn(InputType inputType, boolean override) {
    boolean indices =
        indexInput
            && getNIn() > 0
            && inputType instanceof InputType.InputTypeRecurrent sequence
            && sequence.getSize() == getIndicesPerStep();
    super.setNIn(
        indices ? symbolsLike((InputType.InputTypeRecurrent) inputType) : inputType, override);
  }

  private InputType symbolsLike(InputType.InputTypeRecurrent indices) {
    return InputType.recurrent(getNIn(), indices.getTimeSeriesLength(), indices.getFormat());
  }

  /**
   * Sets f. DL4J calls this with the network's activation where the layer has none; from there a
   * sigmoid leaves the layer at its own default, tanh: it is DL4J's default for networks, and
   * nothing tells whether somebody set it.
   *
   * @param activation f; null for the network's
   */
  @Override
  public void setActivationFn(IActivation activation) {
    boolean unset =
        Dl4jCaller.isNetworkBuilder()
            && !madeFromSimpleRnn
            && activation != null
            && activation.getClass() == ActivationSigmoid.class;
    super.setActivationFn(unset ? new ActivationTanH() : activation);
  }

  @JsonAnySetter
  private void rejectUnknown(String field, Object value) {
    throw new IllegalArgumentException(
        "VanillaRnn has no field \"" + field + "\" (value: " + value + "): remove or correct it.");
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet("VanillaRnn", getLayerName(), layerIndex, getNIn(), getNOut());
    requireValid();
    requireOneClipping();
    requireFittingWrapper();
    // A wrapper hands over a clone of this layer; some wrappers are passed over by DL4J where it
    // sets what is the network's.
    VanillaRnn used = (VanillaRnn) conf.getLayer();
    if (used.getActivationFn() == null) {
      used.setActivationFn(new ActivationTanH());
    }
    requireDifferentiable(used.getActivationFn());
    VanillaRnnImpl layer =
        new VanillaRnnImpl(
            conf,
            networkDataType,
            truncatedBptt,
            errorClip == null ? Double.POSITIVE_INFINITY : errorClip,
            vanishingRegularizer == null ? 0 : vanishingRegularizer.lambda(),
            getIndicesPerStep());
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    Map<String, INDArray> params = initializer().init(conf, layerParamsView, initializeParams);
    layer.setParamTable(params);
    layer.setConf(conf);
    return layer;
  }

  /** A configuration read from JSON hasn't been through the builder. */
  private void requireValid() {
    if (truncatedBptt == null) {
      throw new IllegalStateException(
          "Layer \""
              + getLayerName()
              + "\" has truncatedBptt null: leave the field out, or give {} for full BPTT.");
    }
    if (errorClip != null) {
      Builder.requirePositive("errorClip", errorClip);
    }
    if (indicesPerStep < 0 || indicesPerStep > 0 && !indexInput) {
      throw new IllegalStateException(
          "Layer \""
              + getLayerName()
              + "\" has indicesPerStep "
              + indicesPerStep
              + " and indexInput "
              + indexInput
              + ": give at least 1 with indexInput true, or leave both out.");
    }
    if (indexInput && getIDropout() != null) {
      throw new IllegalStateException(
          "Layer \""
              + getLayerName()
              + "\" has an input of symbols and dropout of its input, perhaps from the global"
              + " configuration: an index can't be scaled, set dropout on the other layers only.");
    }
  }

  private void requireFittingWrapper() {
    if (Dl4jCaller.isMaking(TimeDistributed.class)) {
      throw new IllegalStateException(
          "Layer \""
              + getLayerName()
              + "\" is inside of TimeDistributed, which takes sequences apart for feed-forward"
              + " layers: use VanillaRnn without it.");
    }
    if (indexInput && Dl4jCaller.isMaking(MaskZeroLayer.class)) {
      throw new IllegalStateException(
          "Layer \""
              + getLayerName()
              + "\" has an input of symbols and is inside of MaskZeroLayer, which would take an"
              + " index for its masking value: remove MaskZeroLayer and give a features mask.");
    }
  }

  private static void requireDifferentiable(IActivation activation) {
    if (activation instanceof ActivationRReLU) {
      throw new IllegalArgumentException(
          "activation rrelu draws new random slopes at each time step and keeps only the last"
              + " ones, so its gradient over time is unknown: use leakyrelu.");
    }
  }

  /** The global configuration may have brought a second clipping. */
  private void requireOneClipping() {
    GradientNormalization normalization = getGradientNormalization();
    if (errorClip != null && normalization != null && normalization != GradientNormalization.None) {
      throw new IllegalStateException(
          "Layer \""
              + getLayerName()
              + "\" clips the error at each time step ("
              + errorClip
              + ") and has gradientNormalization "
              + normalization
              + ", perhaps from the global configuration: one clipping at a time, remove one.");
    }
  }

  @Override
  public ParamInitializer initializer() {
    return VanillaRnnParams.getInstance();
  }

  @Override
  protected void initializeConstraints(org.deeplearning4j.nn.conf.layers.Layer.Builder<?> builder) {
    super.initializeConstraints(builder);
    BaseRecurrentLayer.Builder<?> recurrent = (BaseRecurrentLayer.Builder<?>) builder;
    List<LayerConstraint> all = new ArrayList<>();
    if (constraints != null) {
      all.addAll(constraints);
    }
    addFor(VanillaRnnParams.WEIGHT_KEY, recurrent.getInputWeightConstraints(), all);
    addFor(VanillaRnnParams.RECURRENT_WEIGHT_KEY, recurrent.getRecurrentConstraints(), all);
    constraints = all.isEmpty() ? null : all;
  }

  private static void addFor(
      String parameter, List<LayerConstraint> some, List<LayerConstraint> all) {
    if (some == null) {
      return;
    }
    for (LayerConstraint constraint : some) {
      LayerConstraint own = constraint.clone();
      own.setParams(Set.of(parameter));
      all.add(own);
    }
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    InputType.InputTypeRecurrent sequence = (InputType.InputTypeRecurrent) inputType;
    long steps = Math.max(1, sequence.getTimeSeriesLength());
    long params = initializer().numParams(this);
    long updater = getIUpdater() == null ? 0 : getIUpdater().stateSize(params);
    long input = indexInput ? getIndicesPerStep() : getNIn();
    long forward = steps * (input + getNOut()); // the tape: inputs and states
    long ofInput = indexInput ? 0 : getNIn();
    long backward = forward + steps * (ofInput + 2 * getNOut()); // dx, errors, deltas
    return new LayerMemoryReport.Builder(
            getLayerName(), VanillaRnn.class, inputType, getOutputType(-1, inputType))
        .standardMemory(params, updater)
        .workingMemory(0, forward, 0, backward)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public VanillaRnn clone() {
    return (VanillaRnn) super.clone();
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof VanillaRnn;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof VanillaRnn that
            && super.equals(that)
            && getIndicesPerStep() == that.getIndicesPerStep()
            && truncatedBptt.equals(that.truncatedBptt)
            && Objects.equals(errorClip, that.errorClip)
            && Objects.equals(vanishingRegularizer, that.vanishingRegularizer));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), truncatedBptt, errorClip, vanishingRegularizer, getIndicesPerStep());
  }

  @Override
  public String toString() {
    return "VanillaRnn(nIn="
        + getNIn()
        + ", nOut="
        + getNOut()
        + ", "
        + truncatedBptt
        + (errorClip == null ? "" : ", errorClip=" + errorClip)
        + (vanishingRegularizer == null ? "" : ", " + vanishingRegularizer)
        + (indexInput ? ", indexInput" : "")
        + (indicesPerStep > 1 ? "=" + indicesPerStep : "")
        + ", "
        + super.toString()
        + ")";
  }

  /**
   * Describes a {@link VanillaRnn}; everything that can be set on SimpleRnn can be set here, layer
   * normalisation excepted.
   *
   * <p>The activation is the one set here, else the one set on the network ({@code
   * NeuralNetConfiguration.Builder.activation}), else tanh. Sigmoid is DL4J's default for networks,
   * and whether somebody set it can't be told: a sigmoid set on the network leaves this layer at
   * tanh, set it here.
   */
  public static class Builder extends BaseRecurrentLayer.Builder<Builder> {
    private TruncatedBptt truncatedBptt = TruncatedBptt.full();
    private Double errorClip;
    private VanishingRegularizer vanishingRegularizer;
    private int indicesPerStep;
    private GradientNormalization namedNormalization;

    /** A layer with full BPTT and no clipping, and tanh where the network has no activation. */
    public Builder() {}

    /**
     * Takes symbols as input, without a product by W and without an error for a layer below: for
     * characters or words in the first layer. They are given as indices from 0 to nIn - 1, of shape
     * [minibatch, T] or [minibatch, 1, T] ([minibatch, T, 1] for NWC), or as one-hot sequences as
     * without this option. Outputs and parameters are those of the one-hot input; where a mask
     * leaves a step out, it may be anything. Set nIn with indices: the input type {@code
     * InputType.recurrent(1)} doesn't tell it. Inside of {@code Bidirectional} indices have rank 3;
     * inside of {@code MaskZeroLayer}, which would take an index for its masking value, the layer
     * is refused.
     *
     * @param symbols whether the input is symbols; false by default
     * @return this builder
     */
    public Builder indexInput(boolean symbols) {
      this.indicesPerStep = symbols ? 1 : 0;
      return this;
    }

    /**
     * Takes several symbols a step: x_t W is the sum of their rows of W, as for the hashed n-grams
     * that end at a character, or the attributes of an event. With one it is the same as {@link
     * #indexInput(boolean)}. Several are given as indices from 0 to nIn - 1, of shape [minibatch,
     * m, T] ([minibatch, T, m] for NWC), with -1 for none where a step has fewer; it may have none
     * at all. An index that a step has twice counts twice. One-hot sequences and matrices are for a
     * single symbol a step, which there always is. Set nIn: the input type {@code
     * InputType.recurrent(m)} doesn't tell it. Everything else is as with a single symbol.
     *
     * <p>Cost a step in additions: m nOut forward, and as many back. What a pass keeps is as large
     * as the rows that it uses; the gradient of W and its update are dense, nIn nOut numbers an
     * update, which takes most of the time where nIn is large.
     *
     * @param indicesPerStep m, the most symbols of a step, at least 1
     * @return this builder
     * @throws IllegalArgumentException if m is below 1
     */
    public Builder indexInput(int indicesPerStep) {
      if (indicesPerStep < 1) {
        throw new IllegalArgumentException(
            "indicesPerStep ("
                + indicesPerStep
                + ") must be at least 1; use indexInput(false) for an input of numbers.");
      }
      this.indicesPerStep = indicesPerStep;
      return this;
    }

    /**
     * Every k1 steps, run BPTT for k2 steps.
     *
     * @param k1 steps between two runs of backpropagation, at least 1
     * @param k2 steps each run goes back, at least 1
     * @return this builder
     * @throws IllegalArgumentException if k1 or k2 is below 1
     */
    public Builder truncation(int k1, int k2) {
      return truncation(TruncatedBptt.of(k1, k2));
    }

    /**
     * How far backpropagation goes; full BPTT by default.
     *
     * @param truncation the truncation
     * @return this builder
     */
    public Builder truncation(TruncatedBptt truncation) {
      this.truncatedBptt = Objects.requireNonNull(truncation, "truncation");
      return this;
    }

    /**
     * The same as {@link #truncation(int, int)}.
     *
     * @param k1 steps between two runs of backpropagation, at least 1
     * @param k2 steps each run goes back, at least 1
     * @return this builder
     * @deprecated use {@link #truncation(int, int)}, which is what the trainer calls it, too
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // its annotation would be a dependency
    public Builder truncatedBptt(int k1, int k2) {
      return truncation(k1, k2);
    }

    /**
     * The same as {@link #truncation(TruncatedBptt)}.
     *
     * @param truncation the truncation
     * @return this builder
     * @deprecated use {@link #truncation(TruncatedBptt)}, which is what the trainer calls it, too
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // its annotation would be a dependency
    public Builder truncatedBptt(TruncatedBptt truncation) {
      return truncation(truncation);
    }

    /**
     * Clips each element of the layer's parameter gradient to [-threshold, threshold]: DL4J's
     * {@code GradientNormalization.ClipElementWiseAbsoluteValue}, by its usual name. The threshold
     * is in terms of the mean over the minibatch and the sum over time.
     *
     * @param threshold positive and finite
     * @return this builder
     */
    public Builder clipGradientValue(double threshold) {
      return clipGradient(
          "clipGradientValue", GradientNormalization.ClipElementWiseAbsoluteValue, threshold);
    }

    /**
     * Scales the layer's parameter gradient down to an L2 norm of at most threshold: DL4J's {@code
     * GradientNormalization.ClipL2PerLayer}, by its usual name. The threshold is in terms of the
     * mean over the minibatch and the sum over time. For the norm over all layers see {@link
     * GlobalNormClipping}.
     *
     * @param threshold positive and finite
     * @return this builder
     */
    public Builder clipGradientNorm(double threshold) {
      return clipGradient("clipGradientNorm", GradientNormalization.ClipL2PerLayer, threshold);
    }

    /**
     * Clips each element of dLoss/dz_t to [-bound, bound] at each time step, before it flows on to
     * step t-1 and into the weights (Graves 2013, "Generating sequences with recurrent neural
     * networks"). The bound is in terms of the sum over the minibatch: an element belongs to one
     * example.
     *
     * @param bound positive and finite
     * @return this builder
     */
    public Builder clipErrorPerTimeStep(double bound) {
      this.errorClip = requirePositive("clipErrorPerTimeStep", bound);
      return this;
    }

    /**
     * Keeps errors from vanishing on their way back through time, in every backward pass of this
     * layer: {@link VanishingRegularizer} has the equation, its source and what it costs.
     *
     * @param lambda the factor of Omega, positive and finite; nothing of the kind by default
     * @return this builder
     * @throws IllegalArgumentException if lambda isn't positive and finite
     */
    public Builder vanishingRegularizer(double lambda) {
      this.vanishingRegularizer = new VanishingRegularizer(lambda);
      return this;
    }

    /**
     * The clipping as a value, the same as the three methods above.
     *
     * @param clipping what to clip; {@link GradientClipping#none()} by default
     * @return this builder
     * @throws IllegalArgumentException if another clipping is set
     */
    public Builder gradientClipping(GradientClipping clipping) {
      return switch (clipping.kind()) {
        case NONE -> this;
        case VALUE -> clipGradientValue(clipping.threshold());
        case NORM -> clipGradientNorm(clipping.threshold());
        case ERROR_PER_TIME_STEP -> clipErrorPerTimeStep(clipping.threshold());
      };
    }

    private Builder clipGradient(String name, GradientNormalization how, double threshold) {
      requirePositive(name, threshold);
      GradientNormalization set = getGradientNormalization();
      if (set != null && set != GradientNormalization.None && set != how) {
        throw conflict("gradientNormalization " + set + " and " + how);
      }
      namedNormalization = how;
      gradientNormalization(how);
      return gradientNormalizationThreshold(threshold);
    }

    private static double requirePositive(String name, double value) {
      if (!(value > 0.0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            name + " (" + value + ") must be positive and finite; leave it out for no clipping.");
      }
      return value;
    }

    private static IllegalArgumentException conflict(String both) {
      return new IllegalArgumentException("One clipping at a time: " + both + " are both set.");
    }

    /**
     * The layer.
     *
     * @return the layer's configuration
     * @throws IllegalArgumentException if two clippings are set, or an activation that draws random
     *     numbers and so has no gradient over several steps
     */
    @Override
    @SuppressWarnings("unchecked")
    public VanillaRnn build() {
      GradientNormalization set = getGradientNormalization();
      if (namedNormalization != null && set != namedNormalization) {
        throw conflict(namedNormalization + " and gradientNormalization " + set);
      }
      if (errorClip != null && set != null && set != GradientNormalization.None) {
        throw conflict("clipErrorPerTimeStep (" + errorClip + ") and gradientNormalization " + set);
      }
      requireDifferentiable(getActivationFn());
      return new VanillaRnn(this);
    }

    // DL4J's methods for these return the raw type, which ends a chain of calls.

    @Override
    public Builder weightDecay(double coefficient) {
      return weightDecay(coefficient, true);
    }

    @Override
    public Builder weightDecay(double coefficient, boolean applyLR) {
      super.weightDecay(coefficient, applyLR);
      return this;
    }

    @Override
    public Builder weightDecayBias(double coefficient) {
      return weightDecayBias(coefficient, true);
    }

    @Override
    public Builder weightDecayBias(double coefficient, boolean applyLR) {
      super.weightDecayBias(coefficient, applyLR);
      return this;
    }

    @Override
    public Builder regularization(List<Regularization> regularization) {
      super.regularization(regularization);
      return this;
    }

    @Override
    public Builder regularizationBias(List<Regularization> regularizationBias) {
      super.regularizationBias(regularizationBias);
      return this;
    }
  }
}
