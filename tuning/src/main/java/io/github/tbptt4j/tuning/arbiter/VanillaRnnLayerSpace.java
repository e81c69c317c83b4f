package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.GradientClipping;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.arbiter.layers.FeedForwardLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;

/**
 * A space of {@link VanillaRnn} layers, for Arbiter's MultiLayerSpace and ComputationGraphSpace:
 * everything that can be set on the layer, as a value or as a space to choose from. What isn't set
 * is the layer's own default.
 *
 * <pre>{@code
 * new VanillaRnnLayerSpace.Builder()
 *     .nOut(new IntegerParameterSpace(64, 256))
 *     .truncatedBptt(TruncationSpace.builder().k1(20).k2(20, 60, 200).build())
 *     .clipping(GradientClipping.Kind.NORM, new ContinuousParameterSpace(0.5, 10))
 *     .weightInitRecurrent(RecurrentInit.orthogonal())
 *     .build()
 * }</pre>
 */
public final class VanillaRnnLayerSpace extends FeedForwardLayerSpace<VanillaRnn> {
  // Not final: Jackson sets them, as it does in Arbiter's own spaces.
  private ParameterSpace<TruncatedBptt> truncatedBptt;
  private ParameterSpace<GradientClipping.Kind> clipping;
  private ParameterSpace<Double> clippingThreshold;
  private ParameterSpace<Double> vanishingRegularizer;
  private ParameterSpace<IWeightInit> inputWeightInit;
  private ParameterSpace<IWeightInit> weightInitRecurrent;
  private ParameterSpace<Double> weightDecay;
  private ParameterSpace<RNNFormat> dataFormat;
  private ParameterSpace<List<LayerConstraint>> constrainInputWeights;
  private ParameterSpace<List<LayerConstraint>> constrainRecurrent;

  /** For JSON. */
  @SuppressWarnings("unused")
  private VanillaRnnLayerSpace() {}

  private VanillaRnnLayerSpace(Builder builder) {
    super(builder);
    truncatedBptt = builder.truncatedBptt;
    clipping = builder.clipping;
    clippingThreshold = builder.clippingThreshold;
    vanishingRegularizer = builder.vanishingRegularizer;
    inputWeightInit = builder.inputWeightInit;
    weightInitRecurrent = builder.weightInitRecurrent;
    weightDecay = builder.weightDecay;
    weightNoise = builder.noise;
    dataFormat = builder.dataFormat;
    constrainInputWeights = builder.constrainInputWeights;
    constrainRecurrent = builder.constrainRecurrent;
    numParameters = LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  public VanillaRnn getValue(double[] values) {
    VanillaRnn.Builder layer = new VanillaRnn.Builder();
    setLayerOptionsBuilder(layer, values);
    if (truncatedBptt != null) {
      layer.truncation(truncatedBptt.getValue(values));
    }
    if (clipping != null) {
      layer.gradientClipping(
          new GradientClipping(clipping.getValue(values), clippingThreshold.getValue(values)));
    }
    if (vanishingRegularizer != null) {
      layer.vanishingRegularizer(vanishingRegularizer.getValue(values));
    }
    if (inputWeightInit != null) {
      layer.weightInit(inputWeightInit.getValue(values));
    }
    if (weightInitRecurrent != null) {
      layer.weightInitRecurrent(weightInitRecurrent.getValue(values));
    }
    if (weightDecay != null) {
      layer.weightDecay(weightDecay.getValue(values));
    }
    if (dataFormat != null) {
      layer.dataFormat(dataFormat.getValue(values));
    }
    if (constrainInputWeights != null) {
      layer.constrainInputWeights(array(constrainInputWeights.getValue(values)));
    }
    if (constrainRecurrent != null) {
      layer.constrainRecurrent(array(constrainRecurrent.getValue(values)));
    }
    return layer.build();
  }

  private static LayerConstraint[] array(List<LayerConstraint> constraints) {
    return constraints.toArray(LayerConstraint[]::new);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof VanillaRnnLayerSpace;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VanillaRnnLayerSpace that
        && super.equals(that)
        && Objects.equals(truncatedBptt, that.truncatedBptt)
        && Objects.equals(clipping, that.clipping)
        && Objects.equals(clippingThreshold, that.clippingThreshold)
        && Objects.equals(vanishingRegularizer, that.vanishingRegularizer)
        && Objects.equals(inputWeightInit, that.inputWeightInit)
        && Objects.equals(weightInitRecurrent, that.weightInitRecurrent)
        && Objects.equals(weightDecay, that.weightDecay)
        && Objects.equals(dataFormat, that.dataFormat)
        && Objects.equals(constrainInputWeights, that.constrainInputWeights)
        && Objects.equals(constrainRecurrent, that.constrainRecurrent);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(),
        truncatedBptt,
        clipping,
        clippingThreshold,
        vanishingRegularizer,
        inputWeightInit,
        weightInitRecurrent,
        weightDecay,
        dataFormat,
        constrainInputWeights,
        constrainRecurrent);
  }

  @Override
  public String toString() {
    return "VanillaRnnLayerSpace" + getNestedSpaces();
  }

  /** Describes a {@link VanillaRnnLayerSpace}. */
  public static final class Builder extends FeedForwardLayerSpace.Builder<Builder> {
    private ParameterSpace<TruncatedBptt> truncatedBptt;
    private ParameterSpace<GradientClipping.Kind> clipping;
    private ParameterSpace<Double> clippingThreshold;
    private ParameterSpace<Double> vanishingRegularizer;
    private ParameterSpace<IWeightInit> inputWeightInit;
    private ParameterSpace<IWeightInit> weightInitRecurrent;
    private ParameterSpace<Double> weightDecay;
    private ParameterSpace<IWeightNoise> noise; // Arbiter's builder has a field that nothing reads
    private ParameterSpace<RNNFormat> dataFormat;
    private ParameterSpace<List<LayerConstraint>> constrainInputWeights;
    private ParameterSpace<List<LayerConstraint>> constrainRecurrent;

