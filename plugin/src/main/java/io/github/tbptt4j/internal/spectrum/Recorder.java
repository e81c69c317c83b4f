package io.github.tbptt4j.internal.spectrum;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Keeps what a layer reads: DL4J's networks clear it at the end of a forward pass. */
final class Recorder extends BaseWrapperLayer {
  private INDArray input;
  private INDArray mask; // [minibatch, T]; null for none

  Recorder(Layer layer) {
    super(layer);
  }

  INDArray recordedInput() {
    return input;
  }

  INDArray recordedMask() {
    return mask;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray out = underlying.activate(training, workspaceMgr);
    Layer inner = Recurrences.inner(underlying);
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      input = inner.input().dup('c');
      mask = inner.getMaskArray() == null ? null : inner.getMaskArray().dup('c');
    }
    return out;
  }

  @Override
  public INDArray activate(INDArray in, boolean training, LayerWorkspaceMgr workspaceMgr) {
    underlying.setInput(in, workspaceMgr);
    return activate(training, workspaceMgr);
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
