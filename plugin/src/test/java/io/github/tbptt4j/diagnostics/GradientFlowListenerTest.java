package io.github.tbptt4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.testing.SmallNetworks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class GradientFlowListenerTest {
  @TempDir Path folder;

  private static MultiLayerNetwork network() {
    return SmallNetworks.layers(
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .dataType(DataType.DOUBLE)
            .updater(new Adam(.01)),
        InputType.recurrent(3),
        new VanillaRnn.Builder().nOut(4).build(),
        SmallNetworks.numbers(2));
  }

  private static DataSet data() {
    return SmallNetworks.data(2, 3, 2, 9, 8);
  }

  private Path file() {
    return folder.resolve("flow.jsonl");
  }

  private static List<Integer> iterations(List<GradientFlowRecord> records) {
    return records.stream().map(GradientFlowRecord::iteration).toList();
  }

  @Test
  void recordsWhatTheNetworkWasAtEachMeasurement() throws IOException {
    MultiLayerNetwork network = network();
    DataSet data = data();
    network.setListeners(
        GradientFlowListener.builder(data, file()).every(2).share(1).lags(5).build());
    for (int i = 0; i < 3; i++) {
      network.fit(data);
    }
    LayerFlow last = GradientFlow.of(network).lags(5).measure(data).layers().get(0);
    List<GradientFlowRecord> records = GradientFlowRecord.read(file());
    assertEquals(List.of(0, 2), iterations(records));
    GradientFlowRecord.Layer recorded = records.get(1).layers().get(0);
    assertEquals(IntStream.rangeClosed(0, 5).mapToObj(last::phi).toList(), recorded.phi());
    assertEquals(last.beta(), recorded.beta());
    assertEquals(List.of(1, 2, 3, 4, 5, 6), records.get(1).depths());
    assertEquals(last.relativeBias(2), recorded.relativeBias().get(1));
    assertTrue(!records.get(0).layers().equals(records.get(1).layers()));
  }

  @Test
  void trainingIsWhatItIsWithoutTheListener() {
    for (boolean trainer : new boolean[] {false, true}) {
      MultiLayerNetwork plain = network();
      MultiLayerNetwork listened = network();
      listened.setListeners(GradientFlowListener.builder(data(), file()).every(1).share(1).build());
      for (MultiLayerNetwork network : List.of(plain, listened)) {
        TruncatedBpttTrainer windows =
            TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(2, 4)).build();
        for (int i = 0; i < 3; i++) {
          if (trainer) {
            windows.fit(data());
          } else {
            network.fit(data());
          }
        }
      }
      assertEquals(plain.params(), listened.params());
      assertEquals(plain.score(), listened.score());
    }
  }

  /** By a clock that each look at it moves on by a second: a measurement takes two. */
  @Test
  void keepsToItsShareOfTheTime() throws IOException {
    AtomicLong now = new AtomicLong();
    GradientFlowListener listener =
        GradientFlowListener.builder(data(), file())
            .every(1)
            .share(.1)
            .clock(() -> now.addAndGet(1_000_000_000L))
            .build();
    MultiLayerNetwork network = network();
    for (int i = 1; i <= 200; i++) {
      listener.iterationDone(network, i, 0);
      if (i > 20) {
        double share = listener.shareSoFar();
        assertTrue(share <= .1, "after " + i + ": " + share);
      }
    }
    int made = GradientFlowRecord.read(file()).size();
    assertTrue(made >= 10 && made <= 22, "made " + made);
  }

  @Test
  void aHalfLineOfAKilledProcessIsLeftOutAndCutOff() throws IOException {
    GradientFlowListener listener =
        GradientFlowListener.builder(data(), file()).every(1).share(1).build();
    MultiLayerNetwork network = network();
    listener.iterationDone(network, 1, 0);
    listener.iterationDone(network, 2, 0);
    String text = Files.readString(file());
    for (int cut : new int[] {1, 7, text.length() / 2 - 1}) {
      Files.writeString(file(), text.substring(0, text.length() - cut));
      assertEquals(List.of(1), iterations(GradientFlowRecord.read(file())), "cut " + cut);
      GradientFlowListener.builder(data(), file()).every(1).build().iterationDone(network, 3, 0);
      assertEquals(List.of(1, 3), iterations(GradientFlowRecord.read(file())), "cut " + cut);
    }
  }

  @Test
  void aDamagedLineIsRefused() throws IOException {
    GradientFlowListener.builder(data(), file()).every(1).build().iterationDone(network(), 1, 0);
    Files.writeString(file(), "{\"iteration\": 2}\n", StandardOpenOption.APPEND);
    String message =
        assertThrows(IllegalArgumentException.class, () -> GradientFlowRecord.read(file()))
            .getMessage();
    assertTrue(message.contains("flow.jsonl, line 2: this is no GradientFlowRecord"), message);
  }

  @Test
  void aGradientThatIsNotFiniteIsRecordedAndTrainingGoesOn() throws IOException {
    MultiLayerNetwork network = network();
    network.getParam("0_RW").putScalar(1, 2, Double.NaN);
    GradientFlowListener.builder(data(), file()).every(1).build().iterationDone(network, 1, 0);
    GradientFlowRecord record = GradientFlowRecord.read(file()).get(0);
    assertEquals(List.of(), record.layers());
    assertTrue(record.failure().contains("not finite at lag 0"), record.failure());
  }

  @Test
  void intervalsWithoutAnEndCanBeReadAgain() throws IOException {
    Model network = network();
    GradientFlowListener.builder(data(), file())
        .every(1)
        .lags(1)
        .build()
        .iterationDone(network, 1, 0);
    assertEquals(
        Double.POSITIVE_INFINITY,
        GradientFlowRecord.read(file()).get(0).layers().get(0).betaHigh());
  }

  @Test
  void aFolderThatIsMissingIsNamedAsWhatItIs() {
    MultiLayerNetwork network = network();
    Path file = file().resolveSibling("none").resolve("flow.jsonl");
    network.setListeners(GradientFlowListener.builder(data(), file).build());
    String message =
        assertThrows(UncheckedIOException.class, () -> network.fit(data())).getMessage();
    assertTrue(message.startsWith(file + " can't be written: there is no such folder"), message);
  }

  @Test
  void sharesThatAreNoneAreRefused() {
    GradientFlowListener.Builder builder = GradientFlowListener.builder(data(), file());
    for (double share : new double[] {0, -1, 1.5, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> builder.share(share));
    }
    assertEquals(
        "every (0) must be at least 1.",
        assertThrows(IllegalArgumentException.class, () -> builder.every(0)).getMessage());
  }
}
