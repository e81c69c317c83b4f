package io.github.tbptt4j.internal.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are there whole or not at all, whenever the process or the machine dies: written
 * beside their place, forced to the disk, and moved there in one step.
 */
public final class AtomicFiles {
  private static final String UNFINISHED = ".part";

  private AtomicFiles() {}

  /** What a file is to hold. */
  public interface Content {
    /**
     * Writes it.
     *
     * @param out where to; left open
     * @throws IOException if it can't be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, or replaces it.
   *
   * @param file the file
   * @param text its content, written in UTF-8
   * @throws IOException if it can't be written; an older file is then still there
   */
  public static void write(Path file, String text) throws IOException {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes a file, or replaces it. One writer at a time: what isn't finished has the same name with
   * {@code .part} behind it.
   *
   * @param file the file
   * @param content what it is to hold
   * @throws IOException if it can't be written; an older file is then still there
   */
  public static void write(Path file, Content content) throws IOException {
    write(file, file.resolveSibling(file.getFileName() + UNFINISHED), content);
  }

  /**
   * Writes a file, or replaces it; any number of writers at a time, of which the last one wins. A
   * process that is killed leaves a file with {@code .part} at its end beside.
   *
   * @param file the file
   * @param content what it is to hold
   * @throws IOException if it can't be written; an older file is then still there
   */
  public static void writeBesideOthers(Path file, Content content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    write(file, Files.createTempFile(directory, file.getFileName() + ".", UNFINISHED), content);
  }

  private static void write(Path file, Path part, Content content) throws IOException {
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      deleteQuietly(part, e);
      throw e;
    }
    forceDirectory(file.toAbsolutePath().getParent());
  }

  private static void deleteQuietly(Path part, Throwable cause) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Makes the move itself last. Some systems can't open a directory; there the move must do. */
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is whole all the same; after a power cut it may be missing.
    }
  }
}
