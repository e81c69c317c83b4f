package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.TrainingPath;
import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.chain.ChainRules;
import io.github.tbptt4j.internal.train.update.DirectUpdate;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.optimize.stepfunctions.NegativeGradientStepFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The one place that chooses how a network's windows are run, and how its parameters are updated.
 *
 * @param pass forward and backward
 * @param update from the gradient to the parameters
 * @param choice what a person is told
 */
record WindowPath(WindowPass pass, ParameterUpdate update, TrainingPath choice) {

  /**
   * The path of a network.
   *
   * @param lambdas the factor of each layer's Omega, zero for none
   * @throws IllegalStateException if a path is forced that the network can't go
   */
  static WindowPath of(TrainableNetwork network, ToDoubleFunction<VanillaRnnImpl> lambdas) {
    String forced = System.getProperty(TrainingPath.PROPERTY);
    if (forced != null && !forced.equals("direct") && !forced.equals("dl4j")) {
      throw new IllegalStateException(
          TrainingPath.PROPERTY + " (" + forced + ") must be direct or dl4j.");
    }
    if ("dl4j".equals(forced)) {
      return dl4j(network, lambdas, TrainingPath.PROPERTY + " is dl4j");
    }
    ChainSearch search = network.chain();
    Optional<String> obstacle = ChainRules.obstacle(search);
    if (obstacle.isEmpty()) {
      return direct(network, lambdas, (ChainSearch.Chain) search);
    }
    if (forced != null) {
      throw new IllegalStateException(
          TrainingPath.PROPERTY
              + " is direct, but the network can't go the direct path: "
              + obstacle.get()
              + ". Remove the property.");
    }
    return dl4j(network, lambdas, obstacle.get());
  }

  private static WindowPath dl4j(
      TrainableNetwork network, ToDoubleFunction<VanillaRnnImpl> lambdas, String why) {
    return new WindowPath(
        new Dl4jPass(network, lambdas), new Dl4jUpdate(network), new TrainingPath(false, why));
  }

  private static WindowPath direct(
      TrainableNetwork network, ToDoubleFunction<VanillaRnnImpl> lambdas, ChainSearch.Chain chain) {
    ChainPass pass = new ChainPass(network, chain.links(), lambdas);
    INDArray parameters = network.model().params();
    BaseMultiLayerUpdater<?> updater = ParameterSnapshot.updater(network.model());
    boolean descends =
        network.baseOptimizer().getStepFunction().getClass() == NegativeGradientStepFunction.class;
    Optional<String> obstacle =
        descends
            ? DirectUpdate.obstacle(updater, parameters, network.layers())
            : Optional.of("the optimizer has a step function of its own");
    if (obstacle.isPresent()) {
      return new WindowPath(
          pass,
          new Dl4jUpdate(network),
          new TrainingPath(true, "a chain; DL4J's updater, because " + obstacle.get()));
    }
    return new WindowPath(
        pass,
        new ChainUpdate(network, new DirectUpdate(updater, parameters)),
        new TrainingPath(true, "a chain"));
  }

  /** Whether the network still is what the path was chosen for. */
  boolean isCurrent() {
    return (!(pass instanceof ChainPass direct) || direct.isCurrent())
        && (!(update instanceof ChainUpdate chain) || chain.isCurrent());
  }
}
