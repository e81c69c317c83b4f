package io.github.tbptt4j.internal.threads;

/** Work in pieces that must follow each other, each by whatever thread is free. */
public interface Strand {

  /**
   * Does the next piece.
   *
   * @return whether there is another one
   */
  boolean advance();
}
