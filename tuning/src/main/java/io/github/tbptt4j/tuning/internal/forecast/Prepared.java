package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.InferenceSession;
import java.util.List;
import java.util.Locale;

/**
 * A table, split and encoded, ready to train on and to score by.
 *
 * @param frame its series
 * @param parts what rows are for
 * @param encoder fitted to the training part
 * @param examples of each series
 */
public record Prepared(Frame frame, Parts parts, Encoder encoder, List<Examples> examples) {
  /**
   * Encodes.
   *
   * @param frame the series
   * @param parts what rows are for
   * @param encoder fitted to the training part
   * @return all of it
   * @throws IllegalArgumentException if a part has nothing to learn from, or to score
   */
  public static Prepared of(Frame frame, Parts parts, Encoder encoder) {
    Prepared prepared = new Prepared(frame, parts, encoder, Examples.of(encoder, frame));
    for (Part part : Part.values()) {
      prepared.requireSome(part);
    }
    return prepared;
  }

  private void requireSome(Part part) {
    int rows = part.of(parts).stream().mapToInt(Parts.Range::length).sum();
    int[] known = new int[1];
    forEach(part, (series, row, predicted) -> known[0]++);
    if (rows == 0 || known[0] > 0) { // a split may have no test part
      return;
    }
    Roles roles = encoder.roles();
    throw new IllegalArgumentException(
        "None of the %d rows of the %s part has a value of %s to predict%s: use more data or another split."
            .formatted(
                rows,
                part.name().toLowerCase(Locale.ROOT),
                String.join(", ", roles.predicted()),
                roles.perSequence() ? ", which is that of a series' last row" : ""));
  }

  /** What a network says of each row up to the end of a part. */
  List<float[][]> outputs(InferenceSession network, Part part) {
    int[] end = new int[frame.series().size()];
    for (int s = 0; s < end.length; s++) {
      end[s] = Math.max(part.of(parts).get(s).to(), parts.validation().get(s).to());
    }
    return Outputs.of(network, examples, end);
  }

  /** Calls for each row of a part that is predicted, with the row that says it. */
  void forEach(Part part, Statement statement) {
    int horizon = encoder.roles().horizon();
    for (int s = 0; s < frame.series().size(); s++) {
      Parts.Range range = part.of(parts).get(s);
      for (int predicted = range.from(); predicted < range.to(); predicted++) {
        int row = predicted - horizon;
        if (row >= 0 && examples.get(s).labelled()[row]) {
          statement.of(s, row, predicted);
        }
      }
    }
  }

  /** A row that is predicted. */
  @FunctionalInterface
  interface Statement {
    void of(int series, int row, int predicted);
  }

  /** How much of a network is believed of each target, by the validation part. */
  double[] weights(List<float[][]> outputs) {
    double[] weights = new double[encoder.targets().size()];
    for (int j = 0; j < weights.length; j++) {
      int target = j;
      TargetEncoder encoded = encoder.targets().get(j);
      if (encoded.linear() == null) {
        weights[j] = 1; // there is nothing else to believe
        continue;
      }
      int column = encoder.roles().targetColumns()[j];
      NetworkWeight weight = new NetworkWeight();
      forEach(
          Part.VALIDATION,
          (s, row, predicted) -> {
            Examples series = examples.get(s);
            double linear = series.held()[row][target];
            double network =
                encoded.network(series.anchors()[row][target], outputs.get(s)[row][target]);
            Rows rows = frame.series().get(s);
            double z = encoded.in(rows.name(), rows.numbers()[column][predicted]);
            weight.add(network - linear, z - linear);
          });
      weights[j] = weight.weight();
    }
    return weights;
  }

  /**
   * What is said of a target's z. Of the validation part, which selects, it is said by what saw
   * nothing of it; of the test part by what the model will be.
   */
  double z(Part part, int series, int row, int target, List<float[][]> outputs, double[] weights) {
    Examples all = examples.get(series);
    double[][] said = part == Part.TEST ? all.linear() : all.held();
    return encoder
        .targets()
        .get(target)
        .z(
            all.anchors()[row][target],
            said[row][target],
            outputs.get(series)[row][target],
            weights[target]);
  }

  /** What is said of the rows of a part in the data's own units, beside what they were. */
  Pairs pairs(Part part, List<float[][]> outputs, double[] weights, int target) {
    TargetEncoder encoded = encoder.targets().get(target);
    int column = encoder.roles().targetColumns()[target];
    Pairs pairs = new Pairs();
    forEach(
        part,
        (s, row, predicted) -> {
          Rows rows = frame.series().get(s);
          double z = z(part, s, row, target, outputs, weights);
          pairs.add(rows.numbers()[column][predicted], encoded.out(rows.name(), z));
        });
    return pairs;
  }
}
