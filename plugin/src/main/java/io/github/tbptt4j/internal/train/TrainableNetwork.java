package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.recurrent.RnnLossLayer;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the trainer needs of a network, the same for MultiLayerNetwork and ComputationGraph. */
public abstract class TrainableNetwork {
  /** What one window's forward and backward pass gave; the gradient is in the network's arrays. */
  record Pass(Losses losses, double score, double regularization, NetworkState leaving) {}

  TrainableNetwork() {}

  /** {@return the network} */
  public abstract Model model();

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

  abstract void requireKnownVertices();

  abstract void requireVerticesKeepExamples();

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
    for (int i = 0; i < layers().length; i++) {
      LayerRules.requireKnown(layerName(i), layers()[i]);
    }
    for (Layer output : outputLayers()) {
      LayerRules.requireSequenceOutput(
          "Layer \"" + output.conf().getLayer().getLayerName() + "\"", output);
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
   * Checks that an example's gradient is its own affair, so that some can be run on their own.
   *
   * @throws IllegalStateException naming the layer or vertex and what to do
   */
  final void requireIndependentExamples() {
    requireVerticesKeepExamples();
    for (int i = 0; i < layers().length; i++) {
      if (LayerRules.inner(layers()[i]) instanceof BatchNormalization) {
        throw new IllegalStateException(
            layerName(i)
                + " is a BatchNormalization, which mixes the examples: end all sequences together"
                + " (endSequences of all examples, or resetState).");
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

  final NetworkState zeroState() {
    int recurrent = 0;
    for (Layer layer : layers()) {
      recurrent += LayerRules.isRecurrent(layer) ? 1 : 0;
    }
    return NetworkState.zero(recurrent);
  }

  /** Runs a window forward and backward; {@code labelMasks} says which losses enter. */
  final Pass pass(Chunk chunk, LabelMasks labelMasks, NetworkState entering) {
    if (!labelMasks.haveSingleValue()) {
      return run(chunk, labelMasks, entering);
    }
    int[] twice = {0, 0};
    Pass both = run(chunk.rows(twice), labelMasks.withMaskedCopy(), entering.rows(twice));
    setArrays(chunk);
    return new Pass(
        both.losses(),
        score(both.losses(), 1, both.regularization()),
        both.regularization(),
        both.leaving().rows(new int[] {0}));
  }

  private Pass run(Chunk chunk, LabelMasks labelMasks, NetworkState entering) {
    gradientView(); // DL4J makes it late, but the layers of a window share it
    try (LayerSwap swap = new LayerSwap(this, entering)) {
      setArrays(chunk);
      clearMasks();
      setMasks(featureMasks(chunk), labelMasks.masks());
      computeGradientAndScore();
      double regularization = regularization();
      return new Pass(
          new Losses(lossSums(chunk.examples(), regularization), labelMasks.counts()),
          score(),
          regularization,
          swap.leaving());
    } catch (DL4JInvalidInputException e) {
      throw new IllegalArgumentException(
          "The minibatch doesn't fit the network: " + e.getMessage(), e);
    } finally {
      clearMasks();
    }
  }

  /** The state after some steps, forward only. */
  final NetworkState advance(Chunk chunk, NetworkState entering) {
    try (LayerSwap swap = new LayerSwap(this, entering)) {
      clearMasks();
      feedForward(chunk);
      // Weight noise is drawn once for a forward and its backward pass: there is none here.
      for (Layer layer : layers()) {
        layer.clearNoiseWeightParams();
      }
      return swap.leaving();
    } finally {
      clearMasks();
    }
  }

  // The outputs' losses without penalties, which DL4J adds to the first.
  private double[] lossSums(int examples, double regularization) {
    Layer[] outputs = outputLayers();
    double[] sums = new double[outputs.length];
    for (int i = 0; i < sums.length; i++) {
      double score = LayerRules.inner(outputs[i]).score() - (i == 0 ? regularization : 0);
      sums[i] = averages(outputs[i]) ? score * examples : score;
    }
    return sums;
  }

  /** DL4J's score of some losses. */
  final double score(Losses losses, int examples, double regularization) {
    Layer[] outputs = outputLayers();
    double score = regularization;
    for (int i = 0; i < outputs.length; i++) {
      score += averages(outputs[i]) ? losses.sums()[i] / examples : losses.sums()[i];
    }
    return score;
  }

  // RnnLossLayer divides by the number of examples whatever miniBatch says.
  private boolean averages(Layer output) {
    return isMiniBatch() || LayerRules.inner(output) instanceof RnnLossLayer;
  }

  private static INDArray[] featureMasks(Chunk chunk) {
    return chunk.hasFeatureMask() ? chunk.featureMasks() : null;
  }

  /** The mask that DL4J itself gives each output; null for none. Masks of labels aren't set. */
  final INDArray[] impliedLabelMasks(Chunk chunk) {
    try {
      clearMasks();
      setMasks(featureMasks(chunk), null);
      return Arrays.stream(outputLayers()).map(Layer::getMaskArray).toArray(INDArray[]::new);
    } finally {
      clearMasks();
    }
  }
}
