package io.github.tbptt4j;

import io.github.tbptt4j.internal.nativemem.Finite;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Takes sequences apart into the rows that DL4J's evaluations count: one a time step of an example,
 * without those that the mask leaves out.
 *
 * @param output what a person knows the output by
 * @param format how its sequences lie; null where nothing says so
 */
record EvaluationRows(String output, RNNFormat format) {

  /**
   * Has a minibatch counted.
   *
   * @param labels of the predictions' shape, or class indices
   * @param predictions what the network has put out
   * @param mask of the labels, or null
   * @param evaluations count the rows
   */
  void count(
      INDArray labels,
      INDArray predictions,
      INDArray mask,
      List<? extends IEvaluation<?>> evaluations) {
    MemoryGate.alive("Labels of " + output, labels);
    if (mask != null) {
      MemoryGate.alive("The labels' mask of " + output, mask);
    }
    if (predictions.rank() != 3) {
      requireSameShape(labels, predictions);
      evaluations.forEach(evaluation -> evaluation.eval(labels, predictions, mask));
      return;
    }
    if (format == null) {
      throw new IllegalArgumentException(
          "The sequences of "
              + output
              + " come from a layer that doesn't say whether they are NCW or NWC: end the network"
              + " in an RnnOutputLayer or RnnLossLayer.");
    }
    boolean indices = requireLabels(labels, predictions);
    int[] rows = rowsThatCount(mask, labels);
    if (rows.length == 0) {
      return;
    }
    INDArray y = only(rows, byRow(predictions));
    requireFinite(y);
    INDArray given = only(rows, byRow(labels).castTo(y.dataType()));
    INDArray target = indices ? oneHot(given, y.size(1), rows) : given;
    INDArray elements = isPerElement(mask, labels) ? only(rows, maskByRow(mask)) : null;
    if (!Finite.all(target)) {
      throw new IllegalArgumentException(
          "The labels of " + output + " have NaN or infinite values where the mask counts them.");
    }
    for (IEvaluation<?> evaluation : evaluations) {
      if (evaluation instanceof Evaluation) {
        requireAClass(target, rows);
      }
      if (elements == null) {
        evaluation.eval(target, y);
      } else {
        evaluation.eval(target, y, elements);
      }
    }
  }

  private void requireSameShape(INDArray labels, INDArray predictions) {
    if (!Arrays.equals(labels.shape(), predictions.shape())) {
      throw new IllegalArgumentException(
          "Labels have shape "
              + Arrays.toString(labels.shape())
              + ", "
              + output
              + " has "
              + Arrays.toString(predictions.shape())
              + ": they must be equal.");
    }
  }

  /** Whether the labels are class indices. */
  private boolean requireLabels(INDArray labels, INDArray predictions) {
    long[] indices = predictions.shape().clone();
    indices[sizeDimension()] = 1;
    if (Arrays.equals(labels.shape(), predictions.shape())) {
      return false;
    }
    if (!Arrays.equals(labels.shape(), indices)) {
      throw new IllegalArgumentException(
          "Labels have shape "
              + Arrays.toString(labels.shape())
              + ", "
              + output
              + " has "
              + Arrays.toString(predictions.shape())
              + " in "
              + format
              + ": labels must have that shape, or "
              + Arrays.toString(indices)
              + " for class indices.");
    }
    return true;
  }

  private int sizeDimension() {
    return format == RNNFormat.NWC ? 2 : 1;
  }

  /** [minibatch * T, size] in c order: the steps of the first example, of the second, .. */
  private INDArray byRow(INDArray sequences) {
    return rows(format == RNNFormat.NWC ? sequences : sequences.permute(0, 2, 1));
  }

  /** The same of a mask, [minibatch, size, T] whatever the format, as DL4J has it. */
  private static INDArray maskByRow(INDArray mask) {
    return rows(mask.permute(0, 2, 1));
  }

