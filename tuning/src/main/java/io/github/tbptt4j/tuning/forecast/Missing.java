package io.github.tbptt4j.tuning.forecast;

/** What a cell without a value is taken for. */
public enum Missing {
  /**
   * The column's mean, and an input of its own says that there was nothing; no error is counted
   * where what is to be predicted isn't known.
   */
  MASK,
  /** The last value before it. */
  CARRY,
  /** A mistake in the data: an error names the first. */
  REFUSE
}
