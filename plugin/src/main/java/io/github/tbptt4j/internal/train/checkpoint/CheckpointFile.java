package io.github.tbptt4j.internal.train.checkpoint;

import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A checkpoint on disk: a name, the number of the format, the content, and the SHA-256 of all that.
 * Nothing is read from a file before its checksum is.
 */
public final class CheckpointFile {
  private static final byte[] NAME = "TBPTT4J checkpoint\n".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 2;
  private static final int CHECKSUM = 32; // bytes
  private static final int SMALLEST = NAME.length + Integer.BYTES + CHECKSUM;
  private static final int BLOCK = 1 << 16;

  private CheckpointFile() {}

  /** Writes the content. */
  public interface Content {
    /**
     * Writes.
     *
     * @param out where to
     * @throws IOException if it can't be written
     */
    void writeTo(CheckpointWriter out) throws IOException;
  }

  /**
   * Makes something of the content.
   *
   * @param <T> of what
   */
  public interface Parser<T> {
    /**
     * Reads.
     *
     * @param in the content, known to be whole
     * @return what it makes of it
     * @throws IOException if it can't be read
     */
    T read(CheckpointReader in) throws IOException;
  }

  /**
   * Writes a file; it replaces an older one in one step, when it is on the disk.
   *
   * @param file the file
   * @param content its content
   * @throws UncheckedIOException if it can't be written: an older file is then as it was
   */
  public static void write(Path file, Content content) {
    try {
      AtomicFiles.write(file, out -> write(out, content));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The checkpoint "
              + file
              + " can't be written ("
              + e
              + "): an older one is as it was, and training can go on. Make room or the folder"
              + " writable.",
          e);
    }
  }

  private static void write(OutputStream file, Content content) throws IOException {
    DigestOutputStream digesting = new DigestOutputStream(file, sha256());
    OutputStream buffered = new BufferedOutputStream(digesting, BLOCK);
    buffered.write(NAME);
    CheckpointWriter writer = new CheckpointWriter(buffered);
    writer.integer(FORMAT);
    content.writeTo(writer);
    buffered.flush();
    file.write(digesting.getMessageDigest().digest());
  }

  /**
   * Reads a file.
   *
   * @param <T> what is made of it
   * @param file the file
   * @param parser makes it
   * @return what was made
   * @throws IllegalArgumentException if there is no such file, or it is none of this kind, of
   *     another format, damaged, or cut off
   * @throws UncheckedIOException if the disk fails
   */
  public static <T> T read(Path file, Parser<T> parser) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      requireWhole(file, channel);
      channel.position(NAME.length);
      long content = channel.size() - NAME.length - CHECKSUM;
      CheckpointReader reader =
          new CheckpointReader(
              new BufferedInputStream(
                  new FirstBytes(Channels.newInputStream(channel), content), BLOCK));
      int format = reader.integer();
      if (format != FORMAT) {
        throw refused(
            file,
            "has format "
                + format
                + ", and this version of TBPTT4J reads format "
                + FORMAT
                + ": go on with the version that wrote it");
      }
      T read = parser.read(reader);
      reader.requireEnd();
      return read;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("There is no checkpoint " + file + ".", e);
    } catch (EOFException e) {
      throw refused(file, "ends too early, though its checksum is right: write a new one");
    } catch (IOException e) {
      throw new UncheckedIOException("The checkpoint " + file + " can't be read (" + e + ").", e);
    }
  }

  private static void requireWhole(Path file, FileChannel channel) throws IOException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BLOCK);
    byte[] name = in.readNBytes(NAME.length);
    if (!Arrays.equals(name, NAME)) {
      throw refused(file, "is no checkpoint, or damaged from its beginning on");
    }
    long size = channel.size();
    MessageDigest digest = sha256();
    digest.update(name);
    byte[] block = new byte[BLOCK];
    for (long left = Math.max(0, size - NAME.length - CHECKSUM); left > 0; ) {
      int read = in.read(block, 0, (int) Math.min(block.length, left));
      if (read < 0) {
        break;
      }
      digest.update(block, 0, read);
      left -= read;
    }
    if (size < SMALLEST || !Arrays.equals(digest.digest(), in.readNBytes(CHECKSUM))) {
      throw refused(
          file,
          "is damaged or was cut off: its checksum is wrong. Take an older one, or begin anew");
    }
  }

  private static IllegalArgumentException refused(Path file, String why) {
    return new IllegalArgumentException("The checkpoint " + file + " " + why + ".");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /** So many bytes of a stream. */
  private static final class FirstBytes extends InputStream {
    private final InputStream in;
    private long left;

    FirstBytes(InputStream in, long bytes) {
      this.in = in;
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      return left-- > 0 ? in.read() : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }
  }
}
