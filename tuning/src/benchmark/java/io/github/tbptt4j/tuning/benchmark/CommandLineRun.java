package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.OtherJvm;
import io.github.tbptt4j.tuning.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command line as a process of its own.
 *
 * @param output what it printed
 * @param seconds how long it took, with Java's start
 */
record CommandLineRun(String output, double seconds) {
  private static final int WRONG_USAGE = 2;

  /**
   * Runs it to its end.
   *
   * @param folder for what it says on standard error
   * @throws IOException if it fails: the message is what it said
   */
  static CommandLineRun of(Path folder, String... arguments)
      throws IOException, InterruptedException {
    File messages = folder.resolve(arguments[0] + ".log").toFile();
    Path output = folder.resolve(arguments[0] + ".out");
    ProcessBuilder java =
        OtherJvm.of(Main.class, arguments).redirectError(messages).redirectOutput(output.toFile());
    long start = System.nanoTime();
    int exit = java.start().waitFor();
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (exit != 0) {
      List<String> said =
          Files.readString(messages.toPath())
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("WARNING: ")) // Java's own
              .toList();
      int sentence = exit == WRONG_USAGE ? 0 : said.size() - 1; // a hint at --help follows there
      throw new IOException(
          arguments[0] + " ended with " + exit + ": " + (said.isEmpty() ? "" : said.get(sentence)));
    }
    return new CommandLineRun(Files.readString(output), seconds);
  }
}
