package io.github.tbptt4j.spark;

import io.github.tbptt4j.tuning.CandidateJob;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A sweep whose candidates are trained by the executors of a Spark cluster, each as a job of one
 * task: candidates, promotions and scores are those of {@link TruncationSweep#run()} on one
 * machine, to the last bit.
 *
 * <pre>{@code
 * SweepResult result =
 *     SparkSweep.of(
 *             spark,
 *             "hdfs:///sweeps/book",
 *             folder ->
 *                 TruncationSweep.builder()
 *                     .data(TextData.of(Path.of("/data/book.txt")).build()) // there on each executor
 *                     .space(..)
 *                     .parallel(32) // candidates at a time: cores of all executors
 *                     .folder(folder)
 *                     .build())
 *         .run();
 * }</pre>
 *
 * <p>The sweep's folder lies on any Hadoop file system, in the same format: it is read, reported
 * and gone on with by what reads local ones, once copied. The driver decides, and has a copy of the
 * folder; what an executor has trained is in the folder before the driver hears of it. A driver
 * that was killed is started again: what has ended isn't trained again. An executor that is lost
 * costs the rungs that it was training.
 *
 * <p>A second driver in one folder is refused. One that goes on after another that was killed waits
 * some 15 seconds first, whether that gives no sign of life.
 */
public final class SparkSweep {
  private static final long BEAT_MILLIS = 5000;

  private final JavaSparkContext spark;
  private final SharedFolder shared;
  private final Description sweep;

  /** A sweep, described where it is needed: on the driver, and on each executor. */
  @FunctionalInterface
  public interface Description extends Serializable {
    /**
     * Describes the sweep.
     *
     * @param folder that it has to be given, of this machine
     * @return the same sweep each time
     */
    TruncationSweep in(Path folder);
  }

  private SparkSweep(JavaSparkContext spark, SharedFolder shared, Description sweep) {
    this.spark = spark;
    this.shared = shared;
    this.sweep = sweep;
  }

  /**
   * A sweep.
   *
   * @param spark the cluster
   * @param path of the sweep's folder, on a file system that all executors reach
   * @param sweep what to sweep over; its folder is a temporary one
   * @return the sweep
   */
  public static SparkSweep of(JavaSparkContext spark, String path, Description sweep) {
    Objects.requireNonNull(sweep, "sweep must not be null.");
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    return new SparkSweep(spark, new SharedFolder(path, hadoop), sweep);
  }

  /**
   * Trains what the folder doesn't have yet.
   *
   * @return what is there, read from a copy in a temporary folder of the driver
   * @throws UncheckedIOException if the folder can't be written; nothing is trained then
   * @throws IllegalStateException if another driver is at work in the folder, and as {@link
   *     TruncationSweep#run()}
   */
  public SweepResult run() {
    try {
      Path copy = Files.createTempDirectory("tbptt4j-sweep");
      shared.requireWritable();
      try (DriverLock ignored = DriverLock.take(shared, spark.sc().applicationId(), BEAT_MILLIS)) {
        shared.fetch("", copy);
        SweepResult result = sweep.in(copy).run(job -> train(job, copy));
        shared.put(copy);
        return result;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Sends what the driver has written into its copy since. */
  void share(Path copy) throws IOException {
    shared.put(copy);
  }

  private CandidateResult train(CandidateJob job, Path copy) {
    SparkContext context = spark.sc();
    context.setJobDescription(
        "candidate "
            + job.candidate()
            + " to "
            + (job.rung() < job.rungs().size() ? "rung " + (job.rung() + 1) : "its end"));
    try {
      shared.put(copy); // sweep.json before the first candidate, scores as they come
      SharedFolder there = shared;
      Description description = sweep;
      CandidateResult result =
          spark
              .parallelize(List.of(job), 1)
              .map(one -> RemoteTraining.run(description, one, there))
              .first();
      shared.fetch(SharedFolder.candidate(job.candidate()), copy);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } finally {
      context.setJobDescription(null);
    }
  }
}
