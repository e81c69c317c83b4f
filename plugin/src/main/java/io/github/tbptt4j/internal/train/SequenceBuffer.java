package io.github.tbptt4j.internal.train;

import java.util.List;

/**
 * The last steps of a stream, counted from its beginning: those that wait for their window, and
 * those before them that a window looks back at. Time is first in memory, so that some steps are a
 * view.
 */
final class SequenceBuffer {
  private Chunk held; // never changed; null for no steps
  private long end;

  SequenceBuffer() {}

  /** The steps up to a position; null for none. */
  SequenceBuffer(Chunk held, long end) {
    this.held = held;
    this.end = end;
  }

  private SequenceBuffer(SequenceBuffer other) {
    held = other.held;
    end = other.end;
  }

  /** The same content; what happens to this buffer afterwards leaves the copy alone. */
  SequenceBuffer copy() {
    return new SequenceBuffer(this);
  }

  /** The steps that are there; null for none. */
  Chunk held() {
    return held;
  }

  /** Position after the last step. */
  long end() {
    return end;
  }

  /** Copies the steps of a minibatch behind those that are there. */
  void append(Chunk chunk) {
    held = Chunk.concat(held == null ? List.of(chunk) : List.of(held, chunk));
    end += chunk.steps();
  }

  /** The steps {@code [from, to)}, a view. */
  Chunk slice(long from, long to) {
    long start = start();
    return held.slice((int) (from - start), (int) (to - start));
  }

  private long start() {
    return held == null ? end : end - held.steps();
  }

  /** Forgets the steps before a position, and their memory. */
  void keepFrom(long position) {
    if (position >= end) {
      held = null;
    } else if (position > start()) {
      held = Chunk.concat(List.of(slice(position, end)));
    }
  }

  long bytes() {
    return held == null ? 0 : held.bytes();
  }
}
