package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** Each proposal with each seed, to the end. */
final class TrainAll implements Plan {
  private final ProposalSource proposals;
  private final Scores scores;
  private final int rungs;
  private final Queue<Job> waiting = new ArrayDeque<>();

  TrainAll(ProposalSource proposals, Scores scores, int rungs) {
    this.proposals = proposals;
    this.scores = scores;
    this.rungs = rungs;
  }

  @Override
  public Optional<Job> next() {
    if (waiting.isEmpty()) {
      proposals.next().ifPresent(proposal -> waiting.addAll(scores.jobs(proposal, rungs)));
    }
    return Optional.ofNullable(waiting.poll());
  }

  @Override
  public void report(Job job, CandidateResult result) {
    if (scores.add(job, result)) {
      proposals.report(job.proposal(), rungs, scores.of(job.proposal().index(), rungs));
    }
  }
}
