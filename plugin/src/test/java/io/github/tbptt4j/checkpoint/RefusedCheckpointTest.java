package io.github.tbptt4j.checkpoint;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.NonFinitePolicy;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.SystemProperty;
import io.github.tbptt4j.TrainingPath;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttEarlyStopping;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.checkpoint.Scenario.Bits;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What isn't this trainer's, or isn't whole, changes nothing; no failure leaves half of anything.
 */
class RefusedCheckpointTest {
  private static final int NAME = "TBPTT4J checkpoint\n".length();
  private static final int CHECKSUM = 32;

  @TempDir Path folder;
  private Path file;
  private final Scenario scenario = Scenario.CHAIN;

  @BeforeEach
  void save() {
    file = folder.resolve("checkpoint");
    TruncatedBpttTrainer trainer = trainer(scenario.network());
    trainer.fit(scenario.minibatches().get(0));
    trainer.saveCheckpoint(file);
  }

  private static TruncatedBpttTrainer trainer(Model network) {
    return Scenario.trainer(network, true).build();
  }

  /** The message; the network is what it was. */
  private String refusal(MultiLayerNetwork network, TruncatedBpttTrainer trainer) {
    Bits before = Bits.of(network);
    int pending = trainer.pendingSteps();
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainer.restoreCheckpoint(file))
            .getMessage();
    before.assertSame(Bits.of(network), message);
    assertEquals(pending, trainer.pendingSteps());
    return message;
  }

  @Test
  void everyFlippedByteIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    MultiLayerNetwork network = scenario.network();
    TruncatedBpttTrainer trainer = trainer(network);
    for (int at = 0; at < whole.length; at += at < 200 ? 1 : 37) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      String why =
          at < NAME
              ? " is no checkpoint, or damaged from its beginning on."
              : " is damaged or was cut off: its checksum is wrong. Take an older one, or begin"
                  + " anew.";
      assertEquals("The checkpoint " + file + why, refusal(network, trainer), "byte " + at);
    }
  }

  @Test
  void aFileThatWasCutOffIsNoticedWhereverItWas() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    MultiLayerNetwork network = scenario.network();
    TruncatedBpttTrainer trainer = trainer(network);
    for (int length = 0; length < whole.length; length += length < 100 ? 1 : 41) {
      Files.write(file, Arrays.copyOf(whole, length));
      String message = refusal(network, trainer);
      assertTrue(
          message.contains(length < NAME ? "is no checkpoint" : "was cut off"),
          length + ": " + message);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertTrue(refusal(network, trainer).contains("is damaged"));
  }

  /** The file with its content changed and its checksum right. */
  private void rewrite(byte[] content) throws Exception {
    byte[] checksum = MessageDigest.getInstance("SHA-256").digest(content);
    Files.write(
        file, ByteBuffer.allocate(content.length + CHECKSUM).put(content).put(checksum).array());
  }

  private byte[] content() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    return Arrays.copyOf(whole, whole.length - CHECKSUM);
  }

  @Test
  void anotherVersionsFormatIsRefused() throws Exception {
    byte[] content = content();
    content[NAME + 3] = 3;
    rewrite(content);
    MultiLayerNetwork network = scenario.network();
    assertEquals(
        "The checkpoint "
            + file
            + " has format 3, and this version of TBPTT4J reads format 2: go on with the version"
            + " that wrote it.",
        refusal(network, trainer(network)));
  }

  @Test
  void contentThatEndsTooEarlyOrTooLateIsRefused() throws Exception {
    byte[] content = content();
    MultiLayerNetwork network = scenario.network();
    for (int length : new int[] {content.length - 1, content.length + 1}) {
      rewrite(Arrays.copyOf(content, length));
      assertTrue(refusal(network, trainer(network)).contains("its checksum is right"), "" + length);
    }
  }

  @Test
  void aMissingFileIsSaid() throws IOException {
    Files.delete(file);
    MultiLayerNetwork network = scenario.network();
    assertEquals("There is no checkpoint " + file + ".", refusal(network, trainer(network)));
  }

  private String refusal(MultiLayerNetwork network) {
    String message = refusal(network, trainer(network));
    assertTrue(message.startsWith("The checkpoint " + file + " is of another "), message);
    return message.substring(("The checkpoint " + file + " is of another ").length());
  }

  @Test
  void anotherNetworkIsRefusedAndSaidWhere() {
    assertEquals(
        "network: confs[0].dataType is \"FLOAT\" in the checkpoint, \"DOUBLE\" in the network."
            + " Build the network as it was, or begin anew.",
        refusal(Scenario.CHAIN_IN_DOUBLE.network()));
    assertTrue(
        refusal(Scenario.STACK_WITH_DROPOUT.network())
            .startsWith("network: confs has 2 entries in the checkpoint, 3 in the network."));
    MultiLayerNetwork slower = scenario.network();
    slower.setLearningRate(.001);
    String message = refusal(slower);
    assertTrue(
        message.contains("learningRate is 0.02 in the checkpoint, 0.001 in the network"), message);
    var graph = Scenario.trainer(scenario.graph(4), true).build();
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> graph.restoreCheckpoint(file))
            .getMessage()
            .contains("network is MultiLayerNetwork there, ComputationGraph here"));
  }

  @Test
  void anotherSeedOfTheInitialisationIsTheSameNetwork() {
    trainer(scenario.network(99)).restoreCheckpoint(file);
  }

  @Test
  void aTrainerWithOtherSettingsIsRefused() {
    MultiLayerNetwork network = scenario.network();
    assertEquals(
        "The checkpoint "
            + file
            + " is of another trainer: truncation is k1=4, k2=9 there, k1=4, k2=8 here. Build the"
            + " trainer as it was, or begin anew.",
        refusal(
            network, Scenario.trainer(network, true).truncation(TruncatedBptt.of(4, 8)).build()));
    assertTrue(
        refusal(network, Scenario.trainer(network, false).build())
            .contains("stateful is true there, false here"));
    assertTrue(
        refusal(network, Scenario.trainer(network, true).clipGlobalNorm(1).build())
            .contains("clipGlobalNorm is 0.5 there, 1.0 here"));
    assertTrue(
        refusal(network, Scenario.trainer(network, true).nonFinite(NonFinitePolicy.FAIL).build())
            .contains("nonFinite is SKIP there, FAIL here"));
    assertTrue(
        refusal(network, Scenario.trainer(network, true).vanishingRegularizer(.5).build())
            .contains("vanishingRegularizer is the layers' own there, 0.5 here"));
    try (SystemProperty path = new SystemProperty(TrainingPath.PROPERTY, "dl4j")) {
      assertTrue(
          refusal(network, Scenario.trainer(network, true).build())
              .contains("path is direct there, dl4j here"));
    }
  }

  private static Stream<Arguments> pairs() {
    List<Truncation> all =
        List.of(
            TruncatedBptt.of(4, 9),
            AdaptiveTruncation.of(4, 2, 9, .1),
            AdaptiveTruncation.of(4, 2, 9, .2),
            RandomTruncation.of(7));
    return all.stream()
        .flatMap(
            there ->
                all.stream()
                    .filter(here -> !here.equals(there))
                    .map(here -> Arguments.of(there, here)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aCheckpointOfAnotherTruncationIsRefusedInMidStreamAndTrainingGoesOn(
      Truncation there, Truncation here) {
    List<DataSet> data = scenario.minibatches();
    TruncatedBpttTrainer saved =
        Scenario.trainer(scenario.network(), true).truncation(there).build();
    saved.fit(data.get(1));
    saved.saveCheckpoint(file);

    MultiLayerNetwork network = scenario.network();
    MultiLayerNetwork undisturbed = scenario.network();
    TruncatedBpttTrainer trainer = Scenario.trainer(network, true).truncation(here).build();
    TruncatedBpttTrainer twin = Scenario.trainer(undisturbed, true).truncation(here).build();
    assertEquals(twin.fit(data.get(0)), trainer.fit(data.get(0)));
    assertTrue(trainer.pendingSteps() > 0);
    assertEquals(
        "The checkpoint "
            + file
            + " is of another trainer: truncation is "
            + there
            + " there, "
            + here
            + " here. Build the trainer as it was, or begin anew.",
        refusal(network, trainer));
    for (int i = 1; i < data.size(); i++) { // the adaptive ones measure on the way
      assertEquals(twin.fit(data.get(i)), trainer.fit(data.get(i)));
    }
    assertEquals(twin.flush(), trainer.flush());
    Bits.of(undisturbed).assertSame(Bits.of(network), "after the refusal");
  }

  @Test
  void aFailedSaveLeavesTheOldCheckpointAndTheTrainer() throws IOException {
    byte[] old = Files.readAllBytes(file);
    Path inTheWay = Files.createDirectory(folder.resolve("checkpoint.part"));
    Files.createFile(inTheWay.resolve("full"));
    MultiLayerNetwork network = scenario.network();
    TruncatedBpttTrainer trainer = Scenario.trainer(network, true).checkpointEvery(file, 1).build();
    UncheckedIOException e =
        assertThrows(
            UncheckedIOException.class,
            () -> trainer.fit(new ExistingDataSetIterator(scenario.minibatches()), 2));
    assertTrue(
        e.getMessage().startsWith("The checkpoint " + file + " can't be written ("),
        e.getMessage());
    assertArrayEquals(old, Files.readAllBytes(file));

    MultiLayerNetwork other = scenario.network();
    TruncatedBpttTrainer same = Scenario.trainer(other, true).build();
    same.fit(scenario.minibatches().get(0));
    Bits.of(other).assertSame(Bits.of(network), "the minibatch before");
    assertEquals(
        same.fit(scenario.minibatches().get(1)), trainer.fit(scenario.minibatches().get(1)));
  }

  @Test
  void aListenerCannotSaveHalfAMinibatch() throws IOException {
    byte[] old = Files.readAllBytes(file);
    List<Executable> attempts = new ArrayList<>();
    MultiLayerNetwork network = scenario.network();
    TruncatedBpttTrainer[] trainer = new TruncatedBpttTrainer[1];
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onBackwardPass(Model model) {
            attempt();
          }

          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            attempt();
          }

          @Override
          public void onEpochEnd(Model model) {
            attempt();
          }

          private void attempt() {
            attempts.add(() -> {});
            assertThrows(IllegalStateException.class, () -> trainer[0].saveCheckpoint(file));
            assertThrows(IllegalStateException.class, () -> trainer[0].restoreCheckpoint(file));
          }
        });
    trainer[0] = Scenario.trainer(network, true).listener(report -> refused(trainer[0])).build();
    trainer[0].fit(new ExistingDataSetIterator(scenario.minibatches()), 1);
    assertTrue(attempts.size() > 20, "" + attempts.size());
    assertArrayEquals(old, Files.readAllBytes(file));
    trainer[0].saveCheckpoint(file);
    assertFalse(Arrays.equals(old, Files.readAllBytes(file)));
  }

  private void refused(TruncatedBpttTrainer trainer) {
    assertThrows(IllegalStateException.class, () -> trainer.saveCheckpoint(file));
  }

  @Test
  void aMinibatchThatFailsInTheMiddleIsInNoCheckpoint() {
    MultiLayerNetwork whole = scenario.network();
    Scenario.trainer(whole, true)
        .build()
        .fit(new ExistingDataSetIterator(scenario.minibatches()), 1);
    MultiLayerNetwork failing = scenario.network();
    int[] updates = {0};
    TruncatedBpttTrainer trainer =
        Scenario.trainer(failing, true)
            .checkpointEvery(file, 1)
            .listener(
                report -> {
                  if (++updates[0] == 7) {
                    throw new Breaking.Break();
                  }
                })
            .build();
    assertThrows(
        Breaking.Break.class,
        () -> trainer.fit(new ExistingDataSetIterator(scenario.minibatches()), 1));
    MultiLayerNetwork resumed = scenario.network();
    TruncatedBpttTrainer other = trainer(resumed);
    other.restoreCheckpoint(file);
    assertIdentical(failing.params(), resumed.params()); // undone, as in the checkpoint
    other.fit(new ExistingDataSetIterator(scenario.minibatches()), 1);
    Bits.of(whole).assertSame(Bits.of(resumed), "gone on");
  }

  @Test
  void earlyStoppingRefusesATrainerWithCheckpoints() {
    MultiLayerNetwork network = scenario.network();
    TruncatedBpttTrainer trainer =
        Scenario.trainer(network, false).checkpointEvery(file, 1).build();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TruncatedBpttEarlyStopping<>(
                    new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>().build(),
                    network,
                    trainer,
                    new ExistingDataSetIterator(scenario.minibatches())));
    assertTrue(e.getMessage().contains("without checkpointEvery"), e.getMessage());
  }

  @Test
  void aPeriodIsPositive() {
    var builder = TruncatedBpttTrainer.builder(scenario.network());
    assertThrows(
        IllegalArgumentException.class, () -> builder.checkpointEvery(file, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.checkpointEvery(file, 0));
  }

  private List<Bits> savedByDl4j(String name, boolean besideOurs) throws IOException {
    File models = Files.createDirectory(folder.resolve(name)).toFile();
    MultiLayerNetwork network = scenario.network();
    network.setListeners(
        new CheckpointListener.Builder(models).keepAll().saveEveryNIterations(4).build());
    TruncatedBpttTrainer.Builder builder = Scenario.trainer(network, true);
    if (besideOurs) {
      builder.checkpointEvery(file, 1);
    }
    builder.build().fit(new ExistingDataSetIterator(scenario.minibatches()), 1);
    return CheckpointListener.availableCheckpoints(models).stream()
        .map(saved -> Bits.of(CheckpointListener.loadCheckpointMLN(models, saved)))
        .toList();
  }

  @Test
  void dl4jsCheckpointListenerSavesTheSameBesideThem() throws IOException {
    List<Bits> alone = savedByDl4j("alone", false);
    List<Bits> beside = savedByDl4j("beside", true);
    assertEquals(3, alone.size());
    assertEquals(3, beside.size());
    for (int i = 0; i < 3; i++) {
      assertEquals(4 * (i + 1), alone.get(i).iteration());
      alone.get(i).assertSame(beside.get(i), "model " + i);
    }
  }
}
