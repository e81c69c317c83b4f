package io.github.tbptt4j.internal.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * A sequence cut into parallel streams, and where its reader is. What lies on a disk is read ahead.
 */
public final class Streams implements Serializable, Closeable {
  private static final long serialVersionUID = 1L;

  private final Records records;
  private final StreamShape shape;

  /** Steps of each stream that have been given. */
  private long position;

  /** The page that has the next step, or null. */
  private transient Page page;

  /** Has the page behind {@link #page}, or the one at the position; null if nothing is open. */
  private transient ReadAhead readAhead;

  /** Stops it, at once or when this is reachable no more. */
  private transient Cleaner.Cleanable dropped;

  /**
   * Streams of equal length.
   *
   * @param records the sequence
   * @param streams how many
   * @param steps of a minibatch
   * @param ahead how many records of the sequence follow those of the last step
   * @throws IllegalArgumentException if there are too few for a step of each stream, or a minibatch
   *     is too large for an array
   */
  public Streams(Records records, int streams, int steps, int ahead) {
    long length = (records.length() - ahead) / streams;
    if (length < 1) {
      throw new IllegalArgumentException(
          (records.onDisk() ? records + " has " : "The sequence has ")
              + records.length()
              + " "
              + records.unit()
              + ", too few for "
              + streams
              + " streams: it takes at least "
              + ((long) streams + ahead)
              + ", or fewer streams.");
    }
    long numbers = (Math.min(steps, length) + ahead) * records.width();
    if (numbers > Integer.MAX_VALUE / streams) {
      throw new IllegalArgumentException(
          "A minibatch of streams ("
              + streams
              + ") and timeSteps ("
              + steps
              + ") has more numbers than an int counts: take fewer.");
    }
    this.records = records;
    shape = new StreamShape(streams, length, steps, ahead);
  }

  /** {@return how many streams there are} */
  public int count() {
    return shape.streams();
  }

  /** {@return how many steps a stream has} */
  public long length() {
    return shape.length();
  }

  /** {@return whether there is another minibatch} */
  public boolean hasNext() {
    return position < shape.length();
  }

  /** {@return how many steps the next minibatch has} */
  public int nextSteps() {
    return (int) Math.min(shape.steps(), shape.length() - position);
  }

  /**
   * The next minibatch; {@link #skip} goes behind it.
   *
   * @return its steps, and those ahead of them
   * @throws UncheckedIOException if reading fails
   * @throws IllegalStateException if a file has changed
   */
  public Window next() {
    if (page == null) {
      page = records.onDisk() ? readAhead() : readNow();
    }
    return new Window(page, records.width(), (int) (position - page.first()), nextSteps());
  }

  private Page readNow() {
    try (Pages pages = new Pages(records, shape, position)) {
      return pages.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Page readAhead() {
    if (readAhead == null) {
      readAhead = new ReadAhead(records, shape, position);
      dropped = readAhead.stopWhenDropped(this);
    }
    try {
      return readAhead.next();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (IllegalStateException e) {
      close();
      throw e;
    } finally {
      Reference.reachabilityFence(this); // dropped while it waits, it would stop what it waits for
    }
  }

  /**
   * Goes on behind some minibatches, or to the end.
   *
   * @param minibatches at least 0
   * @return how many there were
   * @throws IllegalArgumentException if minibatches is negative
   */
  public long skip(long minibatches) {
    if (minibatches < 0) {
      throw new IllegalArgumentException("minibatches (" + minibatches + ") must not be negative.");
    }
    long left = (shape.length() - position + shape.steps() - 1) / shape.steps();
    long skipped = Math.min(minibatches, left);
    moveTo(skipped == left ? shape.length() : position + skipped * shape.steps());
    return skipped;
  }

  private void moveTo(long step) {
    position = step;
    if (page != null && position == page.end()) {
      page = null; // the next one is being read
    } else if (page == null || position > page.end()) {
      close();
    }
  }

  /** Goes to the first step. */
  public void reset() {
    close();
    position = 0;
  }

  /** Closes the file. It is opened again if there is more to read. */
  @Override
  public void close() {
    page = null;
    if (readAhead != null) {
      dropped.clean();
      readAhead.awaitEnd();
      readAhead = null;
    }
  }
}
