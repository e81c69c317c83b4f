package io.github.tbptt4j;

import java.io.Serializable;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/**
 * Keeps the error from vanishing on its way back through time: lambda Omega is added to the loss,
 * where, with z_t the pre-activation and E the loss that a backward pass is of,
 *
 * <pre>
 *   Omega = sum_t ( ||dE/dz_{t+1} dz_{t+1}/dz_t|| / ||dE/dz_{t+1}|| - 1 )^2
 *   dz_{t+1}/dz_t = RW^T diag(f'(z_t))
 * </pre>
 *
 * <p>for each example, summed over the steps of each backward pass (a window's own, of k2 steps at
 * most; in {@code fit}, windows that add up to full BPTT are one pass) and averaged over the
 * minibatch as DL4J averages losses. Its gradient is that of the paper: with respect to RW alone,
 * and of what depends on RW at once; errors and states are constants. So it costs about as much as
 * a second backward pass through RW, not a second derivative; and layers are run one by one where
 * the trainer would run them in one go.
 *
 * <p>An example counts at step t+1 where an error arrives there and step t is no padding. The state
 * that enters a window is a constant and has no term.
 *
 * <p>lambda: .1 to 1 for sequences of 50 to 100 steps with one loss at their end, where clipping
 * alone learns nothing; what is best falls with the number of steps that Omega is summed over. The
 * authors' code differs from the equation: it takes the ratio of squared norms, of dE/dh and not
 * dE/dz, and the mean over all steps and examples at which the squared norm is at least 1e-20 (the
 * others have no term). Near ratios of 1, its alpha, 2 by default, acts like a lambda of 4 alpha /
 * T here.
 *
 * <p>It isn't part of {@code score()}: it is no function of the parameters alone. {@link
 * FitReport#vanishingPenalty()} tells it. It is part of the gradient whose norm is clipped, as in
 * the paper, where it goes together with clipping: errors that are kept from vanishing may explode.
 *
 * <p>When not to use it: where the answer is in the last few steps, it keeps errors alive that
 * aren't needed.
 *
 * <p>Source: Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural
 * networks", section 3.3; its code: github.com/pascanur/trainingRNNs.
 *
 * @param lambda the factor of Omega; positive and finite
 * @serial exclude
 */
public record VanishingRegularizer(double lambda) implements Serializable {

  /**
   * Checks the factor.
   *
   * @param lambda the factor of Omega
   * @throws IllegalArgumentException if it isn't positive and finite
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public VanishingRegularizer {
    if (!(lambda > 0.0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException(
          "lambda ("
              + lambda
              + ") of the vanishing regularizer must be positive and finite; leave it out for"
              + " none.");
    }
  }

  /** {@return the factor of Omega} */
  @Override
  @JsonValue // not on the component: Jackson would find it twice
  public double lambda() {
    return lambda;
  }
}
