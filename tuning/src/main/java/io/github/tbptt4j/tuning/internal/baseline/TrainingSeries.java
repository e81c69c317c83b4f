package io.github.tbptt4j.tuning.internal.baseline;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Series to fit, of mean 0 and deviation 1, from their first value on, with their gaps filled. */
final class TrainingSeries {
  private final double center;
  private final double range;
  private final double scale; // 0 if all values are equal
  private final int values;
  private final int longest;
  private final boolean gaps;
  private final List<double[]> actual = new ArrayList<>();
  private final Map<Integer, Boolean> leavesTooFew = new HashMap<>(); // by horizon
  private List<double[]> filled;

  TrainingSeries(List<double[]> training) {
    center = Values.mean(training);
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    int count = 0;
    for (double[] series : training) {
      for (double value : series) {
        if (!Double.isNaN(value)) {
          smallest = Math.min(smallest, value);
          largest = Math.max(largest, value);
          count++;
        }
      }
    }
    values = count;
    range = count == 0 ? 0 : largest - smallest;
    scale = range > 0 ? range * deviation(training) : 0;
    boolean missing = false;
    for (double[] series : training) {
      int first = 0;
      while (first < series.length && Double.isNaN(series[first])) {
        first++;
      }
      if (first < series.length && scale > 0) {
        double[] scaled = new double[series.length - first];
        for (int t = 0; t < scaled.length; t++) {
          scaled[t] = (series[first + t] - center) / scale;
          missing |= Double.isNaN(scaled[t]);
        }
        actual.add(scaled);
      }
    }
    gaps = missing;
    longest = Values.longest(actual);
    filled = actual.stream().map(new Persistence(0)::forecast).toList();
  }

  /** In units of the range, whose square may be too large for a number. */
  private double deviation(List<double[]> training) {
    double squares = 0;
    for (double[] series : training) {
      for (double value : series) {
        double deviation = Double.isNaN(value) ? 0 : (value - center) / range;
        squares += deviation * deviation;
      }
    }
    return Math.sqrt(squares / values);
  }

  double center() {
    return center;
  }

  double range() {
    return range;
  }

  double scale() {
    return scale;
  }

  double scaledRange() {
    return scale > 0 ? range / scale : 0;
  }

  /** {@return the number of values that are there} */
  int values() {
    return values;
  }

  int longest() {
    return longest;
  }

  boolean hasGaps() {
    return gaps;
  }

  int size() {
    return actual.size();
  }

  double[] actual(int series) {
    return actual.get(series);
  }

  double[] filled(int series) {
    return filled.get(series);
  }

  /** Fills gaps as sessions of a model do. */
  void fill(LinearForecast model) {
    List<double[]> all = new ArrayList<>();
    for (double[] series : actual) {
      LinearForecast.Session session = model.session();
      double[] result = new double[series.length];
      for (int t = 0; t < series.length; t++) {
        session.next(series[t]);
        result[t] = session.newest();
      }
      all.add(result);
    }
    filled = all;
  }

  /** {@return the sum of the absolute errors of sessions of a model} */
  double sessionError(LinearForecast model) {
    double sum = 0;
    for (double[] known : actual) {
      double[] forecast = model.forecast(known);
      for (int t = 0; t + model.horizon() < known.length; t++) {
        double error = Math.abs(known[t + model.horizon()] - forecast[t]);
        sum += Double.isNaN(error) ? 0 : error;
      }
    }
    return sum;
  }

  /** Lags u from index begin on, and what they shall say, y: NaN in rows that are left out. */
  record Rows(double[] u, int begin, double[] y) {}

  Rows rows(int series, Form form, int period, int horizon) {
    double[] z = filled.get(series);
    double[] known = actual.get(series);
    int offset = offset(form, period);
    double[] u = offset == 0 ? z : new double[z.length];
    double[] y = new double[z.length];
    boolean all = leavesTooFew.computeIfAbsent(horizon, this::leavesTooFew);
    for (int t = 0; t < z.length; t++) {
      if (offset > 0 && t >= offset) {
        u[t] = z[t] - z[t - offset];
      }
      int anchor = t - anchor(form, period, horizon);
      boolean out = t + horizon >= z.length || anchor < 0 || (!all && Double.isNaN(known[t]));
      y[t] = out ? Double.NaN : known[t + horizon] - (offset == 0 ? 0 : z[anchor]);
    }
    return new Rows(u, offset, y);
  }

  /** How many rows apart the values are whose difference is taken; 0 for none. */
  static int offset(Form form, int period) {
    return switch (form) {
      case LEVELS -> 0;
      case DIFFERENCES, DRIFT -> 1;
      case SEASONAL -> period;
    };
  }

  /** How many rows back the value lies that differences are added to. */
  static int anchor(Form form, int period, int horizon) {
    return form == Form.SEASONAL ? Math.floorMod(-horizon, period) : 0;
  }

  /**
   * Rows whose newest value is stood in for dilute what is learnt, but where values come every few
   * rows only, there may be no others.
   */
  private boolean leavesTooFew(int horizon) {
    long targets = 0;
    long whole = 0;
    for (double[] known : actual) {
      for (int t = 0; t + horizon < known.length; t++) {
        if (!Double.isNaN(known[t + horizon])) {
          targets++;
          whole += Double.isNaN(known[t]) ? 0 : 1;
        }
      }
    }
    return 2 * whole < targets;
  }
}
