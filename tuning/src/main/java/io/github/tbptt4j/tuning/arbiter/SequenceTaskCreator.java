package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.internal.train.CandidateTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.deeplearning4j.arbiter.DL4JConfiguration;
import org.deeplearning4j.arbiter.GraphConfiguration;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.deeplearning4j.arbiter.scoring.util.ScoreUtil;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains the candidates of Arbiter's own runner: {@code new LocalOptimizationRunner(configuration,
 * new SequenceTaskCreator(limits, seed))}. For MultiLayerSpace, ComputationGraphSpace and {@link
 * CandidateSpace}, with DL4J's {@code fit} or TruncatedBpttTrainer.
 *
 * <p>Unlike Arbiter's task creators it doesn't sleep 2 s and doesn't call for a garbage collection
 * after each candidate, and has limits and early stopping. The score is that of the configuration's
 * ScoreFunction; the model that is saved and scored is the best one. What training was like, a
 * {@link TrainedCandidate} without its network, is in {@code
 * OptimizationResult.getModelSpecificResults()}.
 *
 * <p>Each minibatch holds whole sequences here. For streams, validation and test data apart,
 * resuming and a folder use {@link io.github.tbptt4j.tuning.TruncationSweep}.
 */
public final class SequenceTaskCreator implements TaskCreator {
  private final TrainingLimits limits;
  private final long seed;

  /**
   * A task creator.
   *
   * @param limits when the training of a candidate ends
   * @param seed of each network's initialisation
   */
  public SequenceTaskCreator(TrainingLimits limits, long seed) {
    this.limits = Objects.requireNonNull(limits, "limits must not be null.");
    this.seed = seed;
  }

  @Override
  @Deprecated
  @SuppressWarnings({"rawtypes", "unchecked"}) // Arbiter's
  public Callable<OptimizationResult> create(
      Candidate candidate,
      DataProvider dataProvider,
      ScoreFunction scoreFunction,
      List<StatusListener> statusListeners,
      IOptimizationRunner runner) {
    return new Task(
        candidate,
        () -> ScoreUtil.getIterator(dataProvider.trainData(candidate.getDataParameters())),
        model -> scoreFunction.score(model, dataProvider, candidate.getDataParameters()),
        scoreFunction.minimize(),
        statusListeners,
        runner);
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public Callable<OptimizationResult> create(
      Candidate candidate,
      Class<? extends DataSource> dataSource,
      Properties dataSourceProperties,
      ScoreFunction scoreFunction,
      List<StatusListener> statusListeners,
      IOptimizationRunner runner) {
    return new Task(
        candidate,
        () -> ScoreUtil.getIterator(instance(dataSource, dataSourceProperties).trainData()),
        model -> scoreFunction.score(model, dataSource, dataSourceProperties),
        scoreFunction.minimize(),
        statusListeners,
        runner);
  }

  static DataSource instance(Class<? extends DataSource> type, Properties properties) {
    try {
      DataSource source = type.getConstructor().newInstance();
      if (properties != null) {
        source.configure(properties);
      }
      return source;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          type.getName() + " can't be made: it needs a public constructor without arguments.", e);
    }
  }

  @SuppressWarnings("rawtypes") // Arbiter's
  private final class Task implements Callable<OptimizationResult> {
    private final Candidate candidate;
    private final Supplier<DataSetIterator> training;
    private final ToDoubleFunction<Model> score;
    private final boolean lowerIsBetter;
    private final List<StatusListener> listeners;
    private final IOptimizationRunner runner;
    private final long start = System.currentTimeMillis();

    Task(
        Candidate candidate,
        Supplier<DataSetIterator> training,
        ToDoubleFunction<Model> score,
        boolean lowerIsBetter,
        List<StatusListener> listeners,
        IOptimizationRunner runner) {
      this.candidate = candidate;
      this.training = training;
      this.score = score;
      this.lowerIsBetter = lowerIsBetter;
      this.listeners = listeners == null ? List.of() : listeners;
      this.runner = runner;
    }

    /** Arbiter's runner expects a result, whatever happens. */
    @Override
    public OptimizationResult call() {
      try {
        return told(train());
      } catch (RuntimeException | OutOfMemoryError e) {
        CandidateInfo info = info(CandidateStatus.Failed, null, ExceptionUtils.getStackTrace(e));
        return told(
            new OptimizationResult(candidate, null, candidate.getIndex(), null, info, null));
      } finally {
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
      }
    }

    private OptimizationResult told(OptimizationResult result) {
      listeners.forEach(
          listener -> listener.onCandidateStatusChange(result.getCandidateInfo(), runner, result));
      return result;
    }

    private OptimizationResult train() {
      refuseEarlyStopping(candidate.getValue());
      CandidateConfiguration configuration = CandidateConfiguration.of(candidate.getValue());
      TrainedCandidate trained =
          CandidateTraining.run(
              new CandidateTraining.Task(
                  configuration,
                  seed,
                  training.get(),
                  false,
                  score,
                  lowerIsBetter,
                  limits,
                  List.of(),
                  0,
                  Long.MAX_VALUE,
                  Thread.currentThread()::isInterrupted,
                  null,
                  null,
                  List.of(),
                  point -> {}));
      Double best = trained.validationScore();
      OptimizationResult result =
          new OptimizationResult(
              candidate,
              best,
              candidate.getIndex(),
              trained.withoutNetwork(),
              info(CandidateStatus.Complete, best, null),
              null);
      result.setResultReference(save(configuration, result, trained.network()));
      return result;
    }

    /** Arbiter's own early stopping belongs to its own task creators. */
    private static void refuseEarlyStopping(Object value) {
      boolean has =
          value instanceof DL4JConfiguration layers
                  && layers.getEarlyStoppingConfiguration() != null
              || value instanceof GraphConfiguration graph
                  && graph.getEarlyStoppingConfiguration() != null;
      if (has) {
        throw new IllegalStateException(
            "The space has an EarlyStoppingConfiguration: use TrainingLimits.stoppedAfter(..)"
                + " instead.");
      }
    }

    private CandidateInfo info(CandidateStatus status, Double score, String stackTrace) {
      return new CandidateInfo(
          candidate.getIndex(),
          status,
          score,
          start,
          start,
          System.currentTimeMillis(),
          candidate.getFlatParameters(),
          stackTrace);
    }

    /** Arbiter's savers know its own two kinds of candidates. */
    private ResultReference save(
        CandidateConfiguration configuration, OptimizationResult result, Model network) {
      ResultSaver saver = runner == null ? null : runner.getConfiguration().getResultSaver();
      if (saver == null) {
        return null;
      }
      Candidate<Object> arbiters =
          new Candidate<>(
              (Object) configuration.toArbiter(1),
              candidate.getIndex(),
              candidate.getFlatParameters());
      OptimizationResult saved =
          new OptimizationResult(
              arbiters,
              result.getScore(),
              result.getIndex(),
              null,
              result.getCandidateInfo(),
              null);
      try {
        return saver.saveModel(saved, network);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "The model of candidate " + candidate.getIndex() + " can't be saved: " + e, e);
      }
    }
  }
}
