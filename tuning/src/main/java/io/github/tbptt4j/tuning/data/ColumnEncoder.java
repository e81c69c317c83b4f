package io.github.tbptt4j.tuning.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A column as numbers, learned from the training part and from nothing else: a numeric one is
 * standardised to mean 0 and standard deviation 1, a categorical one becomes one-hot.
 */
abstract class ColumnEncoder {
  private final String name;

  private ColumnEncoder(String name) {
    this.name = name;
  }

  static ColumnEncoder numeric(String name, int column, List<RawSequences.Sequence> training) {
    return new Numeric(name, column, training);
  }

  static ColumnEncoder categorical(
      String name, int column, List<RawSequences.Sequence> training, boolean isLabel) {
    return new Categorical(name, column, training, isLabel);
  }

  final String name() {
    return name;
  }

  /** {@return how many numbers a field becomes} */
  abstract int width();

  /** Writes a field's numbers. */
  abstract void encode(RawSequences.Sequence sequence, int row, float[] into, int offset);

  /** {@return the factor that takes an error back to the column's own unit} */
  abstract double scale();

  /** {@return what was learned, for the sweep's folder} */
  abstract Map<String, Object> description();

  private static final class Numeric extends ColumnEncoder {
    private final int column;
    private final double mean;
    private final double deviation;

    Numeric(String name, int column, List<RawSequences.Sequence> training) {
      super(name);
      this.column = column;
      long count = 0;
      double runningMean = 0;
      double squares = 0; // Welford's: sum of squared differences from the mean so far
      for (RawSequences.Sequence sequence : training) {
        for (int row = 0; row < sequence.rows().size(); row++) {
          double value = number(sequence, row);
          count++;
          double difference = value - runningMean;
          runningMean += difference / count;
          squares += difference * (value - runningMean);
        }
      }
      mean = runningMean;
      double spread = Math.sqrt(squares / count);
      deviation = spread > 0 ? spread : 1; // a constant stays 0
    }

    private double number(RawSequences.Sequence sequence, int row) {
      String field = sequence.rows().get(row).get(column);
      try {
        double value = Double.parseDouble(field);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new IllegalArgumentException(
          "%s: \"%s\" is no number. Correct it, or make the column categorical."
              .formatted(sequence.place(row, name()), field));
    }

    @Override
    int width() {
      return 1;
    }

    @Override
    void encode(RawSequences.Sequence sequence, int row, float[] into, int offset) {
      into[offset] = (float) ((number(sequence, row) - mean) / deviation);
    }

    @Override
    double scale() {
      return deviation;
    }

    @Override
    Map<String, Object> description() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("column", name());
      all.put("mean", mean);
      all.put("standardDeviation", deviation);
      return all;
    }
  }

  private static final class Categorical extends ColumnEncoder {
    private final int column;
    private final List<String> categories;
    private final boolean isLabel;

    Categorical(String name, int column, List<RawSequences.Sequence> training, boolean isLabel) {
      super(name);
      this.column = column;
      this.isLabel = isLabel;
      TreeSet<String> seen = new TreeSet<>();
      training.forEach(sequence -> sequence.rows().forEach(row -> seen.add(row.get(column))));
      categories = new ArrayList<>(seen);
      if (isLabel && categories.size() < 2) {
        throw new IllegalArgumentException(
            "Column "
                + name
                + " has only the class "
                + categories
                + " in the training part: there is nothing to tell apart.");
      }
    }

    @Override
    int width() {
      return categories.size();
    }

    @Override
    void encode(RawSequences.Sequence sequence, int row, float[] into, int offset) {
      String field = sequence.rows().get(row).get(column);
      int category = categories.indexOf(field);
      if (category >= 0) {
        into[offset + category] = 1;
      } else if (isLabel) {
        throw new IllegalArgumentException(
            "%s: the class \"%s\" isn't in the training part, which has %s: use another split."
                .formatted(sequence.place(row, name()), field, categories));
      }
      // An input that training has never shown is all zeros.
    }

    @Override
    double scale() {
      return 1;
    }

    @Override
    Map<String, Object> description() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("column", name());
      all.put("categories", categories);
      return all;
    }
  }
}
