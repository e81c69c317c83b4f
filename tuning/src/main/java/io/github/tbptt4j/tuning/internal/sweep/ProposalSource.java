package io.github.tbptt4j.tuning.internal.sweep;

import java.util.Optional;

/** Where a plan has its configurations from. */
interface ProposalSource {
  /** {@return the next one; empty for none until more is known, or ever} */
  Optional<Proposals.Proposal> next();

  /**
   * Hears how a configuration has done.
   *
   * @param proposal the configuration
   * @param rung where; the number of rungs for the end of its training
   * @param score the mean over its seeds; NaN if it has none
   */
  void report(Proposals.Proposal proposal, int rung, double score);
}
