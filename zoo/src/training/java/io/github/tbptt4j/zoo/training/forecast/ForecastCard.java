package io.github.tbptt4j.zoo.training.forecast;

import io.github.tbptt4j.zoo.DailyForecaster;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.ModelCard.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a forecaster's card says of its forecasts. */
public final class ForecastCard {
  private static final String MASE = "MASE";
  private static final String PERCENT = "%";
  private static final String SYNTHETIC =
      "held out: 180 synthetic series of 9 kinds, 30 to 800 days of history";
  private static final String TEST = "out of domain: %d real series of %d vendors, unseen";
  private static final String VALIDATION = "choices: %d real series of %d vendors";
  private static final int OF_EACH_KIND = 20;
  private static final long HELD_OUT = 90_001;
  private static final int AHEAD = 28;
  private static final int[] HISTORIES = {28, 90, 365, DailyForecaster.LONGEST};
  private static final double[] LEVELS = {0.5, 0.8, 0.9};

  private ForecastCard() {}

  /** {@return the scores on synthetic series, which anybody can draw again} */
  public static List<Score> synthetic(DailyForecaster model) {
    return scores(
        new ForecastScores(model, Window.synthetic(OF_EACH_KIND, HELD_OUT)).withPeers(), SYNTHETIC);
  }

  /**
   * The scores on real series.
   *
   * @param folder of packages
   */
  static List<Score> real(DailyForecaster model, Path folder) throws IOException {
    List<RealSeries> test = RealSeries.test(folder);
    List<Score> all = new ArrayList<>(scores(measured(model, test), named(TEST, test)));
    List<RealSeries> validation = RealSeries.validation(folder);
    all.addAll(scores(measured(model, validation), named(VALIDATION, validation)));
    return all;
  }

  private static String named(String form, List<RealSeries> series) {
    long vendors = series.stream().map(RealSeries::vendor).distinct().count();
    return form.formatted(series.size(), vendors);
  }

  private static ForecastScores measured(DailyForecaster model, List<RealSeries> series) {
    return new ForecastScores(model, Window.of(series, DailyForecaster.LONGEST)).withPeers();
  }

  /**
   * All scores of a card.
   *
   * @param model the model
   * @param folder of packages with real series; null for none
   * @return the scores
   * @throws IOException if one is missing
   */
  public static List<Score> scores(DailyForecaster model, Path folder) throws IOException {
    List<Score> all = new ArrayList<>();
    if (folder != null) {
      all.addAll(real(model, folder));
    }
    all.addAll(synthetic(model));
    return all;
  }

  private static List<Score> scores(ForecastScores scores, String data) {
    List<Score> all = new ArrayList<>();
    all.add(
        error(
            scores,
            data,
            "mean absolute scaled error, 1 to 28 days ahead, lower is better",
            AHEAD));
    all.add(error(scores, data, "mean absolute scaled error, 1 day ahead, lower is better", 1));
    List<Baseline> relative = new ArrayList<>();
    for (String method : scores.methods()) {
      if (!method.equals(ForecastScores.MODEL) && !method.equals(Peers.SEASONAL_NAIVE)) {
        relative.add(
            new Baseline(method, round(scores.relative(method, Peers.SEASONAL_NAIVE, 1, AHEAD))));
      }
    }
    all.add(
        new Score(
            data,
            "error relative to seasonal naive's, geometric mean over series, 1 to 28 days ahead",
            "of it",
            round(scores.relative(ForecastScores.MODEL, Peers.SEASONAL_NAIVE, 1, AHEAD)),
            relative));
    for (double level : new double[] {0.8, 0.9}) {
      all.add(
          new Score(
              data,
              "values within the %.0f %% interval, 1 to 28 days ahead".formatted(100 * level),
              PERCENT,
              round(100 * scores.coverage(level, 1, AHEAD)),
              List.of()));
    }
    return all;
  }

