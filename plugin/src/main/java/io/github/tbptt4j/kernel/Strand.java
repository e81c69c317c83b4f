package io.github.tbptt4j.kernel;

/** Work in pieces that must follow each other, each by whatever thread is free. */
interface Strand {

  /**
   * Does the next piece.
   *
   * @return whether there is another one
   */
  boolean advance();
}
