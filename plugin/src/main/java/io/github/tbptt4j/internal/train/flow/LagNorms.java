package io.github.tbptt4j.internal.train.flow;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How far some single losses reach back. With L_s the loss of one step s of one example, weighted
 * as the trainer counts it and not divided by anything, and h_t a recurrent layer's output at step
 * t of the same example:
 *
 * <pre>
 *   e_k = dL_s/dh_{s-k}     the total derivative: through the layers above at the same step, too
 *   C_k = the part of dL_s/dtheta that goes through the parameters used at step s-k
 * </pre>
 *
 * <p>A loss has lag k where step s-k is a real one of its sequence: not before the first step of
 * the chunk, and with no padding (feature mask 0) from there to s. Where a sequence has one loss,
 * padding within it is no step either, but the steps before it are: pooling sees them. Derivatives
 * are those of the network as it is used: no dropout, no weight noise, no clipping of errors. What
 * enters the first step is a constant.
 *
 * @param losses which losses; row i here is their row i
 * @param lags K, the largest lag asked
 * @param depths k2s for which gradients were measured, ascending, the last one K+1; or empty
 * @param layers the recurrent layers, the lowest first
 * @param multiplyAdds what it took
 */
public record LagNorms(
    LossRows losses, int lags, int[] depths, List<Layer> layers, long multiplyAdds) {

  /**
   * One recurrent layer. Means are over all losses of {@link #losses}, those without the lag
   * counted as zero.
   *
   * @param name as exceptions name it, such as {@code layer 0 ("rnn")}
   * @param norms ||e_k|| of each loss, [K+1][losses]; NaN where the loss doesn't have the lag
   * @param sums ||mean of e_0 + .. + e_k||, [K+1]
   * @param gradients ||g_k2||, where g_k2 = mean of C_0 + .. + C_{k2-1} with respect to the layer's
   *     parameters, one for each of {@link #depths}
   * @param rests ||g_{K+1} - g_k2|| for each of {@link #depths}; the last one is 0
   */
  public record Layer(
      String name, double[][] norms, double[] sums, double[] gradients, double[] rests) {}

  /** {@return the layers as one, whose state is the states of all side by side} */
  public Layer together() {
    if (layers.size() == 1) {
      return layers.get(0);
    }
    double[][] norms = new double[lags + 1][];
    for (int k = 0; k <= lags; k++) {
      int lag = k;
      norms[k] = together(layer -> layer.norms[lag]);
    }
    return new Layer(
        "all recurrent layers",
        norms,
        together(Layer::sums),
        together(Layer::gradients),
        together(Layer::rests));
  }

  /** The norm of what is side by side, element by element. */
  private double[] together(Function<Layer, double[]> parts) {
    double[] squares = new double[parts.apply(layers.get(0)).length];
    for (Layer layer : layers) {
      double[] part = parts.apply(layer);
      Arrays.setAll(squares, i -> squares[i] + part[i] * part[i]);
    }
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /**
   * The exception for a derivative that isn't finite.
   *
   * @param layer name of the layer
   * @param norm what was measured
   * @param lag where
   * @param losses the losses
   * @param row which of them
   * @return what to throw
   */
  public static NotFiniteException notFinite(
      String layer, double norm, int lag, LossRows losses, int row) {
    return new NotFiniteException(
        "The gradient at the output of "
            + layer
            + " is not finite at lag "
            + lag
            + " (norm "
            + norm
            + "), for the loss of example "
            + losses.examples()[row]
            + " at time step "
            + losses.steps()[row]
            + (lag == 0
                ? ": look at the network's parameters and the data."
                : ": it has grown beyond what the network's numbers hold. Ask for fewer lags than"
                    + " that, and look at the norms before it."));
  }
}
