package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.GlobalNormClipping;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;

/**
 * What DL4J's optimiser does between a backward pass and the next one, with clipping and the choice
 * not to apply a gradient: listeners, updater, step, listeners, counts, constraints.
 */
public final class UpdateStep {
  private final TrainableNetwork network;
  private final double threshold;
  private final boolean failsOnNonFinite;
  private ParameterSnapshot before; // its memory is used again by each call

  record Outcome(double norm, boolean clipped) {}

  /** What an update changes, as it was. */
  interface Checkpoint {
    void restore();
  }

  /**
   * Updates of a network.
   *
   * @param network the network
   * @param threshold largest norm of the mean gradient left as it is; infinite for no clipping
   * @param failsOnNonFinite whether a gradient that isn't finite fails, or is skipped
   */
  public UpdateStep(TrainableNetwork network, double threshold, boolean failsOnNonFinite) {
    this.network = network;
    this.threshold = threshold;
    this.failsOnNonFinite = failsOnNonFinite;
  }

  /**
   * Checks that nothing else clips the gradient.
   *
   * @throws IllegalStateException naming what does
   */
  void requireNoOtherClipping() {
    if (Double.isInfinite(threshold)) {
      return;
    }
    ClippingRules.requireNoOtherClipping(network.model());
    if (network.listeners().stream().anyMatch(GlobalNormClipping.class::isInstance)) {
      throw new IllegalStateException(
          "The network has a GlobalNormClipping listener, and the trainer has clipGlobalNorm: one"
              + " clipping at a time. Remove one of them.");
    }
  }

  Checkpoint checkpoint() {
    Model model = network.model();
    ParameterSnapshot parameters =
        before == null ? ParameterSnapshot.of(model) : before.renewed(model);
    before = parameters;
    int iteration = BaseOptimizer.getIterationCount(model);
    return () -> {
      parameters.restore(model);
      BaseOptimizer.incrementIterationCount(
          model, iteration - BaseOptimizer.getIterationCount(model));
    };
  }

  Outcome apply(int examples, ParameterUpdate parameters) {
    Model model = network.model();
    if (network.baseOptimizer().getGradientsAccumulator() != null) {
      throw new IllegalStateException(
          "The network has a GradientsAccumulator, which shares updates between workers: the"
              + " trainer applies its own. Remove it with setGradientsAccumulator(null).");
    }
    List<TrainingListener> listeners = network.listeners();
    for (TrainingListener listener : listeners) {
      listener.onGradientCalculation(model);
    }
    int iteration = BaseOptimizer.getIterationCount(model);
    int epoch = BaseOptimizer.getEpochCount(model);
    NetworkGradient mean = NetworkGradient.of(model, network.isMiniBatch() ? examples : 1);
    double norm = mean.norm();
    boolean clipped = false;
    if (Double.isFinite(norm)) {
      clipped = norm >= threshold;
      parameters.apply(clipped ? threshold / norm : 1, examples, iteration, epoch);
    } else if (failsOnNonFinite) {
      throw new IllegalStateException(mean.describeNonFinite(iteration));
    }
    for (TrainingListener listener : listeners) {
      listener.iterationDone(model, iteration, epoch);
    }
    BaseOptimizer.incrementIterationCount(model, 1);
    BaseOptimizer.applyConstraints(model);
    return new Outcome(norm, clipped);
  }
}
