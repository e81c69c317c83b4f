package io.github.tbptt4j.zoo.training.forecast;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A history and what came then.
 *
 * @param series its name
 * @param kind what the series is of
 * @param history NaN where a day is missing, but for the first
 * @param first weekday of the history's first day; null if that isn't known
 * @param future the next 28 days, NaN where one is missing
 * @param scale mean absolute error of the seasonal naive forecast within the history
 */
record Window(
    String series, String kind, double[] history, DayOfWeek first, double[] future, double scale) {
  private static final int AHEAD = 28;
  private static final int WEEK = 7;
  private static final int SHORTEST = 60;
  private static final int OF_A_SERIES = 8;

  /**
   * Windows spread over series, their futures apart.
   *
   * @param longest days of a history
   */
  static List<Window> of(List<RealSeries> all, int longest) {
    List<Window> windows = new ArrayList<>();
    for (RealSeries series : all) {
      int days = series.values().length;
      int apart = Math.max(AHEAD, (days - AHEAD - SHORTEST) / OF_A_SERIES);
      for (int i = 0; i < OF_A_SERIES && days - AHEAD - i * apart >= SHORTEST; i++) {
        int origin = days - AHEAD - i * apart;
        int from = Math.max(0, origin - longest);
        DayOfWeek first =
            series.start() == null ? null : series.start().plusDays(from).getDayOfWeek();
        Window window =
            of(
                series.vendor() + " " + series.name(),
                series.kind(),
                Arrays.copyOfRange(series.values(), from, origin + AHEAD),
                first);
        if (window != null) {
          windows.add(window);
        }
      }
    }
    return windows;
  }

  /** Windows of synthetic series that weren't trained on, as many of each kind. */
  static List<Window> synthetic(int ofEachKind, long seed) {
    List<Window> windows = new ArrayList<>();
    for (SyntheticSeries.Kind kind : SyntheticSeries.Kind.values()) {
      SyntheticSeries drawn = new SyntheticSeries(seed + kind.ordinal());
      for (int i = 0; i < ofEachKind; i++) {
        int days = 30 + (int) (770L * i / ofEachKind);
        SyntheticSeries.Series series = drawn.draw(kind, days + AHEAD);
        Window window =
            of(
                kind + " " + i,
                kind.name().toLowerCase(java.util.Locale.ROOT),
                series.values(),
                DayOfWeek.of(series.weekday() + 1));
        if (window != null) {
          windows.add(window);
        }
      }
    }
    return windows;
  }

  /** {@return null where there is nothing to measure with: a history without changes, or gaps} */
  private static Window of(String name, String kind, double[] values, DayOfWeek first) {
    int from = 0;
    while (Double.isNaN(values[from])) {
      from++;
    }
    int origin = values.length - AHEAD;
    if (origin - from < 2 * WEEK) {
      return null;
    }
    double[] history = Arrays.copyOfRange(values, from, origin);
    double[] filled = Peers.filled(history);
    double sum = 0;
    for (int t = WEEK; t < filled.length; t++) {
      sum += Math.abs(filled[t] - filled[t - WEEK]);
    }
    double largest = Arrays.stream(filled).map(Math::abs).max().orElse(0);
    double scale = sum / (filled.length - WEEK);
    double[] future = Arrays.copyOfRange(values, origin, values.length);
    boolean any = Arrays.stream(future).anyMatch(y -> !Double.isNaN(y));
    return scale > 1e-9 * largest && any
        ? new Window(name, kind, history, first == null ? null : first.plus(from), future, scale)
        : null;
  }
}
