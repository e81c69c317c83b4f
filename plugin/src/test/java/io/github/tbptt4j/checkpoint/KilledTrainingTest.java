package io.github.tbptt4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.OtherJvm;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.checkpoint.Scenario.Bits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own that is killed, goes on in another, and is killed again. */
class KilledTrainingTest {
  private static final Scenario SCENARIO = Scenario.STACK_WITH_DROPOUT;
  private static final int EXIT_OF_SIGKILL = 128 + 9;
  private static final int KILLS = 20;
  private static final int MOST_UPDATES_BETWEEN = 20;
  private static final int MOST_NANOS_LATER = 20_000_000; // of a save, which takes about a quarter
  private static final int EPOCHS = 45;

  private static final String VECTOR = "jdk.incubator.vector";
  private static final String UPDATE = "update ";

  @TempDir Path folder;

  /** The training; its arguments are the checkpoint and the file for the result. */
  public static final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException {
      Path checkpoint = Path.of(args[0]);
      MultiLayerNetwork network = SCENARIO.network();
      TruncatedBpttTrainer trainer =
          Scenario.trainer(network, true).checkpointEvery(checkpoint, 1).build();
      if (Files.exists(checkpoint)) {
        trainer.restoreCheckpoint(checkpoint);
      }
      network.setListeners(
          new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
              System.out.println(UPDATE + iteration);
            }
          });
      Files.writeString(Path.of(args[1]), train(network, trainer));
    }

    static String train(MultiLayerNetwork network, TruncatedBpttTrainer trainer) {
      FitReport report = trainer.fit(new ExistingDataSetIterator(SCENARIO.minibatches()), EPOCHS);
      Bits bits = Bits.of(network);
      return bits.iteration()
          + " iterations, "
          + report
          + Arrays.toString(bits.parameters())
          + Arrays.toString(bits.updater());
    }
  }

  private Process start(Path result) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote")); // most of the time is starting
    if (ModuleLayer.boot().findModule(VECTOR).isPresent()) {
      options.addAll(List.of("--add-modules", VECTOR)); // another kernel rounds otherwise
    }
    return OtherJvm.process(
            options, Training.class, folder.resolve("checkpoint").toString(), result.toString())
        .start();
  }

  /** What is known of a process that was killed: its first and its last update. */
  private record Kill(int first, int last, double millis, boolean whileSaving) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "from update %3d on, killed %4.1f ms after the beginning of update %3d%s",
          first,
          millis,
          last,
          whileSaving ? ", while it saved" : "");
    }
  }

  /** Kills a process after a number of updates, and somewhere between two of them. */
  private Kill kill(Process process, Random random) throws Exception {
    try (BufferedReader lines = process.inputReader()) {
      int first = next(lines).orElseThrow(() -> new AssertionError("It ended before its kill."));
      int last = first;
      for (int updates = random.nextInt(MOST_UPDATES_BETWEEN); updates > 0; updates--) {
        last = next(lines).orElseThrow(() -> new AssertionError("It ended before its kill."));
      }
      int nanos = random.nextInt(MOST_NANOS_LATER);
      assertFalse(process.waitFor(nanos, TimeUnit.NANOSECONDS), "It ended before its kill.");
      process.toHandle().destroyForcibly(); // leaves what it has said
      for (Optional<Integer> more = next(lines); more.isPresent(); more = next(lines)) {
        last = more.get();
      }
      assertEquals(EXIT_OF_SIGKILL, process.waitFor());
      return new Kill(first, last, nanos / 1e6, Files.exists(folder.resolve("checkpoint.part")));
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<Integer> next(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(UPDATE)) {
        return Optional.of(Integer.valueOf(line.substring(UPDATE.length())));
      }
    }
    return Optional.empty();
  }

  @Tag("slow")
  @Test
  void aTrainingKilledAtTwentyRandomMomentsEndsWithTheSameBits() throws Exception {
    MultiLayerNetwork network = SCENARIO.network();
    String whole = Training.train(network, Scenario.trainer(network, true).build());
    Path result = folder.resolve("result");
    Random random = new Random(20);
    List<String> log = new ArrayList<>();
    int last = -1;
    for (int kill = 1; kill <= KILLS; kill++) {
      Kill killed = kill(start(result), random);
      log.add(String.format("kill %2d: %s", kill, killed));
      assertTrue(killed.first <= last + 1, () -> "Updates are missing: " + log);
      last = killed.last;
    }
    Process process = start(result);
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    boolean same = whole.equals(Files.readString(result));
    log.add(
        "then to the end, after "
            + network.getIterationCount()
            + " updates: "
            + (same ? "the same bits" : "other bits"));
    System.out.println(String.join("\n", log));
    assertTrue(same, "The network is another one than without kills.");
  }
}
