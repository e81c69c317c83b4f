package io.github.tbptt4j.tuning.tasks;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A minibatch that is being filled: features [B, nIn, T], labels [B, nOut, T], label mask [B, T].
 */
final class Sequences {
  private final int examples;
  private final int timeSteps;
  private final int inputSize;
  private final int outputSize;
  private final float[] features;
  private final float[] labels;
  private final float[] labelMask; // null where every step counts

  private Sequences(int examples, int timeSteps, int inputSize, int outputSize, boolean masked) {
    this.examples = examples;
    this.timeSteps = timeSteps;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    features = new float[examples * inputSize * timeSteps];
    labels = new float[examples * outputSize * timeSteps];
    labelMask = masked ? new float[examples * timeSteps] : null;
  }

  /** Every step's label counts. */
  static Sequences labelledThroughout(int examples, int timeSteps, int inputSize, int outputSize) {
    return new Sequences(examples, timeSteps, inputSize, outputSize, false);
  }

  /** The labels count that are set. */
  static Sequences labelledInPlaces(int examples, int timeSteps, int inputSize, int outputSize) {
    return new Sequences(examples, timeSteps, inputSize, outputSize, true);
  }

  void feature(int example, int step, int input, double value) {
    features[(step * inputSize + input) * examples + example] = (float) value;
  }

  void symbol(int example, int step, int symbol) {
    feature(example, step, symbol, 1);
  }

  void label(int example, int step, int output, double value) {
    labels[(step * outputSize + output) * examples + example] = (float) value;
    if (labelMask != null) {
      labelMask[step * examples + example] = 1;
    }
  }

  DataSet dataSet() {
    return new DataSet(
        columns(features, examples, inputSize, timeSteps),
        columns(labels, examples, outputSize, timeSteps),
        null,
        labelMask == null ? null : columns(labelMask, examples, timeSteps));
  }

  private static INDArray columns(float[] values, int... shape) {
    return Nd4j.create(values, shape, 'f');
  }
}
