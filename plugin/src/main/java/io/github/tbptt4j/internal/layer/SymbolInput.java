package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import io.github.tbptt4j.internal.nativemem.SequenceCopy;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads an input of symbols: indices, [minibatch, T], [minibatch, 1, T] (NCW) or [minibatch, T, 1]
 * (NWC), or the same as one-hot sequences, [minibatch, nIn, T] or [minibatch, T, nIn]. Of several
 * symbols a step, indices only, [minibatch, m, T] or [minibatch, T, m], -1 for none.
 *
 * @param layer what identifies the layer for a person
 * @param nIn number of symbols
 * @param perStep m, how many a step has
 * @param format layout of the sequences
 */
record SymbolInput(String layer, long nIn, int perStep, RNNFormat format) {

  /** The dimension of the time. */
  int timeDimension(INDArray input) {
    return input.rank() == 2 ? 1 : TimeMajor.timeDimension(format);
  }

  void check(INDArray input) {
    MemoryGate.alive("Input", input);
    if (perStep > 1) {
      requireIndices(input);
      return;
    }
    boolean matrix = input.rank() == 2;
    boolean sequence = input.rank() == 3 && (sizeOf(input) == 1 || sizeOf(input) == nIn);
    if (input.length() == 0 || !(matrix || sequence)) {
      throw new IllegalArgumentException(
          "An input of symbols must be indices, [minibatch, time steps] or [minibatch, 1, time"
              + " steps], or one-hot with nIn ("
              + nIn
              + ") symbols, but it has shape "
              + Arrays.toString(input.shape())
              + " (rnnTimeStep takes a matrix for a single step: there, give indices with their"
              + " dimension of 1) "
              + layer
              + ".");
    }
  }

  private void requireIndices(INDArray input) {
    if (input.length() == 0 || input.rank() != 3 || sizeOf(input) != perStep) {
      throw new IllegalArgumentException(
          "An input of "
              + perStep
              + " symbols a step must be indices, "
              + (format == RNNFormat.NWC
                  ? "[minibatch, time steps, " + perStep + "]"
                  : "[minibatch, " + perStep + ", time steps]")
              + ", -1 where there are fewer, but it has shape "
              + Arrays.toString(input.shape())
              + " "
              + layer
              + ".");
    }
  }

  /** DL4J's Bidirectional turns sequences round on their last dimension of three. */
  void requireSequence(INDArray input) {
    if (input.rank() != 3 && perStep == 1) {
      throw new IllegalArgumentException(
          "An input of symbols inside of Bidirectional must have rank 3, but it has shape "
              + Arrays.toString(input.shape())
              + ": reshape indices to [minibatch, 1, time steps], or [minibatch, time steps, 1] for"
              + " NWC "
              + layer
              + ".");
    }
  }

  private long sizeOf(INDArray sequence) {
    return sequence.size(TimeMajor.sizeDimension(format));
  }

  /**
   * Writes the indices. What a step that the mask leaves out holds doesn't matter: it becomes 0, or
   * none where a step has several.
   *
   * @param input as {@link #check} lets it through
   * @param mask [minibatch, T], or null
   * @param indices [T, minibatch, m] in c order, overwritten
   */
  void read(INDArray input, INDArray mask, INDArray indices) {
    if (input.rank() == 2) {
      SequenceCopy.copy(SequenceCopy.ofScalars(input.transpose()), indices);
    } else if (sizeOf(input) == perStep) {
      SequenceCopy.copy(TimeMajor.view(input, format), indices);
    } else {
      indices.assign(indicesOfOnes(TimeMajor.view(input, format), mask).reshape(indices.shape()));
      return;
    }
    requireSymbols(indices, mask);
  }

  private void requireSymbols(INDArray indices, INDArray mask) {
    double[] values = Doubles.of(indices);
    int least = perStep > 1 ? Symbols.NONE : 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= least && values[i] < nIn && values[i] == Math.rint(values[i])) {
        continue;
      }
      if (!isLeftOut(mask, i / perStep)) {
        throw new IllegalArgumentException(
            "The symbol at "
                + place(i / perStep, indices.size(1))
                + (perStep > 1 ? ", slot " + i % perStep : "")
                + " is "
                + values[i]
                + ": indices are whole numbers from 0 to nIn - 1 ("
                + (nIn - 1)
                + (perStep > 1 ? "), or -1 for none " : ") ")
                + layer
                + ".");
      }
      indices.putScalar(i, least);
    }
  }

  /** [T, minibatch, nIn] -> [T * minibatch]. */
  private INDArray indicesOfOnes(INDArray timeMajor, INDArray mask) {
    INDArray contiguous = Nd4j.createUninitialized(timeMajor.dataType(), timeMajor.shape(), 'c');
    SequenceCopy.copy(timeMajor, contiguous);
    float[] values = contiguous.reshape(contiguous.length()).toFloatVector();
    int size = Math.toIntExact(nIn);
    double[] indices = new double[values.length / size];
    for (int i = 0; i < indices.length; i++) {
      int index = indexOfOne(values, i * size, size);
      if (index < 0 && !isLeftOut(mask, i)) {
        throw new IllegalArgumentException(
            "The input at "
                + place(i, timeMajor.size(1))
                + " is not one-hot: an input of symbols has a single 1 among zeros, or is an index"
                + " "
                + layer
                + ".");
      }
      indices[i] = Math.max(index, 0);
    }
    return Nd4j.createFromArray(indices);
  }

  private static boolean isLeftOut(INDArray mask, int row) {
    return mask != null
        && mask.getDouble(row % mask.size(0), row / mask.size(0)) == 0; // [minibatch, T]
  }

  /** The index of the only one among zeros, or -1. */
  private static int indexOfOne(float[] values, int from, int size) {
    int found = -1;
    for (int i = 0; i < size; i++) {
      float value = values[from + i];
      if (value == 1f && found < 0) {
        found = i;
      } else if (value != 0f) {
        return -1;
      }
    }
    return found;
  }

  private static String place(int row, long minibatch) {
    return "example " + row % minibatch + ", time step " + row / minibatch;
  }
}
