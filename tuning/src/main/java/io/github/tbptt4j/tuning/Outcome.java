package io.github.tbptt4j.tuning;

/** How the training of a candidate ended. */
public enum Outcome {
  /** All epochs or updates were run. */
  COMPLETED,
  /** The validation score stopped improving. */
  EARLY_STOPPED,
  /**
   * Others did better at a rung: it counts with what it had learned, and waits with its checkpoint
   * for being promoted.
   */
  STOPPED,
  /** Its time was up; it counts with what it had learned. */
  OUT_OF_TIME,
  /** Its states would have needed more memory than allowed; it wasn't trained. */
  OUT_OF_MEMORY,
  /**
   * Parameters, score or gradients became infinite or NaN, gradients for good; it counts with what
   * it had learned before, if anything.
   */
  DIVERGED,
  /** An error ended it; it has no score. */
  FAILED
}