  private static INDArray rows(INDArray nwc) {
    return nwc.dup('c').reshape('c', nwc.size(0) * nwc.size(1), nwc.size(2));
  }

  private static INDArray only(int[] rows, INDArray all) {
    return rows.length == all.size(0) ? all : Nd4j.pullRows(all, 1, rows, 'c');
  }

  /** Whether the mask says more than which steps count. */
  private boolean isPerElement(INDArray mask, INDArray labels) {
    return mask != null && mask.rank() == 3 && labels.size(sizeDimension()) > 1 && mask.size(1) > 1;
  }

  private int[] rowsThatCount(INDArray mask, INDArray labels) {
    int minibatch = Math.toIntExact(labels.size(0));
    int steps = Math.toIntExact(labels.size(3 - sizeDimension()));
    if (mask == null) {
      return IntStream.range(0, minibatch * steps).toArray();
    }
    long[] single = {minibatch, labels.size(sizeDimension()), steps};
    boolean perStep = Arrays.equals(mask.shape(), new long[] {minibatch, steps});
    if (!perStep
        && !Arrays.equals(mask.shape(), new long[] {minibatch, 1, steps})
        && !Arrays.equals(mask.shape(), single)) {
      throw new IllegalArgumentException(
          "The labels' mask of "
              + output
              + " has shape "
              + Arrays.toString(mask.shape())
              + ", the labels "
              + Arrays.toString(labels.shape())
              + " in "
              + format
              + ": the mask must be ["
              + minibatch
              + ", "
              + steps
              + "], or "
              + Arrays.toString(single)
              + " for a mask of single outputs.");
    }
    INDArray byRow =
        perStep ? mask.dup('c').reshape('c', (long) minibatch * steps, 1) : maskByRow(mask);
    double[] values = byRow.reshape(byRow.length()).toDoubleVector();
    int width = Math.toIntExact(byRow.size(1));
    for (double value : values) {
      if (value != 0 && value != 1) {
        throw new IllegalArgumentException(
            "The labels' mask of "
                + output
                + " has the value "
                + value
                + ": what is counted must be 1 and all else 0.");
      }
    }
    return IntStream.range(0, minibatch * steps)
        .filter(
            row ->
                Arrays.stream(values, row * width, (row + 1) * width).anyMatch(value -> value == 1))
        .toArray();
  }

  /** [rows, 1] -> [rows, nOut]. */
  private INDArray oneHot(INDArray indices, long nOut, int[] rows) {
    INDArray oneHot = Nd4j.zeros(indices.dataType(), indices.size(0), nOut);
    for (int i = 0; i < rows.length; i++) {
      double index = indices.getDouble(i, 0);
      if (!(index >= 0 && index < nOut && index == Math.rint(index))) {
        throw new IllegalArgumentException(
            "Label "
                + index
                + " "
                + place(rows[i])
                + " must be a class index, a whole number from 0 to nOut-1 ("
                + (nOut - 1)
                + ").");
      }
      oneHot.putScalar(i, (long) index, 1.0);
    }
    return oneHot;
  }

  private void requireFinite(INDArray predictions) {
    if (!Finite.all(predictions)) {
      throw new IllegalStateException(
          "There are NaN or infinite values in "
              + output
              + ": look for them in the features, or in what the network has learned.");
    }
  }

  /** DL4J takes a row of zeros for the first class. */
  private void requireAClass(INDArray labels, int[] rows) {
    if (labels.size(1) == 1) {
      return;
    }
    for (int i = 0; i < rows.length; i++) {
      if (Arrays.stream(labels.getRow(i).toDoubleVector()).noneMatch(y -> y > 0)) {
        throw new IllegalArgumentException(
            "The label "
                + place(rows[i])
                + " is of no class: give a labels' mask that is 0 there.");
      }
    }
  }

  /** Rows are counted as the labels' time steps and examples, the steps of an example together. */
  private String place(int row) {
    return "of row " + row + " (example by example, step by step) of " + output;
  }
}
