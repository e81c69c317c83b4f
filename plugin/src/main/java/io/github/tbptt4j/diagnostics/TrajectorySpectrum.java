package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.internal.nativemem.Lapack;
import io.github.tbptt4j.internal.spectrum.Lyapunov;
import io.github.tbptt4j.internal.spectrum.Products;
import java.util.List;
import java.util.Locale;

/**
 * What a layer's Jacobians do to errors along data. With M_t = RW diag(f'(z_t)), dL/dh_{t-1} = M_t
 * dL/dh_t for columns:
 *
 * <pre>
 *   lambda_i = exponents of M_1 M_2 .. M_T, per step     (Lyapunov; the largest first)
 *   P_k      = mean of M_{s-k+1} .. M_s over steps s and examples
 *   gain(k)  = sqrt(mean ||M_{s-k+1} .. M_s||_F^2 / n)
 * </pre>
 */
public final class TrajectorySpectrum {
  /** Steps that are as good as forever. */
  private static final double LONG = 1000;

  private final Lyapunov lyapunov;
  private final Products products;
  private final List<double[]> singularValues;
  private final double[] spectralRadii;

  TrajectorySpectrum(int units, Lyapunov lyapunov, Products products) {
    this.lyapunov = lyapunov;
    this.products = products;
    singularValues =
        products.means().stream().map(mean -> Lapack.singularValues(mean, units)).toList();
    spectralRadii =
        products.means().stream()
            .mapToDouble(mean -> LayerSpectrum.Eigenvalue.of(mean, units).get(0).modulus())
            .toArray();
  }

  /** {@return examples that the exponents are the mean over} */
  public int examples() {
    return lyapunov.examples();
  }

  /** {@return steps that the exponents are the mean over, without those of the warm-up} */
  public long transitions() {
    return lyapunov.transitions();
  }

  /**
   * The Lyapunov exponents: n of them, or the largest ones of a large layer. exp of one is the
   * factor by which a direction is stretched a step, in the mean over the steps. The sum of all n
   * is the mean of log |det M_t|.
   *
   * @return the largest first; minus infinity for directions that are lost, as by units of ReLU
   *     that are off
   */
  public double[] lyapunovExponents() {
    return lyapunov.exponents().clone();
  }

  /** {@return the largest exponent: below 0 errors vanish in the long run, above 0 they explode} */
  public double largestExponent() {
    return lyapunov.exponents()[0];
  }

  /**
   * Steps in which an error shrinks to 1/e, by the largest exponent.
   *
   * @return infinite where it doesn't shrink
   */
  public double eFoldingSteps() {
    return largestExponent() < 0 ? -1 / largestExponent() : Double.POSITIVE_INFINITY;
  }

  /**
   * Steps in which an error shrinks by half, by the largest exponent.
   *
   * @return infinite where it doesn't shrink
   */
  public double halfLife() {
    return Math.log(2) * eFoldingSteps();
  }

  /** {@return the largest lag, K} */
  public int lags() {
    return spectralRadii.length;
  }

  /** {@return how many products the means are over} */
  public int products() {
    return products.count();
  }

  /**
   * The singular values of the mean product P_k.
   *
   * @param lag k, from 1 to K
   * @return the largest first
   */
  public double[] singularValues(int lag) {
    return singularValues.get(requireLag(lag)).clone();
  }

  /**
   * The spectral radius of the mean product P_k.
   *
   * @param lag k, from 1 to K
   * @return the largest modulus of its eigenvalues
   */
  public double spectralRadius(int lag) {
    return spectralRadii[requireLag(lag)];
  }

  /**
   * What is left of an error of random direction after some steps back, root of the mean square. In
   * the mean product errors of different signs cancel; here they don't.
   *
   * @param lag k, from 1 to K
   * @return the factor
   */
  public double gain(int lag) {
    return products.gains()[requireLag(lag)];
  }

  private int requireLag(int lag) {
    if (lag < 1 || lag > lags()) {
      throw new IllegalArgumentException(
          "lag (" + lag + ") must be from 1 to " + lags() + ", which was measured.");
    }
    return lag - 1;
  }

  /** {@return what the numbers say, one sentence} */
  public String words() {
    double largest = largestExponent();
    String along =
        String.format(
            Locale.ROOT,
            "Along %d steps of %d example%s ",
            transitions(),
            examples(),
            examples() == 1 ? "" : "s");
    if (largest == Double.NEGATIVE_INFINITY) {
      return along
          + "errors vanish entirely: at some step none gets through in any direction, as where all"
          + " units of ReLU are off.";
    }
    String begin =
        along
            + String.format(Locale.ROOT, "its largest Lyapunov exponent is %.4g a step: ", largest);
    if (Math.abs(largest) < 1 / LONG) {
      return begin + "errors neither vanish nor explode.";
    }
    return begin
        + (largest < 0
            ? String.format(
                Locale.ROOT,
                "errors vanish, by half in %.3g steps and to 1/e in %.3g.",
                halfLife(),
                eFoldingSteps())
            : String.format(
                Locale.ROOT, "errors explode, they double in %.3g steps.", Math.log(2) / largest));
  }

  /** {@return {@link #words}} */
  @Override
  public String toString() {
    return words();
  }
}
