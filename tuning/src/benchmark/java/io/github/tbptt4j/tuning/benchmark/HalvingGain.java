package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.table.TableReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;

/**
 * What stopping losers early saves, and what it costs: the same 27 configurations, drawn at random,
 * each trained to its end and with halving, over five seeds of the search. Time is that of all
 * trainings and evaluations together, so it doesn't depend on how many run at a time.
 *
 * <p>Arguments: none for a novel and a series that the program makes; or a CSV file and its column.
 */
public final class HalvingGain {
  private static final int SEEDS = 5;
  private static final int CONFIGURATIONS = 27;
  private static final int FACTOR = 2;
  private static final int CHARACTERS = 300_000;
  private static final int ROWS = 4_000;

  private HalvingGain() {}

  /** One search, to the end and halved. */
  private record Pair(double share, double worse) {}

  /**
   * Measures.
   *
   * @param arguments a CSV file and its column, or none
   * @throws IOException if a file can't be read or written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 2) {
      measure(Path.of(arguments[0]), arguments[1]);
      return;
    }
    measure("novel", novel(), TrainingLimits.epochs(3));
    measure(series(), "load");
  }

  private static void measure(Path csv, String column) throws IOException {
    TableData table =
        TableData.of(TableReader.builder().build().scan(List.of(csv))).values(column).build();
    measure(csv.getFileName().toString(), table, TrainingLimits.epochs(30));
  }

  private static void measure(String name, SequenceData data, TrainingLimits limits)
      throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%s: %d configurations, one in %d goes on; score: %s%n",
        name,
        CONFIGURATIONS,
        FACTOR,
        data.metric().name());
    System.out.printf(
        "%6s %10s %10s %7s %10s %10s %8s%n",
        "seed", "whole s", "halved s", "share", "whole", "halved", "worse");
    List<Pair> pairs = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      SweepResult whole = run(data, limits, seed, false);
      SweepResult halved = run(data, limits, seed, true);
      double wholeSeconds = seconds(whole);
      double halvedSeconds = seconds(halved);
      double wholeScore = whole.best().orElseThrow().validationScore();
      double halvedScore = halved.best().orElseThrow().validationScore();
      double sign = data.metric().lowerIsBetter() ? 1 : -1;
      Pair pair =
          new Pair(
              halvedSeconds / wholeSeconds,
              sign * (halvedScore - wholeScore) / Math.abs(wholeScore));
      pairs.add(pair);
      System.out.printf(
          Locale.ROOT,
          "%6d %10.1f %10.1f %6.1f%% %10.4f %10.4f %7.2f%%%n",
          seed,
          wholeSeconds,
          halvedSeconds,
          100 * pair.share,
          wholeScore,
          halvedScore,
          100 * pair.worse);
      delete(whole.folder());
      delete(halved.folder());
    }
    System.out.printf(
        Locale.ROOT,
        "median: %.1f %% of the time for a winner %.2f %% worse; at most %.1f %% and %.2f %%%n%n",
        100 * median(pairs.stream().map(Pair::share).toList()),
        100 * median(pairs.stream().map(Pair::worse).toList()),
        100 * pairs.stream().mapToDouble(Pair::share).max().orElseThrow(),
        100 * pairs.stream().mapToDouble(Pair::worse).max().orElseThrow());
  }

  private static SweepResult run(SequenceData data, TrainingLimits limits, int seed, boolean halved)
      throws IOException {
    TruncationSweep.Builder sweep =
        TruncationSweep.builder()
            .data(data)
            .space(space(data))
            .search(SearchMethod.RANDOM)
            .candidates(CONFIGURATIONS)
            .limits(limits)
            .seed(seed)
            .folder(Files.createTempDirectory("halving"));
    return (halved ? sweep.halving(Halving.by(FACTOR)) : sweep).build().run();
  }

  private static CandidateSpace space(SequenceData data) {
    return SequenceModels.of(data)
        .hidden(16, 32, 64)
        .learningRate(new ContinuousParameterSpace(new LogUniformDistribution(3e-4, 3e-2)))
        .clipGlobalNorm(0.3, 1.0, 3.0)
        .trainer(
            TruncationSpace.builder().k1(5, 10, 20).k2(5, 10, 20, 40, 80).k2AtLeastK1().build());
  }

  private static double seconds(SweepResult sweep) {
    return sweep.candidates().stream().mapToDouble(HalvingGain::seconds).sum();
  }

  private static double seconds(CandidateResult candidate) {
    return candidate.trainingSeconds() + candidate.evaluationSeconds();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static SequenceData novel() throws IOException {
    try (InputStream in = HalvingGain.class.getClassLoader().getResourceAsStream("dickens.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return TextData.of("novel", text.substring(1, CHARACTERS)).minimumCount(10).build();
    }
  }

  /** Hours of a load: a day's and a week's shape, noise that lasts, and a slow trend. */
  private static Path series() throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>(List.of("hour,load"));
    double noise = 0;
    for (int hour = 0; hour < ROWS; hour++) {
      noise = 0.8 * noise + random.nextGaussian();
      double day = 10 * Math.sin(2 * Math.PI * hour / 24) * (hour / 24 % 7 < 5 ? 1 : 0.4);
      lines.add(hour + "," + (100 + 0.002 * hour + day + 2 * noise));
    }
    Path file = Files.createTempDirectory("halving").resolve("load.csv");
    return Files.write(file, lines);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
