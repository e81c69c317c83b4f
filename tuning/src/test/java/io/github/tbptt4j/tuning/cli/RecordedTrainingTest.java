package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.diagnostics.GradientFlowRecord;
import io.github.tbptt4j.internal.files.JsonLines;
import io.github.tbptt4j.tuning.Texts;
import io.github.tbptt4j.tuning.data.Split;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.table.TableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** {@code train --flow}. */
class RecordedTrainingTest {
  @TempDir Path folder;

  private Run run(String command) {
    return Run.in(folder, command);
  }

  private void succeed(String command) {
    Run run = run(command);
    assertEquals(0, run.exitCode(), run::err);
  }

  private void text() throws IOException {
    Files.writeString(folder.resolve("words.txt"), Texts.words(1_000, 1));
  }

  private static final String TRAIN =
      "train --text @words.txt --k1 5 --k2 10 --hidden 8 --streams 4 --epochs 1 --quiet --out ";

  private static GradientFlowRecord record(int iteration) {
    GradientFlowRecord.Layer layer =
        new GradientFlowRecord.Layer("a", List.of(1.0, .5), .5, .4, .6, List.of(.5, 0.0));
    return new GradientFlowRecord(iteration, 0, 0, 0, List.of(1, 2), List.of(layer), "");
  }

  private static List<Integer> iterations(Path file) throws IOException {
    return GradientFlowRecord.read(file).stream().map(GradientFlowRecord::iteration).toList();
  }

  @Test
  void aTrainingIsRecordedIsTheSameAndFlowDrawsIt() throws IOException {
    text();
    Path record = folder.resolve("book.jsonl");
    JsonLines.append(record, record(0)); // of a training before
    JsonLines.append(record, record(100_000));
    succeed(TRAIN + "@plain.zip");
    succeed(TRAIN + "@book.zip --flow @book.jsonl");
    assertArrayEquals(params("plain.zip"), params("book.zip"));

    GradientFlowRecord first = GradientFlowRecord.read(record).get(0);
    assertEquals(0, first.iteration());
    assertEquals(90, first.layers().get(0).phi().size(), "lags of a tenth of the text, in streams");
    assertTrue(iterations(record).stream().allMatch(i -> i < 100_000), "the older one is gone");
    assertFalse(Files.exists(folder.resolve("book.zip.training")));

    succeed(
        "flow --model @book.zip --text @words.txt --lags 5 --record @book.jsonl --report @p.html");
    assertTrue(Files.readString(folder.resolve("p.html")).contains("Over the training"));
  }

  private float[] params(String model) throws IOException {
    return ModelSerializer.restoreMultiLayerNetwork(folder.resolve(model).toFile())
        .params()
        .toFloatVector();
  }

  @Test
  void theTrainingOfATableIsRecordedToo() throws IOException {
    Files.write(folder.resolve("table.csv"), rows(300));
    succeed(
        "train --csv @table.csv --values load --hidden 4 --epochs 1 --quiet --k1 10 --k2 10 --out"
            + " @load.model --flow @load.jsonl");
    assertEquals(0, iterations(folder.resolve("load.jsonl")).get(0));
  }

  private static List<String> rows(int count) {
    List<String> rows = new ArrayList<>(List.of("load"));
    for (int row = 0; row < count; row++) {
      rows.add("%.2f".formatted(20 + 5 * Math.sin(row / 8.0) + row % 3));
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | @none/f.jsonl | can't be written",
        "1 | @empty | can't be written",
        "1 | @other.txt | other.txt, line 1: this is no GradientFlowRecord",
        "2 | @words.txt | --flow (@words.txt) is a file that is read: give another one.",
        "2 | @empty/../m.zip | are one file: give two."
      })
  void whatCantBeRecordedIntoIsSaidBeforeTheTraining(int exitCode, String flow, String message)
      throws IOException {
    text();
    Files.createDirectory(folder.resolve("empty"));
    Files.writeString(folder.resolve("other.txt"), "a letter\n");
    Run run = run(TRAIN + "@m.zip --flow " + flow);
    assertEquals(exitCode, run.exitCode(), run::err);
    assertTrue(run.err().contains(message.replace("@", folder + "/")), run::err);
    assertEquals(exitCode, run.err().lines().count(), run::err);
    assertEquals("a letter\n", Files.readString(folder.resolve("other.txt")));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count(), "nothing was begun");
    }
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new VanillaRnn.Builder().nOut(3).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
    network.init();
    return network;
  }

  private static DataSet probe() {
    return new DataSet(Nd4j.ones(1, 1, 5), Nd4j.ones(1, 1, 5));
  }

  @Test
  void aResumedTrainingGoesOnWithTheRecordButForWhatACrashHasUndone() throws IOException {
    Path file = folder.resolve("flow.jsonl");
    for (int iteration : new int[] {0, 100, 200, 300}) {
      JsonLines.append(file, record(iteration));
    }
    FlowRecording recording = new FlowRecording(file, probe());
    MultiLayerNetwork network = network();
    recording.iterationDone(network, 150, 0);
    assertEquals(List.of(0, 100), iterations(file));
    recording.iterationDone(network, 200, 0);
    assertEquals(List.of(0, 100, 200), iterations(file));
    assertNotEquals(
        GradientFlowRecord.read(file).get(0).layers(),
        GradientFlowRecord.read(file).get(2).layers());
  }

  @Test
  void aRecordThatCantGoOnSaysHowTheTrainingDoes() {
    Path file = folder.resolve("gone/flow.jsonl");
    FlowRecording recording = new FlowRecording(file, probe());
    UncheckedIOException e =
        assertThrows(UncheckedIOException.class, () -> recording.iterationDone(network(), 0, 0));
    assertTrue(
        e.getMessage().contains("leave out --flow, and go on with --resume."), e.getMessage());
  }

  @Test
  void aTextIsMeasuredOnTheBeginningOfItsValidationPart() {
    TextData text = TextData.of("words", Texts.words(3_000, 1)).build();
    DataSet probe = FlowProbe.of(text);
    INDArray validation = text.validation().next().getFeatures();
    assertEquals(32, validation.size(0));
    assertEquals(validation.get(NDArrayIndex.interval(0, 16)), probe.getFeatures());
  }

  @Test
  void minibatchesOfAStreamAreJoinedTo200Steps() {
    TextData text =
        TextData.of("words", Texts.words(6_000, 1)).evaluationStreams(4).timeSteps(80).build();
    DataSet probe = FlowProbe.of(text);
    assertArrayEquals(new long[] {4, text.inputSize(), 200}, probe.getLabels().shape());
    DataSetIterator validation = text.validation();
    validation.next();
    INDArray second = validation.next().getLabels();
    assertEquals(
        second.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 80)),
        probe
            .getLabels()
            .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(80, 160)));
  }

  @Test
  void aLongSeriesIsCutIntoExamples() throws IOException {
    Path file = Files.write(folder.resolve("long.csv"), rows(3_000));
    TableData data =
        TableData.of(TableReader.builder().build().scan(List.of(file)))
            .values("load")
            .split(Split.byTime(.5, .4))
            .build();
    DataSet probe = FlowProbe.of(data);
    assertArrayEquals(new long[] {6, data.inputSize(), 200}, probe.getFeatures().shape());
    INDArray whole = data.validation().next().getFeatures();
    assertEquals(
        whole.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(200, 400)),
        probe.getFeatures().get(NDArrayIndex.interval(1, 2)));
  }
}
