package io.github.tbptt4j.random;

import io.github.tbptt4j.testing.ArrayAssertions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

/** DL4J's two kinds of networks as one. */
record Subject(Model model) {

  static Subject of(Case c) {
    return new Subject(Networks.of(c));
  }

  void fit(MultiDataSet data) {
    if (model instanceof ComputationGraph graph) {
      graph.fit(data);
    } else {
      ((MultiLayerNetwork) model).fit(single(data));
    }
  }

  static DataSet single(MultiDataSet data) {
    return new DataSet(
        data.getFeatures(0),
        data.getLabels(0),
        data.getFeaturesMaskArrays() == null ? null : data.getFeaturesMaskArray(0),
        data.getLabelsMaskArrays() == null ? null : data.getLabelsMaskArray(0));
  }

  INDArray[] output(MultiDataSet data) {
    if (model instanceof ComputationGraph graph) {
      return graph.output(
          false, data.getFeatures(), data.getFeaturesMaskArrays(), data.getLabelsMaskArrays());
    }
    DataSet one = single(data);
    return new INDArray[] {
      ((MultiLayerNetwork) model)
          .output(one.getFeatures(), false, one.getFeaturesMaskArray(), one.getLabelsMaskArray())
    };
  }

  INDArray[] timeStep(INDArray... x) {
    return model instanceof ComputationGraph graph
        ? graph.rnnTimeStep(x)
        : new INDArray[] {((MultiLayerNetwork) model).rnnTimeStep(x[0])};
  }

  void forget() {
    if (model instanceof ComputationGraph graph) {
      graph.rnnClearPreviousState();
    } else {
      ((MultiLayerNetwork) model).rnnClearPreviousState();
    }
  }

  void listen(TrainingListener... listeners) {
    model.setListeners(listeners);
  }

  double[] params() {
    return numbers(model.params());
  }

  /** The updater's state; empty where it has none. */
  double[] updaterState() {
    INDArray state =
        model instanceof ComputationGraph graph
            ? graph.getUpdater().getStateViewArray()
            : ((MultiLayerNetwork) model).getUpdater().getStateViewArray();
    return state == null ? new double[0] : numbers(state);
  }

  /** The layers by name (r0, r1, .., o0, ..), in the order of their parameters. */
  Map<String, Layer> layers() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    if (model instanceof ComputationGraph graph) {
      for (int index : graph.topologicalSortOrder()) {
        GraphVertex vertex = graph.getVertices()[index];
        if (vertex.hasLayer()) {
          layers.put(vertex.getVertexName(), vertex.getLayer());
        }
      }
    } else {
      Layer[] chain = ((MultiLayerNetwork) model).getLayers();
      for (int i = 0; i < chain.length; i++) {
        layers.put(i + 1 < chain.length ? "r" + i : "o0", chain[i]);
      }
    }
    return layers;
  }

  /** Where each layer's parameters begin in DL4J's vector. */
  Map<String, Integer> offsets() {
    Map<String, Integer> offsets = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, Layer> layer : layers().entrySet()) {
      offsets.put(layer.getKey(), at);
      at += Math.toIntExact(layer.getValue().numParams());
    }
    return offsets;
  }

  /** What rnnTimeStep and the segments carry, by layer and key. */
  Map<String, double[]> states() {
    Map<String, double[]> states = new LinkedHashMap<>();
    layers()
        .forEach(
            (name, layer) -> {
              if (inner(layer) instanceof RecurrentLayer recurrent
                  && !(recurrent instanceof BidirectionalLayer)) {
                recurrent
                    .rnnGetPreviousState()
                    .forEach((k, v) -> states.put(name + "." + k, numbers(v)));
                recurrent
                    .rnnGetTBPTTState()
                    .forEach((k, v) -> states.put(name + ".tbptt." + k, numbers(v)));
              }
            });
    return states;
  }

  static Layer inner(Layer layer) {
    Layer inner = layer;
    while (inner instanceof BaseWrapperLayer wrapper) {
      inner = wrapper.getUnderlying();
    }
    return inner;
  }

  Subject savedAndLoaded() {
    try {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ModelSerializer.writeModel(model, file, true);
      ByteArrayInputStream in = new ByteArrayInputStream(file.toByteArray());
      return new Subject(
          model instanceof ComputationGraph
              ? ModelSerializer.restoreComputationGraph(in, true)
              : ModelSerializer.restoreMultiLayerNetwork(in, true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] numbers(INDArray array) {
    return array.isEmpty() ? new double[0] : ArrayAssertions.values(array);
  }
}
