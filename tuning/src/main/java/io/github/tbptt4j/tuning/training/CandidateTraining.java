package io.github.tbptt4j.tuning.training;

import io.github.tbptt4j.tuning.space.CandidateConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
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
  private final long start = System.nanoTime();

  private int epochs;
  private long timeSteps;
  private long trainingNanos;
  private long evaluationNanos;
  private long stateBytes;
  private long nextEvaluation;
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
   * @param deadlineNanos {@link System#nanoTime()} at which training ends whatever the limits say;
   *     {@link Long#MAX_VALUE} for none
   * @param cancelled asked after each minibatch
   */
  public record Task(
      CandidateConfiguration candidate,
      long seed,
      DataSetIterator training,
      boolean continuous,
      ToDoubleFunction<Model> validation,
      boolean lowerIsBetter,
      TrainingLimits limits,
      long deadlineNanos,
      BooleanSupplier cancelled) {}

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
    nextEvaluation = task.limits.evaluateEvery();
  }

  /**
   * Trains.
   *
   * @param task what to train
   * @return what came of it
   * @throws CancelledException if the task was cancelled
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
        step.norms());
  }

  private Outcome trainToTheEnd() {
    while (epochs < task.limits.epochs()) {
      epochs++;
      task.training.reset();
      if (!task.training.hasNext()) {
        throw new IllegalArgumentException("There are no training data.");
      }
      Outcome ended = epoch();
      if (ended != null) {
        return ended;
      }
    }
    return Outcome.COMPLETED;
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
      trainingNanos += System.nanoTime() - begun;
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

  private Outcome afterMinibatch() {
    if (task.cancelled.getAsBoolean()) {
      throw new CancelledException();
    }
    if (step.skippedInARow() >= DIVERGED_AFTER) {
      return Outcome.DIVERGED;
    }
    if (step.updates() >= task.limits.updates()) {
      return Outcome.COMPLETED;
    }
    if (isTimeOver()) {
      return Outcome.OUT_OF_TIME;
    }
    if (step.updates() >= nextEvaluation) {
      evaluate();
      nextEvaluation = step.updates() + task.limits.evaluateEvery();
      return afterEvaluation();
    }
    return null;
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
  }

  private boolean hasFiniteParameters() {
    return Double.isFinite(network.params().castTo(DataType.DOUBLE).sumNumber().doubleValue());
  }

  private boolean isBetter(double score, double other) {
    return task.lowerIsBetter ? score < other : score > other;
  }
}
