package io.github.tbptt4j;

/** What to do with an update whose gradient holds NaN or infinite entries. It is never applied. */
public enum NonFinitePolicy {
  /** Throw an {@link IllegalStateException}; the parameters stay as they were. The default. */
  FAIL,
  /** Leave parameters and updater state as they are, count the update as skipped and go on. */
  SKIP
}
