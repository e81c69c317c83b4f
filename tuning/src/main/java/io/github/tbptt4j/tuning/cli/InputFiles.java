package io.github.tbptt4j.tuning.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Files of lines that a command reads; {@code -} is standard input. */
final class InputFiles {
  private static final Path STANDARD_INPUT = Path.of("-");

  private InputFiles() {}

  /** Sees that all can be read before the first is. */
  static void requireReadable(List<Path> files) throws IOException {
    for (Path file : files) {
      if (isStandardInput(file)) {
        continue;
      }
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      if (Files.isDirectory(file)) {
        throw new IllegalArgumentException(file + " is a folder: give the files in it.");
      }
      if (!Files.isReadable(file)) {
        throw new AccessDeniedException(file.toString());
      }
    }
    if (files.stream().filter(InputFiles::isStandardInput).count() > 1) {
      throw new IllegalArgumentException("Standard input (-) can be read once only.");
    }
  }

  static TextLines open(Path file) throws IOException {
    return isStandardInput(file)
        ? new TextLines("standard input", System.in)
        : new TextLines(file.toString(), Files.newInputStream(file));
  }

  /** {@return how many bytes there are in all; -1 if a pipe is among them} */
  static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        return -1;
      }
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static boolean isStandardInput(Path file) {
    return file.equals(STANDARD_INPUT);
  }
}
