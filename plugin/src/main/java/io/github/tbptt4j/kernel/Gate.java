package io.github.tbptt4j.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The one gate before raw memory: says what a valid pass is. A pointer knows neither shape nor end,
 * so whatever a kernel will read or write is looked at here, once a pass and before anything is
 * written: rank, shape, data type, order, and whether the memory is there.
 *
 * <p>With T steps (history included), S of them in the segment, B sequences side by side, n the
 * size of the state and D that of the input:
 *
 * <pre>
 *   weights    W [D, n]   RW [n, n]   b [1, n] or [n]                  in any order
 *   tape       x [T, B, D], or indices [T, B, 1] below D
 *              h_entering [B, n]   h, z [T, B, n]   mask [T, B]        in c order
 *   backward   error [S, B, n]   dx [S, B, D]                          in c order
 *              dW, dRW, db as W, RW, b                                 in any order
 *              windows within the T steps, errors within the S
 *   output     x, dx [rows, D] in c order, p [rows, n] in f order, as many targets as rows
 * </pre>
 *
 * <p>Layers and the trainer check what users give them, with words for users, before they come
 * here; what is refused here is a state that somebody changed, memory that is gone, or our own
 * mistake. What is no kernel and reads memory all the same asks {@link #alive}.
 */
public final class Gate {
  private static final String ADVICE =
      ". Give arrays of these shapes, or clear the carried states (rnnClearPreviousState).";

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
    matrix("The gradient of W", gradients.w(), type, nIn, nOut);
    matrix("The gradient of RW", gradients.rw(), type, nOut, nOut);
    bias("The gradient of b", gradients.b(), type, nOut);
    if (gradients.input() == null) {
      require(tape.indexed(), "The gradient of the input is null, but the input is no indices.");
    } else {
      rows(
          "The gradient of the input",
          gradients.input(),
          type,
          tape.steps(),
          tape.minibatch(),
          nIn);
    }
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
    require(
        targets.nOut() == weights.nOut(),
        () -> "Targets have " + targets.nOut() + " classes, nOut is " + weights.nOut() + ".");
  }

  /** Lets losses and gradients of an output layer through. */
  static void gradients(
      OutputWeights weights, INDArray x, Targets targets, OutputGradients gradients) {
    losses(weights, x, targets);
    DataType type = weights.w().dataType();
    matrix("The gradient of W", gradients.w(), type, weights.nIn(), weights.nOut());
    bias("The gradient of b", weights.b(), gradients.b(), type, weights.nOut());
    rows("The gradient of the input", gradients.x(), type, x.size(0), weights.nIn());
  }

  private static void output(OutputWeights weights, INDArray x) {
    DataType type = floating("W", weights.w());
    matrix("W", weights.w(), type, weights.w().size(0), weights.w().size(1));
    bias("b", weights.b(), weights.b(), type, weights.nOut());
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
  static void step(INDArray w, INDArray rw, INDArray b) {
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
    rows("The input", tape.input(), type, steps, minibatch, tape.indexed() ? 1 : weights.nIn());
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
      tape.symbols(weights.nIn());
    }
  }

  /** Lets a copy of sequences, [T, minibatch, size], through. */
  static void copy(INDArray from, INDArray to) {
    require(
        from.rank() == 3 && Arrays.equals(from.shape(), to.shape()),
        () -> "Sequences of shape " + of(from) + " don't fit into " + of(to) + ".");
    alive("what is copied", from);
    alive("what is copied to", to);
    require(
        Layout.isDense(to, 'c'),
        () -> "What is copied to must be in c order, but has " + layout(to));
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
    }
  }

  private static DataType floating(String name, INDArray array) {
    require(
        array != null && array.rank() == 2 && array.dataType().isFPType(),
        () -> name + " must be a matrix of floating-point numbers, but is " + of(array));
    return array.dataType();
  }

  private static void bias(
      String name, Optional<INDArray> expected, Optional<INDArray> b, DataType type, long n) {
    require(
        b.isPresent() == expected.isPresent(),
        () ->
            name
                + " must be there just where the layer has a bias, but is "
                + (b.isPresent() ? "there." : "missing."));
    b.ifPresent(array -> bias(name, array, type, n));
  }

  private static void bias(String name, INDArray array, DataType type, long n) {
    if (array != null && array.rank() == 1) {
      shape(name, array, type, n);
    } else {
      shape(name, array, type, 1, n);
    }
  }

  private static void matrix(String name, INDArray array, DataType type, long rows, long columns) {
    shape(name, array, type, rows, columns);
  }

  /** Rows that lie one after the other. */
  private static void rows(String name, INDArray array, DataType type, long... shape) {
    shape(name, array, type, shape);
    require(
        Layout.isDense(array, 'c'), () -> name + " must be in c order, but has " + layout(array));
  }

  private static void shape(String name, INDArray array, DataType type, long... shape) {
    require(array != null, () -> name + " is null, but must be " + Arrays.toString(shape) + ADVICE);
    require(
        array.dataType() == type && Arrays.equals(array.shape(), shape),
        () ->
            name
                + " must be "
                + type
                + " "
                + Arrays.toString(shape)
                + ", but is "
                + of(array)
                + ADVICE);
    alive(name, array);
  }

  /**
   * Lets an array through whose memory is there: neither closed, nor of a workspace that is gone,
   * and all its elements within its buffer.
   *
   * @param name what to call it in messages
   * @param array any array
   * @throws IllegalArgumentException if reading it would read something else
   */
  public static void alive(String name, INDArray array) {
    if (array.isEmpty()) {
      return;
    }
    require(
        !array.wasClosed(),
        () -> "The memory of " + named(name, array) + " was closed: keep it open, or give a copy.");
    DataBuffer data = array.data();
    if (array.isAttached()) {
      MemoryWorkspace workspace = data.getParentWorkspace();
      require(
          workspace == null
              || workspace.getWorkspaceType() == MemoryWorkspace.Type.CIRCULAR
              || (workspace.isScopeActive()
                  && workspace.getGenerationId() == data.getGenerationId()),
          () ->
              "The memory of "
                  + named(name, array)
                  + " is of the workspace \""
                  + workspace.getId()
                  + "\", which was closed or used anew: detach() it there.");
    }
    long end = data.offset() + Layout.span(array);
    require(
        end <= data.underlyingLength(),
        () ->
            "The memory of "
                + named(name, array)
                + " ends at element "
                + end
                + " of a buffer that has "
                + data.underlyingLength()
                + ": give a copy (dup()).");
  }

  private static String named(String name, INDArray array) {
    boolean isWord = name.length() > 1 && Character.isLowerCase(name.charAt(1));
    String inside = isWord ? Character.toLowerCase(name.charAt(0)) + name.substring(1) : name;
    return inside + ", " + Arrays.toString(array.shape()) + ",";
  }

  private static String of(INDArray array) {
    return array == null ? "null" : array.dataType() + " " + Arrays.toString(array.shape());
  }

  private static String layout(INDArray array) {
    return "shape "
        + Arrays.toString(array.shape())
        + ", strides "
        + Arrays.toString(array.stride())
        + ".";
  }

  private interface Message {
    String text();
  }

  private static void require(boolean valid, String message) {
    require(valid, () -> message);
  }

  private static void require(boolean valid, Message message) {
    if (!valid) {
      throw new IllegalArgumentException(message.text());
    }
  }
}
