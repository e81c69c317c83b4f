package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.chain.ChainSearch;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A MultiLayerNetwork for the trainer. */
public final class MultiLayerAdapter extends TrainableNetwork {
  private final MultiLayerNetwork network;

  /**
   * Adapts a network.
   *
   * @param network the network
   */
  public MultiLayerAdapter(MultiLayerNetwork network) {
    this.network = network;
  }

  @Override
  public Model model() {
    return network;
  }

  @Override
  TrainableNetwork copy() {
    MultiLayerNetwork copy = new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
    copy.init(network.params().dup(), false);
    return new MultiLayerAdapter(copy);
  }

  @Override
  Layer[] layers() {
    return network.getLayers();
  }

  @Override
  String layerName(int index) {
    String name = layers()[index].conf().getLayer().getLayerName();
    return "Layer " + index + (name == null ? "" : " (\"" + name + "\")");
  }

  @Override
  void replaceLayer(int index, Layer layer) {
    network.getLayers()[index] = layer; // DL4J returns its own array
  }

  @Override
  Layer[] outputLayers() {
    return new Layer[] {network.getOutputLayer()};
  }

  @Override
  int inputs() {
    return 1;
  }

  @Override
  List<Layer> layersAtInput(int input) {
    return List.of(network.getLayer(0));
  }

  @Override
  SizeRules.Size[] sizesAtOutputs(SizeRules.Size[] inputs) {
    SizeRules.Size size = inputs[0];
    SizeRules.Size entering = size;
    for (int i = 0; i < layers().length; i++) {
      entering = size;
      size = SizeRules.through("l" + layerName(i).substring(1), layers()[i], preProcessor(i), size);
    }
    return new SizeRules.Size[] {entering};
  }

  @Override
  BackpropType backpropType() {
    return network.getLayerWiseConfigurations().getBackpropType();
  }

  @Override
  void backpropType(BackpropType type) {
    network.getLayerWiseConfigurations().setBackpropType(type);
  }

  @Override
  ConvexOptimizer optimizer() {
    network.getUpdater(true);
    return network.getOptimizer();
  }

  @Override
  public List<TrainingListener> listeners() {
    return List.copyOf(network.getListeners());
  }

  @Override
  public void incrementEpochCount() {
    network.incrementEpochCount();
  }

  @Override
  void setArrays(Chunk chunk) {
    network.setInput(chunk.features()[0]);
    network.setLabels(chunk.labels()[0]);
  }

  @Override
  void setMasks(INDArray[] featureMasks, INDArray[] labelMasks) {
    network.setLayerMaskArrays(
        featureMasks == null ? null : featureMasks[0], labelMasks == null ? null : labelMasks[0]);
  }

  @Override
  void clearMasks() {
    network.clearLayerMaskArrays();
  }

  @Override
  void computeGradientAndScore() {
    network.computeGradientAndScore();
  }

  @Override
  void feedForward(Chunk chunk) {
    // Layer by layer, because feedForwardToLayer refuses to run in a workspace of the user's.
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    network.setLayerMaskArrays(chunk.featureMasks()[0], null);
    INDArray activations = chunk.features()[0];
    for (int i = 0; i < network.getnLayers() - 1; i++) {
      InputPreProcessor preProcessor = preProcessor(i);
      if (preProcessor != null) {
        activations = preProcessor.preProcess(activations, chunk.examples(), workspaces);
      }
      activations = network.getLayer(i).activate(activations, true, workspaces);
    }
  }

  private InputPreProcessor preProcessor(int layer) {
    return network.getLayerWiseConfigurations().getInputPreProcess(layer);
  }

  @Override
  double score() {
    return network.score();
  }

  @Override
  void score(double score) {
    network.setScore(score);
  }

  @Override
  double regularization() {
    return network.calcRegularizationScore(true);
  }

  @Override
  void clearLayerStates() {
    network.clearLayersStates();
  }

  @Override
  INDArray gradientView() {
    if (network.getFlattenedGradients() == null) {
      network.initGradientsView();
    }
    return network.getFlattenedGradients();
  }

  @Override
  void setGradient(Gradient gradient) {
    network.setGradient(gradient);
  }

  @Override
  ChainSearch chain() {
    return ChainSearch.in(network);
  }

  @Override
  void forwardDone(List<INDArray> activations) {
    for (TrainingListener listener : listeners()) {
      listener.onForwardPass(network, activations);
    }
  }

  @Override
  void requireKnownVertices() {
    if (network.getnLayers() < 2) {
      throw new IllegalStateException(
          "The network has "
              + network.getnLayers()
              + " layer: it needs a recurrent one and an output layer.");
    }
  }

  @Override
  boolean hasLastStepVertex() {
    return false;
  }

  @Override
  void requireVerticesKeepExamples(String otherwise) {}

  @Override
  public void lastEtlTime(long millis) {
    network.setLastEtlTime(millis);
  }
}
