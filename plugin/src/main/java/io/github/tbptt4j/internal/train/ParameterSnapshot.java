package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.nativemem.Floats;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Parameters and updater state of a network at one moment, to go back to. */
public final class ParameterSnapshot {
  private final INDArray parameters;
  private final INDArray updaterState;

  private ParameterSnapshot(INDArray parameters, INDArray updaterState) {
    this.parameters = parameters;
    this.updaterState = updaterState;
  }

  /**
   * Copies what an update changes.
   *
   * @param model a MultiLayerNetwork or ComputationGraph
   * @return the copy
   */
  public static ParameterSnapshot of(Model model) {
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray state = updaterState(model);
      return new ParameterSnapshot(model.params().dup(), state == null ? null : state.dup());
    }
  }

  /**
   * Copies what an update changes, into this copy's memory where it fits.
   *
   * @param model a network
   * @return the copy
   */
  public ParameterSnapshot renewed(Model model) {
    INDArray state = updaterState(model);
    if (!isLike(parameters, model.params()) || !isLike(updaterState, state)) {
      return of(model);
    }
    copy(model.params(), parameters);
    copy(state, updaterState);
    return this;
  }

  private static boolean isLike(INDArray held, INDArray now) {
    return held == null || now == null
        ? held == now
        : held.dataType() == now.dataType() && held.length() == now.length();
  }

  private static void copy(INDArray from, INDArray to) {
    if (to != null) {
      Floats.copy(from, to);
    }
  }

  /**
   * Puts parameters and updater state back.
   *
   * @param model the network of which this is a copy
   */
  public void restore(Model model) {
    copy(parameters, model.params());
    copy(updaterState, updaterState(model));
  }

  private static INDArray updaterState(Model model) {
    return updater(model).getStateViewArray();
  }

  static BaseMultiLayerUpdater<?> updater(Model model) {
    return model instanceof MultiLayerNetwork network
        ? (BaseMultiLayerUpdater<?>) network.getUpdater(true)
        : ((ComputationGraph) model).getUpdater(true);
  }
}
