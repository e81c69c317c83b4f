package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.Finite;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * One array of a minibatch, and what is demanded of its memory and values whatever it stands for.
 *
 * @param name what a person calls it: "Features 1", "Labels mask"
 * @param array the array
 */
record ArrayCheck(String name, INDArray array) {
  /** A value, and whether it will do. */
  interface Condition {
    boolean holds(double value);
  }

  String shape() {
    return Arrays.toString(array.shape());
  }

  /** The verb that goes with the name. */
  String have() {
    return name.contains("mask") ? " has " : " have ";
  }

  IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(name + what);
  }

  /** Memory that is no longer there must not be read: the virtual machine would not survive it. */
  void requireAlive() {
    MemoryGate.alive(name, array);
  }

  void requireNumbers() {
    DataType type = array.dataType();
    if (!type.isNumerical() && type != DataType.BOOL) {
      throw wrong(have() + "type " + type + ": numbers are needed. Use castTo.");
    }
  }

  void requireFinite() {
    if (array.dataType().isFPType() && !Finite.all(array)) {
      requireEach(
          Double::isFinite,
          "every value must be finite. Clean the data, or mask the step and write zeros.");
    }
  }

  /** Checks the values one by one; {@code otherwise} says what they must be. */
  void requireEach(Condition condition, String otherwise) {
    double[] values = Doubles.of(array);
    for (int i = 0; i < values.length; i++) {
      if (!condition.holds(values[i])) {
        throw at(i, values[i], otherwise);
      }
    }
  }

  // Elements are compared in c order, in which [B, 1, T], [B, T, 1] and [B, T] are the same.

  /** Whole numbers from 0 to {@code classes - 1}, except where the mask (or null) leaves out. */
  void requireIndices(long classes, INDArray mask) {
    double[] values = Doubles.of(array);
    double[] counts = mask == null ? null : Doubles.of(mask);
    for (int i = 0; i < values.length; i++) {
      boolean counted = counts == null || counts[i] != 0;
      double value = values[i];
      if (counted && !(value >= 0 && value < classes && value == Math.rint(value))) {
        throw at(i, value, "indices are whole numbers from 0 to " + (classes - 1) + ".");
      }
    }
  }

  private IllegalArgumentException at(int index, double value, String otherwise) {
    return wrong(
        " contain"
            + (name.contains("mask") ? "s " : " ")
            + value
            + " at "
            + Arrays.toString(Shape.ind2subC(array.shape(), index))
            + " of shape "
            + shape()
            + ": "
            + otherwise);
  }
}
