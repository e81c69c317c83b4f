package io.github.tbptt4j.training;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Checks a minibatch before anything is changed. */
final class InputCheck {
  private InputCheck() {}

  static Chunk check(TrainableNetwork network, Minibatch minibatch) {
    int timeAxis = network.timeAxis();
    INDArray[] features = minibatch.features();
    INDArray[] labels = minibatch.labels();
    requireArrays("features", features, network.inputs(), "inputs");
    requireArrays("labels", labels, network.outputLayers().length, "outputs");
    INDArray reference = features[0];
    String referenceName = name("Features", 0, features);
    for (int i = 0; i < features.length; i++) {
      requireSequence(
          name("Features", i, features), features[i], timeAxis, reference, referenceName);
    }
    for (int i = 0; i < labels.length; i++) {
      requireSequence(name("Labels", i, labels), labels[i], timeAxis, reference, referenceName);
    }
    INDArray[] checkedFeatureMasks =
        masks("Features mask", minibatch.featureMasks(), features.length);
    INDArray[] checkedLabelMasks = masks("Labels mask", minibatch.labelMasks(), labels.length);
    long[] perStep = {reference.size(0), reference.size(timeAxis)};
    for (int i = 0; i < features.length; i++) {
      requireMask(name("Features mask", i, features), checkedFeatureMasks[i], perStep, null);
    }
    for (int i = 0; i < labels.length; i++) {
      long[] perOutput = {perStep[0], labels[i].size(3 - timeAxis), perStep[1]};
      requireMask(name("Labels mask", i, labels), checkedLabelMasks[i], perStep, perOutput);
    }
    DataType maskType = network.model().params().dataType();
    return new Chunk(
        timeAxis,
        features,
        labels,
        cast(checkedFeatureMasks, maskType),
        cast(checkedLabelMasks, maskType));
  }

  // DL4J multiplies by masks, and not every type goes with every other.
  private static INDArray[] cast(INDArray[] masks, DataType type) {
    INDArray[] cast = new INDArray[masks.length];
    for (int i = 0; i < cast.length; i++) {
      cast[i] = masks[i] == null ? null : masks[i].castTo(type);
    }
    return cast;
  }

  private static String name(String name, int index, INDArray[] all) {
    return all.length == 1 ? name : name + " " + index;
  }

  private static void requireArrays(String name, INDArray[] arrays, int expected, String of) {
    if (arrays == null || arrays.length == 0) {
      throw new IllegalArgumentException("The minibatch has no " + name + " (null).");
    }
    if (arrays.length != expected) {
      throw new IllegalArgumentException(
          "The minibatch has "
              + arrays.length
              + " arrays of "
              + name
              + ", the network "
              + expected
              + " "
              + of
              + ": they must be equal.");
    }
    for (int i = 0; i < arrays.length; i++) {
      if (arrays[i] == null) {
        throw new IllegalArgumentException(
            "The minibatch has no " + name(name, i, arrays) + " (null).");
      }
    }
  }

  private static void requireSequence(
      String name, INDArray array, int timeAxis, INDArray reference, String referenceName) {
    if (array.rank() != 3) {
      throw new IllegalArgumentException(
          name
              + " must have 3 dimensions, "
              + (timeAxis == 2 ? "[examples, size, time steps]" : "[examples, time steps, size]")
              + ", but have shape "
              + Arrays.toString(array.shape())
              + ". A single step needs a time dimension of length 1.");
    }
    if (array.size(0) != reference.size(0)) {
      throw new IllegalArgumentException(
          name
              + " have "
              + array.size(0)
              + " examples, "
              + decapitalised(referenceName)
              + " "
              + reference.size(0)
              + ": they must be equal.");
    }
    if (array.size(timeAxis) != reference.size(timeAxis)) {
      throw new IllegalArgumentException(
          name
              + " have "
              + array.size(timeAxis)
              + " time steps, "
              + decapitalised(referenceName)
              + " "
              + reference.size(timeAxis)
              + ": they must be equal.");
    }
    requireFinite(name, array);
  }

  private static INDArray[] masks(String name, INDArray[] masks, int expected) {
    if (masks == null) {
      return new INDArray[expected];
    }
    if (masks.length != expected) {
      throw new IllegalArgumentException(
          name + "s: there are " + masks.length + ", but " + expected + " arrays to mask.");
    }
    return masks;
  }

  private static void requireMask(String name, INDArray mask, long[] perStep, long[] perOutput) {
    if (mask == null) {
      return;
    }
    if (!Arrays.equals(mask.shape(), perStep)
        && (perOutput == null || !Arrays.equals(mask.shape(), perOutput))) {
      throw new IllegalArgumentException(
          name
              + " has shape "
              + Arrays.toString(mask.shape())
              + ": it must be [examples, time steps] = "
              + Arrays.toString(perStep)
              + (perOutput == null ? "." : " or " + Arrays.toString(perOutput) + "."));
    }
    requireFinite(name, mask);
  }

  private static void requireFinite(String name, INDArray array) {
    if (!array.dataType().isFPType() || Double.isFinite(array.sumNumber().doubleValue())) {
      return;
    }
    double[] entries = array.dup('c').data().asDouble();
    for (int i = 0; i < entries.length; i++) {
      if (!Double.isFinite(entries[i])) {
        throw new IllegalArgumentException(
            name
                + " contain"
                + (name.contains("mask") ? "s " : " ")
                + entries[i]
                + " at "
                + Arrays.toString(Shape.ind2subC(array.shape(), i))
                + " of shape "
                + Arrays.toString(array.shape())
                + ": every value must be finite. Clean the data, or mask the step and write"
                + " zeros.");
      }
    }
  }

  private static String decapitalised(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
