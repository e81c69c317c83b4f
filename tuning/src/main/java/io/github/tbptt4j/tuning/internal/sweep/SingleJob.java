package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateJob;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.SweepInterruptedException;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import io.github.tbptt4j.tuning.internal.train.CandidateTraining;
import java.util.function.BooleanSupplier;

/** A piece of a sweep that is decided in another process. */
public final class SingleJob {
  private SingleJob() {}

  /**
   * Trains one candidate of a sweep that is decided elsewhere.
   *
   * @param sweep what was asked for
   * @param job what to train
   * @param stopped asked after each minibatch whether to end
   * @return what came of it
   * @throws SweepInterruptedException if it was stopped
   */
  public static CandidateResult run(
      SweepSettings sweep, CandidateJob job, BooleanSupplier stopped) {
    Proposals.numberLeaves(sweep);
    Rungs rungs = new Rungs(2, job.rungUnit(), job.rungs());
    try {
      return SingleThreads.call(
          () ->
              new CandidateRun(
                      sweep,
                      SweepFolder.of(sweep.folder()),
                      rungs.in(sweep.data()),
                      Long.MAX_VALUE,
                      stopped,
                      point -> {})
                  .run(Job.of(job)));
    } catch (CandidateTraining.CancelledException e) {
      throw new SweepInterruptedException("Candidate " + job.candidate() + " was interrupted.");
    }
  }
}
