package io.github.tbptt4j.tuning.internal.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One sweep a folder. The lock is the operating system's and ends with the process, however that
 * ends: a file that was left over locks nothing.
 */
public final class SweepLock implements AutoCloseable {
  private final FileChannel channel;

  private SweepLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param file the lock's file
   * @return the lock, to be closed
   * @throws IllegalStateException if another sweep has it
   * @throws IOException if the file can't be written
   */
  public static SweepLock take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw taken(file);
      }
      channel.truncate(0);
      String owner = "process " + ProcessHandle.current().pid();
      channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
      return new SweepLock(channel);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw taken(file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static IllegalStateException taken(Path file) throws IOException {
    return new IllegalStateException(
        "Another sweep ("
            + Files.readString(file)
            + ") is at work in "
            + file.getParent()
            + ": wait for it, stop it, or choose another folder.");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
