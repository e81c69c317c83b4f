package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.BaselineModel;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.internal.data.KneserNey;
import io.github.tbptt4j.tuning.report.SweepReport;
import io.github.tbptt4j.tuning.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What anybody would try first, beside a sweep's candidates. */
class BaselinesOfSweepsTest {
  @TempDir Path folder;

  private static Map<String, BaselineModel> byName(List<BaselineModel> models) {
    return models.stream().collect(Collectors.toMap(BaselineModel::name, model -> model));
  }

  /**
   * By hand: the probabilities of unigrams are the same at each step that networks are scored on.
   */
  @Test
  void charactersAreScoredOnTheStepsOfTheNetworks() {
    TextData text = Texts.small();
    DataSetIterator validation = text.validation();
    double[] counts = new double[text.outputSize()];
    while (validation.hasNext()) {
      DataSet minibatch = validation.next();
      for (int symbol = 0; symbol < counts.length; symbol++) {
        counts[symbol] +=
            minibatch
                .getLabels()
                .get(NDArrayIndex.all(), NDArrayIndex.point(symbol), NDArrayIndex.all())
                .sumNumber()
                .doubleValue();
      }
    }
    KneserNey unigrams =
        KneserNey.of(
            text.vocabulary().encode(Texts.words(300, 1).substring(0, training(text))),
            counts.length,
            1);
    double bits = 0;
    double steps = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      bits -= counts[symbol] * Math.log(unigrams.probability(new int[] {symbol}, 0, 0));
      steps += counts[symbol];
    }
    assertEquals(
        bits / steps / Math.log(2),
        byName(text.baselines()).get("character frequencies").validation().getAsDouble(),
        1e-9);
  }

  private static int training(TextData text) {
    return (int) text.description().get("trainingCharacters");
  }

  private TableData table(String target) throws IOException {
    List<String> lines = new ArrayList<>(List.of("row,load,sky"));
    for (int row = 0; row < 200; row++) {
      lines.add(
          row + "," + (row * 7 % 11 + 0.5 * row) + "," + (row * row % 5 < 2 ? "clear" : "rain"));
    }
    Path file = Files.write(folder.resolve("table.csv"), lines);
    TableData.Builder data = TableData.of(TableReader.builder().build().scan(List.of(file)));
    return (target.equals("load") ? data.values("load").inputs("load") : data.classes(target))
        .build();
  }

  @Test
  void persistenceOfATableIsScoredInItsOwnUnit() throws IOException {
    TableData table = table("load");
    double sum = 0;
    int from = 140; // 70 % train, 15 % select
    int to = 170;
    for (int row = from; row < to; row++) {
      double now = row * 7 % 11 + 0.5 * row;
      double before = (row - 1) * 7 % 11 + 0.5 * (row - 1);
      sum += (now - before) * (now - before);
    }
    assertEquals(
        sum / (to - from),
        byName(table.baselines()).get("persistence").validation().getAsDouble(),
        1e-9);
  }

  @Test
  void classesHaveTheirFrequencies() throws IOException {
    Map<String, BaselineModel> models = byName(table("sky").baselines());
    double alone = models.get("class frequencies").validation().getAsDouble();
    double after = models.get("by the class before").validation().getAsDouble();
    // 0, 1, 4, 4, 1: clear of five are the first, second and fifth row
    assertEquals(-(0.6 * Math.log(0.6) + 0.4 * Math.log(0.4)), alone, 0.01);
    assertTrue(after < alone, after + " " + alone);
  }

  @Test
  void aSweepScoresThemOnceAndItsReportSaysWhetherTheyAreBeaten() throws IOException {
    TextData text = Texts.small();
    TruncationSweep.Builder sweep =
        TruncationSweep.builder()
            .data(text)
            .space(Texts.trainer(text))
            .limits(TrainingLimits.updates(4))
            .parallel(1)
            .folder(folder.resolve("sweep"));
    SweepResult result = sweep.build().run();
    assertEquals(
        List.of("character frequencies", "3-grams", "6-grams"),
        result.baselines().stream().map(BaselineResult::name).toList());
    for (BaselineResult baseline : result.baselines()) {
      assertTrue(baseline.validationScore() > 0.5 && baseline.testScore() > 0.5, "" + baseline);
      assertNull(baseline.failure());
    }
    long written = Files.getLastModifiedTime(folder.resolve("sweep/baselines.json")).toMillis();
    assertEquals(result.baselines(), sweep.build().run().baselines());
    assertEquals(
        written, Files.getLastModifiedTime(folder.resolve("sweep/baselines.json")).toMillis());
    List<String> advice = SweepReport.of(result, List.of()).advice();
    assertTrue(
        advice.stream().anyMatch(sentence -> sentence.startsWith("It is not worth taking: ")),
        "" + advice);
  }

  @Test
  void aSingleTrainingHasNone() {
    TextData text = Texts.small();
    SweepResult result =
        TruncationSweep.builder()
            .data(text)
            .space(
                SequenceModels.of(text)
                    .hidden(4)
                    .trainer(TruncationSpace.of(TruncatedBptt.of(5, 5))))
            .limits(TrainingLimits.updates(4))
            .folder(folder.resolve("one"))
            .build()
            .run();
    assertEquals(List.of(), result.baselines());
    assertFalse(Files.exists(folder.resolve("one/baselines.json")));
  }
}
