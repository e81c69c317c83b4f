package io.github.tbptt4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** DL4J's two kinds of networks behind one interface, for a chain of layers. */
abstract class Net {

  /** Which kind of network. */
  enum Kind {
    MULTI_LAYER,
    GRAPH
  }

  /** A chain of layers that learns from whole sequences. */
  static Net of(
      Kind kind, NeuralNetConfiguration.Builder global, InputType input, Layer... layers) {
    return of(kind, global, input, 0, layers);
  }

  /**
   * A chain of layers.
   *
   * @param segment tBPTTForwardLength for BackpropType.TruncatedBPTT, 0 for Standard
   */
  static Net of(
      Kind kind,
      NeuralNetConfiguration.Builder global,
      InputType input,
      int segment,
      Layer... layers) {
    return switch (kind) {
      case MULTI_LAYER -> new OfLayers(multiLayer(global, input, segment, layers));
      case GRAPH -> new OfGraph(graph(global, input, segment, layers));
    };
  }

  /** A network that there is already. */
  static Net around(Model model) {
    return model instanceof ComputationGraph graph
        ? new OfGraph(graph)
        : new OfLayers((MultiLayerNetwork) model);
  }

  private static MultiLayerNetwork multiLayer(
      NeuralNetConfiguration.Builder global, InputType input, int segment, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = global.list();
    for (Layer layer : layers) {
      list.layer(layer.clone());
    }
    list.setInputType(input);
    if (segment > 0) {
      list.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(segment);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static ComputationGraph graph(
      NeuralNetConfiguration.Builder global, InputType input, int segment, Layer... layers) {
    ComputationGraphConfiguration.GraphBuilder builder = global.graphBuilder().addInputs("in");
    String below = "in";
    for (int i = 0; i < layers.length; i++) {
      builder.addLayer("layer" + i, layers[i].clone(), below);
      below = "layer" + i;
    }
    builder.setOutputs(below).setInputTypes(input);
    if (segment > 0) {
      builder.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(segment);
    }
    ComputationGraph network = new ComputationGraph(builder.build());
    network.init();
    return network;
  }

  abstract Model model();

  abstract INDArray output(DataSet data);

  abstract void fit(DataSet data);

  abstract void fit(DataSetIterator iterator);

  abstract double score(DataSet data, boolean training);

  abstract INDArray timeStep(INDArray input);

  abstract void clearState();

  abstract void listen(TrainingListener listener);

  abstract org.deeplearning4j.nn.api.Layer layer(int index);

  /** Sets data and computes gradient and score without an update. */
  abstract void differentiate(DataSet data);

  INDArray params() {
    return model().params();
  }

  /** dScore/dparams in DL4J's order. */
  double[] gradient(DataSet data) {
    differentiate(data);
    // DL4J divides by the minibatch in the updater.
    return model().gradient().gradient().div(data.getFeatures().size(0)).toDoubleVector();
  }

  /** The gradients, summed over the minibatch, that a call of fit computes, one an update. */
  List<double[]> gradientsOfFit(Runnable fit) {
    List<double[]> gradients = new ArrayList<>();
    listen(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            gradients.add(model.gradient().gradient().dup().toDoubleVector());
          }
        });
    fit.run();
    return gradients;
  }

  /** A MultiLayerNetwork. */
  private static final class OfLayers extends Net {
    private final MultiLayerNetwork network;

    OfLayers(MultiLayerNetwork network) {
      this.network = network;
    }

    @Override
    MultiLayerNetwork model() {
      return network;
    }

    @Override
    INDArray output(DataSet data) {
      return network.output(
          data.getFeatures(), false, data.getFeaturesMaskArray(), data.getLabelsMaskArray());
    }

    @Override
    void fit(DataSet data) {
      network.fit(data);
    }

    @Override
    void fit(DataSetIterator iterator) {
      network.fit(iterator);
    }

    @Override
    double score(DataSet data, boolean training) {
      return network.score(data, training);
    }

    @Override
    INDArray timeStep(INDArray input) {
      return network.rnnTimeStep(input);
    }

    @Override
    void clearState() {
      network.rnnClearPreviousState();
    }

    @Override
    void listen(TrainingListener listener) {
      network.setListeners(listener);
    }

    @Override
    org.deeplearning4j.nn.api.Layer layer(int index) {
      return network.getLayer(index);
    }

    @Override
    void differentiate(DataSet data) {
      network.setInput(data.getFeatures());
      network.setLabels(data.getLabels());
      network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
      network.computeGradientAndScore();
      network.clearLayerMaskArrays();
    }
  }

  /** A ComputationGraph. */
  private static final class OfGraph extends Net {
    private final ComputationGraph network;

    OfGraph(ComputationGraph network) {
      this.network = network;
    }

    @Override
    ComputationGraph model() {
      return network;
    }

    @Override
    INDArray output(DataSet data) {
      return network
          .output(
              false,
              new INDArray[] {data.getFeatures()},
              one(data.getFeaturesMaskArray()),
              one(data.getLabelsMaskArray()))[0];
    }

    @Override
    void fit(DataSet data) {
      network.fit(data);
    }

    @Override
    void fit(DataSetIterator iterator) {
      network.fit(iterator);
    }

    @Override
    double score(DataSet data, boolean training) {
      return network.score(data, training);
    }

    @Override
    INDArray timeStep(INDArray input) {
      return network.rnnTimeStep(input)[0];
    }

    @Override
    void clearState() {
      network.rnnClearPreviousState();
    }

    @Override
    void listen(TrainingListener listener) {
      network.setListeners(listener);
    }

    @Override
    org.deeplearning4j.nn.api.Layer layer(int index) {
      return network.getLayer("layer" + index);
    }

    @Override
    void differentiate(DataSet data) {
      network.setInputs(data.getFeatures());
      network.setLabels(data.getLabels());
      network.setLayerMaskArrays(one(data.getFeaturesMaskArray()), one(data.getLabelsMaskArray()));
      network.computeGradientAndScore();
      network.clearLayerMaskArrays();
    }

    private static INDArray[] one(INDArray array) {
      return array == null ? null : new INDArray[] {array};
    }
  }
}
