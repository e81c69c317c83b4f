package io.github.tbptt4j.dl4j;

import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Random sequences with one class a step, in double precision. */
final class Sequences {
  static final int N_IN = 3;
  static final int CLASSES = 2;

  /** Which steps are real. */
  enum Mask {
    /** No mask array at all. */
    NONE,
    /** The first example is whole, each next one ends two steps earlier. */
    RAGGED,
    /** The first example is whole, the second has a hole of steps 4 to 7, the last begins late. */
    HOLES;

    boolean real(int example, int t, int steps) {
      return switch (this) {
        case NONE -> true;
        case RAGGED -> t < steps - 2 * example;
        case HOLES -> example == 0 || (example == 1 ? t < 4 || t > 7 : t >= 2);
      };
    }
  }

  private Sequences() {}

  static DataSet labelled(int minibatch, int steps, Mask mask, RNNFormat format, long seed) {
    INDArray labels = classes(minibatch, steps, seed + 1);
    DataSet data = new DataSet(inFormat(features(minibatch, steps, seed), format), null);
    data.setLabels(inFormat(labels, format));
    if (mask != Mask.NONE) {
      data.setFeaturesMaskArray(mask(minibatch, steps, mask));
      data.setLabelsMaskArray(mask(minibatch, steps, mask));
    }
    return data;
  }

  static DataSet labelled(int minibatch, int steps, Mask mask) {
    return labelled(minibatch, steps, mask, RNNFormat.NCW, 5);
  }

  /** One class a sequence. */
  static DataSet withOneLabel(int minibatch, int steps, Mask mask, RNNFormat format) {
    DataSet data = labelled(minibatch, steps, mask, format, 5);
    data.setLabels(classes(minibatch, 1, 6).reshape(minibatch, CLASSES));
    data.setLabelsMaskArray(null);
    return data;
  }

  /** [minibatch, nIn, T], uniform in [-1, 1). */
  static INDArray features(int minibatch, int steps, long seed) {
    return uniform(seed, minibatch, N_IN, steps);
  }

  static INDArray uniform(long seed, long... shape) {
    double[] values =
        new Random(seed)
            .doubles(java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b), -1, 1)
            .toArray();
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private static INDArray classes(int minibatch, int steps, long seed) {
    Random random = new Random(seed);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, minibatch, CLASSES, steps);
    for (int i = 0; i < minibatch; i++) {
      for (int t = 0; t < steps; t++) {
        labels.putScalar(new int[] {i, random.nextInt(CLASSES), t}, 1.0);
      }
    }
    return labels;
  }

  static INDArray mask(int minibatch, int steps, Mask mask) {
    INDArray array = Nd4j.zeros(DataType.DOUBLE, minibatch, steps);
    for (int i = 0; i < minibatch; i++) {
      for (int t = 0; t < steps; t++) {
        array.putScalar(i, t, mask.real(i, t, steps) ? 1.0 : 0.0);
      }
    }
    return array;
  }

  static INDArray inFormat(INDArray ncw, RNNFormat format) {
    return format == RNNFormat.NWC ? ncw.permute(0, 2, 1).dup() : ncw;
  }
}