  private static Score error(ForecastScores scores, String data, String metric, int to) {
    List<Baseline> baselines = new ArrayList<>();
    for (String method : scores.methods()) {
      if (!method.equals(ForecastScores.MODEL)) {
        baselines.add(new Baseline(method, round(scores.mase(method, 1, to))));
      }
    }
    return new Score(
        data, metric, MASE, round(scores.mase(ForecastScores.MODEL, 1, to)), baselines);
  }

  /**
   * The scores in parts: by class of series, length of the history, days ahead and level.
   *
   * @param model the model
   * @param folder of packages with real series
   * @return model and seasonal naive forecast side by side
   * @throws IOException if one is missing
   */
  public static List<Breakdown> breakdowns(DailyForecaster model, Path folder) throws IOException {
    List<RealSeries> test = RealSeries.test(folder);
    String data = named(TEST, test);
    ForecastScores scores = measured(model, test);
    List<Breakdown> all = new ArrayList<>();
    for (String method :
        List.of(
            ForecastScores.MODEL, Peers.SEASONAL_NAIVE, Peers.AUTOREGRESSION, Peers.LAST_VALUE)) {
      List<Part> parts = new ArrayList<>();
      scores
          .parts(method, Window::kind)
          .forEach((kind, sum) -> parts.add(new Part(kind, round(sum[0]), (long) sum[1])));
      all.add(new Breakdown(data, "MASE of " + method, MASE, "class", parts));
    }
    for (String method : List.of(ForecastScores.MODEL, Peers.SEASONAL_NAIVE)) {
      List<Part> parts = new ArrayList<>();
      for (int ahead : new int[] {1, 7, 14, AHEAD}) {
        parts.add(
            new Part("day " + ahead, round(scores.mase(method, ahead, ahead)), scores.windows()));
      }
      all.add(new Breakdown(data, "MASE of " + method, MASE, "days ahead", parts));
    }
    List<Part> model28 = new ArrayList<>();
    List<Part> naive28 = new ArrayList<>();
    List<Part> fitted28 = new ArrayList<>();
    for (int history : HISTORIES) {
      ForecastScores some = new ForecastScores(model, Window.of(test, history)).withPeers();
      String name = "at most %,d days".formatted(history);
      model28.add(new Part(name, round(some.mase(ForecastScores.MODEL, 1, AHEAD)), some.windows()));
      naive28.add(new Part(name, round(some.mase(Peers.SEASONAL_NAIVE, 1, AHEAD)), some.windows()));
      fitted28.add(
          new Part(name, round(some.mase(Peers.AUTOREGRESSION, 1, AHEAD)), some.windows()));
    }
    all.add(new Breakdown(data, "MASE of model", MASE, "length of the history", model28));
    all.add(
        new Breakdown(
            data, "MASE of " + Peers.SEASONAL_NAIVE, MASE, "length of the history", naive28));
    all.add(
        new Breakdown(
            data, "MASE of " + Peers.AUTOREGRESSION, MASE, "length of the history", fitted28));
    for (int ahead : new int[] {1, AHEAD}) {
      List<Part> parts = new ArrayList<>();
      for (double level : LEVELS) {
        parts.add(
            new Part(
                "%.0f %% interval".formatted(100 * level),
                round(100 * scores.coverage(level, ahead, ahead)),
                scores.windows()));
      }
      all.add(new Breakdown(data, "values within, day " + ahead, PERCENT, "level", parts));
    }
    return all;
  }

  /**
   * What the model was trained on and measured with.
   *
   * @param folder of packages with real series; null for none
   * @return the sources
   * @throws IOException if one is missing
   */
  public static List<DataSource> sources(Path folder) throws IOException {
    List<DataSource> all = new ArrayList<>();
    all.add(
        new DataSource(
            "synthetic series",
            "none: io.github.tbptt4j.zoo.training.forecast.SyntheticSeries draws them",
            "",
            "",
            "Apache-2.0",
            "all of the training"));
    if (folder != null) {
      all.addAll(RealSeries.sources(folder));
    }
    return all;
  }

  private static double round(double value) {
    return Math.round(1e4 * value) / 1e4;
  }
}
