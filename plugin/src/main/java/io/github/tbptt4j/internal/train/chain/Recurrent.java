package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.PassMemory.Use;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.layer.VanillaRnnParams;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A VanillaRnn layer: h_t = f(x_t W + h_{t-1} RW + b), entered with a stored state. */
final class Recurrent implements Stage {
  private final RnnWeights weights;
  private final RnnKernel kernel;
  private final int indices; // of a step; 0 where the input is numbers
  private final boolean keepsPreActivation;
  private final double errorClip;
  private final double lambda; // the factor of Omega; zero for none
  private final Map<String, INDArray> gradients;
  private final DataType type;
  private final PassMemory memory = new PassMemory();
  private INDArray entering; // [B, nOut]; null for zero
  private double[] carry; // factors of errors between steps; null for ones
  private Tape tape;
  private double omega; // of the last backward pass, summed over the minibatch

  Recurrent(VanillaRnnImpl layer, Map<String, INDArray> gradients, double lambda) {
    weights = weights(layer);
    type = weights.w().dataType();
    kernel = Kernels.choose(type, weights.activation());
    indices = layer.indicesPerStep();
    keepsPreActivation = StepActivation.of(weights.activation()).needsPreActivation();
    errorClip = layer.errorClip();
    this.gradients = gradients;
    this.lambda = lambda;
  }

  static RnnWeights weights(VanillaRnnImpl layer) {
    return new RnnWeights(
        layer.getParam(VanillaRnnParams.WEIGHT_KEY),
        layer.getParam(VanillaRnnParams.RECURRENT_WEIGHT_KEY),
        layer.getParam(VanillaRnnParams.BIAS_KEY),
        layer.layerConf().getActivationFn());
  }

  /** The layer as a kernel of whole windows takes it. */
  WindowLayers.Recurrent ofWindow() {
    return new WindowLayers.Recurrent(weights, gradients(null), errorClip);
  }

  boolean isRegularized() {
    return lambda > 0;
  }

  double omega() {
    return omega;
  }

  long size() {
    return weights.nOut();
  }

  int indicesPerStep() {
    return indices;
  }

  private RnnGradients gradients(INDArray ofInput) {
    return new RnnGradients(
        gradients.get(VanillaRnnParams.WEIGHT_KEY),
        gradients.get(VanillaRnnParams.RECURRENT_WEIGHT_KEY),
        gradients.get(VanillaRnnParams.BIAS_KEY),
        ofInput);
  }

  /** Sets the state that enters the next window, [B, nOut]; null for zero. */
  void enter(INDArray state) {
    entering = state;
  }

  /** Sets what errors are multiplied by that come back to each step but the last; null for ones. */
  void carry(double[] factors) {
    carry = factors;
  }

  /** A copy of the state after the last forward pass, [B, nOut]. */
  INDArray leaving() {
    return tape.lastState().dup('c');
  }

  @Override
  public INDArray forward(INDArray x, INDArray mask, Moment step) {
    long steps = x.size(0);
    long examples = x.size(1);
    long nOut = weights.nOut();
    INDArray from = entering == null ? Nd4j.zeros(type, examples, nOut) : entering;
    INDArray h = memory.array(Use.STATE, type, steps, examples, nOut);
    INDArray z =
        keepsPreActivation ? memory.array(Use.PRE_ACTIVATION, type, steps, examples, nOut) : null;
    tape = new Tape(memory, 0, x, indices, from, h, z, mask);
    kernel.forward(weights, tape, true);
    return h;
  }

  @Override
  public INDArray backward(INDArray error, boolean wantsInput) {
    int steps = tape.totalSteps();
    int first = steps - Math.toIntExact(error.size(0));
    // Without anybody below, the steps that no error enters directly are history to the kernel.
    int history = wantsInput ? 0 : first;
    INDArray entire = wantsInput ? withZerosBefore(error, first) : error;
    INDArray dx =
        wantsInput ? memory.array(Use.INPUT, type, steps, tape.minibatch(), weights.nIn()) : null;
    Tape pass =
        new Tape(
            memory,
            history,
            tape.input(),
            indices,
            tape.entering(),
            tape.state(),
            tape.preActivation(),
            tape.mask());
    List<Window> window = List.of(new Window(0, first, steps, carry));
    RnnGradients written = gradients(dx);
    if (isRegularized()) {
      omega = kernel.backward(weights, pass, entire, window, errorClip, lambda, written);
    } else {
      kernel.backward(weights, pass, entire, window, errorClip, written);
    }
    return dx;
  }

  private INDArray withZerosBefore(INDArray error, int first) {
    if (first == 0) {
      return error;
    }
    INDArray entire =
        memory.array(Use.ERROR, type, tape.totalSteps(), tape.minibatch(), weights.nOut());
    Tape.steps(entire, 0, first).assign(0);
    Rows.from(entire, first).assign(error);
    return entire;
  }
}
