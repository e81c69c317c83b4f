package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.RungScore;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.TextData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a master and two workers with processes of their own. */
class SparkSweepTest {
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local-cluster[2,1,1024]")
                .setAppName("sweep")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.task.maxFailures", "4")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executor.extraJavaOptions", System.getProperty("executor.options", ""))
                .set("spark.executor.memory", "800m"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static TextData text() {
    Random random = new Random(1);
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      words.append(List.of("the ", "cat ", "sat ", "on ", "a ", "mat. ").get(random.nextInt(6)));
    }
    return TextData.of("words", words.toString()).streams(8).timeSteps(30).build();
  }

  private static TruncationSweep sweep(Path folder, boolean halved) {
    TextData data = text();
    TruncationSweep.Builder sweep =
        TruncationSweep.builder()
            .data(data)
            .space(
                SequenceModels.of(data)
                    .hidden(6, 8)
                    .trainer(TruncationSpace.builder().k1(5, 10).k2(10, 20).build()))
            .limits(TrainingLimits.epochs(3))
            .parallel(2)
            .folder(folder);
    return (halved ? sweep.halving(Halving.byEpochs(2, 1)) : sweep).build();
  }

  private static List<List<Double>> rungs(SweepResult result) {
    return result.candidates().stream()
        .map(one -> one.rungs().stream().map(RungScore::score).toList())
        .toList();
  }

  private static List<Double> scores(SweepResult result) {
    return result.candidates().stream().map(CandidateResult::validationScore).toList();
  }

  private SparkSweep onSpark(boolean halved) {
    return SparkSweep.of(
        spark, folder.resolve("shared").toUri().toString(), copy -> sweep(copy, halved));
  }

  @Test
  void decisionsAndScoresAreThoseOfOneMachine() {
    SweepResult local = sweep(folder.resolve("local"), true).run();
    SweepResult remote = onSpark(true).run();
    assertEquals(rungs(local), rungs(remote)); // to the last bit
    assertEquals(scores(local), scores(remote));
    assertEquals(local.winner().orElseThrow().index(), remote.winner().orElseThrow().index());
    assertTrue(remote.candidates().stream().anyMatch(one -> one.outcome() == Outcome.STOPPED));
    // the shared folder is a sweep's folder
    SweepResult shared = SweepResult.read(folder.resolve("shared"));
    assertEquals(scores(local), scores(shared));
    assertEquals(local.configuration(), shared.configuration());
    for (CandidateResult candidate : shared.candidates()) {
      assertEquals(
          candidate.outcome() == Outcome.STOPPED,
          Files.exists(folder.resolve("shared/candidates/00" + candidate.index() + "/checkpoint")));
      assertEquals(
          local.loadModel(candidate.index()).params(),
          shared.loadModel(candidate.index()).params());
    }
  }

  @Test
  void anotherDriverGoesOnWithWhatThereIs() throws IOException {
    SweepResult first = onSpark(false).run();
    Path one = folder.resolve("shared/candidates/002/candidate.json");
    Files.delete(one); // as if the driver had been killed before it ended
    Files.delete(folder.resolve("shared/winner.json"));
    long before =
        Files.getLastModifiedTime(folder.resolve("shared/candidates/001/model.zip")).toMillis();
    SweepResult again = onSpark(false).run();
    assertEquals(scores(first), scores(again));
    assertTrue(Files.exists(one));
    assertEquals(
        before,
        Files.getLastModifiedTime(folder.resolve("shared/candidates/001/model.zip")).toMillis());
  }

  @Test
  void anExecutorThatIsKilledCostsItsCandidatesAlone() throws Exception {
    SweepResult local = sweep(folder.resolve("local"), false).run();
    Thread killer =
        new Thread(
            () -> {
              while (!Files.exists(folder.resolve("shared/candidates/000/candidate.json"))) {
                Thread.onSpinWait();
              }
              executors().get(0).destroyForcibly();
            });
    List<Long> before = executors().stream().map(ProcessHandle::pid).toList();
    killer.start();
    SweepResult remote = onSpark(false).run();
    killer.join();
    assertEquals(scores(local), scores(remote));
    assertTrue(executors().stream().filter(one -> before.contains(one.pid())).count() < 2);
  }

  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(one -> one.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  @Test
  void aPathThatCannotBeWrittenIsNamedBeforeAnythingIsTrained() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    SparkSweep sweep =
        SparkSweep.of(spark, file.resolve("sweep").toUri().toString(), copy -> sweep(copy, false));
    UncheckedIOException e = assertThrows(UncheckedIOException.class, sweep::run);
    assertTrue(e.getMessage().contains("can't be written"), e.getMessage());
    assertFalse(Files.isDirectory(file));
  }
}
