package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.RungScore;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import io.github.tbptt4j.tuning.arbiter.TrainedCandidate;
import io.github.tbptt4j.tuning.internal.process.OffHeapMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The training of one candidate: minibatch after minibatch until a limit is reached, with
 * evaluations in between. Limits are looked at after each minibatch.
 */
public final class CandidateTraining {
  /** So many gradients in a row that aren't finite, and the candidate has diverged. */
  private static final int DIVERGED_AFTER = 100;

  private static final double NANOS = 1e-9;

  private final Task task;
  private final Model network;
  private final TrainingStep step;
  private final TrainingState at = new TrainingState();

  private long start = System.nanoTime(); // as if there had been no break
  private long savedNanos = start;

  /**
   * What to train, on what, and for how long.
   *
   * @param candidate the network and how it is trained
   * @param seed of its initialisation, and of dropout
   * @param training minibatches, [B, n, T]; can be reset
   * @param continuous whether minibatches continue each other, which the trainer heeds
   * @param validation scores a network
   * @param lowerIsBetter whether a lower score is better
   * @param limits when to end
   * @param rungs where it is scored on its way, and may be stopped
   * @param lastRung the rung to stop at; at least their number for none
   * @param deadlineNanos {@link System#nanoTime()} at which training ends whatever the limits say;
   *     {@link Long#MAX_VALUE} for none
   * @param cancelled asked after each minibatch
   * @param checkpoint where training goes on from, if there is such a file, and is saved when it is
   *     cancelled; null for nowhere
   * @param checkpointPeriod time between two saves; null for none but when it is cancelled
   * @param listeners of the network's training
   * @param evaluated told each point of the learning curve
   */
  public record Task(
      CandidateConfiguration candidate,
      long seed,
      DataSetIterator training,
      boolean continuous,
      ToDoubleFunction<Model> validation,
      boolean lowerIsBetter,
      TrainingLimits limits,
      List<Rung> rungs,
      int lastRung,
      long deadlineNanos,
      BooleanSupplier cancelled,
      Path checkpoint,
      Duration checkpointPeriod,
      List<? extends TrainingListener> listeners,
      Consumer<CurvePoint> evaluated) {}

