package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import java.util.Optional;

/**
 * Decides what is trained next. It hears of results in the order of its jobs, whichever has ended
 * first, so that what it decides depends on scores and seed alone.
 */
interface Plan {
  /** {@return what to train; empty for nothing until more is known, or ever} */
  Optional<Job> next();

  /** Hears how a job has ended. */
  void report(Job job, CandidateResult result);
}
