package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.NonFinitePolicy;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.tuning.internal.process.OffHeapMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains a network on a task with {@link TruncatedBpttTrainer}, and measures it now and then.
 *
 * <pre>{@code
 * SyntheticTask task = new CopyTask(10);
 * TaskResult result =
 *     new TaskTraining(task, task.usual()).run(TruncatedBptt.of(5, 14), 42);
 * }</pre>
 */
public final class TaskTraining {
  /** Measurements of a training. */
  private static final int POINTS = 12;

  private final SyntheticTask task;
  private final TaskSettings settings;
  private DoubleConsumer progress = share -> {};
  private BooleanSupplier isStopped = () -> false;

  /**
   * A training.
   *
   * @param task what is learned
   * @param settings by which network, for how long
   */
  public TaskTraining(SyntheticTask task, TaskSettings settings) {
    this.task = task;
    this.settings = settings;
  }

  /**
   * Has somebody follow.
   *
   * @param consumer gets the share that is done, 0 to 1, after each minibatch
   * @return this
   */
  public TaskTraining progress(DoubleConsumer consumer) {
    this.progress = consumer;
    return this;
  }

  /**
   * Lets somebody end it early.
   *
   * @param asked after each minibatch; if true the training ends as it is, measured
   * @return this
   */
  public TaskTraining stopWhen(BooleanSupplier asked) {
    this.isStopped = asked;
    return this;
  }

  /**
   * Trains a new network, in the calling thread.
   *
   * @param truncation how far back; the seed of a random one is moved by this seed, so that each
   *     has its own cuts
   * @param seed of the network and the data
   * @return what came of it
   * @throws IllegalArgumentException if the task can't have the settings
   * @throws IllegalStateException if the truncation can't be had, as full BPTT of a stream
   */
  public TaskResult run(Truncation truncation, long seed) {
    MultiLayerNetwork network = task.network(settings, seed);
    return new Run(network, trainer(network, truncation, seed), truncation, seed).go();
  }

  /**
   * Sees that {@link #run} can begin.
   *
   * @param truncation how far back
   * @throws IllegalArgumentException if the task can't have the settings
   * @throws IllegalStateException if the truncation can't be had, as full BPTT of a stream
   */
  public void requireTrainable(Truncation truncation) {
    trainer(task.network(settings, 0), truncation, 0);
  }

  private TruncatedBpttTrainer trainer(
      MultiLayerNetwork network, Truncation truncation, long seed) {
    TruncatedBpttTrainer.Builder trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(
                truncation instanceof RandomTruncation random
                    ? random.withSeed(random.seed() + seed)
                    : truncation)
            .stateful(task.isStream())
            .nonFinite(NonFinitePolicy.SKIP);
    if (Double.isFinite(settings.clip())) {
      trainer.clipGlobalNorm(settings.clip());
    }
    return trainer.build();
  }

  private final class Run {
    private final MultiLayerNetwork network;
    private final TruncatedBpttTrainer trainer;
    private final Truncation truncation;
    private final long seed;
    private final long start = System.nanoTime();
    private final TaskMeasure measure = task.measure();
    private final List<TaskResult.Point> curve = new ArrayList<>();
    private final List<TruncationChoice> choices = new ArrayList<>();
    private long timeSteps;
    private long updates;
    private long skipped;
    private double depths;
    private double score;

    Run(MultiLayerNetwork network, TruncatedBpttTrainer trainer, Truncation truncation, long seed) {
      this.network = network;
      this.trainer = trainer;
      this.truncation = truncation;
      this.seed = seed;
    }

    TaskResult go() {
      measure();
      DataSetIterator data = task.training(seed, settings.minibatches());
      int every = (settings.minibatches() + POINTS - 1) / POINTS;
      boolean ends = false;
      for (int done = 1; !ends && data.hasNext(); done++) {
        setLearningRate((done - 1.0) / settings.minibatches());
        count(trainer.fit(data.next()));
        timeSteps += task.timeSteps();
        OffHeapMemory.keepLevel();
        boolean last = !data.hasNext() || isStopped.getAsBoolean();
        if (last && task.isStream()) {
          count(trainer.flush());
        }
        ends = last || skipped > 0;
        if (ends || done % every == 0) {
          measure();
          ends |= measure.isDivergedAt(score) || isEnough() || task.isHopeless(network);
        }
        progress.accept((double) done / settings.minibatches());
      }
      boolean diverged = skipped > 0 || measure.isDivergedAt(score);
      return new TaskResult(
          truncation,
          seed,
          score,
          !diverged && measure.isSolvedAt(score),
          diverged,
          updates,
          depths / updates,
          List.copyOf(choices),
          List.copyOf(curve),
          (System.nanoTime() - start) / 1e9);
    }

    private void setLearningRate(double done) {
      double rate = settings.learningRate() * task.rateFactor(done);
      if (rate != settings.learningRate()) {
        network.setLearningRate(rate);
      }
    }

    private boolean isEnough() {
      return measure.endsTraining() && measure.isSolvedAt(score);
    }

    private void count(FitReport report) {
      updates += report.updates();
      skipped += report.skippedUpdates();
      depths += report.updates() == 0 ? 0 : report.updates() * report.meanDepth();
      choices.addAll(report.choices());
    }

    private void measure() {
      score = task.score(network);
      curve.add(new TaskResult.Point(timeSteps, score));
    }
  }
}
