package io.github.tbptt4j.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** What the output layer demands of labels and masks, and what its fast way can do. */
final class OutputChecks {
  private OutputChecks() {}

  /** Whether this is the cross entropy as the kernel computes it. */
  static boolean isPlain(LossMCXENT loss) {
    Class<?> type = loss.getClass();
    return (type == LossMCXENT.class
            || type == LossNegativeLogLikelihood.class
            || type == LossSparseMCXENT.class)
        && loss.getWeights() == null
        && loss.getSoftmaxClipEps() > 0; // without, DL4J's loss of p = 0 is NaN
  }

  /** Whether a mask, as DL4J keeps it, has a number for each row, not one for each output. */
  static boolean isPerRow(INDArray mask) {
    return mask == null || (mask.rank() == 2 && mask.size(1) == 1);
  }

  /** A weight of each row's loss, or null for ones. */
  static double[] weights(INDArray mask, String layer) {
    if (mask == null) {
      return null;
    }
    double[] weights = doubles(mask);
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "The labels' mask has the value "
                + weight
                + ": a step's loss counts with a finite weight of at least 0 "
                + layer
                + ".");
      }
    }
    return weights;
  }

  /**
   * DL4J's own way multiplies what goes into the activation by the mask, not the loss: right for
   * zeros and ones, wrong numbers for weights.
   */
  static void zeroOrOne(INDArray mask, String layer) {
    if (mask == null) {
      return;
    }
    for (double m : doubles(mask)) {
      if (m != 0 && m != 1) {
        throw new IllegalArgumentException(
            "The labels' mask has the value "
                + m
                + ": with this activation, loss, mask or backend DL4J computes, which knows only 0"
                + " and 1."
                + " Weights of steps need softmax, a cross entropy without class weights and a mask"
                + " [examples, time steps] "
                + layer
                + ".");
      }
    }
  }

  private static double[] doubles(INDArray mask) {
    return mask.dup().data().asDouble();
  }

  static void labels(INDArray labels, INDArray input, long nOut, RNNFormat format, String layer) {
    int size = TimeMajor.sizeDimension(format);
    int time = TimeMajor.timeDimension(format);
    if (labels.rank() != 3
        || labels.size(0) != input.size(0)
        || labels.size(time) != input.size(time)
        || (labels.size(size) != nOut && labels.size(size) != 1)) {
      long[] dense = input.shape().clone();
      dense[size] = nOut;
      long[] indices = dense.clone();
      indices[size] = 1;
      throw new IllegalArgumentException(
          "Labels have shape "
              + Arrays.toString(labels.shape())
              + " but the input has "
              + input.size(0)
              + " examples of "
              + input.size(time)
              + " time steps and nOut is "
              + nOut
              + ": labels must be "
              + Arrays.toString(dense)
              + ", or "
              + Arrays.toString(indices)
              + " for class indices "
              + layer
              + ".");
    }
  }

  static void mask(INDArray mask, INDArray input, RNNFormat format, String layer) {
    long rows = input.size(0) * input.size(TimeMajor.timeDimension(format));
    if (mask != null && mask.length() != rows) {
      throw new IllegalArgumentException(
          "The labels' mask has "
              + mask.length()
              + " elements but the input has "
              + input.size(0)
              + " examples of "
              + input.size(TimeMajor.timeDimension(format))
              + " time steps: the mask must be [examples, time steps] "
              + layer
              + ".");
    }
  }

  static void index(double value, int nOut) {
    if (value != Math.rint(value) || value < 0 || value >= nOut) {
      throw new IllegalArgumentException(
          "Label "
              + value
              + " must be a class index, a whole number from 0 to nOut-1 ("
              + (nOut - 1)
              + ").");
    }
  }
}
