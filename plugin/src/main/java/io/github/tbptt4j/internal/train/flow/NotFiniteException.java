package io.github.tbptt4j.internal.train.flow;

/** A derivative on its way back isn't finite any more. */
public final class NotFiniteException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NotFiniteException(String message) {
    super(message);
  }
}
