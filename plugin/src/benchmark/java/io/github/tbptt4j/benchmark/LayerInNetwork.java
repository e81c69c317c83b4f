package io.github.tbptt4j.benchmark;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer as a network calls it in {@code fit}: the same calls in the same kinds of workspaces, but
 * nothing of other layers.
 */
final class LayerInNetwork {
  private final Layer layer;
  private final INDArray x;
  private final INDArray error;
  private final LayerWorkspaceMgr workspaces = workspaces();

  LayerInNetwork(Case one, Family family) {
    CaseData data = CaseData.of(one);
    MultiLayerNetwork network = family.layerAlone(one, data);
    network.initGradientsView();
    layer = network.getLayer(0);
    x = TimeMajorArrays.toDl4j(data.x(), one.steps(), one.minibatch(), one.nIn());
    error = TimeMajorArrays.toDl4j(data.error(), one.steps(), one.minibatch(), one.nOut());
  }

  /** Both passes; arrays are valid until the consumer returns. */
  void forwardAndBackward(BiConsumer<INDArray, Pair<Gradient, INDArray>> seen) {
    try (MemoryWorkspace activations = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      INDArray h = activate();
      backpropGradient(gradients -> seen.accept(h, gradients));
    }
    layer.clear();
  }

  /** The forward pass alone. */
  void forward() {
    try (MemoryWorkspace activations = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      activate();
    }
  }

  private INDArray activate() {
    try (MemoryWorkspace working = workspaces.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
      return layer.activate(x, true, workspaces);
    }
  }

  /** The backward pass alone, after a forward pass. */
  void backward(Consumer<Pair<Gradient, INDArray>> seen) {
    // SimpleRnn repeats its forward pass.
    try (MemoryWorkspace activations = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      backpropGradient(seen);
    }
  }

  private void backpropGradient(Consumer<Pair<Gradient, INDArray>> seen) {
    try (MemoryWorkspace errors = workspaces.notifyScopeEntered(ArrayType.ACTIVATION_GRAD);
        MemoryWorkspace working = workspaces.notifyScopeEntered(ArrayType.BP_WORKING_MEM)) {
      seen.accept(layer.backpropGradient(error, workspaces));
    }
  }

  /** As MultiLayerNetwork lays them out. */
  private static LayerWorkspaceMgr workspaces() {
    WorkspaceConfiguration activations = configuration(LearningPolicy.FIRST_LOOP);
    WorkspaceConfiguration working = configuration(LearningPolicy.OVER_TIME);
    WorkspaceConfiguration loop = configuration(LearningPolicy.FIRST_LOOP);
    return LayerWorkspaceMgr.builder()
        .with(ArrayType.INPUT, "WS_ACTIVATIONS", activations)
        .with(ArrayType.ACTIVATIONS, "WS_ACTIVATIONS", activations)
        .with(ArrayType.ACTIVATION_GRAD, "WS_ERRORS", activations)
        .with(ArrayType.FF_WORKING_MEM, "WS_WORKING", working)
        .with(ArrayType.BP_WORKING_MEM, "WS_WORKING", working)
        .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, "WS_LOOP", loop)
        .with(ArrayType.RNN_BP_LOOP_WORKING_MEM, "WS_LOOP", loop)
        .build();
  }

  private static WorkspaceConfiguration configuration(LearningPolicy learning) {
    return WorkspaceConfiguration.builder()
        .initialSize(0)
        .overallocationLimit(0.02)
        .policyLearning(learning)
        .policyAllocation(AllocationPolicy.OVERALLOCATE)
        .policyReset(ResetPolicy.BLOCK_LEFT)
        .policySpill(SpillPolicy.REALLOCATE)
        .build();
  }
}
