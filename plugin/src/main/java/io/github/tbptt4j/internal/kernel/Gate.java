package io.github.tbptt4j.internal.kernel;

import static io.github.tbptt4j.internal.nativemem.MemoryGate.bias;
import static io.github.tbptt4j.internal.nativemem.MemoryGate.floating;
import static io.github.tbptt4j.internal.nativemem.MemoryGate.layout;
import static io.github.tbptt4j.internal.nativemem.MemoryGate.matrix;
import static io.github.tbptt4j.internal.nativemem.MemoryGate.of;
import static io.github.tbptt4j.internal.nativemem.MemoryGate.require;
import static io.github.tbptt4j.internal.nativemem.MemoryGate.rows;
import static io.github.tbptt4j.internal.nativemem.MemoryGate.shape;

import io.github.tbptt4j.internal.nativemem.Layout;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The one gate before a kernel: says what a valid pass is. Whatever a kernel will read or write is
 * looked at here, once a pass and before anything is written: rank, shape, data type, order, and
 * whether the memory is there.
 *
 * <p>With T steps (history included), S of them in the segment, B sequences side by side, n the
 * size of the state and D that of the input:
 *
 * <pre>
 *   weights    W [D, n]   RW [n, n]   b [1, n] or [n]                  in any order
 *   tape       x [T, B, D], or indices [T, B, m] below D
 *              h_entering [B, n]   h, z [T, B, n]   mask [T, B]        in c order
 *   backward   error [S, B, n]   dx [S, B, D]                          in c order
 *              dW, dRW, db as W, RW, b                                 in any order
 *              windows within the T steps, errors within the S
 *   output     x, dx [rows, D] in c order, p [rows, n] in f order, as many targets as rows
 * </pre>
 *
 * <p>Layers and the trainer check what users give them, with words for users, before they come
 * here; what is refused here is a state that somebody changed, memory that is gone, or our own
 * mistake.
 */
public final class Gate {
  private Gate() {}

  /** Lets a forward pass through. */
  static void forward(RnnWeights weights, Tape tape) {
    weights(weights);
    tape(weights, tape);
  }

  /** Lets a backward pass through. */
  static void backward(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      RnnGradients gradients) {
    weights(weights);
    tape(weights, tape);
    DataType type = weights.w().dataType();
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    rows("The error from above", error, type, tape.steps(), tape.minibatch(), nOut);
    windows(windows, tape);
    if (!(errorClip > 0)) {
      throw new IllegalArgumentException("errorClip (" + errorClip + ") must be positive.");
    }
    gradients(gradients, type, nIn, nOut);
    if (gradients.input() != null) {
      rows(
          "The gradient of the input",
          gradients.input(),
          type,
          tape.steps(),
          tape.minibatch(),
          nIn);
    }
  }

