package io.github.tbptt4j.internal.data;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads pages on a thread of its own, which waits when it is a little ahead, and holds the open
 * file. Both end with the last page, with an error, and when it is stopped.
 *
 * <p>Nobody's iterator is reachable from here: so one that is dropped can be seen, and stops it.
 */
final class ReadAhead {
  /** Pages that wait to be taken, at most. */
  private static final int AHEAD = 2;

  private static final Cleaner DROPPED = Cleaner.create();

  private final BlockingQueue<Result> results = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;

  /** A page, or what has ended the reading. */
  private record Result(Page page, Throwable error) {}

  /** Begins to read at a step. */
  ReadAhead(Records records, StreamShape shape, long from) {
    thread = new Thread(() -> read(records, shape, from), "tbptt4j reads " + records);
    thread.setDaemon(true);
    thread.start();
  }

  private void read(Records records, StreamShape shape, long from) {
    try {
      results.put(new Result(null, error(records, shape, from)));
    } catch (InterruptedException e) {
      return; // stopped: nobody takes any more
    }
  }

  /** What ends the reading, or null at the end. */
  private Throwable error(Records records, StreamShape shape, long from)
      throws InterruptedException {
    try (Pages pages = new Pages(records, shape, from)) {
      while (pages.hasNext()) {
        results.put(new Result(pages.next(), null));
      }
      return null;
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) { // an Error is the caller's matter, too
      return e;
    }
  }

  /** The next page; there must be one. */
  Page next() throws IOException {
    Result result;
    try {
      result = results.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the next minibatch was read.", e);
    }
    if (result.error() == null) {
      return result.page();
    }
    throw onThisThread(result.error());
  }

  /** The same error, and where it was asked for. */
  private static IOException onThisThread(Throwable error) {
    if (error instanceof IOException) {
      return new IOException(error.getMessage(), error);
    }
    if (error instanceof IllegalStateException) {
      throw new IllegalStateException(error.getMessage(), error);
    }
    throw new IllegalStateException("Reading ahead failed: " + error, error);
  }

  /** {@return what stops the thread, which is done in any case when the owner isn't reachable} */
  Cleaner.Cleanable stopWhenDropped(Object owner) {
    return DROPPED.register(owner, thread::interrupt);
  }

  /** Waits until the thread has ended and the file is closed. */
  void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
