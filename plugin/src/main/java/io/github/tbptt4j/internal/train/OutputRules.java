package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.FusedRnnOutputImpl;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossCosineProximity;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMixtureDensity;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * Which labels an output takes, and which masks of them DL4J's losses heed exactly.
 *
 * @param name what a person calls the output
 * @param fused whether this is a FusedRnnOutputLayer, which takes indices and masks of its own
 * @param size values a time step that it gives; 0 where unknown
 * @param loss its loss
 * @param softmax whether its activation is softmax
 */
record OutputRules(String name, boolean fused, long size, ILossFunction loss, boolean softmax) {
  static OutputRules of(String name, Layer output, long entering) {
    Layer inner = LayerRules.inner(output);
    if (inner.conf().getLayer() instanceof org.deeplearning4j.nn.conf.layers.RnnLossLayer conf) {
      return of(name, inner, entering, conf.getLossFn(), conf.getActivationFn());
    }
    BaseOutputLayer conf = (BaseOutputLayer) inner.conf().getLayer();
    return of(name, inner, conf.getNOut(), conf.getLossFn(), conf.getActivationFn());
  }

  private static OutputRules of(
      String name, Layer inner, long size, ILossFunction loss, IActivation activation) {
    return new OutputRules(
        name,
        inner instanceof FusedRnnOutputImpl,
        size,
        loss,
        activation instanceof ActivationSoftmax);
  }

  private boolean crossEntropy() {
    return loss instanceof LossMCXENT;
  }

  private boolean sparse() {
    return loss instanceof LossSparseMCXENT;
  }

  /** Whether labels of one value a time step are indices of classes. */
  boolean areIndices(long labelSize) {
    return labelSize == 1 && (sparse() || fused && crossEntropy() && size > 1);
  }

  void requireSize(ArrayCheck labels, int sizeAxis) {
    long given = labels.array().size(sizeAxis);
    // Other losses read labels as they like, a mixture's by the width of what it mixes.
    boolean reads =
        loss.getClass().getPackage() == LossMCXENT.class.getPackage()
            && !(loss instanceof LossMixtureDensity);
    boolean fits = sparse() ? given == 1 : given == size || areIndices(given);
    if (size == 0 || !reads || fits) {
      return;
    }
    String hint =
        given == 1 && crossEntropy()
            ? " Indices of classes need a FusedRnnOutputLayer, or the loss SPARSE_MCXENT."
            : " Check the data, its layout (NCW or NWC), or nOut.";
    throw labels.wrong(
        " have shape "
            + labels.shape()
            + ", size "
            + given
            + ", but "
            + name
            + (sparse()
                ? " with SPARSE_MCXENT takes indices, size 1."
                : " has nOut = "
                    + size
                    + (fused && crossEntropy() ? " and takes that or indices, size 1." : "."))
            + (sparse() ? "" : hint));
  }

  /** Which masks DL4J's losses can heed at all. */
  void requireMask(ArrayCheck mask) {
    boolean perOutput = mask.array().rank() == 3 && mask.array().size(1) > 1;
    if (perOutput && (crossEntropy() && softmax || isByStep())) {
      throw mask.wrong(
          " has shape "
              + mask.shape()
              + ", but "
              + name
              + " has the loss "
              + loss.getClass().getSimpleName()
              + ", which can be masked by time steps only, [examples, time steps].");
    }
    if (size == 1 && !fused && crossEntropy() && softmax) {
      throw mask.wrong(
          ": DL4J takes no mask for softmax over nOut = 1 ("
              + name
              + "). Use sigmoid with XENT, or leave the mask out.");
    }
  }

  private boolean isByStep() {
    return loss instanceof LossCosineProximity || loss instanceof LossMixtureDensity;
  }

  /**
   * DL4J's output layer multiplies what goes into the activation by the mask, and many of its
   * losses multiply the gradient by it twice: right for 0 and 1 only.
   */
  void requireMaskValues(ArrayCheck mask) {
    if (fused && crossEntropy() && softmax && mask.array().rank() == 2) {
      mask.requireEach(value -> value >= 0, "a weight must be 0 or more.");
    } else {
      mask.requireEach(
          value -> value == 0 || value == 1,
          "1 is a loss that counts, 0 is one that doesn't. Weights of time steps need a"
              + " FusedRnnOutputLayer with softmax and cross entropy, and a mask [examples, time"
              + " steps].");
    }
  }
}
