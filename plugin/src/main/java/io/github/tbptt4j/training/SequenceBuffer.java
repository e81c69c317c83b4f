package io.github.tbptt4j.training;

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
    if (!segments.isEmpty()) {
      segments.get(segments.size() - 1).chunk.requireSameTypes(chunk);
    }
    segments.add(new Segment(end, chunk));
    end += chunk.steps();
  }

  /** The steps {@code [from, to)}: views where one chunk has them all, else a copy. */
  Chunk slice(long from, long to) {
    List<Chunk> parts = new ArrayList<>();
    for (Segment segment : segments) {
      long first = Math.max(from, segment.start);
      long last = Math.min(to, segment.end());
      if (first < last) {
        parts.add(segment.chunk.slice((int) (first - segment.start), (int) (last - segment.start)));
      }
    }
    return Chunk.concat(parts);
  }

  /**
   * Forgets the steps before a position and copies the others, so that the caller's arrays are
   * free.
   */
  void keepFrom(long position) {
    if (segments.isEmpty()) {
      return;
    }
    Chunk kept = position < end ? slice(Math.max(position, segments.get(0).start), end) : null;
    segments.clear();
    if (kept != null) {
      segments.add(new Segment(end - kept.steps(), kept.copy()));
    }
  }

  long bytes() {
    return segments.stream().mapToLong(segment -> segment.chunk.bytes()).sum();
  }
}
