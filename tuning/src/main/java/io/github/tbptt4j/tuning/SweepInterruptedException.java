package io.github.tbptt4j.tuning;

/**
 * A sweep was interrupted. What has finished is in its folder; run again, it trains what is
 * missing.
 */
public final class SweepInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An interruption.
   *
   * @param message what was interrupted, and how to go on
   */
  public SweepInterruptedException(String message) {
    super(message);
  }
}
