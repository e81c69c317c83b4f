package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How configurations, each trained with several seeds, stand at rungs and at their end. */
final class Scores {
  private final int repeats;

  /** By configuration and rung; the end counts as one. */
  private final Map<List<Integer>, List<CandidateResult>> results = new HashMap<>();

  Scores(int repeats) {
    this.repeats = repeats;
  }

  /** {@return what trains a configuration to a rung, with each seed} */
  List<Job> jobs(Proposals.Proposal proposal, int rung) {
    List<Job> jobs = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      jobs.add(new Job(proposal, repeat, proposal.index() * repeats + repeat, rung));
    }
    return jobs;
  }

  /** {@return whether the configuration has now been there with all its seeds} */
  boolean add(Job job, CandidateResult result) {
    List<CandidateResult> there =
        results.computeIfAbsent(
            List.of(job.proposal().index(), job.rung()), key -> new ArrayList<>());
    there.add(result);
    return there.size() == repeats;
  }

  /** {@return the mean score there; NaN where a seed has none} */
  double of(int configuration, int rung) {
    return results.get(List.of(configuration, rung)).stream()
        .map(result -> scoreAt(rung, result))
        .mapToDouble(score -> score == null ? Double.NaN : score)
        .average()
        .orElseThrow();
  }

  /** {@return whether a result says how the candidate stood there} */
  static boolean answers(CandidateResult result, int rung) {
    return result != null && (result.outcome() != Outcome.STOPPED || result.rungs().size() > rung);
  }

  private static Double scoreAt(int rung, CandidateResult result) {
    return rung < result.rungs().size()
        ? result.rungs().get(rung).score()
        : result.validationScore();
  }
}
