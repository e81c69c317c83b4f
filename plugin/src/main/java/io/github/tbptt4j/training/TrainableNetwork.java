package io.github.tbptt4j.training;

import io.github.tbptt4j.layer.VanillaRnnLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.recurrent.RnnLossLayer;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the trainer needs of a network, the same for MultiLayerNetwork and ComputationGraph. */
public abstract class TrainableNetwork {
  /** What one window's forward and backward pass gave; the gradient is in the network's arrays. */
  record Pass(
      double loss,
      double lossCount,
      double score,
      double regularization,
      int examples,
      NetworkState leaving) {}

  TrainableNetwork() {}

  /** {@return the network} */
  public abstract Model model();

  abstract Layer[] layers();

  abstract String layerName(int index);

  abstract void replaceLayer(int index, Layer layer);

  abstract Layer[] outputLayers();

  abstract int inputs();

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

  /**
   * Runs a window forward and backward; the errors of the steps before {@code firstError} don't
   * enter.
   */
  final Pass pass(Chunk chunk, int firstError, NetworkState entering) {
    gradientView(); // DL4J makes it late, but the layers of a window share it
    try (Swap swap = new Swap(entering)) {
      setArrays(chunk);
      INDArray[] featureMasks = chunk.hasFeatureMask() ? chunk.featureMasks() : null;
      clearMasks();
      setMasks(featureMasks, null);
      INDArray[] labelMasks = labelMasks(chunk, firstError);
      setMasks(featureMasks, labelMasks);
      computeGradientAndScore();
      double regularization = regularization();
      return new Pass(
          lossSum(chunk.examples(), regularization),
          lossCount(chunk, labelMasks, firstError),
          score(),
          regularization,
          chunk.examples(),
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
    try (Swap swap = new Swap(entering)) {
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

  // The outputs' losses without penalties, which DL4J adds to the first. RnnLossLayer divides by
  // the number of examples whatever miniBatch says.
  private double lossSum(int examples, double regularization) {
    double sum = 0;
    double penalties = regularization;
    for (Layer output : outputLayers()) {
      double score = LayerRules.inner(output).score() - penalties;
      boolean mean = isMiniBatch() || LayerRules.inner(output) instanceof RnnLossLayer;
      sum += mean ? score * examples : score;
      penalties = 0;
    }
    return sum;
  }

  // The user's label mask, or else what DL4J itself would mask the loss with (RnnLossLayer takes
  // the feature mask, RnnOutputLayer doesn't), with zeros on the steps that don't enter.
  private INDArray[] labelMasks(Chunk chunk, int firstError) {
    Layer[] outputs = outputLayers();
    INDArray[] masks = new INDArray[outputs.length];
    DataType type = model().params().dataType();
    boolean any = false;
    for (int i = 0; i < outputs.length; i++) {
      INDArray mask = chunk.labelMasks()[i];
      if (mask == null && outputs[i].getMaskArray() != null) { // one value below the other
        mask = outputs[i].getMaskArray().reshape('f', chunk.examples(), chunk.steps());
      }
      if (firstError > 0) {
        mask = mask == null ? Nd4j.ones(type, chunk.examples(), chunk.steps()) : mask.dup();
        Chunk.slice(mask, mask.rank() - 1, 0, firstError).assign(0);
      }
      masks[i] = mask;
      any |= mask != null;
    }
    return any ? masks : null;
  }

  // (example, step) pairs whose loss enters, averaged over the outputs.
  private static double lossCount(Chunk chunk, INDArray[] masks, int firstError) {
    int outputs = chunk.labels().length;
    double count = 0;
    for (int i = 0; i < outputs; i++) {
      INDArray mask = masks == null ? null : masks[i];
      if (mask == null) {
        count += (double) chunk.examples() * (chunk.steps() - firstError);
      } else {
        double entries = mask.castTo(DataType.DOUBLE).sumNumber().doubleValue();
        count += mask.rank() == 3 ? entries / mask.size(1) : entries;
      }
    }
    return count / outputs;
  }

  /**
   * While it is open, the recurrent layers run in windows; closing it leaves the network as it was,
   * for listeners too.
   */
  private final class Swap implements AutoCloseable {
    private final Layer[] originals = layers().clone();
    private final BackpropType originalType = backpropType();
    private final List<Map<String, INDArray>> previous = new ArrayList<>();
    private final List<Map<String, INDArray>> tbptt = new ArrayList<>();
    private final List<WindowedLayer> windowed = new ArrayList<>();

    Swap(NetworkState entering) {
      try {
        // With BackpropType.TruncatedBPTT DL4J would go around the wrappers.
        backpropType(BackpropType.Standard);
        for (int i = 0; i < originals.length; i++) {
          if (!LayerRules.isRecurrent(originals[i])) {
            continue;
          }
          Layer inner = LayerRules.inner(originals[i]);
          previous.add(((RecurrentLayer) inner).rnnGetPreviousState());
          tbptt.add(((RecurrentLayer) inner).rnnGetTBPTTState());
          failOnNonFinite(inner, false); // the update looks at the whole gradient
          WindowedLayer layer = new WindowedLayer(inner);
          layer.enter(entering.layers().get(windowed.size()));
          windowed.add(layer);
          replaceLayer(i, LayerRules.wrap(originals[i], layer));
        }
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private void failOnNonFinite(Layer layer, boolean fails) {
      if (layer instanceof VanillaRnnLayer vanilla) {
        vanilla.setFailsOnNonFinite(fails);
      }
    }

    NetworkState leaving() {
      return new NetworkState(windowed.stream().map(WindowedLayer::leaving).toList());
    }

    @Override
    public void close() {
      int recurrent = 0;
      for (int i = 0; i < originals.length; i++) {
        replaceLayer(i, originals[i]);
        if (LayerRules.isRecurrent(originals[i]) && recurrent < previous.size()) {
          RecurrentLayer layer = (RecurrentLayer) LayerRules.inner(originals[i]);
          layer.rnnSetPreviousState(previous.get(recurrent));
          layer.rnnSetTBPTTState(tbptt.get(recurrent));
          failOnNonFinite((Layer) layer, true);
          recurrent++;
        }
      }
      backpropType(originalType);
    }
  }
}
