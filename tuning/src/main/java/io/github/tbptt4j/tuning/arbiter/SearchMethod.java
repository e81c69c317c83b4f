package io.github.tbptt4j.tuning.arbiter;

/** How candidates are chosen from a space. */
public enum SearchMethod {
  /** Every combination, once. */
  GRID,
  /** Drawn independently of each other. */
  RANDOM,
  /** Bred from the better ones, generation by generation. */
  GENETIC,
  /** Where trials so far say that good ones are likely, see {@link TpeSearch}. */
  TPE
}
