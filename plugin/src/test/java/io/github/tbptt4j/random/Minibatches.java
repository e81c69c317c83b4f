package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Head;
import io.github.tbptt4j.random.Case.LabelMask;
import io.github.tbptt4j.random.Case.Layout;
import io.github.tbptt4j.random.Case.Output;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A sample as ND4J's arrays, in the case's format, type and memory layout. */
final class Minibatches {
  private final Case c;

  Minibatches(Case c) {
    this.c = c;
  }

  MultiDataSet of(Sample sample) {
    INDArray[] features = new INDArray[sample.x().size()];
    Arrays.setAll(features, i -> features(sample.x().get(i)));
    INDArray[] labels = new INDArray[c.heads().size()];
    INDArray[] labelMasks = new INDArray[labels.length];
    boolean masked = false;
    for (int i = 0; i < labels.length; i++) {
      labels[i] = labels(c.heads().get(i), sample.y().get(i));
      labelMasks[i] = labelMask(c.heads().get(i), sample.labelMasks().get(i));
      masked |= labelMasks[i] != null;
    }
    INDArray[] featureMasks = null;
    if (sample.mask() != null) {
      featureMasks = new INDArray[features.length];
      Arrays.setAll(featureMasks, i -> laid(Nd4j.createFromArray(sample.mask())));
    }
    return new MultiDataSet(features, labels, featureMasks, masked ? labelMasks : null);
  }

  INDArray features(double[][][] x) {
    return switch (c.symbols()) {
      case DENSE, ONE_HOT -> sequence(x);
      case INDICES -> sequence(indices(x));
      case INDEX_MATRIX -> laid(Nd4j.createFromArray(matrix(indices(x))));
    };
  }

  private INDArray labels(Head head, double[][][] y) {
    if (head.output() == Output.OUTPUT) {
      double[][] matrix = new double[y.length][];
      Arrays.setAll(matrix, b -> y[b][0]);
      return laid(Nd4j.createFromArray(matrix));
    }
    return sequence(head.labels().indices() ? indices(y) : y);
  }

  private INDArray labelMask(Head head, double[][][] mask) {
    if (mask == null) {
      return null;
    }
    return head.mask() == LabelMask.PER_OUTPUT
        ? laid(Nd4j.createFromArray(mask).permute(0, 2, 1)) // [B, nOut, T] in both formats
        : laid(Nd4j.createFromArray(matrix(mask)));
  }

  /** [B][T][n] in the case's format. */
  private INDArray sequence(double[][][] numbers) {
    INDArray nwc = Nd4j.createFromArray(numbers);
    return laid(c.format() == RNNFormat.NWC ? nwc : nwc.permute(0, 2, 1));
  }

  private INDArray laid(INDArray array) {
    DataType other = c.type() == DataType.FLOAT ? DataType.DOUBLE : DataType.FLOAT;
    INDArray typed = array.castTo(c.layout() == Layout.OTHER_TYPE ? other : c.type());
    return switch (c.layout()) {
      case C, OTHER_TYPE -> typed.dup('c');
      case F -> typed.dup('f');
      case VIEW -> partOfLarger(typed);
    };
  }

  private static INDArray partOfLarger(INDArray array) {
    long[] shape = array.shape().clone();
    int last = shape.length - 1;
    long size = shape[last];
    shape[last] = size + 2;
    INDArray larger = Nd4j.valueArrayOf(shape, 77.0, array.dataType());
    INDArrayIndex[] part = new INDArrayIndex[shape.length];
    Arrays.fill(part, NDArrayIndex.all());
    part[last] = NDArrayIndex.interval(1, size + 1);
    INDArray view = larger.get(part);
    view.assign(array);
    return view;
  }

  /** The index of the largest, [B][T][1]. */
  private static double[][][] indices(double[][][] ones) {
    double[][][] indices = new double[ones.length][ones[0].length][1];
    for (int b = 0; b < ones.length; b++) {
      for (int t = 0; t < ones[b].length; t++) {
        for (int j = 0; j < ones[b][t].length; j++) {
          if (ones[b][t][j] == 1) {
            indices[b][t][0] = j;
          }
        }
      }
    }
    return indices;
  }

  private static double[][] matrix(double[][][] numbers) {
    double[][] matrix = new double[numbers.length][numbers[0].length];
    for (int b = 0; b < matrix.length; b++) {
      for (int t = 0; t < matrix[b].length; t++) {
        matrix[b][t] = numbers[b][t][0];
      }
    }
    return matrix;
  }
}
