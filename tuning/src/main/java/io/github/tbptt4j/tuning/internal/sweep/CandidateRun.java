package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import io.github.tbptt4j.tuning.arbiter.TrainedCandidate;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.internal.train.CandidateTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.factory.Nd4j;

/** Trains one candidate and writes down what came of it, the result last. */
final class CandidateRun {
  private final SweepSettings sweep;
  private final SweepFolder folder;
  private final long deadlineNanos;
  private final BooleanSupplier cancelled;
  private final SweepProgress progress;

  CandidateRun(
      SweepSettings sweep,
      SweepFolder folder,
      long deadlineNanos,
      BooleanSupplier cancelled,
      SweepProgress progress) {
    this.sweep = sweep;
    this.folder = folder;
    this.deadlineNanos = deadlineNanos;
    this.cancelled = cancelled;
    this.progress = progress;
  }

  /**
   * Trains.
   *
   * @throws CandidateTraining.CancelledException if training was cancelled
   * @throws CandidateTraining.CheckpointException if its checkpoint can't be written or read
   * @throws UncheckedIOException if the result can't be written, or training can't read or write
   */
  CandidateResult run(Proposals.Proposal proposal) {
    try {
      folder.createCandidate(proposal.index());
      CandidateResult result = trainAndSave(proposal);
      folder.writeResult(result);
      folder.deleteCheckpoint(proposal.index());
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Candidate "
              + proposal.index()
              + " can't be written into "
              + folder.path()
              + " ("
              + e
              + "). What had finished before is there: make room or the folder writable, and run"
              + " the sweep again.",
          e);
    }
  }

  private CandidateResult trainAndSave(Proposals.Proposal proposal) throws IOException {
    CandidateConfiguration configuration = null;
    TrainedCandidate trained;
    try {
      configuration = sweep.space().getValue(proposal.genes());
      trained = CandidateTraining.run(task(configuration, proposal.index()));
    } catch (CandidateTraining.CancelledException
        | CandidateTraining.CheckpointException
        | UncheckedIOException e) { // none of them is the candidate's fault
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      folder.writeFailure(proposal.index(), stackTrace(e));
      return failed(proposal, configuration, e);
    } finally {
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
    folder.writeCurve(proposal.index(), trained.curve());
    if (trained.validationScore() != null) {
      folder.writeModel(proposal.index(), Models.content(trained.network()));
    }
    return result(proposal, configuration, trained);
  }

  private CandidateTraining.Task task(CandidateConfiguration configuration, int index) {
    SequenceData data = sweep.data();
    return new CandidateTraining.Task(
        configuration,
        sweep.seed(),
        data.training(),
        data.continuous(),
        network -> data.metric().measure(network, data.validation(), data.continuous()),
        data.metric().lowerIsBetter(),
        sweep.limits(),
        deadlineNanos,
        cancelled,
        sweep.checkpointEvery() == null ? null : folder.checkpointFile(index),
        sweep.checkpointEvery(),
        sweep.listener() == null ? List.of() : List.of(sweep.listener().get()),
        progress::evaluated);
  }

  private static CandidateResult result(
      Proposals.Proposal proposal, CandidateConfiguration configuration, TrainedCandidate trained) {
    TruncatedBptt truncation = configuration.truncation();
    return new CandidateResult(
        proposal.index(),
        proposal.hyperparameters(),
        genes(proposal),
        trained.outcome(),
        orNull(truncation.k1()),
        orNull(truncation.k2()),
        orNull(truncation.guaranteedDepth()),
        orNull(truncation.maxDepth()),
        trained.validationScore(),
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

  private static CandidateResult failed(
      Proposals.Proposal proposal, CandidateConfiguration configuration, Throwable failure) {
    TruncatedBptt truncation =
        configuration == null ? TruncatedBptt.full() : configuration.truncation();
    return new CandidateResult(
        proposal.index(),
        proposal.hyperparameters(),
        genes(proposal),
        Outcome.FAILED,
        orNull(truncation.k1()),
        orNull(truncation.k2()),
        orNull(truncation.guaranteedDepth()),
        orNull(truncation.maxDepth()),
        null,
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

  private static List<Double> genes(Proposals.Proposal proposal) {
    return Arrays.stream(proposal.genes()).boxed().toList();
  }

  private static Integer orNull(int steps) {
    return steps == Integer.MAX_VALUE ? null : Integer.valueOf(steps);
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
