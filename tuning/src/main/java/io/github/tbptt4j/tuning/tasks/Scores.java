package io.github.tbptt4j.tuning.tasks;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Measures of a network's outputs [B, nOut, T] against labels of the same shape. */
final class Scores {
  /** Less isn't told apart from 0 by a float's exponent. */
  private static final double SMALLEST_PROBABILITY = 1e-30;

  private Scores() {}

  /** {@return mean cross entropy a step, in nats; every step counts} */
  static double nats(MultiLayerNetwork network, DataSet sequences) {
    INDArray probabilities = network.output(sequences.getFeatures(), false);
    INDArray logs = Transforms.log(Transforms.max(probabilities, SMALLEST_PROBABILITY));
    INDArray labels = sequences.getLabels();
    return -logs.mul(labels).sumNumber().doubleValue() / (labels.size(0) * labels.size(2));
  }

  /** {@return the share of labelled steps at which another class is the likeliest} */
  static double errorRate(MultiLayerNetwork network, DataSet sequences) {
    INDArray predicted = network.output(sequences.getFeatures(), false).argMax(1); // [B, T]
    INDArray actual = sequences.getLabels().argMax(1);
    INDArray mask = sequences.getLabelsMaskArray();
    INDArray wrong = predicted.neq(actual).castTo(mask.dataType()).mul(mask);
    return wrong.sumNumber().doubleValue() / mask.sumNumber().doubleValue();
  }

  /** {@return mean squared error of the labelled steps, one output} */
  static double meanSquaredError(MultiLayerNetwork network, DataSet sequences) {
    INDArray output = network.output(sequences.getFeatures(), false);
    INDArray mask = sequences.getLabelsMaskArray(); // [B, T]
    INDArray difference = output.sub(sequences.getLabels()).tensorAlongDimension(0, 0, 2);
    INDArray counted = difference.mul(difference).mul(mask);
    return counted.sumNumber().doubleValue() / mask.sumNumber().doubleValue();
  }
}
