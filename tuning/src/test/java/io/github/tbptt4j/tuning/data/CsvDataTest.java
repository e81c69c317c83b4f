package io.github.tbptt4j.tuning.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.datavec.api.records.reader.impl.collection.CollectionSequenceRecordReader;
import org.datavec.api.writable.DoubleWritable;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class CsvDataTest {
  @TempDir Path folder;

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  /** x = 0, 1, 2, ..; y = 10 x. */
  private Path series(int steps) throws IOException {
    String[] lines = new String[steps + 1];
    lines[0] = "x,y";
    for (int i = 0; i < steps; i++) {
      lines[i + 1] = i + "," + 10 * i;
    }
    return write("series.csv", lines);
  }

  @Test
  void statisticsAreThoseOfTheTrainingPart() throws IOException {
    CsvData data =
        CsvData.of(series(100))
            .values("y")
            .split(Split.byTime(0.5, 0.25))
            .streams(1)
            .timeSteps(1000)
            .build();
    double deviation = Math.sqrt((50.0 * 50 - 1) / 12); // of 0 .. 49
    INDArray training = data.training().next().getFeatures();
    assertEquals(50, training.size(2));
    assertEquals((0 - 24.5) / deviation, training.getDouble(0, 0, 0), 1e-6);
    INDArray test = data.test().orElseThrow().next().getFeatures();
    assertEquals(25, test.size(2));
    assertEquals((75 - 24.5) / deviation, test.getDouble(0, 0, 0), 1e-6);
    assertTrue(data.continuous());
  }

  @Test
  void horizonTakesTheLabelFromLaterStepsOfTheSamePart() throws IOException {
    CsvData data =
        CsvData.of(series(100))
            .inputs("x")
            .values("x")
            .horizon(3)
            .split(Split.byTime(0.5, 0.25))
            .streams(1)
            .timeSteps(1000)
            .build();
    DataSet training = data.training().next();
    assertEquals(47, training.getFeatures().size(2));
    for (int t = 0; t < 44; t++) {
      assertEquals(
          training.getFeatures().getDouble(0, 0, t + 3), training.getLabels().getDouble(0, 0, t));
    }
  }

  @Test
  void aSeriesBecomesStreamsThatContinue() throws IOException {
    CsvData data =
        CsvData.of(series(80))
            .values("y")
            .split(Split.byTime(0.5, 0.5))
            .streams(4)
            .timeSteps(6)
            .build();
    var training = data.training();
    DataSet first = training.next();
    DataSet second = training.next();
    assertEquals(4, first.getFeatures().size(0));
    assertEquals(6, first.getFeatures().size(2));
    assertEquals(4, second.getFeatures().size(2)); // 10 steps a stream
    assertFalse(training.hasNext());
    double step = first.getFeatures().getDouble(1, 0, 1) - first.getFeatures().getDouble(1, 0, 0);
    assertEquals(
        first.getFeatures().getDouble(2, 0, 5) + step,
        second.getFeatures().getDouble(2, 0, 0),
        1e-5);
    assertTrue(data.test().isEmpty());
  }

  @Test
  void errorsAreMeasuredInTheColumnsOwnUnit() throws IOException {
    CsvData data =
        CsvData.of(series(100)).values("y").split(Split.byTime(0.5, 0.5)).streams(1).build();
    assertEquals("mean squared error", data.metric().name());
    assertTrue(data.metric().lowerIsBetter());
    var description = (List<?>) data.description().get("labels");
    assertTrue(description.get(0).toString().contains("mean=245.0"), "" + description);
  }

  @Test
  void wholeSequencesArePaddedMaskedAndLabelledAtTheirEnd() throws IOException {
    Path files = Files.createDirectory(folder.resolve("sequences"));
    for (int i = 0; i < 6; i++) {
      StringBuilder lines = new StringBuilder("kind,x,class\n");
      for (int t = 0; t <= i; t++) {
        lines.append(t % 2 == 0 ? "even" : "odd").append(",").append(t).append(",");
        lines.append(i % 2 == 0 ? "a" : "b").append("\n");
      }
      Files.writeString(files.resolve("s" + i + ".csv"), lines);
    }
    CsvData data =
        CsvData.of(files)
            .classes("class")
            .categorical("kind")
            .labelPerSequence()
            .split(Split.bySequence(4.0 / 6, 1.0 / 6, 3))
            .streams(4)
            .build();
    assertEquals(3, data.inputSize()); // even, odd, x
    assertEquals(2, data.outputSize());
    assertFalse(data.continuous());
    DataSet minibatch = data.training().next();
    INDArray features = minibatch.getFeaturesMaskArray();
    INDArray labels = minibatch.getLabelsMaskArray();
    assertNotNull(features);
    for (int b = 0; b < 4; b++) {
      int steps = features.getRow(b).sumNumber().intValue();
      assertEquals(1, labels.getRow(b).sumNumber().intValue());
      assertEquals(1.0, labels.getDouble(b, steps - 1));
      assertEquals(steps % 2 == 1 ? 1.0 : 0.0, minibatch.getLabels().getDouble(b, 0, steps - 1));
      assertEquals(1.0, minibatch.getFeatures().getDouble(b, 0, 0)); // a sequence begins even
    }
  }

  @Test
  void sequencesOfEqualLengthHaveNoMasks() {
    List<List<List<Writable>>> sequences =
        List.of(sequence(1, 2, 3), sequence(4, 5, 6), sequence(7, 8, 9), sequence(1, 5, 9));
    CsvData data =
        CsvData.of("numbers", new CollectionSequenceRecordReader(sequences))
            .values("1")
            .split(Split.bySequence(0.5, 0.25, 1))
            .build();
    DataSet minibatch = data.training().next();
    assertNull(minibatch.getFeaturesMaskArray());
    assertNull(minibatch.getLabelsMaskArray());
  }

  private static List<List<Writable>> sequence(double... values) {
    return Arrays.stream(values)
        .mapToObj(v -> List.<Writable>of(new DoubleWritable(v), new DoubleWritable(-v)))
        .toList();
  }

  @Test
  void noSequenceIsInTwoParts() {
    List<List<List<Writable>>> sequences =
        IntStream.range(0, 20).mapToObj(i -> sequence(i, i)).toList();
    CsvData data =
        CsvData.of("numbers", new CollectionSequenceRecordReader(sequences))
            .values("1")
            .split(Split.bySequence(0.6, 0.2, 1))
            .build();
    Set<Double> seen = new HashSet<>();
    int count = 0;
    for (DataSet part :
        List.of(
            data.training().next(), data.validation().next(), data.test().orElseThrow().next())) {
      for (int b = 0; b < part.getFeatures().size(0); b++) {
        seen.add(part.getFeatures().getDouble(b, 0, 0));
        count++;
      }
    }
    assertEquals(20, count);
    assertEquals(20, seen.size());
  }

  @Test
  void badFilesAreNamed() throws IOException {
    Path missing = folder.resolve("missing.csv");
    assertMessage("There is no file or folder " + missing + ".", () -> CsvData.of(missing));
    Path empty = Files.createFile(folder.resolve("empty.csv"));
    assertMessage(empty + " is empty.", () -> CsvData.of(empty));
    Path none = Files.createDirectory(folder.resolve("none"));
    assertMessage(none + " has no .csv files.", () -> CsvData.of(none));
    Path headerOnly = write("header.csv", "x,y");
    assertMessage("header.csv has no rows.", () -> CsvData.of(headerOnly));
    Path ragged = write("ragged.csv", "x,y", "1,2", "3", "4,5");
    assertMessage(
        "ragged.csv, line 3 has 1 columns, but there must be 2: every row needs every column.",
        () -> CsvData.of(ragged));
    Path text = write("text.csv", "x,y", "1,2", "3,4", "oops,6", "7,8");
    assertMessage(
        "text.csv, line 4, column x: \"oops\" is no number. Correct it, or make the column"
            + " categorical.",
        () -> CsvData.of(text).values("y").split(Split.byTime(0.75, 0.25)).streams(1).build());
    Path nan = write("nan.csv", "x,y", "1,2", "3,NaN", "5,6", "7,8");
    assertMessage(
        "nan.csv, line 3, column y: \"NaN\" is no number. Correct it, or make the column"
            + " categorical.",
        () -> CsvData.of(nan).values("y").split(Split.byTime(0.75, 0.25)).streams(1).build());
  }

  @Test
  void textInNumbersIsFoundInTheLaterPartsToo() throws IOException {
    Path late = write("late.csv", "x,y", "1,2", "3,4", "5,6", "a,8");
    assertMessage(
        "late.csv, line 5, column x: \"a\" is no number. Correct it, or make the column"
            + " categorical.",
        () -> CsvData.of(late).values("y").split(Split.byTime(0.75, 0.25)).streams(1).build());
  }

  @Test
  void contradictionsAreRefused() throws IOException {
    Path series = series(20);
    assertMessage(
        "There is no column \"z\": the columns are [x, y].",
        () -> CsvData.of(series).values("z").build());
    assertMessage(
        "Say what to predict: classes(..) or values(..).", () -> CsvData.of(series).build());
    assertMessage(
        "A label of a whole sequence can't be cut in time: use Split.bySequence, no horizon.",
        () -> CsvData.of(series).classes("y").labelPerSequence().build());
    assertMessage(
        "The split leaves 14 steps for training, too few for 32 streams: use a longer series,"
            + " another split, or fewer streams.",
        () -> CsvData.of(series).values("y").build());
    assertMessage(
        "The split 70.0 % training, 15.0 % validation, 15.0 % test by sequence, seed 1 of 1"
            + " sequences leaves nothing for validation: use more data or another split.",
        () -> CsvData.of(series).values("y").split(Split.bySequence(0.7, 0.15, 1)).build());
    Path classes = write("classes.csv", "x,c", "1,a", "2,b", "3,a", "4,new");
    assertMessage(
        "classes.csv, line 5, column c: the class \"new\" isn't in the training part, which has"
            + " [a, b]: use another split.",
        () -> CsvData.of(classes).classes("c").split(Split.byTime(0.75, 0.25)).streams(1).build());
  }

  private static void assertMessage(String message, Executable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}
