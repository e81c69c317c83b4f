package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.Finite;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the layer demands of the arrays it is given. Messages name the layer, the values and what to
 * do.
 *
 * @param layer what identifies the layer for a person
 * @param nIn size of the input
 * @param nOut size of the state
 * @param format layout of the sequences
 */
record LayerChecks(String layer, long nIn, long nOut, RNNFormat format) {

  private static final int SHOWN = 3;

  void input(INDArray input) {
    MemoryGate.alive("Input", input);
    if (input.rank() != 3) {
      throw new IllegalArgumentException(
          "Input must be a sequence, "
              + layout("nIn")
              + ", but has shape "
              + shape(input)
              + ": reshape it, or set the network's input type to InputType.recurrent(nIn) "
              + layer
              + ".");
    }
    long size = input.size(TimeMajor.sizeDimension(format));
    if (size != nIn) {
      throw new IllegalArgumentException(
          "Input has size "
              + size
              + " but nIn is "
              + nIn
              + ": expected "
              + layout("nIn")
              + ", got shape "
              + shape(input)
              + otherLayoutHint(input)
              + " "
              + layer
              + ".");
    }
    if (input.length() == 0) {
      throw new IllegalArgumentException(
          "Input has no elements: its shape is " + shape(input) + " " + layer + ".");
    }
  }

  private String otherLayoutHint(INDArray input) {
    if (input.size(TimeMajor.timeDimension(format)) == nIn) {
      return "; the data may be in the other RNNFormat, see dataFormat(..)";
    }
    return format == RNNFormat.NWC
        ? "; note that DL4J's BackpropType.TruncatedBPTT cuts the last dimension whatever the"
            + " RNNFormat: use NCW or TruncatedBpttTrainer with it"
        : "";
  }

  void mask(INDArray mask, long minibatch, long steps) {
    if (mask == null) {
      return;
    }
    MemoryGate.alive("Mask", mask);
    if (mask.rank() != 2 || mask.size(0) != minibatch || mask.size(1) != steps) {
      throw new IllegalArgumentException(
          "Mask has shape "
              + shape(mask)
              + " but the input has "
              + minibatch
              + " examples of "
              + steps
              + " time steps: the mask must be ["
              + minibatch
              + ", "
              + steps
              + "] "
              + layer
              + ".");
    }
  }

  /** f' is known from h = m f(z) only while m is 0 or 1. */
  void zeroOrOne(INDArray timeMajorMask) {
    double[] values = Doubles.of(timeMajorMask);
    for (double value : values) {
      if (value != 0.0 && value != 1.0) {
        throw new IllegalArgumentException(
            "Mask has the value "
                + value
                + ": it must be 1 for a time step that is there and 0 for padding "
                + layer
                + ".");
      }
    }
  }

  void minibatch(INDArray entering, INDArray input) {
    if (entering.size(0) != input.size(0)) {
      throw new IllegalStateException(
          "Minibatch size changed from "
              + entering.size(0)
              + " to "
              + input.size(0)
              + " in the middle of a stream: call rnnClearPreviousState() before other sequences "
              + layer
              + ".");
    }
  }

  void error(INDArray epsilon, Tape pass) {
    MemoryGate.alive("The errors from above", epsilon);
    long[] expected =
        format == RNNFormat.NWC
            ? new long[] {pass.minibatch(), pass.steps(), nOut}
            : new long[] {pass.minibatch(), nOut, pass.steps()};
    if (!Arrays.equals(epsilon.shape(), expected)) {
      throw new IllegalArgumentException(
          "Errors from above have shape "
              + shape(epsilon)
              + ", the activations "
              + Arrays.toString(expected)
              + ": they must be equal "
              + layer
              + ".");
    }
  }

  void finiteInput(INDArray x) {
    if (Finite.all(x)) {
      return;
    }
    // [T, minibatch, nIn]
    double[] values = Doubles.of(x);
    long minibatch = x.size(1);
    StringBuilder where = new StringBuilder();
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i]) && ++count <= SHOWN) {
        where
            .append(count == 1 ? "" : "; ")
            .append(values[i])
            .append(" at example ")
            .append(i / nIn % minibatch)
            .append(", feature ")
            .append(i % nIn)
            .append(", time step ")
            .append(i / nIn / minibatch);
      }
    }
    throw new IllegalArgumentException(
        "Input has "
            + count
            + " NaN or infinite values: "
            + where
            + (count > SHOWN ? "; .." : "")
            + ". Mend the data, or the layer below if it computed them "
            + layer
            + ".");
  }

  /**
   * Windows, masks, clipping and activations may keep an error that isn't finite out of this
   * layer's gradient, while the layers above would apply it.
   */
  void finiteError(INDArray epsilon) {
    if (Finite.all(epsilon)) {
      return;
    }
    throw new IllegalStateException(
        "The errors from above have NaN or infinite values; this update was not made. Look for NaN"
            + " in the labels, lower the learning rate, or add GlobalNormClipping with"
            + " NonFinitePolicy.SKIP to leave out such updates "
            + layer
            + ".");
  }

  void finiteGradient(INDArray flattened) {
    if (Finite.all(flattened)) {
      return;
    }
    double[] values = Doubles.of(flattened);
    long count = Arrays.stream(values).filter(value -> !Double.isFinite(value)).count();
    throw new IllegalStateException(
        "The gradient has "
            + count
            + " NaN or infinite values of "
            + values.length
            + "; this update was not made. Look for NaN in the labels, lower the learning rate,"
            + " clip, or add GlobalNormClipping with NonFinitePolicy.SKIP to leave out such updates"
            + " "
            + layer
            + ".");
  }

  private String layout(String size) {
    return format == RNNFormat.NWC
        ? "[minibatch, time steps, " + size + "]"
        : "[minibatch, " + size + ", time steps]";
  }

  private static String shape(INDArray array) {
    return Arrays.toString(array.shape());
  }
}
