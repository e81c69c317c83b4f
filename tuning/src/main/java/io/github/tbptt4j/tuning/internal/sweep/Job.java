package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateJob;
import java.util.Arrays;

/**
 * A piece of training.
 *
 * @param proposal the hyperparameters
 * @param repeat which of the seeds, from 0
 * @param candidate the number of the two
 * @param rung where to stop; the number of rungs for the end of the training
 */
record Job(Proposals.Proposal proposal, int repeat, int candidate, int rung) {

  static Job of(CandidateJob job) {
    double[] genes = job.genes().stream().mapToDouble(Double::doubleValue).toArray();
    return new Job(
        new Proposals.Proposal(job.configuration(), genes, job.hyperparameters()),
        job.repeat(),
        job.candidate(),
        job.rung());
  }

  CandidateJob toPublic(Rungs rungs) {
    return new CandidateJob(
        candidate,
        proposal.index(),
        repeat,
        Arrays.stream(proposal.genes()).boxed().toList(),
        proposal.hyperparameters(),
        rung,
        rungs.unit(),
        rungs.amounts());
  }
}
