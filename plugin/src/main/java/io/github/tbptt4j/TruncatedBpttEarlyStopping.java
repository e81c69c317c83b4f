package io.github.tbptt4j;

import io.github.tbptt4j.internal.train.TrainingStop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.EarlyStoppingResult.TerminationReason;
import org.deeplearning4j.earlystopping.listener.EarlyStoppingListener;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.earlystopping.termination.EpochTerminationCondition;
import org.deeplearning4j.earlystopping.termination.IterationTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.IEarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * DL4J's early stopping around the windows of a {@link TruncatedBpttTrainer}: DL4J's own trainers
 * drive {@code fit} only.
 *
 * <pre>{@code
 * var conf =
 *     new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
 *         .scoreCalculator(new DataSetLossCalculator(validation, true))
 *         .epochTerminationConditions(new ScoreImprovementEpochTerminationCondition(5))
 *         .iterationTerminationConditions(new InvalidScoreIterationTerminationCondition())
 *         .build();
 * var result = new TruncatedBpttEarlyStopping<>(conf, network, trainer, training).fit();
 * }</pre>
 *
 * <p>What DL4J documents holds: epochs count from 0; every {@code evaluateEveryNEpochs} of them,
 * the first included, the score is computed, the best model is saved, and the epoch conditions are
 * asked. A stateful trainer takes each epoch as one stream. The differences:
 *
 * <ul>
 *   <li>An iteration is an update: the iteration conditions are asked after every window, with that
 *       window's score. What was trained so far stays.
 *   <li>A score that isn't finite ends the training where {@code
 *       InvalidScoreIterationTerminationCondition} asks for it, also under {@link
 *       NonFinitePolicy#FAIL}; the minibatch is then undone.
 *   <li>{@code getBestModelScore()} is what the score calculator gave; a NaN is worse than any
 *       number.
 *   <li>Where training ends before a score was computed, {@code getBestModel()} is null and {@code
 *       getBestModelEpoch()} -1. If an exception ends it, that is thrown; later ones give the
 *       result {@code Error} with the best model, as in DL4J.
 *   <li>The network's epoch count goes on, as in {@code fit}.
 * </ul>
 *
 * @param <T> MultiLayerNetwork or ComputationGraph
 */
public final class TruncatedBpttEarlyStopping<T extends Model> implements IEarlyStoppingTrainer<T> {
  private final EarlyStoppingConfiguration<T> configuration;
  private final T model;
  private final TruncatedBpttTrainer trainer;
  private final Consumer<Runnable> epoch; // runs one, and what is given after each update
  private EarlyStoppingListener<T> listener;

  /**
   * Early stopping.
   *
   * @param configuration when to stop, how to score, where to save
   * @param model the network
   * @param trainer a trainer of this network
   * @param minibatches the training data; can be reset, which happens before each epoch
   * @throws IllegalArgumentException if the trainer has another network or checkpoints, or the
   *     iterator can't be reset
   */
  public TruncatedBpttEarlyStopping(
      EarlyStoppingConfiguration<T> configuration,
      T model,
      TruncatedBpttTrainer trainer,
      DataSetIterator minibatches) {
    this(
        configuration,
        model,
        trainer,
        Objects.requireNonNull(minibatches, "minibatches must not be null.").resetSupported(),
        afterUpdate -> {
          minibatches.reset();
          trainer.epoch(minibatches, afterUpdate);
        });
  }

  /**
   * Early stopping.
   *
   * @param configuration when to stop, how to score, where to save
   * @param model the network
   * @param trainer a trainer of this network
   * @param minibatches the training data; can be reset, which happens before each epoch
   * @throws IllegalArgumentException if the trainer has another network or checkpoints, or the
   *     iterator can't be reset
   */
  public TruncatedBpttEarlyStopping(
      EarlyStoppingConfiguration<T> configuration,
      T model,
      TruncatedBpttTrainer trainer,
      MultiDataSetIterator minibatches) {
    this(
        configuration,
        model,
        trainer,
        Objects.requireNonNull(minibatches, "minibatches must not be null.").resetSupported(),
        afterUpdate -> {
          minibatches.reset();
          trainer.epoch(minibatches, afterUpdate);
        });
  }

  private TruncatedBpttEarlyStopping(
      EarlyStoppingConfiguration<T> configuration,
      T model,
      TruncatedBpttTrainer trainer,
      boolean canReset,
      Consumer<Runnable> epoch) {
    this.configuration = Objects.requireNonNull(configuration, "configuration must not be null.");
    this.model = Objects.requireNonNull(model, "model must not be null.");
    this.trainer = Objects.requireNonNull(trainer, "trainer must not be null.");
    this.epoch = epoch;
    if (trainer.model() != model) {
      throw new IllegalArgumentException(
          "The trainer trains another network than the model given: build it with"
              + " TruncatedBpttTrainer.builder(model).");
    }
    if (trainer.hasCheckpoints()) {
      throw new IllegalArgumentException(
          "Early stopping keeps scores and the best model, which no checkpoint holds: build the"
              + " trainer without checkpointEvery, and don't restore one of fit(iterator,"
              + " epochs).");
    }
    if (!canReset) {
      throw new IllegalArgumentException(
          "The iterator can't be reset, but early stopping needs an epoch after the other.");
    }
  }

  /**
   * Trains until a condition says stop.
   *
   * @return DL4J's result, with the best model
   * @throws org.deeplearning4j.exception.DL4JInvalidConfigException if a score calculator, a saver
   *     or every condition is missing
   * @throws IllegalStateException if evaluateEveryNEpochs is below 1
   * @throws UncheckedIOException if a model can't be saved or read
   */
  @Override
  public EarlyStoppingResult<T> fit() {
    configuration.validate();
    if (configuration.getEvaluateEveryNEpochs() < 1) {
      throw new IllegalStateException(
          "evaluateEveryNEpochs ("
              + configuration.getEvaluateEveryNEpochs()
              + ") must be at least 1.");
    }
    iterationConditions().forEach(IterationTerminationCondition::initialize);
    epochConditions().forEach(EpochTerminationCondition::initialize);
    if (listener != null) {
      listener.onStart(configuration, model);
    }
    EarlyStoppingResult<T> result = new Run().train();
    if (listener != null) {
      listener.onCompletion(result);
    }
    return result;
  }

  /**
   * Recurrent layers have no unsupervised training.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public EarlyStoppingResult<T> pretrain() {
    throw new UnsupportedOperationException(
        "Windows train with labels only: pretrain with DL4J's EarlyStoppingTrainer, then call"
            + " fit().");
  }

  /**
   * Sets who hears of the start, of every epoch that was scored, and of the end.
   *
   * @param listener a listener, or null for none
   */
  @Override
  public void setListener(EarlyStoppingListener<T> listener) {
    this.listener = listener;
  }

  private List<IterationTerminationCondition> iterationConditions() {
    return orNone(configuration.getIterationTerminationConditions());
  }

  private List<EpochTerminationCondition> epochConditions() {
    return orNone(configuration.getEpochTerminationConditions());
  }

  private static <C> List<C> orNone(List<C> conditions) {
    return conditions == null ? List.of() : conditions;
  }

  /** One call of fit. */
  private final class Run {
    private final Map<Integer, Double> scores = new LinkedHashMap<>();
    private int number;
    private int bestEpoch = -1;
    private double bestScore = Double.NaN;
    private IterationTerminationCondition reached;

    EarlyStoppingResult<T> train() {
      while (true) {
        try {
          epoch.accept(this::askIterationConditions);
        } catch (TrainingStop stop) {
          return stoppedWithinAnEpoch();
        } catch (RuntimeException e) {
          if (!Double.isFinite(model.score()) && isReached(model.score())) {
            return stoppedWithinAnEpoch();
          }
          if (bestEpoch < 0) {
            throw e;
          }
          return result(TerminationReason.Error, e.toString(), number);
        } finally {
          trainer.resetState();
        }
        if (number % configuration.getEvaluateEveryNEpochs() == 0) {
          EpochTerminationCondition end = score();
          if (end != null) {
            return result(TerminationReason.EpochTerminationCondition, end.toString(), number + 1);
          }
        }
        number++;
      }
    }

    private void askIterationConditions() {
      if (isReached(model.score())) {
        throw new TrainingStop();
      }
    }

    private boolean isReached(double score) {
      for (IterationTerminationCondition condition : iterationConditions()) {
        if (condition.terminate(score)) {
          reached = condition;
          return true;
        }
      }
      return false;
    }

    private EarlyStoppingResult<T> stoppedWithinAnEpoch() {
      if (configuration.isSaveLastModel()) {
        saving(() -> configuration.getModelSaver().saveLatestModel(model, model.score()));
      }
      return result(TerminationReason.IterationTerminationCondition, reached.toString(), number);
    }

    /** Scores the epoch; the condition that ends the training, or null. */
    private EpochTerminationCondition score() {
      ScoreCalculator<T> calculator = configuration.getScoreCalculator();
      boolean minimize = calculator.minimizeScore();
      double score = calculator.calculateScore(model);
      scores.put(number, score);
      boolean better = minimize ? score < bestScore : score > bestScore;
      if (bestEpoch < 0 || better || (Double.isNaN(bestScore) && !Double.isNaN(score))) {
        bestEpoch = number;
        bestScore = score;
        saving(() -> configuration.getModelSaver().saveBestModel(model, score));
      }
      if (configuration.isSaveLastModel()) {
        saving(() -> configuration.getModelSaver().saveLatestModel(model, score));
      }
      if (listener != null) {
        listener.onEpoch(number, score, configuration, model);
      }
      for (EpochTerminationCondition condition : epochConditions()) {
        if (condition.terminate(number, score, minimize)) {
          return condition;
        }
      }
      return null;
    }

    private EarlyStoppingResult<T> result(TerminationReason reason, String details, int epochs) {
      try {
        T best = bestEpoch < 0 ? null : configuration.getModelSaver().getBestModel();
        return new EarlyStoppingResult<>(
            reason, details, scores, bestEpoch, bestScore, epochs, best);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "The best model, of epoch " + bestEpoch + ", can't be read again.", e);
      }
    }
  }

  private interface Saving {
    void run() throws IOException;
  }

  private static void saving(Saving saving) {
    try {
      saving.run();
    } catch (IOException e) {
      throw new UncheckedIOException("The model can't be saved.", e);
    }
  }
}
