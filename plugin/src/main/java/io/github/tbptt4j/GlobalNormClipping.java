package io.github.tbptt4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Clips the norm of the gradient over all parameters of the network (skeleton). */
public final class GlobalNormClipping extends BaseTrainingListener {
  private final double threshold;

  private GlobalNormClipping(double threshold) {
    this.threshold = threshold;
  }

  /**
   * Clips at a threshold.
   *
   * @param threshold largest norm left as it is
   * @return the listener
   */
  public static GlobalNormClipping of(double threshold) {
    return new GlobalNormClipping(threshold);
  }

  /**
   * Sets what happens to gradients that are not finite.
   *
   * @param policy FAIL by default
   * @return this listener
   */
  public GlobalNormClipping nonFinite(NonFinitePolicy policy) {
    return this;
  }

  /** {@return the threshold} */
  public double threshold() {
    return threshold;
  }

  /** {@return updates seen} */
  public long updates() {
    return 0;
  }

  /** {@return updates whose gradient was scaled down} */
  public long clippedUpdates() {
    return 0;
  }

  /** {@return updates that were not applied because their gradient was not finite} */
  public long skippedUpdates() {
    return 0;
  }

  /** {@return norm of the last gradient before clipping} */
  public double lastNorm() {
    return Double.NaN;
  }

  /** {@return the last norms, oldest first, at most 10,000} */
  public double[] normHistory() {
    return new double[0];
  }

  @Override
  public void onGradientCalculation(Model model) {
    throw new UnsupportedOperationException("not there yet");
  }
}
