package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.SweepInterruptedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.Function;
import picocli.CommandLine;

/** What the user gets to see of an exception, and the exit code. */
final class Errors {
  private Errors() {}

  /** For options that are right one by one but not together, and for values that can't be. */
  static CommandLine.ParameterException usage(CommandLine command, String message) {
    return new CommandLine.ParameterException(command, message);
  }

  /** What an option's text says; what can't be read is a wrong option. */
  static <T> T parse(CommandLine command, String option, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw usage(command, option + ": " + e.getMessage());
    }
  }

  /** Refuses values of an option that aren't positive numbers; an option not given has none. */
  static void requirePositive(CommandLine command, String option, Number... values) {
    for (Number value : values) {
      if (value != null && !(value.doubleValue() > 0 && Double.isFinite(value.doubleValue()))) {
        throw usage(command, option + " (" + value + ") must be positive.");
      }
    }
  }

  /** Refuses values of an option below 0; an option not given has none. */
  static void requireAtLeastZero(CommandLine command, String option, Integer value) {
    if (value != null && value < 0) {
      throw usage(command, option + " (" + value + ") must be at least 0.");
    }
  }

  /** The message and where to read on; the whole help would hide it. */
  static int handleUsage(CommandLine.ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(command.getColorScheme().errorText(e.getMessage()));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command
        .getErr()
        .println(command.getCommandSpec().qualifiedName() + " --help shows what there is.");
    command.getErr().flush();
    return Main.WRONG_USAGE;
  }

  static int handle(Exception e, CommandLine command, boolean verbose) {
    if (e instanceof StandardOutput.ReaderLeftException) {
      return Main.READER_LEFT;
    }
    String message =
        isOfMemory(e)
            ? "The machine's memory isn't enough for arrays of this size: ask for less."
            : message(e);
    command.getErr().println(command.getColorScheme().errorText(message));
    if (verbose) {
      e.printStackTrace(command.getErr());
    } else if (!isExpected(e) && !isOfMemory(e)) {
      command.getErr().println("This is likely a fault of tbptt4j; --verbose shows where.");
    }
    command.getErr().flush();
    return e instanceof SweepInterruptedException ? Main.INTERRUPTED : Main.FAILED;
  }

  /** Sees that all that was said got through: to a pipe that closes, or a full disk, it doesn't. */
  static void requireWritten(PrintWriter standardOutput) throws IOException {
    // Picocli's writer doesn't ask the stream below it, which keeps errors to itself.
    if (standardOutput.checkError() || System.out.checkError()) {
      if (StandardOutput.readerHasLeft()) {
        throw new StandardOutput.ReaderLeftException();
      }
      throw new IOException("Standard output was closed before the end.");
    }
  }

  /** Too much was asked for; what was in work is given up, so that there is room for a message. */
  static int handle(OutOfMemoryError e, CommandLine command, boolean verbose) {
    command
        .getErr()
        .println(
            "The memory, %,d MiB, isn't enough: ask for less, or give Java more with -Xmx."
                .formatted(Runtime.getRuntime().maxMemory() >> 20));
    if (verbose) {
      e.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return Main.FAILED;
  }

  /** ND4J's arrays lie outside of Java's memory, and tell it by an exception of C++. */
  private static boolean isOfMemory(Exception e) {
    return e.getMessage() != null && e.getMessage().contains("std::bad_alloc");
  }

  /** Exceptions whose message was written for the user. */
  private static boolean isExpected(Exception e) {
    return e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof SweepInterruptedException;
  }

  static String message(Exception e) {
    if (e instanceof NoSuchFileException file) {
      return "There is no file " + file.getFile() + ".";
    }
    if (e instanceof AccessDeniedException file) {
      return "No permission to read or write " + file.getFile() + ".";
    }
    if (e instanceof FileAlreadyExistsException file) {
      return file.getFile() + " is there already and isn't a folder.";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason() + ".";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
