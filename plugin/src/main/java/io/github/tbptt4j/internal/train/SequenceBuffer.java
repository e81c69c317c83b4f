package io.github.tbptt4j.internal.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The last steps of a stream, counted from its beginning: those that wait for their window, and
 * those before them that a window looks back at.
 */
final class SequenceBuffer {
  private record Segment(long start, Chunk chunk) {
    long end() {
      return start + chunk.steps();
    }
  }

  private final List<Segment> segments;
  private long end;

  SequenceBuffer() {
    segments = new ArrayList<>();
  }

  private SequenceBuffer(SequenceBuffer other) {
    segments = new ArrayList<>(other.segments);
    end = other.end;
  }

  /** The same content; what happens to this buffer afterwards leaves the copy alone. */
  SequenceBuffer copy() {
    return new SequenceBuffer(this);
  }

  /** Position after the last step. */
  long end() {
    return end;
  }

  void append(Chunk chunk) {
    segments.add(new Segment(end, chunk));
    end += chunk.steps();
  }

  /** The steps {@code [from, to)}: views where one chunk has them all, else a copy. */
  Chunk slice(long from, long to) {
    List<Chunk> parts = parts(from, to);
    return parts.size() == 1 ? parts.get(0) : Chunk.concat(parts);
  }

  private List<Chunk> parts(long from, long to) {
    List<Chunk> parts = new ArrayList<>();
    for (Segment segment : segments) {
      long first = Math.max(from, segment.start);
      long last = Math.min(to, segment.end());
      if (first < last) {
        parts.add(segment.chunk.slice((int) (first - segment.start), (int) (last - segment.start)));
      }
    }
    return parts;
  }

  /**
   * Forgets the steps before a position and copies the others, so that the caller's arrays are
   * free.
   */
  void keepFrom(long position) {
    List<Chunk> kept = parts(position, end);
    segments.clear();
    if (!kept.isEmpty()) {
      Chunk copy = Chunk.concat(kept);
      segments.add(new Segment(end - copy.steps(), copy));
    }
  }

  long bytes() {
    return segments.stream().mapToLong(segment -> segment.chunk.bytes()).sum();
  }
}
