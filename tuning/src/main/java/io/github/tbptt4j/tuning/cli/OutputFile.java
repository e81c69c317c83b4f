package io.github.tbptt4j.tuning.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files to be written. */
final class OutputFile {
  private OutputFile() {}

  /** Before the work: afterwards would be too late. Null is no file, and all right. */
  static void requireWritable(Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          file + " can't be written: give a file in a folder that exists and is writable.");
    }
  }
}
