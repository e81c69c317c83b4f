package io.github.tbptt4j.internal.train;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's own update.
 *
 * @param network the network
 */
record Dl4jUpdate(TrainableNetwork network) implements ParameterUpdate {
  @Override
  public void apply(double factor, int examples, int iteration, int epoch) {
    Model model = network.model();
    NetworkGradient.of(model, 1).scale(factor);
    Gradient gradient = model.gradient();
    ParameterSnapshot.updater(model)
        .update(gradient, iteration, epoch, examples, LayerWorkspaceMgr.noWorkspaces());
    keepFrozenParameters();
    INDArray flat = gradient.gradient();
    network.baseOptimizer().getStepFunction().step(model.params(), flat.reshape(flat.length()));
  }

  // DL4J's updater applies penalties to the parameters of a FrozenLayerWithBackprop too, which then
  // move.
  private void keepFrozenParameters() {
    for (Layer layer : network.layers()) {
      if (layer instanceof FrozenLayerWithBackprop && layer.getGradientsViewArray() != null) {
        layer.getGradientsViewArray().assign(0);
      }
    }
  }
}
