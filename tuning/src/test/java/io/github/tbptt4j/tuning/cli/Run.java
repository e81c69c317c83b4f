package io.github.tbptt4j.tuning.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** What a command line has said. */
record Run(int exitCode, String out, String err) {

  static Run of(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(words);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** Runs words of one line, in which {@code @} stands for a folder. */
  static Run in(Path folder, String command) {
    return of(command.replace("@", folder + "/").split(" +"));
  }
}
