package io.github.tbptt4j.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there as a whole or not at all. */
final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes a file of any name beside the target, and renames it. */
  static void write(Path target, byte[] bytes) throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    write(target, Files.createTempFile(directory, target.getFileName() + ".", ".part"), bytes);
  }

  /**
   * Writes the part, forces it to the disk, and renames it.
   *
   * @param target what it is called in the end
   * @param part beside it; nobody else may write it meanwhile, what it holds is replaced
   * @param bytes the content
   */
  static void write(Path target, Path part, byte[] bytes) throws IOException {
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
