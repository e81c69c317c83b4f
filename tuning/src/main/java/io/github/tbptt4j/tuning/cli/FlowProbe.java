package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.data.SequenceData;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What a network in training is measured on: a small minibatch that it isn't trained on. */
final class FlowProbe {
  // As flow takes of a text or a table.
  private static final int STEPS = 200;
  private static final int EXAMPLES = 16;

  private FlowProbe() {}

  /**
   * The beginning of the validation part.
   *
   * @return sequences whole, or stretches of a stream
   * @throws IllegalArgumentException if no step has another before it
   */
  static DataSet of(SequenceData data) {
    DataSetIterator validation = data.validation();
    DataSet probe = data.continuous() ? cut(joined(validation)) : validation.next();
    if (steps(probe) < 2) {
      throw new IllegalArgumentException(
          "The validation part has sequences of 1 step: to look back for --flow takes at least 2.");
    }
    return part(probe, FlowProbe::firstExamples);
  }

  private static int steps(DataSet minibatch) {
    return (int) minibatch.getFeatures().size(2);
  }

  /** Minibatches that continue each other as one, until it is long enough. */
  private static DataSet joined(DataSetIterator iterator) {
    DataSet all = iterator.next();
    while (iterator.hasNext() && steps(all) < STEPS && !all.hasMaskArrays()) {
      DataSet next = iterator.next();
      if (next.hasMaskArrays()) {
        break;
      }
      all =
          new DataSet(
              Nd4j.concat(2, all.getFeatures(), next.getFeatures()),
              Nd4j.concat(2, all.getLabels(), next.getLabels()));
    }
    return all;
  }

  /** A long stream as several examples. */
  private static DataSet cut(DataSet streams) {
    int steps = Math.min(STEPS, steps(streams));
    int pieces = Math.min(EXAMPLES, steps(streams) / steps);
    return part(
        streams,
        array ->
            Nd4j.concat(
                0,
                IntStream.range(0, pieces)
                    .mapToObj(i -> array.get(lastAxis(array, i * steps, (i + 1) * steps)))
                    .toArray(INDArray[]::new)));
  }

  private static INDArrayIndex[] lastAxis(INDArray array, int from, int to) {
    INDArrayIndex[] indices = new INDArrayIndex[array.rank()];
    Arrays.fill(indices, NDArrayIndex.all());
    indices[indices.length - 1] = NDArrayIndex.interval(from, to);
    return indices;
  }

  private static INDArray firstExamples(INDArray array) {
    return array.get(NDArrayIndex.interval(0, Math.min(EXAMPLES, array.size(0)))).dup();
  }

  private static DataSet part(DataSet whole, UnaryOperator<INDArray> part) {
    INDArray featuresMask = whole.getFeaturesMaskArray();
    INDArray labelsMask = whole.getLabelsMaskArray();
    return new DataSet(
        part.apply(whole.getFeatures()),
        part.apply(whole.getLabels()),
        featuresMask == null ? null : part.apply(featuresMask),
        labelsMask == null ? null : part.apply(labelsMask));
  }
}
