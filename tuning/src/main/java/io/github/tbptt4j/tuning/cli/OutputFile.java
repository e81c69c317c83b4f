package io.github.tbptt4j.tuning.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import picocli.CommandLine;

/** Files that a command is going to write, looked at before it works: afterwards is too late. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Sees that a file can be written.
   *
   * @param file null for none
   */
  static void requireWritable(Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    boolean free = !Files.exists(file) || Files.isRegularFile(file);
    if (!free || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          file + " can't be written: give a file in a folder that exists and is writable.");
    }
  }

  /**
   * Sees that a command doesn't write over what it reads.
   *
   * @param option that names the file
   * @param file null for none
   * @param read files, of which some may not exist
   */
  static void requireApart(CommandLine command, String option, Path file, Collection<Path> read)
      throws IOException {
    for (Path other : read) {
      if (file != null && Files.exists(file) && Files.exists(other) && isIn(file, other)) {
        throw Errors.usage(
            command, option + " (" + file + ") is a file that is read: give another one.");
      }
    }
  }

  /** Of a folder all files are read. */
  private static boolean isIn(Path file, Path read) throws IOException {
    Path compared = Files.isDirectory(read) ? file.toAbsolutePath().getParent() : file;
    return Files.isSameFile(compared, read);
  }
}
