package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.internal.chain.Link;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/**
 * An activation as ONNX has it.
 *
 * @param operator the operator; within the operator RNN, its activation
 * @param parameters alpha, and beta where it has one
 */
record OnnxActivation(String operator, List<Double> parameters) {

  /** The activation of a recurrent layer: those that the operator RNN knows. */
  static OnnxActivation recurrent(Link link) {
    IActivation activation = of(link);
    if (activation.getClass() == ActivationIdentity.class) {
      return new OnnxActivation("Affine", List.of(1.0, 0.0));
    }
    OnnxActivation common = common(activation);
    if (common == null) {
      throw refusal(link, activation, "the operator RNN");
    }
    return common;
  }

  /** The activation of any other layer, or null for the identity. */
  static OnnxActivation elementwise(Link link) {
    IActivation activation = of(link);
    if (activation.getClass() == ActivationIdentity.class) {
      return null;
    }
    if (activation.getClass() == ActivationSoftmax.class) {
      return new OnnxActivation("Softmax", List.of());
    }
    if (activation.getClass() == ActivationSELU.class) {
      return new OnnxActivation("Selu", List.of());
    }
    OnnxActivation common = common(activation);
    if (common == null) {
      throw refusal(link, activation, "ONNX");
    }
    return common;
  }

  private static IActivation of(Link link) {
    return ((BaseLayer) link.inner().conf().getLayer()).getActivationFn();
  }

  /** By the class itself: what extends it may compute anything. */
  private static OnnxActivation common(IActivation activation) {
    Class<?> type = activation.getClass();
    if (type == ActivationTanH.class) {
      return new OnnxActivation("Tanh", List.of());
    }
    if (type == ActivationReLU.class && isPlain((ActivationReLU) activation)) {
      return new OnnxActivation("Relu", List.of());
    }
    if (type == ActivationSigmoid.class) {
      return new OnnxActivation("Sigmoid", List.of());
    }
    if (type == ActivationLReLU.class) {
      return new OnnxActivation("LeakyRelu", List.of(((ActivationLReLU) activation).getAlpha()));
    }
    if (type == ActivationSoftSign.class) {
      return new OnnxActivation("Softsign", List.of());
    }
    if (type == ActivationSoftPlus.class) {
      return new OnnxActivation("Softplus", List.of());
    }
    if (type == ActivationELU.class) {
      return new OnnxActivation("Elu", List.of(((ActivationELU) activation).getAlpha()));
    }
    if (type == ActivationThresholdedReLU.class) {
      return new OnnxActivation(
          "ThresholdedRelu", List.of(((ActivationThresholdedReLU) activation).getTheta()));
    }
    if (type == ActivationHardSigmoid.class) { // min(1, max(0, 0.2 x + 0.5))
      return new OnnxActivation("HardSigmoid", List.of(.2, .5));
    }
    return null;
  }

  /** Whether it is max(0, x). */
  static boolean isPlain(ActivationReLU relu) {
    return relu.getMax() == null && isZero(relu.getThreshold()) && isZero(relu.getNegativeSlope());
  }

  private static boolean isZero(Double value) {
    return value == null || value == 0;
  }

  private static IllegalArgumentException refusal(Link link, IActivation activation, String where) {
    return new IllegalArgumentException(
        Words.capitalised(link.name())
            + " has activation "
            + activation
            + " ("
            + activation.getClass().getSimpleName()
            + "), which "
            + where
            + " doesn't have. Known: tanh, relu, sigmoid, identity, leakyrelu, elu, softsign,"
            + " softplus, hardsigmoid, thresholdedrelu; softmax and selu outside of recurrent"
            + " layers.");
  }
}