  /** Lets the factor of Omega through. */
  static void lambda(double lambda) {
    if (!(lambda >= 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException(
          "lambda (" + lambda + ") must be finite and not negative.");
    }
  }

  private static void gradients(RnnGradients gradients, DataType type, int nIn, int nOut) {
    matrix("The gradient of W", gradients.w(), type, nIn, nOut);
    matrix("The gradient of RW", gradients.rw(), type, nOut, nOut);
    bias("The gradient of b", gradients.b(), type, nOut);
  }

  /** Lets the forward pass of an output layer through. */
  static void probabilities(OutputWeights weights, INDArray x, INDArray p) {
    output(weights, x);
    shape("Probabilities", p, weights.w().dataType(), x.size(0), weights.nOut());
    require(
        Layout.isDense(p, 'f'), () -> "Probabilities must be in f order, but have " + layout(p));
  }

  /** Lets the losses of an output layer through. */
  static void losses(OutputWeights weights, INDArray x, Targets targets) {
    output(weights, x);
    require(
        targets.rows() == x.size(0),
        () -> "There are " + targets.rows() + " targets for " + x.size(0) + " rows of input.");
    nOut(weights, targets);
  }

  /** Lets losses and gradients of an output layer through. */
  static void gradients(
      OutputWeights weights, INDArray x, Targets targets, OutputGradients gradients) {
    losses(weights, x, targets);
    DataType type = weights.w().dataType();
    matrix("The gradient of W", gradients.w(), type, weights.nIn(), weights.nOut());
    biasIfAny("The gradient of b", weights.b(), gradients.b(), type, weights.nOut());
    rows("The gradient of the input", gradients.x(), type, x.size(0), weights.nIn());
  }

  /** Lets a window of a chain through. */
  static void window(WindowLayers layers, WindowKernel.Window window) {
    require(
        window.x() != null && window.x().rank() == 3,
        () -> "The input must be [steps, minibatch, nIn], but is " + of(window.x()));
    long steps = window.x().size(0);
    long examples = window.x().size(1);
    DataType type = floating("W", layers.output().w());
    int nIn = layers.recurrent().get(0).weights().nIn();
    rows("The input", window.x(), type, steps, examples, layers.indexed() ? layers.indices() : nIn);
    if (window.mask() != null) {
      rows("The mask", window.mask(), type, steps, examples);
    }
    require(
        window.entering().size() == layers.recurrent().size(),
        () -> "There are " + window.entering().size() + " states for the recurrent layers.");
    int below = nIn;
    for (int i = 0; i < layers.recurrent().size(); i++) {
      WindowLayers.Recurrent layer = layers.recurrent().get(i);
      weights(layer.weights());
      int n = layer.weights().nOut();
      matrix("W", layer.weights().w(), type, below, n);
      INDArray entering = window.entering().get(i);
      if (entering != null) {
        rows("The entering state", entering, type, examples, n);
      }
      gradients(layer.gradients(), type, below, n);
      require(
          layer.errorClip() > 0, () -> "errorClip (" + layer.errorClip() + ") must be positive.");
      below = n;
    }
    output(layers.output());
    matrix("W of the output", layers.output().w(), type, below, layers.output().nOut());
    matrix("The gradient of W", layers.dw(), type, below, layers.output().nOut());
    biasIfAny("The gradient of b", layers.output().b(), layers.db(), type, layers.output().nOut());
    carry(window.carry(), window.steps());
    Targets targets = window.targets();
    require(
        targets.rows() % examples == 0 && targets.rows() <= steps * examples,
        () -> "There are " + targets.rows() + " targets for " + of(window.x()));
    nOut(layers.output(), targets);
  }

  private static void output(OutputWeights weights) {
    DataType type = floating("W", weights.w());
    matrix("W", weights.w(), type, weights.w().size(0), weights.w().size(1));
    biasIfAny("b", weights.b(), weights.b(), type, weights.nOut());
  }

  private static void nOut(OutputWeights weights, Targets targets) {
    require(
        targets.nOut() == weights.nOut(),
        () -> "Targets have " + targets.nOut() + " classes, nOut is " + weights.nOut() + ".");
  }

  private static void output(OutputWeights weights, INDArray x) {
    output(weights);
    DataType type = weights.w().dataType();
    require(x != null && x.rank() == 2, () -> "The input must be [rows, nIn], but is " + of(x));
    rows("The input", x, type, x.size(0), weights.nIn());
  }

  /**
   * Lets weights through that single steps will copy.
   *
   * @param w input weights, [nIn, nOut]
   * @param rw recurrent weights, [nOut, nOut], or null for none
   * @param b nOut numbers, or null for none
   */
  public static void step(INDArray w, INDArray rw, INDArray b) {
    DataType type = floating("W", w);
    long n = w.size(1);
    matrix("W", w, type, w.size(0), n);
    if (rw != null) {
      matrix("RW", rw, type, n, n);
    }
    if (b != null) {
      bias("b", b, type, n);
    }
  }

  private static void weights(RnnWeights weights) {
    DataType type = floating("W", weights.w());
    long nOut = weights.w().size(1);
    matrix("W", weights.w(), type, weights.w().size(0), nOut);
    matrix("RW", weights.rw(), type, nOut, nOut);
    bias("b", weights.b(), type, nOut);
  }

  private static void tape(RnnWeights weights, Tape tape) {
    DataType type = weights.w().dataType();
    int nOut = weights.nOut();
    require(
        tape.entering() != null && tape.entering().rank() == 2,
        () -> "The entering state must be [minibatch, nOut], but is " + of(tape.entering()));
    require(
        tape.state() != null && tape.state().rank() == 3,
        () -> "The states must be [steps, minibatch, nOut], but are " + of(tape.state()));
    long steps = tape.state().size(0);
    long minibatch = tape.entering().size(0);
    require(
        tape.history() >= 0 && tape.history() < steps,
        () -> "The history (" + tape.history() + ") must be at least 0 and below " + steps + ".");
    rows("The entering state", tape.entering(), type, minibatch, nOut);
    rows("The states", tape.state(), type, steps, minibatch, nOut);
    int size = tape.indexed() ? tape.indices() : weights.nIn();
    rows("The input", tape.input(), type, steps, minibatch, size);
    if (tape.preActivation() != null) {
      rows("The pre-activations", tape.preActivation(), type, steps, minibatch, nOut);
    }
    require(
        tape.preActivation() != null
            || !StepActivation.of(weights.activation()).needsPreActivation(),
        () -> "Activation " + weights.activation() + " needs pre-activations, which are null.");
    if (tape.mask() != null) {
      rows("The mask", tape.mask(), type, steps, minibatch);
    }
    if (tape.indexed()) {
      tape.rowsOfW(weights.nIn());
    }
  }

  /** Also those of the history, which a user may have set, must be rows of W. */
  static int symbol(float value, int row, int minibatch, int nIn) {
    int symbol = (int) value;
    if (symbol != value || symbol < 0 || symbol >= nIn) {
      throw new IllegalArgumentException(
          "The symbol of example "
              + row % minibatch
              + ", step "
              + row / minibatch
              + " is "
              + value
              + ": indices are whole numbers from 0 to nIn - 1 ("
              + (nIn - 1)
              + ").");
    }
    return symbol;
  }

  /** One of several a step, of which some may be none. */
  static int symbol(float value, int i, int minibatch, int perStep, int nIn) {
    int symbol = (int) value;
    if (symbol != value || symbol < Symbols.NONE || symbol >= nIn) {
      int row = i / perStep;
      throw new IllegalArgumentException(
          "The symbol of example "
              + row % minibatch
              + ", step "
              + row / minibatch
              + ", slot "
              + i % perStep
              + " is "
              + value
              + ": indices are whole numbers from 0 to nIn - 1 ("
              + (nIn - 1)
              + "), or -1 for none.");
    }
    return symbol;
  }

  private static void windows(List<Window> windows, Tape tape) {
    for (Window window : windows) {
      require(
          window.start() >= 0
              && window.start() < window.end()
              && window.end() <= tape.totalSteps()
              && window.firstError() >= tape.history(),
          () ->
              window
                  + " must lie within the "
                  + tape.totalSteps()
                  + " steps of the tape, and own steps from "
                  + tape.history()
                  + " on.");
      carry(window.carry(), window.length());
    }
  }

  private static void carry(double[] carry, int steps) {
    if (carry == null) {
      return;
    }
    require(
        carry.length == steps - 1,
        () -> "There are " + carry.length + " factors of errors for " + steps + " steps.");
    for (double factor : carry) {
      require(
          factor > 0 && Float.isFinite((float) factor),
          () -> "A factor of errors is " + factor + ": it must be positive and finite.");
    }
  }

  private static void biasIfAny(
      String name, Optional<INDArray> expected, Optional<INDArray> b, DataType type, long n) {
    require(
        b.isPresent() == expected.isPresent(),
        () ->
            name
                + " must be there just where the layer has a bias, but is "
                + (b.isPresent() ? "there." : "missing."));
    b.ifPresent(array -> bias(name, array, type, n));
  }
}
