package io.github.tbptt4j.random;

import java.util.Arrays;
import java.util.Collections;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Makes arrays wrong in one thing. */
final class Spoil {
  private Spoil() {}

  static int sizeAxis(Case c) {
    return c.format() == RNNFormat.NWC ? 2 : 1;
  }

  static int timeAxis(Case c) {
    return c.format() == RNNFormat.NWC ? 1 : 2;
  }

  /** The same array with some more along a dimension, or fewer. */
  static INDArray resized(INDArray array, int axis, int by) {
    long[] shape = array.shape().clone();
    shape[axis] += by;
    return shape[axis] == 0
        ? Nd4j.create(array.dataType(), shape)
        : Nd4j.ones(array.dataType(), shape);
  }

  /** One dimension more. */
  static INDArray deeper(INDArray array) {
    long[] shape = Arrays.copyOf(array.shape(), array.rank() + 1);
    shape[array.rank()] = 1;
    return array.dup('c').reshape(shape);
  }

  /** One dimension fewer: the first time step. */
  static INDArray flatter(INDArray array, int axis) {
    long[] shape = new long[array.rank() - 1];
    for (int i = 0, to = 0; i < array.rank(); i++) {
      if (i != axis) {
        shape[to++] = array.size(i);
      }
    }
    return Nd4j.ones(array.dataType(), shape);
  }

  /** The same with a value in place of the first. */
  static INDArray with(INDArray array, double value) {
    INDArray spoilt = array.dup('c');
    spoilt.putScalar(new long[array.rank()], value);
    return spoilt;
  }

  /** Words in place of numbers. */
  static INDArray text(INDArray array) {
    return Nd4j.create(Collections.nCopies((int) array.length(), "one"), array.shape());
  }

  static INDArray closed(INDArray array) {
    INDArray closed = array.dup('c');
    closed.close();
    return closed;
  }

  static INDArray onesMask(Case c, MultiDataSet data, int... more) {
    long examples = data.getFeatures(0).size(0) + (more.length > 0 ? more[0] : 0);
    long steps = steps(c, data) + (more.length > 1 ? more[1] : 0);
    return Nd4j.ones(c.type(), examples, steps);
  }

  static long steps(Case c, MultiDataSet data) {
    INDArray x = data.getFeatures(0);
    return x.rank() == 2 ? x.size(1) : x.size(timeAxis(c));
  }

  static void featureMask(MultiDataSet data, INDArray mask) {
    INDArray[] masks = new INDArray[data.getFeatures().length];
    Arrays.fill(masks, mask);
    data.setFeaturesMaskArrays(masks);
  }

  static void labelMask(MultiDataSet data, INDArray mask) {
    INDArray[] masks =
        data.getLabelsMaskArrays() == null
            ? new INDArray[data.getLabels().length]
            : data.getLabelsMaskArrays().clone();
    masks[0] = mask;
    data.setLabelsMaskArray(masks);
  }
}
