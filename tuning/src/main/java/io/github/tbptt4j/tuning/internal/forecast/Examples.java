package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;
import io.github.tbptt4j.tuning.internal.data.StretchBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network is trained on: every row of a series as inputs and labels.
 *
 * @param inputs [row][input]
 * @param held [row][target] what the linear forecast of the training part says of z at the horizon;
 *     empty for classes
 * @param linear [row][target] what that of training and validation part says; empty for classes
 * @param anchors [row][target] what z at the horizon is measured from; empty for classes
 * @param labels [row][output] what the network should say
 * @param labelled for each row, whether what it is to say is known
 */
public record Examples(
    float[][] inputs,
    double[][] held,
    double[][] linear,
    double[][] anchors,
    float[][] labels,
    boolean[] labelled)
    implements StretchBatches.Steps {

  /** {@return how many rows there are} */
  public int length() {
    return inputs.length;
  }

  @Override
  public float[] input(int row) {
    return inputs[row];
  }

  @Override
  public float[] label(int row) {
    return labels[row];
  }

  @Override
  public boolean isLabelled(int row) {
    return labelled[row];
  }

  /**
   * Encodes all series.
   *
   * @param encoder fitted
   * @param frame the series
   * @return examples of each series
   */
  public static List<Examples> of(Encoder encoder, Frame frame) {
    List<Examples> all = new ArrayList<>();
    for (Rows rows : frame.series()) {
      all.add(of(encoder, frame, rows));
    }
    return all;
  }

  private static Examples of(Encoder encoder, Frame frame, Rows rows) {
    int length = rows.length();
    Examples examples =
        new Examples(
            new float[length][encoder.inputSize()],
            new double[length][encoder.targets().size()],
            new double[length][encoder.targets().size()],
            new double[length][encoder.targets().size()],
            new float[length][encoder.outputSize()],
            new boolean[length]);
    List<LinearForecast.Session> held = new ArrayList<>();
    for (TargetEncoder target : encoder.targets()) {
      held.add(target.held() == null ? null : target.held().session());
    }
    InputWalk walk = new InputWalk(encoder, rows.name());
    int[] columns = encoder.roles().targetColumns();
    RowPairs pairs = new RowPairs(encoder.roles(), rows, frame.clock());
    for (int row = 0; row < length; row++) {
      pairs.moveTo(row);
      walk.next(pairs.row(), pairs.ahead(), examples.inputs[row]);
      for (int j = 0; j < encoder.targets().size(); j++) {
        if (held.get(j) != null) {
          examples.held[row][j] = held.get(j).next(walk.target(j).z());
        }
        examples.linear[row][j] = walk.target(j).statement();
        examples.anchors[row][j] = walk.target(j).anchor();
      }
      label(encoder, columns, rows, row, examples);
    }
    return examples;
  }

  private static void label(Encoder encoder, int[] columns, Rows rows, int row, Examples examples) {
    Roles roles = encoder.roles();
    int predicted = row + roles.horizon();
    if (predicted >= rows.length() || (roles.perSequence() && row < rows.length() - 1)) {
      return;
    }
    if (!roles.isOfValues()) {
      int label = rows.labels()[predicted];
      if (label >= 0) {
        examples.labels[row][label] = 1;
        examples.labelled[row] = true;
      }
      return;
    }
    boolean known = true;
    for (int j = 0; j < encoder.targets().size(); j++) {
      TargetEncoder target = encoder.targets().get(j);
      double z = target.in(rows.name(), rows.numbers()[columns[j]][predicted]);
      known &= !Double.isNaN(z);
      examples.labels[row][j] = (float) ((z - examples.anchors[row][j]) / target.unit());
    }
    examples.labelled[row] = known;
    if (!known) {
      Arrays.fill(examples.labels[row], 0); // which no loss may meet as NaN
    }
  }
}
