package io.github.tbptt4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One driver a folder. File systems of Hadoop know no locks that end with their process, so the
 * owner writes a number that rises, and a file in which it has stopped locks nothing.
 */
final class DriverLock implements AutoCloseable {
  static final String FILE = "driver.lock";

  private static final Logger LOG = LoggerFactory.getLogger(DriverLock.class);
  private static final int MISSED_BEATS = 3;

  private final SharedFolder folder;
  private final String owner;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread heart;
  private long beat;

  private DriverLock(SharedFolder folder, String owner, long beatMillis) throws IOException {
    this.folder = folder;
    this.owner = owner;
    write();
    heart = new Thread(() -> live(beatMillis), "tbptt4j-driver-lock");
    heart.setDaemon(true);
    heart.start();
  }

  /**
   * Takes the lock, which lasts some beats if there is one that a dead driver has left.
   *
   * @param folder of the sweep
   * @param application how Spark calls the driver
   * @param beatMillis between two signs of life
   * @return the lock, to be closed
   * @throws IllegalStateException if another driver lives
   * @throws IOException if the folder can't be read or written
   */
  static DriverLock take(SharedFolder folder, String application, long beatMillis)
      throws IOException {
    String before = folder.read(FILE);
    if (before != null) {
      LOG.info("{} is there: waiting whether its driver gives a sign of life.", FILE);
      for (int beats = 0; beats < MISSED_BEATS && before != null; beats++) {
        pause(beatMillis);
        String now = folder.read(FILE);
        if (now != null && !now.equals(before)) {
          throw new IllegalStateException(
              "Another driver ("
                  + now.lines().findFirst().orElse("that is just beginning")
                  + ") is at work in "
                  + folder.path()
                  + ": wait for it, stop it, or choose another folder.");
        }
        before = now;
      }
    }
    String owner =
        application
            + ", process "
            + ProcessHandle.current().pid()
            + " on "
            + InetAddress.getLocalHost().getHostName();
    return new DriverLock(folder, owner, beatMillis);
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for another driver.", e);
    }
  }

  private void live(long beatMillis) {
    try {
      while (!closed.await(beatMillis, TimeUnit.MILLISECONDS)) {
        write();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warn("No sign of life can be written any more ({}): start no other driver.", e, e);
    }
  }

  private void write() throws IOException {
    folder.write(FILE, (owner + "\n" + beat++ + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      heart.join();
      folder.delete(FILE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the file goes stale by itself
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
