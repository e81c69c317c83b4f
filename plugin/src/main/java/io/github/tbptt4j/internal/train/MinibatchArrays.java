package io.github.tbptt4j.internal.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arrays of a minibatch with their names, as many of each kind as the network has inputs and
 * outputs.
 *
 * @param features one an input
 * @param labels one an output
 * @param featureMasks one an input, of null where there is no mask
 * @param labelMasks one an output, of null where there is no mask
 */
record MinibatchArrays(
    List<ArrayCheck> features,
    List<ArrayCheck> labels,
    List<ArrayCheck> featureMasks,
    List<ArrayCheck> labelMasks) {
  static MinibatchArrays of(Minibatch minibatch, int inputs, int outputs) {
    return new MinibatchArrays(
        required("features", minibatch.features(), inputs, "inputs"),
        required("labels", minibatch.labels(), outputs, "outputs"),
        masks("Features mask", minibatch.featureMasks(), inputs),
        masks("Labels mask", minibatch.labelMasks(), outputs));
  }

  List<ArrayCheck> sequences() {
    return concat(features, labels);
  }

  List<ArrayCheck> masks() {
    return concat(featureMasks, labelMasks);
  }

  Chunk chunk(int timeAxis, DataType maskType, boolean labelsOfSequences) {
    return new Chunk(
        timeAxis,
        arrays(features),
        arrays(labels),
        cast(arrays(featureMasks), maskType),
        cast(arrays(labelMasks), maskType),
        labelsOfSequences);
  }

  List<ArrayCheck> existing() {
    return Stream.of(features, labels, featureMasks, labelMasks)
        .flatMap(List::stream)
        .filter(check -> check.array() != null)
        .toList();
  }

  private static List<ArrayCheck> required(
      String name, INDArray[] arrays, int expected, String of) {
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
    List<ArrayCheck> checks =
        named(Character.toUpperCase(name.charAt(0)) + name.substring(1), arrays);
    for (ArrayCheck check : checks) {
      if (check.array() == null) {
        throw new IllegalArgumentException(
            "The minibatch has no "
                + Character.toLowerCase(check.name().charAt(0))
                + check.name().substring(1)
                + " (null).");
      }
    }
    return checks;
  }

  private static List<ArrayCheck> masks(String name, INDArray[] masks, int expected) {
    if (masks == null) {
      return named(name, new INDArray[expected]);
    }
    if (masks.length != expected) {
      throw new IllegalArgumentException(
          name + "s: there are " + masks.length + ", but " + expected + " arrays to mask.");
    }
    return named(name, masks);
  }

  private static List<ArrayCheck> named(String name, INDArray[] arrays) {
    List<ArrayCheck> named = new ArrayList<>();
    for (int i = 0; i < arrays.length; i++) {
      named.add(new ArrayCheck(arrays.length == 1 ? name : name + " " + i, arrays[i]));
    }
    return named;
  }

  private static INDArray[] arrays(List<ArrayCheck> checks) {
    return checks.stream().map(ArrayCheck::array).toArray(INDArray[]::new);
  }

  private static INDArray[] cast(INDArray[] masks, DataType type) {
    // DL4J multiplies by masks, and not every type goes with every other.
    INDArray[] cast = new INDArray[masks.length];
    for (int i = 0; i < cast.length; i++) {
      cast[i] = masks[i] == null ? null : masks[i].castTo(type);
    }
    return cast;
  }

  private static List<ArrayCheck> concat(List<ArrayCheck> one, List<ArrayCheck> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
