package io.github.tbptt4j.internal.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file whose length stays as it was when it was first seen. */
final class DataFile implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A Path can't be serialised. */
  private final URI place;

  private final String name;
  private final long length;

  /**
   * A file as it is now.
   *
   * @throws IOException if there is none, or none that can be read from any place
   */
  DataFile(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(
          path + " isn't a regular file, which alone can be read from several places.");
    }
    place = path.toUri();
    name = path.toString();
    length = Files.size(path);
  }

  long length() {
    return length;
  }

  Path path() {
    return Path.of(place);
  }

  Open open() throws IOException {
    try {
      return new Open(FileChannel.open(path(), StandardOpenOption.READ));
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("Opening " + name + " failed: " + e, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** The file, open. */
  final class Open implements Closeable {
    private final FileChannel channel;

    private Open(FileChannel channel) {
      this.channel = channel;
    }

    long length() {
      return length;
    }

    /** What is said of bytes that aren't what they were. */
    IllegalStateException changed(String what) {
      return new IllegalStateException(
          name
              + " has changed since the iterator was built: "
              + what
              + ". Leave it as it is while it is read, or build another iterator.");
    }

    /**
     * Reads what there is, and has room, from a byte on.
     *
     * @throws IOException with the place, if reading fails
     * @throws IllegalStateException if the file's length has changed
     */
    void read(ByteBuffer to, long from) throws IOException {
      long at = from;
      try {
        requireSameLength();
        while (to.hasRemaining() && at < length) {
          int read = channel.read(to, at);
          if (read < 0) {
            throw changed("it had " + length + " bytes and ends at " + at);
          }
          at += read;
        }
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        throw new IOException(
            "Reading " + name + " at byte " + at + " failed: " + e.getMessage(), e);
      }
    }

    /**
     * Refuses a file whose length has changed.
     *
     * @throws IllegalStateException if so
     */
    void requireSameLength() throws IOException {
      long now = channel.size();
      if (now != length) {
        throw changed("it had " + length + " bytes and has " + now);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
