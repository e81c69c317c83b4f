package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep in a process of its own, really killed. */
class KillAndResumeTest {
  private static final int EXIT_OF_SIGKILL = 128 + 9;

  @TempDir Path folder;

  /** The sweep; its argument is the folder. */
  public static final class Sweep {
    private Sweep() {}

    static TruncationSweep of(Path folder) {
      return TruncationSweep.builder()
          .data(Texts.small())
          .space(Texts.trainer(Texts.small()))
          .limits(TrainingLimits.epochs(6))
          .parallel(1)
          .folder(folder)
          .build();
    }

    /** One that stops losers early. */
    static TruncationSweep halved(Path folder) {
      return TruncationSweep.builder()
          .data(Texts.small())
          .space(SequenceModels.of(Texts.small()).hidden(6, 8, 10).trainer(Texts.truncations()))
          .limits(TrainingLimits.epochs(8))
          .halving(Halving.byEpochs(2, 1))
          .parallel(2)
          .folder(folder)
          .build();
    }

    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      (args.length > 1 ? halved(folder) : of(folder)).run();
    }
  }

  private static Process start(Path log, String... arguments) throws IOException {
    return OtherJvm.of(Sweep.class, arguments)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static Map<File, FileTime> finished(Path sweep) throws IOException {
    Map<File, FileTime> times = new HashMap<>();
    for (CandidateResult result : SweepResult.read(sweep).candidates()) {
      Path model = SweepResult.read(sweep).modelFile(result.index());
      times.put(model.toFile(), Files.getLastModifiedTime(model));
    }
    return times;
  }

  @Tag("slow")
  @Test
  void aKilledSweepFinishesWhatIsMissingAndRepeatsNothing() throws Exception {
    Path sweep = folder.resolve("sweep");
    Path log = folder.resolve("log");
    Process process = start(log, sweep.toString());
    try {
      Path firstResult = sweep.resolve("candidates/000/candidate.json");
      while (!Files.exists(firstResult) && process.isAlive()) {
        Thread.sleep(5);
      }
      assertTrue(process.isAlive(), () -> read(log));
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(EXIT_OF_SIGKILL, process.exitValue());

    Map<File, FileTime> before = finished(sweep);
    List<CandidateResult> results = SweepResult.read(sweep).candidates();
    assertTrue(!before.isEmpty() && before.size() < 3, "finished: " + before.size());

    SweepResult resumed = Sweep.of(sweep).run(); // the dead process's lock is no lock
    assertEquals(3, resumed.candidates().size());
    assertEquals(results, resumed.candidates().subList(0, results.size()));
    for (Map.Entry<File, FileTime> model : before.entrySet()) {
      assertEquals(model.getValue(), Files.getLastModifiedTime(model.getKey().toPath()));
    }
    SweepResult whole = Sweep.of(folder.resolve("whole")).run();
    assertEquals(
        whole.candidates().stream().map(CandidateResult::validationScore).toList(),
        resumed.candidates().stream().map(CandidateResult::validationScore).toList());
    assertEquals(whole.winner(), resumed.winner());
  }

  @Tag("slow")
  @Test
  void aKilledSweepThatStopsLosersEarlyGoesOnToTheSameDecisions() throws Exception {
    Path sweep = folder.resolve("halved");
    Path log = folder.resolve("log");
    Process process = start(log, sweep.toString(), "halved");
    try {
      // some have been stopped, and somebody is on his way
      Path fourth = sweep.resolve("candidates/003/candidate.json");
      while (!Files.exists(fourth) && process.isAlive()) {
        Thread.sleep(5);
      }
      assertTrue(process.isAlive(), () -> read(log));
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(EXIT_OF_SIGKILL, process.exitValue());
    assertTrue(SweepResult.read(sweep).winner().isEmpty());

    SweepResult resumed = Sweep.halved(sweep).run();
    SweepResult whole = Sweep.halved(folder.resolve("whole")).run();
    assertEquals(rungs(whole), rungs(resumed)); // to the last bit
    assertEquals(
        whole.candidates().stream().map(CandidateResult::outcome).toList(),
        resumed.candidates().stream().map(CandidateResult::outcome).toList());
    assertEquals(whole.winner(), resumed.winner());
  }

  private static List<List<Double>> rungs(SweepResult result) {
    return result.candidates().stream()
        .map(candidate -> candidate.rungs().stream().map(RungScore::score).toList())
        .toList();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
