package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import io.github.tbptt4j.tuning.arbiter.TrainedCandidate;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.internal.train.CandidateTraining;
import io.github.tbptt4j.tuning.internal.train.Rung;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.nd4j.linalg.factory.Nd4j;

/** Trains in the calling thread and writes down what came of it, the result last. */
final class CandidateRun implements JobRunner {
  private final SweepSettings sweep;
  private final SweepFolder folder;
  private final List<Rung> rungs;
  private final long deadlineNanos;
  private final BooleanSupplier cancelled;
  private final Consumer<CurvePoint> evaluated;

  CandidateRun(
      SweepSettings sweep,
      SweepFolder folder,
      List<Rung> rungs,
      long deadlineNanos,
      BooleanSupplier cancelled,
      Consumer<CurvePoint> evaluated) {
    this.sweep = sweep;
    this.folder = folder;
    this.rungs = rungs;
    this.deadlineNanos = deadlineNanos;
    this.cancelled = cancelled;
    this.evaluated = evaluated;
  }

  /**
   * Trains.
   *
   * @throws CandidateTraining.CancelledException if training was cancelled
   * @throws CandidateTraining.CheckpointException if its checkpoint can't be written or read
   * @throws UncheckedIOException if the result can't be written, or training can't read or write
   */
  @Override
  public CandidateResult run(Job job) {
    try {
      folder.createCandidate(job.candidate());
      CandidateResult result = trainAndSave(job);
      folder.writeResult(result);
      if (result.outcome() != Outcome.STOPPED) {
        folder.deleteCheckpoint(job.candidate());
      }
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Candidate "
              + job.candidate()
              + " can't be written into "
              + folder.path()
              + " ("
              + e
              + "). What had finished before is there: make room or the folder writable, and run"
              + " the sweep again.",
          e);
    }
  }

  private CandidateResult trainAndSave(Job job) throws IOException {
    CandidateConfiguration configuration = null;
    TrainedCandidate trained;
    try {
      configuration = sweep.space().getValue(job.proposal().genes());
      trained = CandidateTraining.run(task(configuration, job));
    } catch (CandidateTraining.CancelledException
        | CandidateTraining.CheckpointException
        | UncheckedIOException e) { // none of them is the candidate's fault
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      folder.writeFailure(job.candidate(), stackTrace(e));
      return failed(job, configuration, e);
    } finally {
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
    folder.writeCurve(job.candidate(), trained.curve());
    if (trained.validationScore() != null) {
      folder.writeModel(job.candidate(), Models.content(trained.network()));
    }
    return result(job, configuration, trained);
  }

  private CandidateTraining.Task task(CandidateConfiguration configuration, Job job) {
    SequenceData data = sweep.data();
    return new CandidateTraining.Task(
        configuration,
        seed(job),
        data.training(),
        data.continuous(),
        network -> data.metric().measure(network, data.validation(), data.continuous()),
        data.metric().lowerIsBetter(),
        sweep.limits(),
        rungs,
        job.rung(),
        deadlineNanos,
        cancelled,
        sweep.checkpointEvery() == null && rungs.isEmpty()
            ? null
            : folder.checkpointFile(job.candidate()),
        sweep.checkpointEvery(),
        sweep.listener() == null ? List.of() : List.of(sweep.listener().get()),
        evaluated);
  }

  private CandidateResult result(
      Job job, CandidateConfiguration configuration, TrainedCandidate trained) {
    Depth depth = Depth.of(configuration.truncation());
    return new CandidateResult(
        job.candidate(),
        job.proposal().index(),
        seed(job),
        job.proposal().hyperparameters(),
        genes(job.proposal()),
        trained.outcome(),
        configuration.truncation().text(),
        depth.k1(),
        depth.k2(),
        depth.guaranteed(),
        depth.most(),
        trained.validationScore(),
        trained.rungs(),
        trained.network().numParams(),
        trained.epochs(),
        trained.updates(),
        trained.nonFiniteUpdates(),
        trained.timeSteps(),
        trained.trainingSeconds(),
        trained.evaluationSeconds(),
        trained.stateBytes(),
        trained.gradientNorms(),
        wentWrong(trained));
  }

  private static String wentWrong(TrainedCandidate trained) {
    return switch (trained.outcome()) {
      case DIVERGED ->
          "Parameters, score or gradients became infinite or NaN: a lower learning rate or clipping"
              + " threshold may help.";
      case OUT_OF_MEMORY ->
          "Its states would need " + trained.stateBytes() + " bytes, more than allowed.";
      default -> null;
    };
  }

  private CandidateResult failed(Job job, CandidateConfiguration configuration, Throwable failure) {
    Truncation truncation = configuration == null ? null : configuration.truncation();
    Depth depth = truncation == null ? Depth.of(TruncatedBptt.full()) : Depth.of(truncation);
    return new CandidateResult(
        job.candidate(),
        job.proposal().index(),
        seed(job),
        job.proposal().hyperparameters(),
        genes(job.proposal()),
        Outcome.FAILED,
        truncation == null ? null : truncation.text(),
        depth.k1(),
        depth.k2(),
        depth.guaranteed(),
        depth.most(),
        null,
        folder.result(job.candidate()).map(CandidateResult::rungs).orElse(List.of()),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        failure.getClass().getSimpleName() + ": " + failure.getMessage());
  }

  private long seed(Job job) {
    return sweep.seed() + job.repeat();
  }

  private static List<Double> genes(Proposals.Proposal proposal) {
    return Arrays.stream(proposal.genes()).boxed().toList();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
