package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;

/** What makes one output of a whole sequence: LastTimeStep or global pooling, and an output. */
final class SequenceEnd {
  private SequenceEnd() {}

  /** Whether a layer makes one step of all. */
  static boolean collapses(Layer layer) {
    return layer instanceof LastTimeStepLayer || layer instanceof GlobalPoolingLayer;
  }

  /** Whether a layer is an output for whole sequences. */
  static boolean isOutput(Layer layer) {
    return LayerRules.inner(layer).getClass() == OutputLayer.class;
  }

  /** Whether a layer or vertex of this type makes one step of all. */
  static boolean isType(String type) {
    return type.startsWith("LastTimeStep") || type.equals("GlobalPoolingLayer");
  }

  /**
   * Checks that a network can be trained on whole sequences.
   *
   * @throws IllegalStateException naming what can't, and what to do
   */
  static void require(TrainableNetwork network) {
    if (network.inputs() != 1) {
      throw new IllegalStateException(
          "The network has "
              + network.inputs()
              + " inputs and one output a sequence: the trainer takes one input there. Train it"
              + " with DL4J's fit.");
    }
    Layer[] layers = network.layers();
    long ends =
        Arrays.stream(layers).filter(SequenceEnd::collapses).count()
            + (network.hasLastStepVertex() ? 1 : 0);
    if (ends != 1) {
      throw new IllegalStateException(
          "The network has " + ends + " of LastTimeStep and global pooling: one is needed.");
    }
    for (int i = 0; i < layers.length; i++) {
      requirePoolingOverTime(network, network.layerName(i), layers[i]);
    }
    String name = network.outputName(0);
    if (OutputRules.of(name, network.outputLayers()[0], 0).loss() instanceof LossFMeasure) {
      throw new IllegalStateException(
          name + " has the loss LossFMeasure, which is no sum over examples: use another loss.");
    }
  }

  private static void requirePoolingOverTime(TrainableNetwork network, String name, Layer layer) {
    if (!(layer instanceof GlobalPoolingLayer)) {
      return;
    }
    var conf = (org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer) layer.conf().getLayer();
    int[] given = conf.getPoolingDimensions();
    int[] pooled = given == null ? new int[] {2} : given;
    int time = network.timeAxis();
    if (!Arrays.equals(pooled, new int[] {time})) {
      throw new IllegalStateException(
          name
              + " pools over dimension "
              + Arrays.toString(pooled)
              + ", but with dataFormat "
              + (time == 1 ? RNNFormat.NWC : RNNFormat.NCW)
              + " the time is dimension "
              + time
              + ": set poolingDimensions("
              + time
              + ").");
    }
  }
}
