package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.internal.train.flow.Decay;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How far gradients go back through one recurrent layer, or all of them together.
 *
 * <p>With L_s the loss of a single time step s and h_t the layer's output at step t of the same
 * example,
 *
 * <pre>
 *   phi(k)   = mean of ||dL_s/dh_{s-k}|| over all measured losses that have a step s-k
 *   beta     = the factor by which phi changes a step, where it has become geometric
 *   g_k2     = mean of dL_s/dtheta, as far as it goes through the last k2 steps
 * </pre>
 *
 * <p>dL/dh is the total derivative: through the layers above at the same step, too. theta are the
 * parameters of the layer. g_k2 is what truncated backpropagation with k1 = 1 computes: each loss
 * reaches back over exactly k2 steps.
 */
public final class LayerFlow {
  /** Steps that are as good as forever. */
  private static final double LONG = 1000;

  private final LagNorms norms;
  private final LagNorms.Layer layer;
  private final Decay decay;

  LayerFlow(LagNorms norms, LagNorms.Layer layer) {
    this.norms = norms;
    this.layer = layer;
    decay = Decay.of(layer.norms(), norms.losses().examples());
  }

  /** {@return which layer, such as {@code layer 0 ("rnn")}} */
  public String name() {
    return layer.name();
  }

  /** {@return the largest lag, K} */
  public int lags() {
    return norms.lags();
  }

  /**
   * The mean norm of the gradient some steps back.
   *
   * @param lag k, from 0 to K
   * @return phi(k)
   */
  public double phi(int lag) {
    return decay.phi()[requireLag(lag)];
  }

  /**
   * How different the losses are.
   *
   * @param lag k, from 0 to K
   * @return the standard deviation of the norm over the losses; 0 for a single loss
   */
  public double spread(int lag) {
    double mean = phi(lag);
    double squares = there(lag).map(norm -> (norm - mean) * (norm - mean)).sum();
    int count = count(lag);
    return count == 1 ? 0 : Math.sqrt(squares / (count - 1));
  }

  /**
   * How well phi is known, if the losses were independent. Those of neighbouring steps aren't
   * quite.
   *
   * @param lag k, from 0 to K
   * @return spread / sqrt(count)
   */
  public double standardError(int lag) {
    return spread(lag) / Math.sqrt(count(lag));
  }

  /**
   * How many losses have a step that far back.
   *
   * @param lag k, from 0 to K
   * @return the number of losses that phi is the mean of
   */
  public int count(int lag) {
    return (int) there(lag).count();
  }

  private DoubleStream there(int lag) {
    return Arrays.stream(layer.norms()[requireLag(lag)]).filter(norm -> !Double.isNaN(norm));
  }

  private int requireLag(int lag) {
    if (lag < 0 || lag > norms.lags()) {
      throw new IllegalArgumentException(
          "lag (" + lag + ") must be from 0 to " + norms.lags() + ", which was measured.");
    }
    return lag;
  }

  /**
   * The rate of decay: exp of the slope of log phi over the lags from {@link #tau} on, by least
   * squares. Lags at which less than e^-50 of the gradient is left don't enter. Fewer losses have
   * the larger lags; so the slope is that of the changes from lag to lag of the losses that have
   * both.
   *
   * @return below 1 gradients vanish, above 1 they explode; 0 where none is left at lag 1
   */
  public double beta() {
    return decay.beta();
  }

  /** {@return the lower end of beta's 95 % interval, see {@link #betaHigh}} */
  public double betaLow() {
    return decay.low();
  }

  /**
   * The upper end of beta's 95 % interval: the wider one of the fit's (how geometric the decay is)
   * and of the sample's (what other examples could give: jackknife, from 5 examples on).
   *
   * @return infinite where only two lags are there to fit
   */
  public double betaHigh() {
    return decay.high();
  }

  /** {@return the lag from which on the decay was fitted: half of the lags that tell something} */
  public int tau() {
    return decay.tau();
  }

  /** {@return steps in which the gradient shrinks by half; infinite where it doesn't shrink} */
  public double halfLife() {
    return decay.beta() >= 1 ? Double.POSITIVE_INFINITY : Math.log(.5) / Math.log(decay.beta());
  }

  /**
   * How large the gradient is that a truncation computes.
   *
   * @param k2 steps back, one of {@link GradientFlow#depths}
   * @return ||g_k2||
   */
  public double gradientNorm(int k2) {
    return layer.gradients()[depth(k2)];
  }

  /**
   * How wrong the gradient is that a truncation computes, measured.
   *
   * @param k2 steps back, one of {@link GradientFlow#depths}
   * @return ||g_k2 - g|| / ||g||, where g has all K+1 steps; NaN where g is zero
   */
  public double relativeBias(int k2) {
    double[] all = layer.gradients();
    return layer.rests()[depth(k2)] / all[all.length - 1];
  }

  private int depth(int k2) {
    int depth = Arrays.binarySearch(norms.depths(), k2);
    if (depth < 0) {
      throw new IllegalArgumentException(
          "k2 (" + k2 + ") must be one of " + Arrays.toString(norms.depths()) + ".");
    }
    return depth;
  }

