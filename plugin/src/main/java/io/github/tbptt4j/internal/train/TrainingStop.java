package io.github.tbptt4j.internal.train;

/**
 * Thrown by whoever hears of an update, to end the training after it: the updates made stay, where
 * any other exception undoes the call. The stream is to be reset before the next call.
 */
public final class TrainingStop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An end without a stack trace: it is no fault. */
  public TrainingStop() {
    super("Training is to end after this update.", null, false, false);
  }
}
