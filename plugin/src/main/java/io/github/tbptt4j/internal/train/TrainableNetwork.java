package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.chain.ChainSearch;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the trainer needs of a network, the same for MultiLayerNetwork and ComputationGraph. */
public abstract class TrainableNetwork {
  TrainableNetwork() {}

  /** {@return the network} */
  public abstract Model model();

  /** The network's configuration and parameters in arrays of their own, and nothing else of it. */
  abstract TrainableNetwork copy();

  abstract Layer[] layers();

  abstract String layerName(int index);

  abstract void replaceLayer(int index, Layer layer);

  abstract Layer[] outputLayers();

  /** What a person calls an output. */
  final String outputName(int index) {
    return "layer \"" + outputLayers()[index].conf().getLayer().getLayerName() + "\"";
  }

  abstract int inputs();

  /** The layers that read an input without anything in between. */
  abstract List<Layer> layersAtInput(int input);

  /**
   * Follows the sizes of the inputs through the network.
   *
   * @throws IllegalArgumentException if a layer takes another size than it gets
   */
  abstract SizeRules.Size[] sizesAtOutputs(SizeRules.Size[] inputs);

  abstract BackpropType backpropType();

  abstract void backpropType(BackpropType type);

  abstract ConvexOptimizer optimizer();

  final BaseOptimizer baseOptimizer() {
    return (BaseOptimizer) optimizer();
  }

  /** {@return the listeners that DL4J's fit would call} */
  public abstract List<TrainingListener> listeners();

  /** Ends an epoch, as DL4J's fit does after its listeners. */
  public abstract void incrementEpochCount();

  abstract void setArrays(Chunk chunk);

  abstract void setMasks(INDArray[] featureMasks, INDArray[] labelMasks);

  abstract void clearMasks();

  abstract void computeGradientAndScore();

  abstract void feedForward(Chunk chunk);

  abstract double score();

  abstract void score(double score);

  abstract double regularization();

  abstract void clearLayerStates();

  abstract INDArray gradientView();

  /** Sets what {@code model().gradient()} gives. */
  abstract void setGradient(Gradient gradient);

  /** The network's layers in a row, or why they aren't. */
  abstract ChainSearch chain();

  /**
   * Tells listeners that a forward pass is done.
   *
   * @param activations the input and what each layer below the output gave, in DL4J's layout
   */
  abstract void forwardDone(List<INDArray> activations);

  /** Tells listeners that a backward pass is done. */
  final void backwardDone() {
    for (TrainingListener listener : listeners()) {
      listener.onBackwardPass(model());
    }
  }

  abstract void requireKnownVertices();

  /** Whether a LastTimeStepVertex is there. */
  abstract boolean hasLastStepVertex();

  abstract void requireVerticesKeepExamples(String otherwise);

  /**
   * Tells listeners how long the data took to come.
   *
   * @param millis what the iterator needed for the last minibatch
   */
  public abstract void lastEtlTime(long millis);

  /**
   * Checks that every layer can run in windows.
   *
   * @throws IllegalStateException naming the layer and what to do
   */
  final void requireTrainable() {
    if (layers() == null || model().params() == null) {
      throw new IllegalStateException("The network has no parameters: call init() first.");
    }
    requireKnownVertices();
    boolean once = oneLossASequence();
    for (int i = 0; i < layers().length; i++) {
      LayerRules.requireKnown(layerName(i), layers()[i], once);
    }
    if (once) {
      SequenceEnd.require(this);
    } else {
      for (Layer output : outputLayers()) {
        LayerRules.requireSequenceOutput(
            "Layer \"" + output.conf().getLayer().getLayerName() + "\"", output);
      }
    }
    for (Layer layer : layers()) {
      OptimizationAlgorithm algorithm = layer.conf().getOptimizationAlgo();
      if (algorithm != null && algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
        throw new IllegalStateException(
            "optimizationAlgo "
                + algorithm
                + " searches along a line and can't train in windows: use"
                + " STOCHASTIC_GRADIENT_DESCENT.");
      }
    }
    timeAxis();
  }

  /**
   * Checks that there is something to go back through.
   *
   * @param otherwise what to do if there isn't
   * @throws IllegalStateException saying so
   */
  final void requireRecurrent(String otherwise) {
    if (Arrays.stream(layers()).noneMatch(LayerRules::isRecurrent)) {
      throw new IllegalStateException(
          "The network has no recurrent layer, so no gradient goes back in time: " + otherwise);
    }
  }

  /** Whether the network ends in LastTimeStep or pooling and an output for whole sequences. */
  final boolean oneLossASequence() {
    Layer[] outputs = outputLayers();
    boolean collapses =
        hasLastStepVertex() || Arrays.stream(layers()).anyMatch(SequenceEnd::collapses);
    return collapses
        && outputs.length == 1
        && outputs[0] != null
        && SequenceEnd.isOutput(outputs[0]);
  }

  /** Whether a layer pools over time. */
  final boolean pools() {
    return Arrays.stream(layers()).anyMatch(GlobalPoolingLayer.class::isInstance);
  }

  /**
   * Checks that an example's gradient is its own affair, so that some can be run on their own.
   *
   * @param otherwise what to do if it isn't
   * @throws IllegalStateException naming the layer or vertex and what to do
   */
  final void requireIndependentExamples(String otherwise) {
    requireVerticesKeepExamples(otherwise);
    for (int i = 0; i < layers().length; i++) {
      if (LayerRules.inner(layers()[i]) instanceof BatchNormalization) {
        throw new IllegalStateException(
            layerName(i) + " is a BatchNormalization, which mixes the examples: " + otherwise);
      }
    }
  }

  /** The dimension of time in features and labels. */
  final int timeAxis() {
    RNNFormat known = null;
    for (int i = 0; i < layers().length; i++) {
      RNNFormat format = LayerRules.format(layers()[i]);
      if (known != null && format != null && format != known) {
        throw new IllegalStateException(
            "The layers have data formats "
                + known
                + " and "
                + format
                + " ("
                + layerName(i)
                + "): time can't be cut. Give all recurrent and output layers one dataFormat.");
      }
      known = known == null ? format : known;
    }
    return known == RNNFormat.NWC ? 1 : 2;
  }

  final boolean isMiniBatch() {
    NeuralNetConfiguration conf = model().conf();
    return conf.isMiniBatch();
  }

  /** What is a sum over examples as DL4J has it in scores and gradients. */
  final double meanOverExamples(double sum, int examples) {
    return isMiniBatch() ? sum / examples : sum;
  }

  final NetworkState zeroState() {
    int recurrent = 0;
    for (Layer layer : layers()) {
      recurrent += LayerRules.isRecurrent(layer) ? 1 : 0;
    }
    return NetworkState.zero(recurrent);
  }
}
