package io.github.tbptt4j.internal.train;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A minibatch as it comes from the user: one array an input or output, and a mask for each, null
 * for none.
 *
 * @param features one array an input
 * @param labels one array an output
 * @param featureMasks null, or one mask an input
 * @param labelMasks null, or one mask an output
 */
public record Minibatch(
    INDArray[] features, INDArray[] labels, INDArray[] featureMasks, INDArray[] labelMasks) {
  /**
   * The arrays of a data set.
   *
   * @param data one input, one output
   * @return its arrays, not copied
   */
  public static Minibatch of(DataSet data) {
    Objects.requireNonNull(data, "minibatch must not be null.");
    return new Minibatch(
        new INDArray[] {data.getFeatures()},
        new INDArray[] {data.getLabels()},
        new INDArray[] {data.getFeaturesMaskArray()},
        new INDArray[] {data.getLabelsMaskArray()});
  }

  /**
   * The arrays of a data set.
   *
   * @param data inputs and outputs
   * @return its arrays, not copied
   */
  public static Minibatch of(MultiDataSet data) {
    Objects.requireNonNull(data, "minibatch must not be null.");
    return new Minibatch(
        data.getFeatures(),
        data.getLabels(),
        data.getFeaturesMaskArrays(),
        data.getLabelsMaskArrays());
  }
}
