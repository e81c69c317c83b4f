package io.github.tbptt4j.tuning;

/**
 * Has the candidates of a sweep trained elsewhere. Many threads call it, each waits for its result.
 */
@FunctionalInterface
public interface CandidateRunner {
  /**
   * Has a candidate trained to a rung or its end, as {@link TruncationSweep#train} does, and sees
   * that its files are in the sweep's folder.
   *
   * @param job what to train
   * @return what came of it
   */
  CandidateResult run(CandidateJob job);
}
