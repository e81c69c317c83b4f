package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.recurrent.GravesLSTM;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.layers.recurrent.RnnLossLayer;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;

/** Which layers can run in windows, and how. */
final class LayerRules {
  /** Simple names of DL4J's configurations, layers and vertices that see more than one step. */
  private static final Set<String> NEED_WHOLE_SEQUENCE =
      Set.of(
          "Bidirectional",
          "BidirectionalLayer",
          "GravesBidirectionalLSTM",
          "LastTimeStep",
          "LastTimeStepLayer",
          "LastTimeStepVertex",
          "MaskZeroLayer",
          "GlobalPoolingLayer",
          "SelfAttentionLayer",
          "LearnedSelfAttentionLayer",
          "RecurrentAttentionLayer",
          "AttentionVertex",
          "ReverseTimeSeriesVertex",
          "DuplicateToTimeSeriesVertex",
          "Convolution1D",
          "Convolution1DLayer",
          "LocallyConnected1D",
          "Subsampling1DLayer",
          "Pooling1D",
          "Upsampling1D",
          "ZeroPadding1DLayer",
          "Cropping1D");

  private LayerRules() {}

  /**
   * {@code once} where the network has one output a sequence, so that one layer may see it whole.
   */
  static void requireKnown(String name, Layer layer, boolean once) {
    if (layer instanceof MultiLayerNetwork || layer instanceof ComputationGraph) {
      throw new IllegalStateException(
          name
              + " is a network itself, whose state can't be carried from window to window: put its"
              + " layers into the network.");
    }
    Layer inner = layer;
    if (!once || !SequenceEnd.collapses(inner)) {
      requireTimeLocal(name, inner);
    }
    while (inner instanceof BaseWrapperLayer wrapper) {
      inner = wrapper.getUnderlying();
      requireTimeLocal(name, inner);
    }
    if (layer instanceof FrozenLayerWithBackprop && isNoisy(inner)) {
      throw new IllegalStateException(
          name
              + " is a FrozenLayerWithBackprop with dropout or weight noise, which DL4J leaves out"
              + " of the forward pass but not of the backward pass: take them out.");
    }
    if (inner instanceof VanillaRnnImpl vanilla && !vanilla.truncation().isFull()) {
      throw new IllegalStateException(
          name
              + " has a truncation of its own, but the trainer cuts the windows: one truncation"
              + " at a time. Leave truncation out of the layer.");
    }
    if (inner instanceof SimpleRnn simple && simple.hasLayerNorm()) {
      throw new IllegalStateException(
          name
              + " is a SimpleRnn with layer normalisation, whose gradient DL4J computes for another"
              + " state than the carried one: use VanillaRnn or LSTM, or hasLayerNorm(false).");
    }
    if (inner instanceof RecurrentLayer && !isExact(inner)) {
      throw new IllegalStateException(
          name
              + " is a recurrent layer of type "
              + inner.getClass().getName()
              + ", whose gradient with a carried state is not known to be right: use VanillaRnn,"
              + " LSTM, GravesLSTM or SimpleRnn.");
    }
  }

  private static boolean isNoisy(Layer layer) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    return conf.getIDropout() != null
        || conf instanceof BaseLayer base && base.getWeightNoise() != null;
  }

  private static void requireTimeLocal(String name, Layer layer) {
    requireTimeLocal(name, layer.getClass().getSimpleName());
    requireTimeLocal(name, layer.conf().getLayer().getClass().getSimpleName());
  }

  static void requireTimeLocal(String name, String type) {
    if (NEED_WHOLE_SEQUENCE.contains(type)) {
      throw new IllegalStateException(
          name
              + " is a "
              + type
              + ", which needs to see more of the sequence than a window has. Train this network"
              + " with DL4J's fit, or replace the layer by one that goes forward step by step.");
    }
  }

  static void requireSequenceOutput(String name, Layer layer) {
    Layer inner = inner(layer);
    if (!(inner instanceof RnnOutputLayer) && !(inner instanceof RnnLossLayer)) {
      throw new IllegalStateException(
          name
              + " is an output of type "
              + inner.getClass().getSimpleName()
              + ", but windows need a loss at every time step: use RnnOutputLayer or"
              + " RnnLossLayer.");
    }
    if (inner instanceof RnnLossLayer && format(inner) == RNNFormat.NWC) {
      throw new IllegalStateException(
          name
              + " is a RnnLossLayer with dataFormat NWC, whose score DL4J computes without the"
              + " labels: use NCW, or RnnOutputLayer.");
    }
    if (OutputRules.of(name, inner, 0).loss() instanceof LossFMeasure) {
      throw new IllegalStateException(
          name
              + " has the loss LossFMeasure, which is one number for a whole minibatch and no sum"
              + " over time steps: use another loss with windows.");
    }
    if (format(inner) == null) {
      throw new IllegalStateException(
          name
              + " doesn't know its data format, and DL4J then checks the wrong dimension: call"
              + " setInputType(InputType.recurrent(n)) when configuring, or set dataFormat.");
    }
  }

  /** The data format that a layer states, or null. */
  static RNNFormat format(Layer layer) {
    org.deeplearning4j.nn.conf.layers.Layer conf = inner(layer).conf().getLayer();
    if (conf instanceof BaseRecurrentLayer recurrent) {
      return recurrent.getRnnDataFormat();
    }
    if (conf instanceof org.deeplearning4j.nn.conf.layers.RnnOutputLayer output) {
      return output.getRnnDataFormat();
    }
    if (conf instanceof org.deeplearning4j.nn.conf.layers.RnnLossLayer loss) {
      return loss.getRnnDataFormat();
    }
    return null;
  }

  static Layer inner(Layer layer) {
    Layer inner = layer;
    while (inner instanceof BaseWrapperLayer wrapper) {
      inner = wrapper.getUnderlying();
    }
    return inner;
  }

  static boolean isRecurrent(Layer layer) {
    return inner(layer) instanceof RecurrentLayer;
  }

  static boolean isFrozen(Layer layer) {
    return layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop;
  }

  /** The same layer to run in windows: frozen where it was frozen. */
  static Layer wrap(Layer layer, WindowedLayer windowed) {
    if (layer instanceof FrozenLayer) {
      return new FrozenLayer(windowed);
    }
    if (layer instanceof FrozenLayerWithBackprop) {
      return new FrozenLayerWithBackprop(windowed);
    }
    if (layer instanceof LastTimeStepLayer) {
      return new LastTimeStepLayer(windowed);
    }
    if (layer instanceof BaseWrapperLayer) {
      throw new IllegalStateException(
          "A recurrent layer inside " + layer.getClass().getName() + " can't run in windows.");
    }
    return windowed;
  }

  private static boolean isExact(Layer layer) {
    Class<?> type = layer.getClass();
    return type == LSTM.class
        || type == GravesLSTM.class
        || type == SimpleRnn.class
        || type == VanillaRnnImpl.class;
  }
}
