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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
  private final List<CurvePoint> curve = new ArrayList<>();

  private long start = System.nanoTime(); // as if there had been no break
  private long savedNanos = start;
  private int epochs; // begun
  private long minibatches; // of the present epoch, trained on
  private long minibatchesInAll;
  private long timeSteps;
  private long trainingNanos;
  private long evaluationNanos;
  private long stateBytes;
  private long nextEvaluation;
  private final List<RungScore> rungScores = new ArrayList<>();
  private Double bestScore;
  private INDArray bestParameters;
  private int evaluationsWithoutBetter;

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
    nextEvaluation = task.limits.evaluateEvery();
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
    if (bestParameters != null) {
      network.setParams(bestParameters);
    }
    return new TrainedCandidate(
        network,
        outcome,
        bestScore,
        curve,
        epochs,
        step.updates(),
        step.skipped(),
        timeSteps,
        trainingNanos * NANOS,
        evaluationNanos * NANOS,
        stateBytes,
        step.norms(),
        rungScores);
  }

  private Outcome trainToTheEnd() {
    Outcome ended = null;
    if (task.checkpoint != null && Files.exists(task.checkpoint)) {
      restore();
      // killed between the rung's checkpoint and its result, it is there already
      ended = rungScores.size() > task.lastRung ? Outcome.STOPPED : afterMinibatch();
      if (ended == null) {
        ended = epoch();
      }
    }
    while (ended == null && epochs < task.limits.epochs()) {
      beginEpoch();
      ended = epoch();
    }
    return ended == null ? Outcome.COMPLETED : ended;
  }

  private void beginEpoch() {
    epochs++;
    minibatches = 0;
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
      stateBytes = Math.max(stateBytes, step.stateBytes(examples, steps));
      if (stateBytes > task.limits.stateBytes()) {
        return Outcome.OUT_OF_MEMORY;
      }
      step.fit(minibatch);
      timeSteps += steps;
      OffHeapMemory.keepLevel();
      minibatches++;
      minibatchesInAll++;
      trainingNanos += System.nanoTime() - begun;
      saveIfDue();
      Outcome ended = afterMinibatch();
      if (ended != null) {
        return ended;
      }
    }
    long begun = System.nanoTime();
    step.endEpoch();
    trainingNanos += System.nanoTime() - begun;
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
      write(new CheckpointWriter(bytes), now - start);
      step.save(task.checkpoint, bytes.toByteArray());
    } catch (IOException | UncheckedIOException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
  }

  private void restore() {
    try {
      read(new CheckpointReader(new ByteArrayInputStream(step.restore(task.checkpoint))));
    } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
      throw new CheckpointException(
          (e instanceof EOFException
                  ? task.checkpoint + " was saved by another version of this program."
                  : e.getMessage())
              + " Without this file the candidate is trained from its beginning.",
          e);
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      task.training.reset();
    }
    for (long skipped = 0; skipped < minibatches; skipped++) {
      task.training.next();
    }
  }

  private void write(CheckpointWriter out, long elapsedNanos) throws IOException {
    out.number(elapsedNanos);
    out.integer(epochs);
    out.number(minibatches);
    out.number(timeSteps);
    out.number(trainingNanos);
    out.number(evaluationNanos);
    out.number(stateBytes);
    out.number(nextEvaluation);
    out.integer(evaluationsWithoutBetter);
    out.bool(bestScore != null);
    if (bestScore != null) {
      out.real(bestScore);
      out.array(bestParameters);
    }
    out.integer(curve.size());
    for (CurvePoint point : curve) {
      write(point, out);
    }
    step.write(out);
    out.number(minibatchesInAll);
    out.integer(rungScores.size());
    for (RungScore rung : rungScores) {
      write(rung, out);
    }
  }

  private void read(CheckpointReader in) throws IOException {
    start = System.nanoTime() - in.number();
    epochs = in.integer();
    minibatches = in.number();
    timeSteps = in.number();
    trainingNanos = in.number();
    evaluationNanos = in.number();
    stateBytes = in.number();
    nextEvaluation = in.number();
    evaluationsWithoutBetter = in.integer();
    if (in.bool()) {
      bestScore = in.real();
      bestParameters = in.array();
    }
    for (int left = in.integer(); left > 0; left--) {
      curve.add(point(in));
    }
    step.read(in);
    minibatchesInAll = in.number();
    for (int left = in.integer(); left > 0; left--) {
      rungScores.add(rungScore(in));
    }
  }

  private static void write(CurvePoint point, CheckpointWriter out) throws IOException {
    out.integer(point.epoch());
    out.number(point.updates());
    out.number(point.timeSteps());
    out.real(point.trainingSeconds());
    write(point.trainingLoss(), out);
    write(point.validationScore(), out);
  }

  private static void write(RungScore rung, CheckpointWriter out) throws IOException {
    out.integer(rung.rung());
    out.number(rung.updates());
    out.number(rung.timeSteps());
    out.real(rung.trainingSeconds());
    out.real(rung.evaluationSeconds());
    write(rung.score(), out);
  }

  private static void write(Double score, CheckpointWriter out) throws IOException {
    out.bool(score != null);
    if (score != null) {
      out.real(score);
    }
  }

  private static CurvePoint point(CheckpointReader in) throws IOException {
    return new CurvePoint(
        in.integer(), in.number(), in.number(), in.real(), orNull(in), orNull(in));
  }

  private static RungScore rungScore(CheckpointReader in) throws IOException {
    return new RungScore(in.integer(), in.number(), in.number(), in.real(), in.real(), orNull(in));
  }

  private static Double orNull(CheckpointReader in) throws IOException {
    return in.bool() ? Double.valueOf(in.real()) : null;
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
      rungScores.add(rungScore());
      Outcome ended = afterEvaluation();
      if (ended == null && rungScores.size() > task.lastRung) {
        save(System.nanoTime());
        ended = Outcome.STOPPED;
      }
      return ended == null ? afterMinibatch() : ended; // the next rung may be as near
    }
    if (step.updates() >= nextEvaluation) {
      evaluate();
      nextEvaluation = step.updates() + task.limits.evaluateEvery();
      return afterEvaluation();
    }
    return null;
  }

  private boolean isAtRung() {
    return rungScores.size() < task.rungs.size()
        && task.rungs
            .get(rungScores.size())
            .isReached(minibatchesInAll, step.updates(), System.nanoTime() - start);
  }

  private RungScore rungScore() {
    CurvePoint last = curve.get(curve.size() - 1);
    return new RungScore(
        rungScores.size(),
        last.updates(),
        last.timeSteps(),
        last.trainingSeconds(),
        evaluationNanos * NANOS,
        bestScore);
  }

  private Outcome afterEvaluation() {
    if (hasDiverged()) {
      return Outcome.DIVERGED;
    }
    return isPatienceOver() ? Outcome.EARLY_STOPPED : null;
  }

  /** {@return whether parameters or score stopped being finite, or no gradient ever was} */
  private boolean hasDiverged() {
    return curve.isEmpty()
        ? step.updates() == 0 && step.skipped() > 0
        : curve.get(curve.size() - 1).validationScore() == null;
  }

  private boolean isTimeOver() {
    long now = System.nanoTime();
    boolean ownTime = task.limits.time() != null && now - start >= task.limits.time().toNanos();
    return ownTime || (task.deadlineNanos != Long.MAX_VALUE && now - task.deadlineNanos >= 0);
  }

  private boolean isPatienceOver() {
    return evaluationsWithoutBetter >= task.limits.patience();
  }

  private void evaluate() {
    if (!curve.isEmpty() && curve.get(curve.size() - 1).updates() == step.updates()) {
      return; // nothing has changed
    }
    long begun = System.nanoTime();
    double score = task.validation.applyAsDouble(network);
    evaluationNanos += System.nanoTime() - begun;
    boolean finite = Double.isFinite(score) && hasFiniteParameters();
    curve.add(
        new CurvePoint(
            epochs,
            step.updates(),
            timeSteps,
            trainingNanos * NANOS,
            step.takeLoss(),
            finite ? Double.valueOf(score) : null));
    if (finite && (bestScore == null || isBetter(score, bestScore))) {
      bestScore = score;
      bestParameters = network.params().dup();
      evaluationsWithoutBetter = 0;
    } else {
      evaluationsWithoutBetter++;
    }
    task.evaluated.accept(curve.get(curve.size() - 1));
  }

  private boolean hasFiniteParameters() {
    return Double.isFinite(network.params().castTo(DataType.DOUBLE).sumNumber().doubleValue());
  }

  private boolean isBetter(double score, double other) {
    return task.lowerIsBetter ? score < other : score > other;
  }
}
