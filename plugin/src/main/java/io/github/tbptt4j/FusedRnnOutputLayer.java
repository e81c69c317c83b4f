package io.github.tbptt4j;

import io.github.tbptt4j.internal.layer.FusedRnnOutputImpl;
import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * DL4J's RnnOutputLayer, computed several times as fast where the activation is softmax and the
 * loss cross entropy; everything else it does as RnnOutputLayer does.
 *
 * <p>With z_t = h_t W + b and p_t = softmax(z_t), the score is -sum_t log p_t[label_t], averaged
 * over the minibatch, DL4J's convention. Input [minibatch, nIn, T] (NCW, the default) or
 * [minibatch, T, nIn] with {@code dataFormat(RNNFormat.NWC)}. Parameters: W [nIn, nOut], b [1,
 * nOut], under RnnOutputLayer's keys and in its order. Labels:
 *
 * <ul>
 *   <li>[minibatch, nOut, T], one-hot or any distribution, for the losses MCXENT and
 *       NEGATIVELOGLIKELIHOOD;
 *   <li>[minibatch, 1, T], the indices 0 .. nOut-1 of the classes, for these losses and for
 *       SPARSE_MCXENT; no one-hot array is made of them. Where a mask leaves a step out, its index
 *       may be anything.
 * </ul>
 *
 * <p>A labels' mask is [minibatch, T], or of the shape of the outputs for losses that know such.
 * DL4J's own {@code evaluate} fails on indices, because it compares shapes, and is refused for NWC,
 * where it would take time steps for classes: {@link SequenceEvaluation} knows both. {@link
 * SymbolSequenceIterator} gives it labels that it understands.
 *
 * <p>The score of a training step is the loss that was differentiated, with its dropout and weight
 * noise; RnnOutputLayer computes it a second time, and draws new noise for it. Other activations,
 * other losses, weights of the classes, masks per output, other data types than FLOAT and DOUBLE,
 * and backends other than nd4j-native take RnnOutputLayer's way and time.
 *
 * <p>A mask of the labels may hold weights, finite numbers of at least 0 by which the losses of the
 * steps are multiplied. RnnOutputLayer's way multiplies the logits instead, whose score and
 * gradient are of something else: there, values other than 0 and 1 get an IllegalArgumentException.
 *
 * <p>Cost in multiply-adds: 3 minibatch T nIn nOut for a training step.
 */
public class FusedRnnOutputLayer extends RnnOutputLayer {
  private static final long serialVersionUID = 1L;

  /** For JSON. */
  private FusedRnnOutputLayer() {}

  /**
   * The configuration of a RnnOutputLayer as a FusedRnnOutputLayer: same shapes, same parameters,
   * same outputs.
   *
   * @param layer DL4J's layer
   * @return a layer with everything that was set on it
   */
  public static FusedRnnOutputLayer from(RnnOutputLayer layer) {
    // The clone owns its lists and objects.
    RnnOutputLayer source = (RnnOutputLayer) layer.clone();
    FusedRnnOutputLayer to = new FusedRnnOutputLayer();
    CommonSettings.copy(source, to);
    to.setLossFn(source.getLossFn());
    to.setHasBias(source.hasBias());
    to.setRnnDataFormat(source.getRnnDataFormat());
    return to;
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet(
        "FusedRnnOutputLayer", getLayerName(), layerIndex, getNIn(), getNOut());
    FusedRnnOutputImpl layer = new FusedRnnOutputImpl(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    layer.setConf(conf);
    return layer;
  }

  /** {@return the layout of sequences; NCW unless another is set} */
  @Override
  public RNNFormat getRnnDataFormat() {
    // Without one DL4J's layer computes as for NCW, but checks the dimensions of NWC.
    RNNFormat configured = super.getRnnDataFormat();
    return configured == null ? RNNFormat.NCW : configured;
  }

  @Override
  public FusedRnnOutputLayer clone() {
    return (FusedRnnOutputLayer) super.clone();
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof FusedRnnOutputLayer;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof FusedRnnOutputLayer && super.equals(other));
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public String toString() {
    return "Fused" + super.toString();
  }

  /** Describes a {@link FusedRnnOutputLayer}: RnnOutputLayer's builder, with all its options. */
  public static class Builder extends RnnOutputLayer.Builder {

    /** A layer with softmax and MCXENT. */
    public Builder() {}

    /**
     * A layer with softmax.
     *
     * @param lossFunction MCXENT, NEGATIVELOGLIKELIHOOD or SPARSE_MCXENT for the fast way
     */
    public Builder(LossFunction lossFunction) {
      super(lossFunction);
    }

    /**
     * A layer with softmax.
     *
     * @param lossFunction the loss
     */
    public Builder(ILossFunction lossFunction) {
      super(lossFunction);
    }

    /** {@return the layer's configuration} */
    @Override
    public FusedRnnOutputLayer build() {
      return from(super.build());
    }
  }
}
