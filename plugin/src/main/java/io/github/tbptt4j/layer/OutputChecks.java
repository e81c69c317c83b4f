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

  /** Whether a mask, a column as DL4J keeps it, says of each row that it counts or not. */
  static boolean countsOrNot(INDArray mask) {
    return mask == null || (mask.rank() == 2 && mask.size(1) == 1 && isZeroOrOne(mask));
  }

  private static boolean isZeroOrOne(INDArray mask) {
    for (double m : doubles(mask)) {
      if (m != 0 && m != 1) {
        return false;
      }
    }
    return true;
  }

  static boolean[] counts(INDArray mask) {
    if (mask == null) {
      return null;
    }
    double[] values = doubles(mask);
    boolean[] counts = new boolean[values.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = values[i] != 0;
    }
    return counts;
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