  /** A checkpoint that can't be written, or isn't of this training. */
  public static final class CheckpointException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    CheckpointException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Training was cancelled; there is no result. */
  public static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
      super("Training was cancelled.");
    }
  }

  private CandidateTraining(Task task) {
    this.task = task;
    Nd4j.getRandom().setSeed(task.seed);
    network = task.candidate.createNetwork(task.seed);
    step =
        task.candidate
            .trainerTruncation()
            .<TrainingStep>map(
                truncation -> new TrainerStep(task.candidate, network, truncation, task.continuous))
            .orElseGet(() -> new FitStep(task.candidate, network));
    task.listeners.forEach(listener -> TrainingStep.addListener(network, listener));
    at.nextEvaluation = task.limits.evaluateEvery();
  }

  /**
   * Trains.
   *
   * @param task what to train
   * @return what came of it
   * @throws CancelledException if the task was cancelled; it is saved if it has a checkpoint
   * @throws CheckpointException if the checkpoint can't be written, or isn't of this task
   * @throws RuntimeException whatever goes wrong in training
   */
  public static TrainedCandidate run(Task task) {
    return new CandidateTraining(task).run();
  }

  private TrainedCandidate run() {
    Outcome outcome = trainToTheEnd();
    if (step.updates() > 0) {
      evaluate();
    }
    if (hasDiverged()) {
      outcome = Outcome.DIVERGED;
    }
    if (at.bestParameters != null) {
      network.setParams(at.bestParameters);
    }
    return new TrainedCandidate(
        network,
        outcome,
        at.bestScore,
        at.curve,
        at.epochs,
        step.updates(),
        step.skipped(),
        at.timeSteps,
        at.trainingNanos * NANOS,
        at.evaluationNanos * NANOS,
        at.stateBytes,
        step.norms(),
        at.rungScores);
  }

  private Outcome trainToTheEnd() {
    Outcome ended = null;
    if (task.checkpoint != null && Files.exists(task.checkpoint)) {
      restore();
      // killed between the rung's checkpoint and its result, it is there already
      ended = at.rungScores.size() > task.lastRung ? Outcome.STOPPED : afterMinibatch();
      if (ended == null) {
        ended = epoch();
      }
    }
    while (ended == null && at.epochs < task.limits.epochs()) {
      beginEpoch();
      ended = epoch();
    }
    return ended == null ? Outcome.COMPLETED : ended;
  }

  private void beginEpoch() {
    at.epochs++;
    at.minibatches = 0;
    task.training.reset();
    if (!task.training.hasNext()) {
      throw new IllegalArgumentException("There are no training data.");
    }
  }

  /** {@return how training ended, or null where it goes on} */
  private Outcome epoch() {
    while (task.training.hasNext()) {
      long begun = System.nanoTime();
      DataSet minibatch = task.training.next();
      long examples = minibatch.getFeatures().size(0);
      long steps = minibatch.getFeatures().size(2);
      at.stateBytes = Math.max(at.stateBytes, step.stateBytes(examples, steps));
      if (at.stateBytes > task.limits.stateBytes()) {
        return Outcome.OUT_OF_MEMORY;
      }
      step.fit(minibatch);
      at.timeSteps += steps;
      OffHeapMemory.keepLevel();
      at.minibatches++;
      at.minibatchesInAll++;
      at.trainingNanos += System.nanoTime() - begun;
      saveIfDue();
      Outcome ended = afterMinibatch();
      if (ended != null) {
        return ended;
      }
    }
    long begun = System.nanoTime();
    step.endEpoch();
    at.trainingNanos += System.nanoTime() - begun;
    evaluate();
    return afterEvaluation();
  }

  /** Before the limits and evaluations, which follow when training goes on: a save is quick. */
  private void saveIfDue() {
    boolean cancelled = task.cancelled.getAsBoolean();
    long now = System.nanoTime();
    boolean due =
        task.checkpointPeriod != null && now - savedNanos >= task.checkpointPeriod.toNanos();
    if (task.checkpoint != null && (cancelled || due)) {
      save(now);
      savedNanos = System.nanoTime();
    }
    if (cancelled) {
      throw new CancelledException();
    }
  }

  private void save(long now) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      at.write(new CheckpointWriter(bytes), now - start, step);
      step.save(task.checkpoint, bytes.toByteArray());
    } catch (IOException | UncheckedIOException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
  }

  private void restore() {
    try {
      byte[] attachment = step.restore(task.checkpoint);
      long elapsed = at.read(new CheckpointReader(new ByteArrayInputStream(attachment)), step);
      start = System.nanoTime() - elapsed;
    } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
      throw new CheckpointException(
          (e instanceof EOFException
                  ? task.checkpoint + " was saved by another version of this program."
                  : e.getMessage())
              + " Without this file the candidate is trained from its beginning.",
          e);
    }
    for (int epoch = 0; epoch < at.epochs; epoch++) {
      task.training.reset();
    }
    for (long skipped = 0; skipped < at.minibatches; skipped++) {
      task.training.next();
    }
  }

  private Outcome afterMinibatch() {
    if (step.skippedInARow() >= DIVERGED_AFTER) {
      return Outcome.DIVERGED;
    }
    if (step.updates() >= task.limits.updates()) {
      return Outcome.COMPLETED;
    }
    if (isTimeOver()) {
      return Outcome.OUT_OF_TIME;
    }
    if (isAtRung()) {
      evaluate();
      at.rungScores.add(rungScore());
      Outcome ended = afterEvaluation();
      if (ended == null && at.rungScores.size() > task.lastRung) {
        save(System.nanoTime());
        ended = Outcome.STOPPED;
      }
      return ended == null ? afterMinibatch() : ended; // the next rung may be as near
    }
    if (step.updates() >= at.nextEvaluation) {
      evaluate();
      at.nextEvaluation = step.updates() + task.limits.evaluateEvery();
      return afterEvaluation();
    }
    return null;
  }

  private boolean isAtRung() {
    return at.rungScores.size() < task.rungs.size()
        && task.rungs
            .get(at.rungScores.size())
            .isReached(at.minibatchesInAll, step.updates(), System.nanoTime() - start);
  }

  private RungScore rungScore() {
    CurvePoint last = at.curve.get(at.curve.size() - 1);
    return new RungScore(
        at.rungScores.size(),
        last.updates(),
        last.timeSteps(),
        last.trainingSeconds(),
        at.evaluationNanos * NANOS,
        at.bestScore);
  }

  private Outcome afterEvaluation() {
    if (hasDiverged()) {
      return Outcome.DIVERGED;
    }
    return isPatienceOver() ? Outcome.EARLY_STOPPED : null;
  }

  /** {@return whether parameters or score stopped being finite, or no gradient ever was} */
  private boolean hasDiverged() {
    return at.curve.isEmpty()
        ? step.updates() == 0 && step.skipped() > 0
        : at.curve.get(at.curve.size() - 1).validationScore() == null;
  }

  private boolean isTimeOver() {
    long now = System.nanoTime();
    boolean ownTime = task.limits.time() != null && now - start >= task.limits.time().toNanos();
    return ownTime || (task.deadlineNanos != Long.MAX_VALUE && now - task.deadlineNanos >= 0);
  }

  private boolean isPatienceOver() {
    return at.evaluationsWithoutBetter >= task.limits.patience();
  }

  private void evaluate() {
    if (!at.curve.isEmpty() && at.curve.get(at.curve.size() - 1).updates() == step.updates()) {
      return; // nothing has changed
    }
    long begun = System.nanoTime();
    double score = task.validation.applyAsDouble(network);
    at.evaluationNanos += System.nanoTime() - begun;
    boolean finite = Double.isFinite(score) && hasFiniteParameters();
    at.curve.add(
        new CurvePoint(
            at.epochs,
            step.updates(),
            at.timeSteps,
            at.trainingNanos * NANOS,
            step.takeLoss(),
            finite ? Double.valueOf(score) : null));
    if (finite && (at.bestScore == null || isBetter(score, at.bestScore))) {
      at.bestScore = score;
      at.bestParameters = network.params().dup();
      at.evaluationsWithoutBetter = 0;
    } else {
      at.evaluationsWithoutBetter++;
    }
    task.evaluated.accept(at.curve.get(at.curve.size() - 1));
  }

  private boolean hasFiniteParameters() {
    return Double.isFinite(network.params().castTo(DataType.DOUBLE).sumNumber().doubleValue());
  }

  private boolean isBetter(double score, double other) {
    return task.lowerIsBetter ? score < other : score > other;
  }
}
