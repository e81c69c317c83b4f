package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * ASHA, algorithm 2 of Li et al. 2020: whoever asks for work promotes the best that waits at the
 * highest rung, or else begins another candidate.
 *
 * <p>At the end, when nobody is left to begin and the rungs are too sparse for a promotion, the
 * best at the highest rung that somebody reached goes on until one has reached the end.
 */
final class AsynchronousHalving implements Plan {
  private final ProposalSource proposals;
  private final Scores scores;
  private final int factor;
  private final int end; // the number of rungs; as a rung, the end of the training
  private final boolean lowerIsBetter;

  private final Map<Integer, Proposals.Proposal> begun = new HashMap<>();
  private final List<List<Integer>> arrived = new ArrayList<>(); // configurations, by rung
  private final List<Set<Integer>> promoted = new ArrayList<>();
  private final Queue<Job> waiting = new ArrayDeque<>();
  private int underWay; // configurations on their way to a rung

  AsynchronousHalving(ProposalSource proposals, Scores scores, Rungs rungs, boolean lowerIsBetter) {
    this.proposals = proposals;
    this.scores = scores;
    this.factor = rungs.factor();
    this.end = rungs.count();
    this.lowerIsBetter = lowerIsBetter;
    for (int rung = 0; rung <= end; rung++) {
      arrived.add(new ArrayList<>());
      promoted.add(new HashSet<>());
    }
  }

  @Override
  public Optional<Job> next() {
    if (waiting.isEmpty() && !promoteOne() && !beginOne() && underWay == 0) {
      promoteTheLast();
    }
    return Optional.ofNullable(waiting.poll());
  }

  @Override
  public void report(Job job, CandidateResult result) {
    if (scores.add(job, result)) {
      underWay--;
      int configuration = job.proposal().index();
      arrived.get(job.rung()).add(configuration);
      proposals.report(job.proposal(), job.rung(), scores.of(configuration, job.rung()));
    }
  }

  private boolean promoteOne() {
    for (int rung = end - 1; rung >= 0; rung--) {
      int places = arrived.get(rung).size() / factor;
      Optional<Integer> best = bestWaiting(rung, places);
      if (best.isPresent()) {
        promote(best.get(), rung);
        return true;
      }
    }
    return false;
  }

  private boolean beginOne() {
    Optional<Proposals.Proposal> proposal = proposals.next();
    proposal.ifPresent(
        fresh -> {
          begun.put(fresh.index(), fresh);
          send(fresh, 0);
        });
    return proposal.isPresent();
  }

  private void promoteTheLast() {
    for (int rung = end; rung >= 0; rung--) {
      int here = rung;
      if (arrived.get(rung).stream().anyMatch(one -> !Double.isNaN(scores.of(one, here)))) {
        if (rung < end) {
          bestWaiting(rung, 1).ifPresent(best -> promote(best, here));
        }
        return;
      }
    }
  }

  /** {@return the best of the first so many of a rung that has not been promoted} */
  private Optional<Integer> bestWaiting(int rung, int places) {
    Comparator<Integer> byScore = Comparator.comparingDouble(one -> scores.of(one, rung));
    return arrived.get(rung).stream()
        .filter(one -> !Double.isNaN(scores.of(one, rung)))
        .sorted((lowerIsBetter ? byScore : byScore.reversed()).thenComparing(one -> one))
        .limit(places)
        .filter(one -> !promoted.get(rung).contains(one))
        .findFirst();
  }

  private void promote(int configuration, int rung) {
    promoted.get(rung).add(configuration);
    send(begun.get(configuration), rung + 1);
  }

  private void send(Proposals.Proposal proposal, int rung) {
    underWay++;
    waiting.addAll(scores.jobs(proposal, rung));
  }
}
