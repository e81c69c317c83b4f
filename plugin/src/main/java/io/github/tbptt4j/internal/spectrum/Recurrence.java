package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.layer.VanillaRnnParams;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.Finite;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer h_t = f(x_t W + h_{t-1} RW + b) in a network; one direction of it in Bidirectional.
 *
 * @param name what a person calls it, such as {@code layer 0 ("rnn")}
 * @param index the layer of the network that it is, or is in
 * @param conf its configuration, a SimpleRnn's as a VanillaRnn's
 * @param holder the layer that has its parameters
 * @param direction which one of Bidirectional's
 */
public record Recurrence(
    String name, int index, VanillaRnn conf, Layer holder, Direction direction) {

  /** Which way a layer goes through time. */
  public enum Direction {
    /** As layers do. */
    ONLY(""),
    /** Bidirectional's first one. */
    FORWARD("f"),
    /** Bidirectional's second one, from the end to the beginning. */
    BACKWARD("b");

    private final String prefix; // of the keys of its parameters

    Direction(String prefix) {
      this.prefix = prefix;
    }
  }

  /** {@return n} */
  public int units() {
    return Math.toIntExact(conf.getNOut());
  }

  /** {@return f} */
  public IActivation activation() {
    // Where DL4J passes over what a wrapper wraps, nobody has set it: tanh, as the layer has it.
    return conf.getActivationFn() == null ? new ActivationTanH() : conf.getActivationFn();
  }

  /** {@return RW, [n, n] in c order} */
  public double[] recurrentWeights() {
    return Doubles.of(param(VanillaRnnParams.RECURRENT_WEIGHT_KEY));
  }

  /** {@return copies of all weights, DOUBLE} */
  RnnWeights weights() {
    return new RnnWeights(
        param(VanillaRnnParams.WEIGHT_KEY).castTo(DataType.DOUBLE),
        param(VanillaRnnParams.RECURRENT_WEIGHT_KEY).castTo(DataType.DOUBLE),
        param(VanillaRnnParams.BIAS_KEY).castTo(DataType.DOUBLE),
        activation());
  }

  private INDArray param(String key) {
    INDArray values = holder.getParam(direction.prefix + key);
    if (!Finite.all(values)) {
      throw new IllegalStateException(
          "The parameters "
              + key
              + " of "
              + name
              + " have values that are NaN or infinite, of which nothing can be said: go back to"
              + " the parameters of an earlier update.");
    }
    return values;
  }
}