  /**
   * What a truncation that keeps the lags 0 .. K (k1 = 1, k2 = K+1) loses at most of the gradient,
   * estimated, as Aicher, Foti and Fox (2019) do:
   *
   * <pre>
   *   E(K) = sum_{K &lt; k &lt; tau} phi(k) + phi(tau) / (1 - beta)     for K &lt; tau
   *        = phi(tau) beta^(K - tau) / (1 - beta)                 for K >= tau
   * </pre>
   *
   * <p>In units of phi: a bound of ||dh/dtheta|| makes it one of the gradient of the parameters.
   *
   * @param lag K, at least 0; beyond the measured ones, too
   * @return infinite where beta is 1 or more
   */
  public double aicherAbsoluteBias(int lag) {
    if (lag < 0) {
      throw new IllegalArgumentException("lag (" + lag + ") must be at least 0.");
    }
    return decay.absoluteBias(lag);
  }

  /**
   * The part of the gradient that a truncation which keeps the lags 0 .. K loses at most,
   * estimated: delta(K) = E(K) / (||g_K|| - E(K)).
   *
   * <p>E is in units of phi, dL/dh. So is ||g_K|| here: the norm of the mean over all losses of the
   * sum of dL_s/dh_{s-k} over k = 0 .. K. The constant M, by which a bound of ||dh/dtheta|| makes
   * gradients of parameters of both, cancels. (The authors' own program does the same. A bound M
   * beside a measured gradient of the parameters would make delta larger by how loose M is, some
   * sqrt(nOut), and tell nothing of the truncation.) What the truncation really does to the
   * parameters' gradient, {@link #relativeBias} measures.
   *
   * <p>delta is a bound and mostly a loose one. The more losses, the more of their gradients cancel
   * in ||g_K|| and the larger is delta, while E stays: compare measurements of as many losses only.
   *
   * @param lag K, from 0 to the largest measured
   * @return infinite where beta is 1 or more, or E(K) isn't below ||g_K||: no bound is known
   */
  public double aicherBias(int lag) {
    return decay.relativeBias(lag, layer.sums()[requireLag(lag)]);
  }

  /**
   * The norms for each time step and lag, averaged over the examples: what a heat map shows.
   *
   * @return [T][K+1], NaN where no loss was measured
   */
  public double[][] byStep() {
    double[][] means = new double[lastStep() + 1][];
    Arrays.setAll(means, this::ofStep);
    return means;
  }

  /**
   * The gradient of the last loss by time step: ||dL_T/dh_t||, where T is the last step that has a
   * measured loss, averaged over the examples that have it.
   *
   * @return at index t, up to T; NaN for t below T-K, and where the sequences have no such step
   */
  public double[] ofLastLoss() {
    int last = lastStep();
    double[] byLag = ofStep(last);
    double[] byStep = new double[last + 1];
    Arrays.setAll(byStep, t -> last - t <= norms.lags() ? byLag[last - t] : Double.NaN);
    return byStep;
  }

  private int lastStep() {
    return Arrays.stream(norms.losses().steps()).max().orElseThrow();
  }

  /** Means over the losses of a step, by lag. */
  private double[] ofStep(int step) {
    int[] rows =
        IntStream.range(0, norms.losses().count())
            .filter(row -> norms.losses().steps()[row] == step)
            .toArray();
    return Arrays.stream(layer.norms())
        .mapToDouble(
            ofLag ->
                Arrays.stream(rows)
                    .mapToDouble(row -> ofLag[row])
                    .filter(norm -> !Double.isNaN(norm))
                    .average()
                    .orElse(Double.NaN))
        .toArray();
  }

  /**
   * Whether gradients vanish or explode, with the numbers. They do where beta's interval is on one
   * side of 1, and the gradient halves or doubles within a thousand steps.
   *
   * @return one sentence
   */
  public String words() {
    String begin = Character.toUpperCase(name().charAt(0)) + name().substring(1) + ": ";
    if (decay.last() < 0) {
      return begin + "there is no gradient at all, the losses don't depend on this layer.";
    }
    if (decay.last() == 0) {
      return begin + "the gradient is gone after one step back.";
    }
    return begin + verdict() + " (a factor of " + of(beta()) + " a step, " + interval() + ").";
  }

  private String verdict() {
    int last = decay.last();
    double left = decay.left();
    double doubling = Math.log(2) / Math.log(beta());
    if (betaHigh() < 1 && halfLife() < LONG) {
      String begin = "the gradient vanishes, by half in " + of(halfLife()) + " steps";
      return left < 1
          ? begin + "; " + of(100 * left) + " % of it is left after " + last
          : begin + from() + "grows, and after " + last + " it is " + of(left) + " times as large";
    }
    if (betaLow() > 1 && doubling < LONG) {
      String begin = "the gradient explodes, it doubles in " + of(doubling) + " steps";
      return left > 1
          ? begin + "; after " + last + " it is " + of(left) + " times as large"
          : begin
              + from()
              + "shrinks, and after "
              + last
              + " "
              + of(100 * left)
              + " % of it is left";
    }
    boolean steady = betaLow() > Math.pow(.5, 1 / LONG) && betaHigh() < Math.pow(2, 1 / LONG);
    return steady
        ? "the gradient neither vanishes nor explodes"
        : "whether the gradient vanishes or explodes can't be told from these data";
  }

  /** Before tau it did more of the opposite. */
  private String from() {
    return " from " + tau() + " steps back on; before it ";
  }

  private String interval() {
    return Double.isInfinite(betaHigh())
        ? "from two lags, too few for an interval"
        : "95 % interval " + of(betaLow()) + " to " + of(betaHigh());
  }

  private static String of(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** {@return {@link #words}} */
  @Override
  public String toString() {
    return words();
  }
}
