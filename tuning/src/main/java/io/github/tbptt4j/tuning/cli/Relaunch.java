package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.kernel.vector.VectorModule;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jline.utils.Signals;

/**
 * The program again in another Java, started with the module of the fastest kernel: no manifest and
 * no call can load a module that Java left out when it started. The other process, the child, has
 * the options, arguments, streams and signals of this one, and this one has its exit code.
 */
final class Relaunch {
  /** The system property that leaves the program in this process where it's {@code false}. */
  static final String PROPERTY = "tbptt4j.relaunch";

  /** Tells the child who started it. */
  private static final String LAUNCHER = "tbptt4j.launcher";

  /** The options in them are among those of this Java, so that the child gets them by its line. */
  private static final List<String> OPTIONS_BY_ENVIRONMENT =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  /** Of a debugger, a profiler or a console for this very process: two can't share a port. */
  private static final List<String> BOUND_TO_THIS_PROCESS =
      List.of("-agent", "-javaagent", "-Xrun", "-Xdebug", "-Dcom.sun.management.jmxremote");

  /** As if each user of ND4J were to do something about it; the options are there since. */
  private static final int FIRST_TO_WARN_OF_NATIVE_CODE = 24;

  private static final int EXIT_OF_SIGTERM = 128 + 15;
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private Relaunch() {}

  /**
   * Runs the program in a child where that helps, to its end.
   *
   * @param main where the program begins, in this process as in the child
   * @param args its arguments
   * @return the child's exit code; empty if the program is to run in this process
   */
  static OptionalInt run(Class<?> main, String... args) {
    String launcher = System.getProperty(LAUNCHER);
    if (launcher != null) {
      endWith(Long.parseLong(launcher));
      return OptionalInt.empty();
    }
    List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
    if (!VectorModule.isMissed() || !isWanted(options) || !Files.isExecutable(java())) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(exitCode(start(command(options, main, args))));
  }

  private static boolean isWanted(List<String> options) {
    return !"false".equals(System.getProperty(PROPERTY))
        && options.stream()
            .noneMatch(option -> BOUND_TO_THIS_PROCESS.stream().anyMatch(option::startsWith));
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", WINDOWS ? "java.exe" : "java");
  }

  private static List<String> command(List<String> options, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(java().toString());
    command.addAll(options);
    command.add("--add-modules=" + VectorModule.NAME);
    if (Runtime.version().feature() >= FIRST_TO_WARN_OF_NATIVE_CODE) {
      command.addAll(
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    }
    command.add("-D" + LAUNCHER + "=" + ProcessHandle.current().pid());
    command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(args));
    return command;
  }

  private static Process start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    OPTIONS_BY_ENVIRONMENT.forEach(builder.environment()::remove);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "Java doesn't start again with its module "
              + VectorModule.NAME
              + ": "
              + e.getMessage()
              + ". -D"
              + PROPERTY
              + "=false does without.",
          e);
    }
  }

  /**
   * A signal to this process is the child's; this one ends when the child does. The terminal's
   * Ctrl-C comes to both by itself: the child then takes it twice, the second time in vain. Where a
   * signal is left to the system (-Xrs), the child sees this process end.
   */
  private static int exitCode(Process child) {
    for (String signal : List.of("HUP", "INT", "TERM")) {
      Signals.register(signal, () -> send(signal, child));
    }
    while (true) {
      try {
        return child.waitFor();
      } catch (InterruptedException e) {
        // Nobody interrupts this thread to end the program: that is what signals are for.
      }
    }
  }

  private static void send(String signal, Process child) {
    if (WINDOWS) {
      return; // the console has told the child, and to destroy it would not let it finish
    }
    try {
      new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(child.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      child.destroy(); // SIGTERM
    }
  }

  /** Ends this process, as SIGTERM would, when the one that started it has ended. */
  private static void endWith(long launcher) {
    Runnable watch =
        () -> {
          ProcessHandle.of(launcher).ifPresent(process -> process.onExit().join());
          System.exit(EXIT_OF_SIGTERM);
        };
    Thread thread = new Thread(watch, "tbptt4j-launcher");
    thread.setDaemon(true);
    thread.start();
  }
}
