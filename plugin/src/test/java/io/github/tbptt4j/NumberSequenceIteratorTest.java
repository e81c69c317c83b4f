package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NumberSequenceIteratorTest {
  @TempDir Path folder;

  private static float x(long row) {
    return (float) Math.sin(row) * 1e3f;
  }

  private static float y(long row) {
    return row / 7f;
  }

  /** Columns y, a text in quotes that goes over two lines now and then, and x. */
  private Path csv(int rows) throws IOException {
    StringBuilder csv = new StringBuilder("y,remark,x\n");
    for (int row = 0; row < rows; row++) {
      csv.append(y(row)).append(row % 5 == 0 ? ",\"two\nlines, \"\"é\"\"\"," : ",,");
      csv.append(x(row)).append('\n');
    }
    return Files.writeString(folder.resolve("numbers.csv"), csv);
  }

  private static void assertRows(
      DataSet data, int streams, long streamLength, long at, int horizon, int count) {
    assertArrayEquals(new long[] {streams, 2, count}, data.getFeatures().shape());
    assertArrayEquals(new long[] {streams, 1, count}, data.getLabels().shape());
    float[] features = data.getFeatures().data().asFloat();
    float[] labels = data.getLabels().data().asFloat();
    for (int stream = 0; stream < streams; stream++) {
      for (int t = 0; t < count; t++) {
        long row = stream * streamLength + at + t;
        assertEquals(x(row), features[(2 * stream) * count + t]);
        assertEquals(y(row), features[(2 * stream + 1) * count + t]);
        assertEquals(y(row + horizon), labels[stream * count + t]);
      }
    }
  }

  @Test
  void rowsContinueTheirStreamsAndLabelsAreAheadByTheHorizon() throws IOException {
    for (int rows : new int[] {50, 255, 256, 257, 3000}) {
      Path file = csv(rows);
      for (int streams : new int[] {1, 3, 16}) {
        for (int horizon : new int[] {0, 1, 24}) {
          for (int steps : new int[] {1, 20, 5000}) {
            assertAll(file, rows, streams, horizon, rows == 3000 ? Math.max(steps, 20) : steps);
          }
        }
      }
    }
  }

  private static void assertAll(Path file, int rows, int streams, int horizon, int steps)
      throws IOException {
    NumberSequenceIterator iterator =
        NumberSequenceIterator.ofCsv(file)
            .inputs("x", "y")
            .values("y")
            .horizon(horizon)
            .streams(streams)
            .timeSteps(steps)
            .build();
    long streamLength = (rows - horizon) / streams;
    for (int epoch = 0; epoch < 2; epoch++) {
      long at = 0;
      while (iterator.hasNext()) {
        int count = (int) Math.min(steps, streamLength - at);
        assertRows(iterator.next(), streams, streamLength, at, horizon, count);
        at += count;
      }
      assertEquals(streamLength, at);
      iterator.reset();
    }
  }

  @Test
  void skippingComesWhereReadingComesAndSerialisingStaysThere() throws Exception {
    NumberSequenceIterator iterator =
        NumberSequenceIterator.ofCsv(csv(5000))
            .inputs("x", "y")
            .values("y")
            .streams(2)
            .timeSteps(10)
            .build();
    assertEquals(200, iterator.skip(200));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(iterator);
    }
    assertRows(iterator.next(), 2, 2499, 2000, 1, 10);
    assertEquals(3, iterator.skip(3));
    assertRows(iterator.next(), 2, 2499, 2040, 1, 10);
    assertEquals(45, iterator.skip(1000));
    assertFalse(iterator.hasNext());
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      NumberSequenceIterator copy = (NumberSequenceIterator) in.readObject();
      assertRows(copy.next(), 2, 2499, 2000, 1, 10);
      copy.close();
    }
  }

  @Test
  void inputsAreTheValuesUnlessTheyAreNamed() throws IOException {
    Path file =
        Files.writeString(folder.resolve("semicolons.csv"), "\uFEFFa;b\r\n1;2\r\n3;-4e1\r\n5;.5");
    NumberSequenceIterator iterator =
        NumberSequenceIterator.ofCsv(file).separator(';').values("b", "a").streams(1).build();
    DataSet data = iterator.next();
    assertArrayEquals(new float[] {2, -40, 1, 3}, data.getFeatures().data().asFloat());
    assertArrayEquals(new float[] {-40, .5f, 3, 5}, data.getLabels().data().asFloat());
    assertEquals(2, iterator.inputColumns());
    assertEquals(2, iterator.totalOutcomes());
  }

  private static void assertMessage(
      String part, Class<? extends Exception> type, Executable action) {
    String message = assertThrows(type, action).getMessage();
    assertTrue(message.contains(part), message);
  }

  private void assertRefused(String part, String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), csv);
    assertMessage(
        file + part,
        IllegalArgumentException.class,
        () -> NumberSequenceIterator.ofCsv(file).values("a").streams(1).build());
  }

  @Test
  void badFilesAreNamedBeforeAnythingIsTrained() throws IOException {
    assertRefused(" is empty: its first row must be", "");
    assertRefused(" has 0 rows, too few for 1 streams: it takes at least 2", "a\n");
    assertRefused(" has no column \"a\", but [x, y]", "x,y\n1,2\n");
    assertRefused(" has column \"a\" twice, as 1 and 3", "a,b,a\n1,2,3\n");
    assertRefused(", line 3: there are 3 cells, but 2 columns", "a,b\n1,2\n1,2,3\n");
    assertRefused(", line 3: there are 1 cells, but 2 columns", "a,b\n1,2\n\n1,2\n");
    assertRefused(" isn't CSV: ", "a,b\n1,2\n1,\"open\n");
    for (String cell : new String[] {"", "NaN", "1f", "1e39", "\"1,5\"", "Infinity", "one", " "}) {
      assertRefused(
          ", line 4, column \"a\": \"" + cell.replace("\"", "") + "\" is no number",
          "a,b\n1,\"2\n\"\n" + cell + ",2\n");
    }
    assertRefused(", line 1001, column \"a\"", "a\n" + "1\n".repeat(999) + "x\n");
  }

  @Test
  void badSettingsAreNamed() throws IOException {
    Path file = csv(10);
    NumberSequenceIterator.Builder builder = NumberSequenceIterator.ofCsv(file);
    assertMessage("no values", IllegalStateException.class, builder::build);
    assertMessage("streams (0)", IllegalArgumentException.class, () -> builder.streams(0));
    assertMessage("timeSteps (0)", IllegalArgumentException.class, () -> builder.timeSteps(0));
    assertMessage("horizon (-1)", IllegalArgumentException.class, () -> builder.horizon(-1));
    assertMessage("inputs []", IllegalArgumentException.class, builder::inputs);
    assertMessage("values [y, y]", IllegalArgumentException.class, () -> builder.values("y", "y"));
    assertMessage(
        file + " has 10 rows, too few for 4 streams: it takes at least 11, or fewer streams.",
        IllegalArgumentException.class,
        () -> builder.values("y").streams(4).horizon(7).build());
    assertMessage(
        "missing",
        NoSuchFileException.class,
        () -> NumberSequenceIterator.ofCsv(folder.resolve("missing")).values("y").build());
    assertMessage(
        "must not be null.", NullPointerException.class, () -> NumberSequenceIterator.ofCsv(null));
  }

  @Test
  void aFileThatChangesWhileItIsReadIsSaid() throws IOException {
    Path file = csv(50_000);
    NumberSequenceIterator iterator =
        NumberSequenceIterator.ofCsv(file).values("y").streams(2).timeSteps(50).build();
    iterator.next();
    Files.writeString(file, "1,2,3\n", StandardOpenOption.APPEND);
    assertMessage(
        file + " has changed since the iterator was built: it had ",
        IllegalStateException.class,
        () -> readAll(iterator));
    iterator.reset();
    assertMessage("has changed", IllegalStateException.class, iterator::next);

    csv(50_000);
    iterator.reset();
    iterator.next();
    iterator.reset();
    String same = Files.readString(file);
    int number = same.indexOf(String.valueOf(y(30_000)));
    Files.writeString(file, same.substring(0, number) + "x" + same.substring(number + 1));
    assertMessage(
        "has changed since the iterator was built: " + file + ", line ",
        IllegalStateException.class,
        () -> readAll(iterator));
  }

  @Test
  void fewerRowsOfTheSameLengthAreAChangeToo() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "a\n" + "1\n".repeat(2000));
    NumberSequenceIterator iterator =
        NumberSequenceIterator.ofCsv(file).values("a").streams(1).timeSteps(50).build();
    Files.writeString(file, "a\n" + "123\n".repeat(1000));
    assertMessage("its rows are others", IllegalStateException.class, () -> readAll(iterator));
  }

  private static void readAll(NumberSequenceIterator iterator) {
    while (iterator.hasNext()) {
      iterator.next();
    }
  }

  @Test
  void aScaledSeriesIsLearned() throws IOException {
    NumberSequenceIterator data =
        NumberSequenceIterator.ofCsv(csv(400)).values("x").streams(4).timeSteps(20).build();
    NormalizerStandardize scale = new NormalizerStandardize();
    scale.fitLabel(true);
    scale.fit(data);
    data.reset();
    data.setPreProcessor(scale);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .list()
                .layer(new VanillaRnn.Builder().nOut(8).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
    network.init();
    double before = network.score(data.next());
    TruncatedBpttTrainer.builder(network)
        .truncation(TruncatedBptt.of(10, 20))
        .stateful(true)
        .build()
        .fit(data, 20);
    data.reset();
    assertTrue(network.score(data.next()) < 0.2 * before);
  }
}
