package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import io.github.tbptt4j.internal.train.checkpoint.ConfigurationDifference;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in a checkpoint: its configuration to compare with, and all that training changes.
 *
 * @param configuration in DL4J's JSON
 * @param parameters of all layers
 * @param updaterState DL4J's; null where no updater has any
 * @param iteration updates so far
 * @param epoch epochs so far
 * @param layerCounts iterations and epochs that the layers know of, the one after the other: DL4J
 *     tells them late, and schedules of dropout go by it
 * @param score of the last window
 */
record NetworkSnapshot(
    String configuration,
    INDArray parameters,
    INDArray updaterState,
    int iteration,
    int epoch,
    long[] layerCounts,
    double score) {

  /** What a network is now; the arrays are its own. */
  static NetworkSnapshot of(TrainableNetwork network) {
    Model model = network.model();
    return new NetworkSnapshot(
        model instanceof MultiLayerNetwork layers
            ? layers.getLayerWiseConfigurations().toJson()
            : ((ComputationGraph) model).getConfiguration().toJson(),
        model.params(),
        ParameterSnapshot.updater(model).getStateViewArray(),
        BaseOptimizer.getIterationCount(model),
        BaseOptimizer.getEpochCount(model),
        Arrays.stream(network.layers())
            .flatMapToLong(
                layer ->
                    Arrays.stream(new long[] {layer.getIterationCount(), layer.getEpochCount()}))
            .toArray(),
        network.score());
  }

  void write(CheckpointWriter out) throws IOException {
    out.text(configuration);
    out.array(parameters);
    out.array(updaterState);
    out.integer(iteration);
    out.integer(epoch);
    out.numbers(layerCounts);
    out.real(score);
  }

  static NetworkSnapshot read(CheckpointReader in) throws IOException {
    return new NetworkSnapshot(
        in.text(), in.array(), in.array(), in.integer(), in.integer(), in.numbers(), in.real());
  }

  /** What tells the network that this is of from another; empty where nothing does. */
  Optional<String> differenceTo(NetworkSnapshot other) {
    Optional<String> difference =
        ConfigurationDifference.between(configuration, other.configuration);
    return difference.isPresent()
        ? difference
        : difference("parameters", parameters, other.parameters)
            .or(() -> difference("updater state", updaterState, other.updaterState));
  }

  private static Optional<String> difference(String name, INDArray there, INDArray here) {
    String itsForm = form(there);
    return itsForm.equals(form(here))
        ? Optional.empty()
        : Optional.of(
            "the "
                + name
                + ": "
                + itsForm
                + " in the checkpoint, "
                + form(here)
                + " in the network");
  }

  private static String form(INDArray array) {
    return array == null ? "none" : array.length() + " of type " + array.dataType();
  }

  /** Makes a network what this one was, in its own arrays. */
  void restore(TrainableNetwork network) {
    Model model = network.model();
    model.params().assign(parameters);
    if (updaterState != null) {
      ParameterSnapshot.updater(model).getStateViewArray().assign(updaterState);
    }
    BaseOptimizer.incrementIterationCount(
        model, iteration - BaseOptimizer.getIterationCount(model));
    if (model instanceof MultiLayerNetwork layers) {
      layers.setEpochCount(epoch);
    } else {
      ((ComputationGraph) model).getConfiguration().setEpochCount(epoch);
    }
    Layer[] layers = network.layers();
    for (int i = 0; i < layers.length; i++) {
      layers[i].setIterationCount((int) layerCounts[2 * i]);
      layers[i].setEpochCount((int) layerCounts[2 * i + 1]);
    }
    network.score(score);
  }
}
