package io.github.tbptt4j;

import io.github.tbptt4j.internal.train.ByNetwork;
import io.github.tbptt4j.internal.train.ClippingRules;
import io.github.tbptt4j.internal.train.NetworkGradient;
import io.github.tbptt4j.internal.train.ParameterSnapshot;
import java.io.Serializable;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;

/**
 * Clips the norm of the gradient over all parameters of a network: where {@code ||g|| >=
 * threshold}, {@code g <- threshold g / ||g||}.
 *
 * <p>A listener for DL4J's own {@code fit}: {@code
 * network.addListeners(GlobalNormClipping.of(1.0))}. {@link TruncatedBpttTrainer} has {@code
 * clipGlobalNorm} for the same. For MultiLayerNetwork and ComputationGraph.
 *
 * <p>The threshold is in terms of the gradient averaged over the minibatch, so it means the same
 * for every minibatch size. DL4J sums the gradient over time steps and over examples, hands that
 * sum to listeners, and divides it by the number of examples (never by the number of time steps) in
 * the updater, where the configuration has {@code miniBatch(true)}, the default. So longer
 * sequences have larger gradients. L1 and L2 penalties are added by the updater afterwards and are
 * not clipped. Running statistics of batch normalisation are no gradients and are left alone.
 *
 * <p>A good threshold lies between half and ten times the average norm, see {@link #normHistory()}.
 *
 * <p>Several networks may share one listener, in several threads too (each network in one thread at
 * a time): the statistics are then those of all of them, and complete.
 *
 * <p>One clipping at a time: a network whose layers have {@code gradientNormalization} is refused.
 *
 * <p>Source: Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural
 * networks".
 */
public final class GlobalNormClipping extends BaseTrainingListener implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int HISTORY = 10_000;

  /** Largest norm left as it is. */
  private final double threshold;

  /** What happens to gradients that are not finite. */
  private final NonFinitePolicy policy;

  /** Norms and counts so far; missing from what version 0.1 serialised, under another name. */
  private final NormStatistics norms;

  /** What a network was before the update that is to be skipped, until that update is done. */
  private final transient ByNetwork<ParameterSnapshot> beforeSkippedUpdate = new ByNetwork<>();

  private GlobalNormClipping(double threshold, NonFinitePolicy policy, NormStatistics norms) {
    this.threshold = ClippingRules.requireThreshold(threshold);
    this.policy = Objects.requireNonNull(policy, "policy must not be null: FAIL or SKIP.");
    this.norms = norms;
  }

  /**
   * Clips at a threshold and fails on gradients that are not finite.
   *
   * @param threshold largest norm left as it is, positive and finite
   * @return the listener
   * @throws IllegalArgumentException if the threshold isn't positive and finite
   */
  public static GlobalNormClipping of(double threshold) {
    return new GlobalNormClipping(threshold, NonFinitePolicy.FAIL, new NormStatistics(HISTORY));
  }

  /**
   * The same clipping, with empty statistics, and a choice what happens to gradients that are not
   * finite.
   *
   * @param policy {@link NonFinitePolicy#FAIL} throws; {@link NonFinitePolicy#SKIP} leaves
   *     parameters and updater state exactly as they are and counts
   * @return another listener
   */
  public GlobalNormClipping nonFinite(NonFinitePolicy policy) {
    return new GlobalNormClipping(threshold, policy, new NormStatistics(HISTORY));
  }

  /**
   * Java's serialisation doesn't call the constructor.
   *
   * @return what it makes of the fields
   */
  private Object readResolve() {
    return new GlobalNormClipping(
        threshold, policy, norms == null ? new NormStatistics(HISTORY) : norms);
  }

  /** {@return the largest norm left as it is} */
  public double threshold() {
    return threshold;
  }

  /** {@return gradients seen, those skipped included} */
  public long updates() {
    return norms.updates();
  }

  /** {@return updates whose gradient was scaled down} */
  public long clippedUpdates() {
    return norms.clipped();
  }

  /** {@return updates that were not applied because their gradient was not finite} */
  public long skippedUpdates() {
    return norms.skipped();
  }

  /** {@return norm of the last gradient before clipping; NaN before the first} */
  public double lastNorm() {
    return norms.last();
  }

  /** {@return the norms before clipping of the last updates, oldest first, at most 10,000} */
  public double[] normHistory() {
    return norms.history();
  }

  /** {@return whether updates with gradients that are not finite are left out, not failed on} */
  public boolean skipsNonFinite() {
    return policy == NonFinitePolicy.SKIP;
  }

  @Override
  public void onGradientCalculation(Model model) {
    beforeSkippedUpdate.remove(model); // of an update that failed
    ClippingRules.requireNoOtherClipping(model);
    NetworkGradient gradient = NetworkGradient.of(model);
    double norm = gradient.norm();
    if (Double.isFinite(norm)) {
      norms.add(norm, gradient.clip(norm, threshold));
      return;
    }
    if (policy == NonFinitePolicy.FAIL) {
      throw new IllegalStateException(
          gradient.describeNonFinite(BaseOptimizer.getIterationCount(model)));
    }
    // The updater runs whatever a listener does, and moves parameters even on a zero gradient
    // (momentum, penalties): let it, and put back what it changed.
    norms.add(norm, false);
    beforeSkippedUpdate.put(model, ParameterSnapshot.of(model));
    gradient.zero();
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    beforeSkippedUpdate.remove(model).ifPresent(before -> before.restore(model));
  }
}
