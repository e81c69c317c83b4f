package io.github.tbptt4j.zoo;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.zoo.internal.forecast.DayReader;
import io.github.tbptt4j.zoo.internal.forecast.Outlook;
import io.github.tbptt4j.zoo.internal.forecast.Spikes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Forecasts any daily series, without being trained on it.
 *
 * <pre>{@code
 * double[] sold = {12, 15, 11, 14, 22, 30, 0, ..}; // NaN where a day is missing
 * DailyForecast next = DailyForecaster.pretrained().forecast(sold, DayOfWeek.MONDAY, 28);
 * next.median(1); // tomorrow
 * next.quantile(7, 0.95); // in a week, with 95 % probability no more than this
 * }</pre>
 *
 * <p>A thousand times the history gets a thousand times the forecast. A history without a value
 * below 0 gets no forecast below 0. The last {@value #LONGEST} days are read; days before the first
 * value don't count. Up to 28 days ahead the network says itself; beyond, it goes on from its own
 * medians, and intervals grow as they did. Immutable; any number of threads may use one model.
 */
public final class DailyForecaster extends SequenceModel<DailyForecaster> {
  /** How many days of a history are read, the last ones. */
  public static final int LONGEST = 1_500;

  /** The least days that a history must have, from its first value to its end. */
  public static final int SHORTEST = 14;

  private static final int FEWEST = 7; // values among them

  /** How many days ahead a forecast goes at most. */
  public static final int FARTHEST = 366;

  static final String NAME = "daily-forecaster";

  private static final String LEVELS = "levels";
  private static DailyForecaster shipped;

  private final List<Double> levels;

  /** Never steps itself: each history gets a session of its own, with these weights. */
  private final InferenceSession prototype;

  DailyForecaster(ModelFile file) {
    super(file);
    levels = file.texts(LEVELS).stream().map(Double::valueOf).toList();
    requireLevels(levels);
    prototype = InferenceSession.of(file.network());
    int outputs = DayReader.HORIZON * levels.size();
    if (prototype.nIn() != DayReader.INPUTS || prototype.nOut() != outputs) {
      throw new IllegalArgumentException(
          "The network has %d inputs and %d outputs: %d and %d are needed, %d levels of %d days."
              .formatted(
                  prototype.nIn(),
                  prototype.nOut(),
                  DayReader.INPUTS,
                  outputs,
                  levels.size(),
                  DayReader.HORIZON));
    }
  }

  private static void requireLevels(List<Double> levels) {
    boolean ascending = levels.size() > 1 && levels.contains(0.5);
    for (int i = 0; ascending && i < levels.size(); i++) {
      double level = levels.get(i);
      ascending = level > (i == 0 ? 0 : levels.get(i - 1)) && level < 1;
    }
    if (!ascending) {
      throw new IllegalArgumentException(
          "The levels %s must be in (0, 1), ascending, 0.5 among them.".formatted(levels));
    }
  }

  /**
   * The model in the jar.
   *
   * @return the model, the same one at each call
   */
  public static synchronized DailyForecaster pretrained() {
    if (shipped == null) {
      shipped = new DailyForecaster(PretrainedFiles.read(NAME));
    }
    return shipped;
  }

  /**
   * A model from a trained network, such as {@link #network()} trained further.
   *
   * @param network of the sizes of the pretrained one; it is copied
   * @param levels of the quantiles that it gives for each of 28 days, ascending; 0.5 among them
   * @return the model
   * @throws IllegalArgumentException if they don't fit together, or if the network has other layers
   *     than {@link InferenceSession} knows
   */
  public static DailyForecaster of(MultiLayerNetwork network, List<Double> levels) {
    return new DailyForecaster(
        ModelFile.of(NAME, network, Map.of(LEVELS, levels.stream().map(String::valueOf).toList())));
  }

  /**
   * Reads a model that {@link #save(Path)} has written.
   *
   * @param file the file
   * @return the model
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static DailyForecaster load(Path file) throws IOException {
    return read(NAME, file, DailyForecaster::new);
  }

  /**
   * Fetches a model into DL4J's cache, unless it is there already, and reads it.
   *
   * @param source an {@code https:} or {@code file:} URL of a file that {@link #save(Path)} wrote
   * @param sha256 the file's SHA-256 in hexadecimal, verified before anything is read
   * @return the model
   * @throws IOException if it can't be fetched, has another checksum, or holds something else
   */
  public static DailyForecaster load(URI source, String sha256) throws IOException {
    return read(NAME, source, sha256, DailyForecaster::new);
  }

  /**
   * Forecasts the days after a history. A single absurd value, alone beyond 100 median absolute
   * deviations, is read as missing. What never changed is forecast as it is.
   *
   * @param history a value a day, NaN where one is missing
   * @param first the weekday of the history's first day; null if it isn't known, or if all days are
   *     alike, as the trading days of a market
   * @param days how many to forecast, from 1 to {@value #FARTHEST}
   * @return what is expected of them
   * @throws IllegalArgumentException if there are fewer than {@value #SHORTEST} days or 7 values, a
   *     value is infinite, or days is beyond
   */
  public DailyForecast forecast(double[] history, DayOfWeek first, int days) {
    Objects.requireNonNull(history, "history must not be null.");
    if (days < 1 || days > FARTHEST) {
      throw new IllegalArgumentException(
          "days (%d) must be from 1 to %d.".formatted(days, FARTHEST));
    }
    requireSense(history, firstValue(history));
    double[] read = Spikes.without(history);
    int from = firstValue(read);
    double unit = largest(read, from);
    if (isConstant(read, from)) {
      double[][] same = new double[days][levels.size()];
      for (double[] day : same) {
        Arrays.fill(day, read[from]);
      }
      return new DailyForecast(levels, same, Double.NEGATIVE_INFINITY);
    }
    DayReader reader =
        new DayReader(
            first == null ? -1 : (first.getValue() - 1 + from) % DayOfWeek.values().length);
    InferenceSession session = prototype.newSession();
    float[] input = new float[DayReader.INPUTS];
    float[] output = new float[session.nOut()];
    for (int t = from; t < history.length; t++) {
      reader.read(read[t] / unit);
      reader.write(input);
      session.step(input, output);
    }
    boolean isNonNegative = reader.isNonNegative();
    Outlook outlook = new Outlook(reader, session::step, levels.size(), levels.indexOf(0.5));
    double[][] values = outlook.from(output, days);
    for (double[] day : values) {
      for (int q = 0; q < day.length; q++) {
        day[q] = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, day[q] * unit));
      }
    }
    return new DailyForecast(levels, values, isNonNegative ? 0 : Double.NEGATIVE_INFINITY);
  }

  /** {@return the first day that is read, which has a value} */
  private static int firstValue(double[] history) {
    int from = Math.max(0, history.length - LONGEST);
    while (from < history.length && Double.isNaN(history[from])) {
      from++;
    }
    return from;
  }

  private static void requireSense(double[] history, int from) {
    int days = history.length - from;
    if (days < SHORTEST) {
      throw new IllegalArgumentException(
          "The history has %d days%s: a forecast needs at least %d."
              .formatted(days, from > 0 ? " from its first value on" : "", SHORTEST));
    }
    int values = 0;
    for (int t = from; t < history.length; t++) {
      if (Double.isInfinite(history[t])) {
        throw new IllegalArgumentException(
            "The value of day %d (from 0) is infinite: give NaN if it is missing.".formatted(t));
      }
      values += Double.isNaN(history[t]) ? 0 : 1;
    }
    if (values < FEWEST) {
      throw new IllegalArgumentException(
          "The history has %d values in %d days: a forecast needs at least %d."
              .formatted(values, days, FEWEST));
    }
  }

  private static boolean isConstant(double[] history, int from) {
    for (int t = from; t < history.length; t++) {
      if (!Double.isNaN(history[t]) && history[t] != history[from]) {
        return false;
      }
    }
    return true;
  }

  /** {@return the largest of the values, by which they are divided lest they overflow} */
  private static double largest(double[] history, int from) {
    double largest = 0;
    for (int t = from; t < history.length; t++) {
      largest = Double.isNaN(history[t]) ? largest : Math.max(largest, Math.abs(history[t]));
    }
    return largest == 0 ? 1 : largest;
  }

  /** {@return the levels of the quantiles that the network has outputs for} */
  public List<Double> levels() {
    return levels;
  }

  @Override
  int inputs() {
    return DayReader.INPUTS;
  }

  @Override
  int outputs() {
    return DayReader.HORIZON * levels.size();
  }
}
