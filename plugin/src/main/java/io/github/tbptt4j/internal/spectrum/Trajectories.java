package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.internal.nativemem.Finite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs networks forward, in copies, to see where their vanilla layers go. */
public final class Trajectories {
  private Trajectories() {}

  /**
   * Runs a network as it is used, from zero states.
   *
   * @param network stays as it is
   * @param layers its vanilla layers
   * @param features as the network takes them
   * @param mask [B, T], or null
   * @return one trajectory a layer
   */
  public static List<Trajectory> of(
      MultiLayerNetwork network, List<Recurrence> layers, INDArray features, INDArray mask) {
    requireData(features);
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      MultiLayerNetwork copy = new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
      copy.init(network.params().dup(), false);
      Recorder[] recorders = new Recorder[copy.getnLayers()];
      for (Recurrence layer : layers) {
        int i = layer.index();
        if (recorders[i] == null) {
          recorders[i] = new Recorder(copy.getLayer(i));
          copy.getLayers()[i] = recorders[i]; // DL4J returns its own array
        }
      }
      copy.setLayerMaskArrays(mask, null);
      forward(copy, layers.get(layers.size() - 1).index(), features);
      return trajectories(layers, recorders);
    }
  }

  // Layer by layer: DL4J's own loop clears masks and inputs, and wants no workspace open.
  private static void forward(MultiLayerNetwork network, int last, INDArray features) {
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    INDArray x = features;
    for (int i = 0; i <= last; i++) {
      InputPreProcessor preProcessor = network.getLayerWiseConfigurations().getInputPreProcess(i);
      if (preProcessor != null) {
        x = preProcessor.preProcess(x, Math.toIntExact(features.size(0)), workspaces);
      }
      x = network.getLayer(i).activate(x, false, workspaces);
    }
  }

  /**
   * Runs a graph as it is used, from zero states.
   *
   * @param graph stays as it is
   * @param layers its vanilla layers
   * @param features one array an input
   * @param masks one mask an input, or null
   * @return one trajectory a layer
   */
  public static List<Trajectory> of(
      ComputationGraph graph, List<Recurrence> layers, INDArray[] features, INDArray[] masks) {
    requireData(features);
    if (features.length != graph.getNumInputArrays()) {
      throw new IllegalArgumentException(
          "The data have "
              + features.length
              + " arrays of features, but the graph has "
              + graph.getNumInputArrays()
              + " inputs.");
    }
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      ComputationGraph copy = new ComputationGraph(graph.getConfiguration().clone());
      copy.init(graph.params().dup(), false);
      Recorder[] recorders = new Recorder[copy.getNumLayers()];
      for (Recurrence layer : layers) {
        int i = layer.index();
        if (recorders[i] == null) {
          Layer recorded = copy.getLayers()[i];
          recorders[i] = new Recorder(recorded);
          for (GraphVertex vertex : copy.getVertices()) {
            if (vertex instanceof LayerVertex itsVertex && itsVertex.getLayer() == recorded) {
              itsVertex.setLayer(recorders[i]);
            }
          }
        }
      }
      copy.setInputs(features);
      copy.setLayerMaskArrays(masks, null);
      copy.feedForward(false, true, false);
      return trajectories(layers, recorders);
    }
  }

  private static List<Trajectory> trajectories(List<Recurrence> layers, Recorder[] recorders) {
    List<Trajectory> all = new ArrayList<>();
    for (Recurrence layer : layers) {
      Recorder recorder = recorders[layer.index()];
      Trajectory one = Trajectory.of(layer, recorder.recordedInput(), recorder.recordedMask());
      if (one.walks().isEmpty()) {
        throw new IllegalArgumentException(
            "No example has two real time steps in a row for "
                + layer.name()
                + " ("
                + one.examples()
                + " examples, "
                + one.slopes().length / one.units() / one.examples()
                + " time steps, masks considered): give longer sequences.");
      }
      all.add(one);
    }
    return all;
  }

  private static void requireData(INDArray... features) {
    for (INDArray array : features) {
      if (array == null || array.isEmpty()) {
        throw new IllegalArgumentException("The data have no features: give some, [B, n, T].");
      }
      if (!Finite.all(array)) {
        throw new IllegalArgumentException(
            "The features, "
                + Arrays.toString(array.shape())
                + ", have values that are NaN or infinite: mend the data.");
      }
    }
  }
}
