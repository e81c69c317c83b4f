package io.github.tbptt4j.internal.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is going to be written, looked at before the work. */
final class TargetFile {
  private TargetFile() {}

  /**
   * Sees that a file can be written.
   *
   * @param file there or not
   * @throws IOException if its folder isn't there, or it is something else than a file
   */
  static void requireWritable(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    String reason = null;
    if (folder == null || !Files.isDirectory(folder)) {
      reason = "there is no folder " + folder;
    } else if (Files.exists(file) && !Files.isRegularFile(file)) {
      reason = "it is there and is no file";
    } else if (!Files.isWritable(folder)) {
      reason = "its folder isn't writable";
    }
    if (reason != null) {
      throw new IOException(file + " can't be written: " + reason + ".");
    }
  }
}
