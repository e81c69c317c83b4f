package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.internal.nativemem.MemoryGate;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** What the output layer demands of labels and masks, and what its fast way can do. */
public final class OutputChecks {
  private OutputChecks() {}

  /** Whether this is the cross entropy as the kernel computes it. */
  public static boolean isPlain(LossMCXENT loss) {
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

  /** Whether labels may be class indices for a loss. */
  static boolean takesIndices(ILossFunction loss) {
    return loss instanceof LossMCXENT;
  }

  static void labels(
      INDArray labels,
      INDArray input,
      long nOut,
      ILossFunction loss,
      RNNFormat format,
      String layer) {
    int size = TimeMajor.sizeDimension(format);
    int time = TimeMajor.timeDimension(format);
    boolean sparse = loss instanceof LossSparseMCXENT;
    if (labels == null) {
      throw new IllegalStateException("There are no labels: set them first " + layer + ".");
    }
    if (labels.rank() != 3
        || labels.size(0) != input.size(0)
        || labels.size(time) != input.size(time)
        || !(labels.size(size) == nOut && !sparse
            || labels.size(size) == 1 && takesIndices(loss))) {
      String dense = Arrays.toString(likeInput(input, size, nOut));
      String indices = Arrays.toString(likeInput(input, size, 1)) + " for class indices";
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
              + (sparse ? indices : takesIndices(loss) ? dense + ", or " + indices : dense)
              + " for "
              + loss.name()
              + " "
              + layer
              + ".");
    }
  }

  private static long[] likeInput(INDArray input, int sizeDimension, long size) {
    long[] shape = input.shape().clone();
    shape[sizeDimension] = size;
    return shape;
  }

  /**
   * Demands a mask of steps or of single outputs, with the time last whatever the format, as DL4J
   * has it. One that is turned round has as many elements.
   *
   * @param mask as it was given, or null
   */
  static void mask(INDArray mask, INDArray input, long nOut, RNNFormat format, String layer) {
    if (mask == null) {
      return;
    }
    MemoryGate.alive("The labels' mask", mask);
    long[] steps = {input.size(0), input.size(TimeMajor.timeDimension(format))};
    long[] outputs = {steps[0], nOut, steps[1]};
    if (!Arrays.equals(mask.shape(), steps)
        && !Arrays.equals(mask.shape(), new long[] {steps[0], 1, steps[1]})
        && !Arrays.equals(mask.shape(), outputs)) {
      throw new IllegalArgumentException(
          "The labels' mask has shape "
              + Arrays.toString(mask.shape())
              + " but the input has "
              + steps[0]
              + " examples of "
              + steps[1]
              + " time steps: the mask must be "
              + Arrays.toString(steps)
              + ", or "
              + Arrays.toString(outputs)
              + " for a mask of single outputs "
              + layer
              + ".");
    }
  }

  /**
   * The class of each row; 0 where the mask leaves the row out and its index may be anything.
   *
   * @param column [T * minibatch, 1], time first
   * @param mask [T * minibatch, 1] or of single outputs, or null
   */
  static double[] indices(INDArray column, INDArray mask, int nOut, long minibatch, String layer) {
    double[] indices = doubles(column);
    for (int r = 0; r < indices.length; r++) {
      double index = indices[r];
      if (index == Math.rint(index) && index >= 0 && index < nOut) {
        continue;
      }
      if (mask == null || mask.getRow(r).sumNumber().doubleValue() != 0) {
        throw new IllegalArgumentException(
            "Label "
                + index
                + " of example "
                + r % minibatch
                + ", time step "
                + r / minibatch
                + " must be a class index, a whole number from 0 to nOut-1 ("
                + (nOut - 1)
                + ") "
                + layer
                + ".");
      }
      indices[r] = 0;
    }
    return indices;
  }
}