    /** A layer with everything at its default. */
    public Builder() {}

    /**
     * Every k1 steps, run BPTT for k2 steps.
     *
     * @param k1 steps between two runs of backpropagation, at least 1
     * @param k2 steps each run goes back, at least 1
     * @return this builder
     */
    public Builder truncatedBptt(int k1, int k2) {
      return truncatedBptt(new FixedValue<>(TruncatedBptt.of(k1, k2)));
    }

    /**
     * How far backpropagation goes.
     *
     * @param truncations such as a {@link TruncationSpace}
     * @return this builder
     */
    public Builder truncatedBptt(ParameterSpace<TruncatedBptt> truncations) {
      this.truncatedBptt = truncations;
      return this;
    }

    /**
     * What the layer clips.
     *
     * @param kind what is clipped
     * @param threshold where; must be positive and finite even for NONE, which doesn't use it
     * @return this builder
     */
    public Builder clipping(GradientClipping.Kind kind, ParameterSpace<Double> threshold) {
      return clipping(new FixedValue<>(kind), threshold);
    }

    /**
     * What the layer clips.
     *
     * @param clipping what the layer clips
     * @return this builder
     */
    public Builder clipping(GradientClipping clipping) {
      return clipping(clipping.kind(), new FixedValue<>(clipping.threshold()));
    }

    /**
     * What the layer clips.
     *
     * @param kind what is clipped
     * @param threshold where
     * @return this builder
     */
    public Builder clipping(
        ParameterSpace<GradientClipping.Kind> kind, ParameterSpace<Double> threshold) {
      this.clipping = Objects.requireNonNull(kind, "kind must not be null.");
      this.clippingThreshold = Objects.requireNonNull(threshold, "threshold must not be null.");
      return this;
    }

    /**
     * What keeps errors from vanishing, see {@link io.github.tbptt4j.VanishingRegularizer}.
     *
     * @param lambdas the factor of Omega, positive; none without this call
     * @return this builder
     */
    public Builder vanishingRegularizer(ParameterSpace<Double> lambdas) {
      this.vanishingRegularizer = lambdas;
      return this;
    }

    /**
     * Initialisation of the input weights, where {@code weightInit(WeightInit)} isn't enough.
     *
     * @param initialisation the initialisation
     * @return this builder
     */
    public Builder inputWeightInit(ParameterSpace<IWeightInit> initialisation) {
      this.inputWeightInit = initialisation;
      return this;
    }

    /**
     * Initialisation of the recurrent weights.
     *
     * @param initialisation such as those of {@link io.github.tbptt4j.RecurrentInit}
     * @return this builder
     */
    public Builder weightInitRecurrent(IWeightInit initialisation) {
      return weightInitRecurrent(new FixedValue<>(initialisation));
    }

    /**
     * Initialisation of the recurrent weights.
     *
     * @param initialisations such as a list of those of {@link io.github.tbptt4j.RecurrentInit}
     * @return this builder
     */
    public Builder weightInitRecurrent(ParameterSpace<IWeightInit> initialisations) {
      this.weightInitRecurrent = initialisations;
      return this;
    }

    /**
     * Dropout on the layer's input.
     *
     * @param probability of an input to be kept, as in DL4J
     * @return this builder
     */
    @Override
    public Builder dropOut(ParameterSpace<Double> probability) {
      return iDropOut(new DropoutSpace(probability));
    }

    /**
     * Weight decay, in place of L2.
     *
     * @param coefficient of the weights, applied with the learning rate
     * @return this builder
     */
    public Builder weightDecay(ParameterSpace<Double> coefficient) {
      this.weightDecay = coefficient;
      return this;
    }

    /**
     * Noise on the weights.
     *
     * @param noise the noise
     * @return this builder
     */
    public Builder weightNoise(ParameterSpace<IWeightNoise> noise) {
      this.noise = noise;
      return this;
    }

    /**
     * The order of the dimensions.
     *
     * @param format NCW or NWC
     * @return this builder
     */
    public Builder dataFormat(RNNFormat format) {
      this.dataFormat = new FixedValue<>(format);
      return this;
    }

    /**
     * Constraints of the input weights.
     *
     * @param constraints applied after each update
     * @return this builder
     */
    public Builder constrainInputWeights(LayerConstraint... constraints) {
      this.constrainInputWeights = new FixedValue<>(Arrays.asList(constraints));
      return this;
    }

    /**
     * Constraints of the recurrent weights.
     *
     * @param constraints applied after each update
     * @return this builder
     */
    public Builder constrainRecurrent(LayerConstraint... constraints) {
      this.constrainRecurrent = new FixedValue<>(Arrays.asList(constraints));
      return this;
    }

    /**
     * The space.
     *
     * @return the space
     * @throws IllegalStateException if two clippings are set
     */
    @Override
    @SuppressWarnings("unchecked")
    public VanillaRnnLayerSpace build() {
      if (clipping != null && gradientNormalization != null) {
        throw new IllegalStateException(
            "clipping and gradientNormalization are both set: one clipping at a time, remove one.");
      }
      return new VanillaRnnLayerSpace(this);
    }
  }
}
