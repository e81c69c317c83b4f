package io.github.tbptt4j.internal.data;

import io.github.tbptt4j.internal.data.Records.Cursor;
import java.io.Closeable;
import java.io.IOException;

/** Reads pages of streams, each when it is asked for. */
final class Pages implements Closeable {
  /** Bytes that all cursors together hold, about. */
  private static final int MEMORY = 1 << 22;

  private static final int LEAST_OF_CURSOR = 1 << 10;
  private static final int MOST_OF_CURSOR = 1 << 16;

  private final StreamShape shape;
  private final int width;
  private final Records.Reading reading;
  private final Cursor[] cursors;

  /** The step that the next page begins with. */
  private long position;

  private Page last;

  /** The pages from some step on. */
  Pages(Records records, StreamShape shape, long from) throws IOException {
    this.shape = shape;
    width = records.width();
    position = from;
    reading = records.open();
    cursors = new Cursor[shape.streams()];
  }

  boolean hasNext() {
    return position < shape.length();
  }

  Page next() throws IOException {
    int steps = (int) Math.min(shape.stepsOfPage(), shape.length() - position);
    int rowRecords = steps + shape.ahead();
    float[] numbers = new float[Math.toIntExact((long) shape.streams() * rowRecords * width)];
    // The records ahead of one page are the first of the next.
    int known = last == null ? 0 : shape.ahead();
    for (int row = 0; row < shape.streams(); row++) {
      int first = row * rowRecords * width;
      if (last != null) {
        int from = (row * last.rowRecords() + last.steps()) * width;
        System.arraycopy(last.numbers(), from, numbers, first, known * width);
      }
      cursor(row).read(numbers, first + known * width, rowRecords - known);
    }
    last = new Page(numbers, rowRecords, position, steps);
    position += steps;
    return last;
  }

  private Cursor cursor(int row) throws IOException {
    if (cursors[row] == null) {
      int memory = Math.max(LEAST_OF_CURSOR, Math.min(MOST_OF_CURSOR, MEMORY / cursors.length));
      cursors[row] = reading.at(row * shape.length() + position, memory);
    }
    return cursors[row];
  }

  @Override
  public void close() throws IOException {
    reading.close();
  }
}
