package io.github.tbptt4j.zoo;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.zoo.internal.text.Contexts;

/** One text's way through a network: by its symbols, or by their contexts too. */
final class SymbolReader {
  private final InferenceSession session;
  private final Contexts.Reader contexts; // null for a network that reads symbols alone

  /**
   * At the beginning of a text.
   *
   * @param prototype whose weights are shared
   * @param contexts what a step reads; null for the symbol alone
   */
  SymbolReader(InferenceSession prototype, Contexts contexts) {
    this.session = prototype.newSession();
    this.contexts = contexts == null ? null : contexts.reader();
  }

  /** Reads a symbol and writes the probabilities of the next one. */
  void step(int symbol, float[] prediction) {
    if (contexts == null) {
      session.step(symbol, prediction);
    } else {
      session.step(contexts.next(symbol), prediction);
    }
  }
}
