package io.github.tbptt4j.tuning;

/**
 * A sweep was interrupted. What has finished is in its folder; run again, it trains what is
 * missing.
 */
public final class SweepInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SweepInterruptedException(String message) {
    super(message);
  }
}
