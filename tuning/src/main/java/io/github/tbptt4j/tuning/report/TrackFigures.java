package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.forecast.ForecastTrack;
import java.awt.Color;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** What was said of rows beside what they were. */
final class TrackFigures {
  private static final int MOST_ROWS = 200;
  private static final int MOST_ROWS_NARROW = 100;
  private static final int FEWEST_ROWS = 40;
  private static final int PAST_FOR_FUTURE = 4;

  private TrackFigures() {}

  static Figure forecast(String column, ForecastTrack track) {
    boolean intervals = Arrays.stream(track.lower()).anyMatch(Double::isFinite);
    String name = "Forecast beside actual: " + name(column, track);
    String caption =
        "What was forecast of each row%s, beside what came%s."
            .formatted(
                intervals ? ", with its interval" : "",
                isOpen(track) ? "; right of the dashed line nothing has come yet" : "");
    if (track.actual().length > MOST_ROWS) {
      caption += " Of %,d rows the last ones are drawn.".formatted(track.actual().length);
    }
    return new Figure(name, caption, true, canvas -> forecast(canvas, column, track));
  }

  static String name(String column, ForecastTrack track) {
    return column + (track.series().isEmpty() ? "" : " of " + track.series());
  }

  /** Whether it goes on beyond the end of a table. */
  private static boolean isOpen(ForecastTrack track) {
    return future(track) > 0;
  }

  private static int future(ForecastTrack track) {
    int rows = track.actual().length;
    int start = track.starts().isEmpty() ? rows : track.starts().get(track.starts().size() - 1);
    boolean came = Arrays.stream(track.actual(), start, rows).anyMatch(Double::isFinite);
    return came ? 0 : rows - start;
  }

  /**
   * The last rows: as many as can be told apart, but the future whole, and not much past before the
   * first of forecasts that went on by themselves.
   */
  private static ForecastTrack shown(ForecastTrack track, Canvas canvas) {
    int most = canvas.isNarrow() ? MOST_ROWS_NARROW : MOST_ROWS;
    int future = future(track);
    if (future > 0) {
      return track.tail(future + Math.max(FEWEST_ROWS, Math.min(most, PAST_FOR_FUTURE * future)));
    }
    int first = track.starts().isEmpty() ? 0 : track.starts().get(0);
    return track.tail(Math.min(most, track.actual().length - first + FEWEST_ROWS));
  }

  private static XYChart forecast(Canvas canvas, String column, ForecastTrack whole) {
    ForecastTrack track = shown(whole, canvas);
    Theme theme = canvas.theme();
    XYChart chart = Plots.xy(canvas, track.times() == null ? "row" : "", column);
    List<?> x = x(chart, canvas, track, whole.actual().length - track.actual().length);
    Color said = theme.series(1);
    bands(chart, x, track, new Color(said.getRed(), said.getGreen(), said.getBlue(), 60));
    Plots.curve(chart, "actual", x, track.actual(), theme.series(0));
    paths(chart, x, track, said);
    int future = future(track);
    if (future > 0 && future < track.actual().length) {
      Object at = x.get(track.actual().length - future - 1);
      double[] all = values(track);
      double low = Arrays.stream(all).min().orElse(0);
      double high = Arrays.stream(all).max().orElse(1);
      Plots.dashed(
          Plots.curve(chart, "last row", List.of(at, at), new double[] {low, high}, theme.muted()));
    }
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  private static double[] values(ForecastTrack track) {
    return List.of(track.actual(), track.said(), track.lower(), track.upper()).stream()
        .flatMapToDouble(Arrays::stream)
        .filter(Double::isFinite)
        .toArray();
  }

  /** Dates, or numbers of rows. */
  static List<?> x(XYChart chart, Canvas canvas, ForecastTrack track, int before) {
    if (track.times() == null) {
      return IntStream.rangeClosed(1, track.actual().length).mapToObj(row -> before + row).toList();
    }
    Plots.dates(chart, canvas, track.times());
    return Arrays.stream(track.times()).mapToObj(Date::new).toList();
  }

  /** A polygon for each run of rows with an interval. */
  private static void bands(XYChart chart, List<?> x, ForecastTrack track, Color color) {
    int rows = track.lower().length;
    int bands = 0;
    for (int from = 0; from < rows; from++) {
      int to = from;
      while (to < rows
          && Double.isFinite(track.lower()[to])
          && (to == from || !track.starts().contains(to))) {
        to++;
      }
      if (to > from) {
        int end = to;
        int begin = from;
        int n = to - from;
        List<?> outline =
            IntStream.range(0, 2 * n)
                .mapToObj(i -> x.get(i < n ? begin + i : end - 1 - (i - n)))
                .toList();
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
          y[i] = track.lower()[from + i];
          y[2 * n - 1 - i] = track.upper()[from + i];
        }
        XYSeries band =
            Plots.area(chart, bands == 0 ? "interval" : "interval " + bands, outline, y, color);
        band.setShowInLegend(bands == 0);
        if (n == 1) {
          Plots.thick(band, color); // or nothing would be seen of it
        }
        bands++;
        from = to - 1;
      }
    }
  }

  /** A line for each forecast that went on by itself. */
  private static void paths(XYChart chart, List<?> x, ForecastTrack track, Color color) {
    int from = 0;
    int paths = 0;
    for (int row = 1; row <= track.said().length; row++) {
      boolean ends = row == track.said().length || track.starts().contains(row);
      if (!ends) {
        continue;
      }
      double[] said = Arrays.copyOfRange(track.said(), from, row);
      long known = Arrays.stream(said).filter(Double::isFinite).count();
      if (known > 0) {
        String name = paths == 0 ? "forecast" : "forecast " + paths;
        XYSeries path = Plots.curve(chart, name, x.subList(from, row), said, color);
        path.setShowInLegend(paths == 0);
        if (known == 1) {
          Plots.dot(path, color);
        }
        paths++;
      }
      from = row;
    }
  }
}
