package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;

/** Trains: in this process, or elsewhere. Many threads call it, each waits for its result. */
interface JobRunner {
  /**
   * Trains a candidate to a rung or its end, from where its checkpoint is or from the beginning,
   * and writes its result into the sweep's folder.
   *
   * @param job what to train
   * @return the result, as it was written
   */
  CandidateResult run(Job job);
}
