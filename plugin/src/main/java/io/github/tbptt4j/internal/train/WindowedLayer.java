package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.cell.ErrorFlow;
import io.github.tbptt4j.internal.train.cell.ExactRnn;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A recurrent layer as it runs in a window: its forward pass begins with the state that entered the
 * window, and its backward pass belongs to that forward pass.
 */
final class WindowedLayer extends BaseWrapperLayer {
  private final RecurrentLayer recurrent;
  private final ErrorFlow flow;
  private Map<String, INDArray> entering = Map.of();
  private Map<String, INDArray> leaving = Map.of();
  private boolean inference;
  private boolean ran;

  /**
   * A layer for one window.
   *
   * @param layer VanillaRnn's runs itself, by the kernels, unless somebody wants to see errors
   * @param number which recurrent layer of the network it is
   * @param flow what is done with errors
   */
  WindowedLayer(Layer layer, int number, ErrorFlow flow) {
    super(
        layer instanceof VanillaRnnImpl && flow.observer() == null
            ? layer
            : new ExactRnn((BaseRecurrentLayer<?>) layer, number, flow));
    this.recurrent = (RecurrentLayer) underlying;
    this.flow = flow;
  }

  void enter(Map<String, INDArray> state) {
    recurrent.rnnSetTBPTTState(state); // never written into: no copies needed
    entering = state;
  }

  /** The state after the last forward pass. */
  Map<String, INDArray> leaving() {
    return leaving;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return activate(underlying.input(), training, workspaceMgr);
  }

  @Override
  public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (ran) {
      throw new IllegalStateException(
          "A listener has run the network forward in the middle of a window, between its forward"
              + " and its backward pass: do that in iterationDone.");
    }
    ran = true;
    inference = !training;
    INDArray out = recurrent.rnnActivateUsingStoredState(input, training, true, workspaceMgr);
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Map<String, INDArray> states = new HashMap<>();
      recurrent.rnnGetTBPTTState().forEach((key, state) -> states.put(key, state.dup()));
      leaving = states;
    }
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    if (inference && underlying instanceof VanillaRnnImpl) {
      // FrozenLayerWithBackprop runs forward as inference, of which the layer keeps nothing.
      recurrent.rnnSetTBPTTState(entering);
      recurrent.rnnActivateUsingStoredState(
          underlying.input(), true, false, LayerWorkspaceMgr.noWorkspaces());
    }
    return underlying.backpropGradient(epsilon, workspaceMgr);
  }

  // Lombok's equals and hashCode of the wrapper would compare whole layers: identity is meant.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
