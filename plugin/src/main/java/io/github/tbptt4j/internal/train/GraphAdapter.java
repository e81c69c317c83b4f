package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.chain.ChainSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ComputationGraph for the trainer. */
public final class GraphAdapter extends TrainableNetwork {
  private final ComputationGraph graph;

  /**
   * Adapts a graph.
   *
   * @param graph the graph
   */
  public GraphAdapter(ComputationGraph graph) {
    this.graph = graph;
  }

  @Override
  public Model model() {
    return graph;
  }

  @Override
  TrainableNetwork copy() {
    ComputationGraph copy = new ComputationGraph(graph.getConfiguration().clone());
    copy.init(graph.params().dup(), false);
    return new GraphAdapter(copy);
  }

  @Override
  Layer[] layers() {
    return graph.getLayers();
  }

  @Override
  String layerName(int index) {
    return "Layer \"" + layers()[index].conf().getLayer().getLayerName() + "\"";
  }

  @Override
  void replaceLayer(int index, Layer layer) {
    Layer current = graph.getLayers()[index];
    for (GraphVertex vertex : graph.getVertices()) {
      if (vertex instanceof LayerVertex layerVertex && layerVertex.getLayer() == current) {
        layerVertex.setLayer(layer);
      }
    }
    graph.getLayers()[index] = layer; // DL4J returns its own array
  }

  @Override
  Layer[] outputLayers() {
    List<String> names = graph.getConfiguration().getNetworkOutputs();
    Layer[] outputs = new Layer[names.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = graph.getVertex(names.get(i)).getLayer();
    }
    return outputs;
  }

  @Override
  int inputs() {
    return graph.getNumInputArrays();
  }

  @Override
  List<Layer> layersAtInput(int input) {
    return Arrays.stream(graph.getVertices())
        .filter(vertex -> vertex.hasLayer() && inputs(vertex).contains(input))
        .map(GraphVertex::getLayer)
        .toList();
  }

  @Override
  SizeRules.Size[] sizesAtOutputs(SizeRules.Size[] inputs) {
    GraphVertex[] vertices = graph.getVertices();
    SizeRules.Size[] entering = new SizeRules.Size[vertices.length]; // of layers
    SizeRules.Size[] leaving = new SizeRules.Size[vertices.length];
    Arrays.fill(entering, SizeRules.Size.UNKNOWN);
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = vertices[index];
      String name = vertex.getVertexName();
      SizeRules.Size[] in =
          inputs(vertex).stream().map(from -> leaving[from]).toArray(SizeRules.Size[]::new);
      if (vertex.isInputVertex()) {
        leaving[index] = inputs[index];
      } else if (vertex instanceof LayerVertex layer) {
        entering[index] = in[0];
        leaving[index] =
            SizeRules.through(
                "layer \"" + name + "\"", layer.getLayer(), layer.getLayerPreProcessor(), in[0]);
      } else {
        leaving[index] = SizeRules.through("vertex \"" + name + "\"", vertexConf(name), in);
      }
    }
    return graph.getConfiguration().getNetworkOutputs().stream()
        .map(output -> entering[graph.getVertex(output).getVertexIndex()])
        .toArray(SizeRules.Size[]::new);
  }

  private static List<Integer> inputs(GraphVertex vertex) {
    VertexIndices[] inputs = vertex.getInputVertices();
    return inputs == null
        ? List.of()
        : Arrays.stream(inputs).map(VertexIndices::getVertexIndex).toList();
  }

  @Override
  BackpropType backpropType() {
    return graph.getConfiguration().getBackpropType();
  }

  @Override
  void backpropType(BackpropType type) {
    graph.getConfiguration().setBackpropType(type);
  }

  @Override
  ConvexOptimizer optimizer() {
    graph.getUpdater(true);
    return graph.getOptimizer();
  }

  @Override
  public List<TrainingListener> listeners() {
    return List.copyOf(graph.getListeners());
  }

  @Override
  public void incrementEpochCount() {
    graph.incrementEpochCount();
  }

  @Override
  void setArrays(Chunk chunk) {
    graph.setInputs(chunk.features());
    graph.setLabels(chunk.labels());
  }

  @Override
  void setMasks(INDArray[] featureMasks, INDArray[] labelMasks) {
    graph.setLayerMaskArrays(featureMasks, labelMasks);
  }

  @Override
  void clearMasks() {
    graph.clearLayerMaskArrays();
  }

  @Override
  void computeGradientAndScore() {
    graph.computeGradientAndScore();
  }

  @Override
  void feedForward(Chunk chunk) {
    graph.setInputs(chunk.features());
    graph.setLayerMaskArrays(chunk.hasFeatureMask() ? chunk.featureMasks() : null, null);
    graph.feedForward(true, true, false);
  }

  @Override
  double score() {
    return graph.score();
  }

  @Override
  void score(double score) {
    graph.setScore(score);
  }

  @Override
  double regularization() {
    return graph.calcRegularizationScore(true);
  }

  @Override
  void clearLayerStates() {
    graph.clearLayersStates();
  }

  @Override
  INDArray gradientView() {
    if (graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
    return graph.getFlattenedGradients();
  }

  @Override
  void setGradient(Gradient gradient) {
    graph.setGradient(gradient);
  }

  @Override
  ChainSearch chain() {
    return ChainSearch.in(graph);
  }

  @Override
  void forwardDone(List<INDArray> activations) {
    Map<String, INDArray> byVertex = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(graph.getConfiguration().getNetworkInputs());
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (!vertex.isInputVertex() && names.size() < activations.size()) {
        names.add(vertex.getVertexName());
      }
    }
    for (int i = 0; i < names.size(); i++) {
      byVertex.put(names.get(i), activations.get(i));
    }
    for (TrainingListener listener : listeners()) {
      listener.onForwardPass(graph, byVertex);
    }
  }

  @Override
  void requireKnownVertices() {
    boolean once = oneLossASequence();
    for (String name : graph.getConfiguration().getVertices().keySet()) {
      String type = vertexType(name);
      if (!once || !SequenceEnd.isType(type)) {
        LayerRules.requireTimeLocal("Vertex \"" + name + "\"", type);
      }
    }
    for (String output : graph.getConfiguration().getNetworkOutputs()) {
      if (!graph.getVertex(output).hasLayer()) {
        throw new IllegalStateException(
            "Output \"" + output + "\" is no layer: use RnnOutputLayer or RnnLossLayer.");
      }
    }
  }

  // The configuration knows what a SameDiff vertex (attention, say) or a frozen one really is.
  private String vertexType(String name) {
    return vertexConf(name).getClass().getSimpleName();
  }

  private org.deeplearning4j.nn.conf.graph.GraphVertex vertexConf(String name) {
    var vertex = graph.getConfiguration().getVertices().get(name);
    while (vertex instanceof FrozenVertex frozen) {
      vertex = frozen.getUnderlying();
    }
    return vertex;
  }

  @Override
  boolean hasLastStepVertex() {
    return graph.getConfiguration().getVertices().keySet().stream()
        .anyMatch(name -> vertexType(name).equals("LastTimeStepVertex"));
  }

  @Override
  void requireVerticesKeepExamples(String otherwise) {
    for (String name : graph.getConfiguration().getVertices().keySet()) {
      String type = vertexType(name);
      if (type.equals("StackVertex") || type.equals("UnstackVertex")) {
        throw new IllegalStateException(
            "Vertex \""
                + name
                + "\" is a "
                + type
                + ", behind which rows are no longer examples: "
                + otherwise);
      }
    }
  }

  @Override
  public void lastEtlTime(long millis) {
    graph.setLastEtlTime(millis);
  }
}
