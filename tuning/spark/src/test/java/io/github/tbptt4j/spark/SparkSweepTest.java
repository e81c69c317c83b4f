package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.internal.kernel.vector.VectorModule;
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
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

/**
 * On a master and two workers, all of them processes of their own; in the end one worker is left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SparkSweepTest {
  private static final String TOLD = "Start Java with --add-modules jdk.incubator.vector";

  @TempDir static Path machines;

  private static TestCluster cluster;
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.start(machines, 2, 1024);
    spark = cluster.context("sweep", true, 2, 700);
  }

  @AfterAll
  static void stop() {
    spark.stop();
    cluster.close();
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
                    .hidden(halved ? new Integer[] {6, 8} : new Integer[] {6})
                    .trainer(
                        TruncationSpace.builder()
                            .k1(halved ? new int[] {5} : new int[] {5, 10})
                            .k2(10, 20)
                            .build()))
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
  @Order(1)
  void decisionsAndScoresAreThoseOfOneMachine() {
    SweepResult alone = sweep(folder.resolve("local"), true).run();
    SweepResult remote = onSpark(true).run();
    assertEquals(rungs(alone), rungs(remote)); // to the last bit
    assertEquals(scores(alone), scores(remote));
    assertEquals(alone.winner().orElseThrow().index(), remote.winner().orElseThrow().index());
    assertTrue(remote.candidates().stream().anyMatch(one -> one.outcome() == Outcome.STOPPED));
    // the shared folder is a sweep's folder
    SweepResult shared = SweepResult.read(folder.resolve("shared"));
    assertEquals(scores(alone), scores(shared));
    assertEquals(alone.configuration(), shared.configuration());
    for (CandidateResult candidate : shared.candidates()) {
      assertEquals(
          candidate.outcome() == Outcome.STOPPED,
          Files.exists(folder.resolve("shared/candidates/00" + candidate.index() + "/checkpoint")));
      assertEquals(
          alone.loadModel(candidate.index()).params(),
          shared.loadModel(candidate.index()).params());
    }
  }

  /** First an executor, then a worker with its machine, at last the driver. */
  @Test
  @Order(2)
  void whatIsKilledCostsItsCandidatesAlone() throws IOException, InterruptedException {
    ProcessHandle executor = cluster.executorsOf(0).get(0);
    Thread killer =
        new Thread(
            () -> {
              awaitCandidate(0);
              executor.destroyForcibly();
              awaitCandidate(1);
              cluster.killWorker(1);
            });
    killer.start();
    SweepResult first = onSpark(false).run();
    killer.join();
    assertFalse(executor.isAlive());
    assertEquals(List.of(), cluster.executorsOf(1));
    assertEquals(scores(sweep(machines.resolve("local"), false).run()), scores(first));

    Path one = folder.resolve("shared/candidates/002/candidate.json");
    Files.delete(one); // as if the driver had been killed before it ended
    Files.delete(folder.resolve("shared/winner.json"));
    Path kept = folder.resolve("shared/candidates/001/model.zip");
    FileTime before = Files.getLastModifiedTime(kept);
    assertEquals(scores(first), scores(onSpark(false).run()));
    assertTrue(Files.exists(one));
    assertEquals(before, Files.getLastModifiedTime(kept));
  }

  private void awaitCandidate(int index) {
    while (!Files.exists(folder.resolve("shared/candidates/00" + index + "/candidate.json"))) {
      TestCluster.pause();
    }
  }

  /** On the worker that is left, by executors that Java was started for without the module. */
  @Test
  @Order(3)
  void withoutTheVectorModuleItIsSlowerAndSaidOnce() {
    assumeTrue(VectorModule.isThere());
    assertFalse(cluster.logs().contains(TOLD)); // of those that have it
    spark.stop();
    spark = cluster.context("without", false, 1, 700);
    MultiLayerNetwork expected = SparkTrainerTest.network();
    MultiLayerNetwork actual = SparkTrainerTest.network();
    List<DataSet> minibatches = SparkTrainerTest.minibatches(6, 1);
    TruncatedBptt truncation = TruncatedBptt.of(5, 12);
    TruncatedBpttTrainer trainer = SparkTrainerTest.local(expected, truncation);
    minibatches.forEach(trainer::fit);
    trainer.flush();
    SparkTrainerTest.trainer(spark, actual, truncation)
        .averageEvery(2) // three tasks
        .build()
        .fit(spark.parallelize(minibatches, 1), 1);
    assertArrayEquals(expected.params().toDoubleVector(), actual.params().toDoubleVector(), 1e-5);
    assertEquals(2, cluster.logs().split(TOLD, -1).length);
  }

  @Test
  @Order(0)
  void aPathThatCannotBeWrittenIsNamedBeforeAnythingIsTrained() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    SparkSweep sweep =
        SparkSweep.of(spark, file.resolve("sweep").toUri().toString(), copy -> sweep(copy, false));
    UncheckedIOException e = assertThrows(UncheckedIOException.class, sweep::run);
    assertTrue(e.getMessage().contains("can't be written"), e.getMessage());
    assertFalse(Files.isDirectory(file));
  }
}
