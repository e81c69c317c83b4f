package io.github.tbptt4j.internal.layer;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns DL4J's sequences, [minibatch, size, T] (NCW) or [minibatch, T, size] (NWC), into the
 * kernel's [T, minibatch, size] and back.
 */
final class TimeMajor {
  private TimeMajor() {}

  /** A view of DL4J's array with time first. */
  static INDArray view(INDArray sequences, RNNFormat format) {
    return format == RNNFormat.NWC
        ? sequences.permute(1, 0, 2) // [minibatch, T, size] -> [T, minibatch, size]
        : sequences.permute(2, 0, 1); // [minibatch, size, T] -> [T, minibatch, size]
  }

  /** Where the features are in DL4J's array. */
  static int sizeDimension(RNNFormat format) {
    return format == RNNFormat.NWC ? 2 : 1;
  }

  /** Where the time is in DL4J's array. */
  static int timeDimension(RNNFormat format) {
    return format == RNNFormat.NWC ? 1 : 2;
  }

  /** [T, minibatch, size] as DL4J's sequences, a view. */
  static INDArray asDl4j(INDArray timeMajor, RNNFormat format) {
    return format == RNNFormat.NWC ? timeMajor.permute(1, 0, 2) : timeMajor.permute(1, 2, 0);
  }
}
