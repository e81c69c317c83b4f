package io.github.tbptt4j.tuning.data;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The metrics that fit sequences: means over all steps that have a label. */
public final class Metrics {
  private static final double SMALLEST_PROBABILITY = 1e-30;

  private Metrics() {}

  /** {@return the mean of -log2 p(next character); lower is better} */
  public static Metric bitsPerCharacter() {
    return new OverSteps("bits per character", true) {
      @Override
      double sum(INDArray predictions, INDArray labels, INDArray mask) {
        return crossEntropy(predictions, labels, mask) / Math.log(2);
      }
    };
  }

  /** {@return the mean of -ln p(class), in nats a labelled step; lower is better} */
  public static Metric crossEntropy() {
    return new OverSteps("cross entropy", true) {
      @Override
      double sum(INDArray predictions, INDArray labels, INDArray mask) {
        return crossEntropy(predictions, labels, mask);
      }
    };
  }

  /** {@return the part of labelled steps whose most probable class is right; higher is better} */
  public static Metric accuracy() {
    return new OverSteps("accuracy", false) {
      @Override
      double sum(INDArray predictions, INDArray labels, INDArray mask) {
        INDArray right = predictions.argMax(1).eq(labels.argMax(1)).castTo(DataType.DOUBLE);
        return masked(right, mask);
      }
    };
  }

  /**
   * The mean of the squared error, over values and labelled steps; lower is better.
   *
   * @param scales for each value, the factor that takes it back to its own unit; none for 1
   * @return the metric
   */
  public static Metric meanSquaredError(double... scales) {
    double[] factors = scales.clone();
    return new OverSteps("mean squared error", true) {
      @Override
      double sum(INDArray predictions, INDArray labels, INDArray mask) {
        INDArray error = predictions.castTo(DataType.DOUBLE).subi(labels.castTo(DataType.DOUBLE));
        if (factors.length > 0) {
          error.muli(Nd4j.createFromArray(factors).reshape(1, factors.length, 1));
        }
        return masked(error.muli(error).mean(1), mask);
      }
    };
  }

  private abstract static class OverSteps implements Metric {
    private final String name;
    private final boolean lowerIsBetter;

    OverSteps(String name, boolean lowerIsBetter) {
      this.name = name;
      this.lowerIsBetter = lowerIsBetter;
    }

    /**
     * Of predictions and labels [B, n, T] and a mask [B, T] or null, the sum over labelled steps.
     */
    abstract double sum(INDArray predictions, INDArray labels, INDArray mask);

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean lowerIsBetter() {
      return lowerIsBetter;
    }

    @Override
    public double measure(Model network, DataSetIterator part, boolean continuous) {
      clearState(network);
      double sum = 0;
      double steps = 0;
      while (part.hasNext()) {
        DataSet minibatch = part.next();
        INDArray labels = minibatch.getLabels();
        INDArray mask = minibatch.getLabelsMaskArray();
        INDArray predictions = predict(network, minibatch, continuous);
        if (Double.isNaN(predictions.sumNumber().doubleValue())) {
          sum = Double.NaN; // which maxima and comparisons of ND4J would hide
          break;
        }
        sum += sum(predictions, labels, mask);
        steps += mask == null ? labels.size(0) * labels.size(2) : mask.sumNumber().doubleValue();
      }
      clearState(network);
      return sum / steps;
    }

    static double crossEntropy(INDArray predictions, INDArray labels, INDArray mask) {
      INDArray ofTheLabel = predictions.mul(labels).sum(1).castTo(DataType.DOUBLE); // [B, T]
      return -masked(Transforms.log(Transforms.max(ofTheLabel, SMALLEST_PROBABILITY)), mask);
    }

    static double masked(INDArray perStep, INDArray mask) {
      INDArray counted = mask == null ? perStep : perStep.muli(mask.castTo(DataType.DOUBLE));
      return counted.sumNumber().doubleValue();
    }
  }

  private static INDArray predict(Model network, DataSet minibatch, boolean continuous) {
    INDArray features = minibatch.getFeatures();
    if (network instanceof MultiLayerNetwork layers) {
      return continuous
          ? layers.rnnTimeStep(features)
          : layers.output(
              features, false, minibatch.getFeaturesMaskArray(), minibatch.getLabelsMaskArray());
    }
    ComputationGraph graph = (ComputationGraph) network;
    if (continuous) {
      return graph.rnnTimeStep(features)[0];
    }
    return graph
        .output(
            false,
            new INDArray[] {features},
            masks(minibatch.getFeaturesMaskArray()),
            masks(minibatch.getLabelsMaskArray()))[0];
  }

  private static INDArray[] masks(INDArray mask) {
    return mask == null ? null : new INDArray[] {mask};
  }

  private static void clearState(Model network) {
    if (network instanceof MultiLayerNetwork layers) {
      layers.rnnClearPreviousState();
    } else {
      ((ComputationGraph) network).rnnClearPreviousState();
    }
  }
}
