package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.DailyForecaster;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Memory;
import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.training.forecast.ForecastCard;
import io.github.tbptt4j.zoo.training.forecast.ForecasterTraining;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Trains the forecaster of daily series on synthetic ones. {@code -Dseries=FOLDER} has real ones to
 * measure it with; without, the card has the scores on synthetic series only.
 */
final class TrainDailyForecaster implements Train.Program {
  private static final String FILE = "weights.zip";
  private static final String MACHINE =
      "seconds of one thread of a virtual machine with 2 cores (AVX-512) that was busy with other"
          + " work";
  private static final int YEAR = 365;
  private static final int SERIES = 200;

  @Override
  public ModelCard train(Path directory) throws IOException {
    String series = System.getProperty("series", "");
    Path folder = series.isEmpty() ? null : Path.of(series);
    ForecastCard.sources(folder); // before an hour is lost
    String truncation = System.getProperty("truncation", ""); // to see what it is worth
    ForecasterTraining.Recipe recipe =
        truncation.isEmpty()
            ? ForecasterTraining.RECIPE
            : ForecasterTraining.RECIPE.withTruncation(
                TruncatedBptt.of(k(truncation, 0), k(truncation, 1)));
    int[] shown = {-1};
    long start = cpuTime();
    DailyForecaster model =
        DailyForecaster.of(
            ForecasterTraining.train(
                recipe,
                (network, done, loss, norm) -> {
                  int percent = (int) (100 * done);
                  if (percent > shown[0]) {
                    shown[0] = percent;
                    System.out.printf(
                        Locale.ROOT,
                        "%3d %% %,5d s: loss %.4f, gradient norm %.2f%n",
                        percent,
                        Duration.ofNanos(cpuTime() - start).toSeconds(),
                        loss,
                        norm);
                  }
                }),
            ForecasterTraining.LEVELS);
    Duration time = Duration.ofNanos(cpuTime() - start);
    Files.createDirectories(directory);
    model.save(directory.resolve(FILE));
    ModelCard card = card(model, recipe, Files.readAllBytes(directory.resolve(FILE)), time, folder);
    Files.writeString(directory.resolve("card.json"), card.toJson());
    return card;
  }

  private static int k(String truncation, int which) {
    return Integer.parseInt(truncation.split(",", -1)[which].strip());
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static ModelCard card(
      DailyForecaster model,
      ForecasterTraining.Recipe recipe,
      byte[] file,
      Duration time,
      Path folder)
      throws IOException {
    ModelCard card =
        new ModelCard(
            "daily-forecaster",
            DailyForecaster.class.getSimpleName(),
            "Forecasts any daily series 28 days and more ahead, with quantiles, without being"
                + " trained on it.",
            ("VanillaRnn(%d, tanh) over the days, trained by truncated BPTT (k1 %d, k2 %d); it says"
                    + " by how much %d quantiles of each of the next 28 days differ from a"
                    + " combination of nine classical forecasts, in units of its errors of late")
                .formatted(
                    recipe.units(),
                    recipe.truncation().k1(),
                    recipe.truncation().k2(),
                    model.levels().size()),
            model.network().numParams(),
            FILE,
            file.length,
            TrainingData.sha256(file),
            "Apache-2.0",
            ForecastCard.sources(folder),
            new Training(
                "mvn -q -B -pl zoo -am -Ptrain -Dmodel=daily-forecaster process-test-classes",
                time.toSeconds(),
                MACHINE,
                recipe.seed()),
            ForecastCard.scores(model, folder),
            List.of(
                "Sales, visitors, calls, loads, temperatures and other daily numbers, where there"
                    + " is no time or too little history to train a model",
                "A baseline for models that are trained"),
            List.of(
                "Reads one series at a time: no prices, promotions or weather beside it, and no"
                    + " calendar of holidays but what happened 364 days before",
                "Reads the last 1,500 days, and needs 14; a course of the year shows from 380 days"
                    + " on",
                "Daily rows only: hours, weeks and months are another matter",
                "Prices walk at random: there its error is 8 % below the seasonal naive forecast's"
                    + " only, and what is worth reading are the intervals",
                "Where the noise grows with the level, the lowest weekdays are forecast too high"
                    + " some weeks ahead",
                "A rule without noise, such as a sine of 40 days, an AR(p) fitted to the series"
                    + " continues exactly, and this model doesn't",
                "A single value beyond 100 median absolute deviations is read as missing; several"
                    + " in a row show for weeks: give NaN in their place",
                "Beyond 28 days it goes on from its own medians; its intervals there were not"
                    + " measured",
                "Quantiles are learned from 5 to 95 %; beyond they are continued along a normal"
                    + " distribution"));
    return folder == null
        ? card
        : card.toBuilder()
            .breakdowns(ForecastCard.breakdowns(model, folder))
            .speed(List.of(speed(model)))
            .memory(List.of(new Memory("weights in the jar", file.length / 1e6)))
            .build();
  }

  private static Speed speed(DailyForecaster model) {
    double[] history = new double[YEAR];
    Arrays.setAll(history, t -> 100 + 10 * Math.sin(t) + t % 7);
    return Rate.of(
        "one by one, a year's history, 28 days ahead",
        "series",
        SERIES,
        () ->
            IntStream.range(0, SERIES)
                .mapToObj(i -> model.forecast(history, DayOfWeek.MONDAY, 28))
                .toList());
  }
}
