package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Java again, with the class path of this process, for what happens once in a process. */
public final class OtherJvm {
  private static final int LIMIT_SECONDS = 300;

  private OtherJvm() {}

  /**
   * Runs a main method, which must end well.
   *
   * @param options of Java
   * @return all that it has printed
   */
  public static String run(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Process java = process(options, main, arguments).start();
    try {
      String output = new String(java.getInputStream().readAllBytes());
      java.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertEquals(0, java.exitValue(), output);
      return output;
    } finally {
      java.destroyForcibly();
    }
  }

  /**
   * Makes ready to run a main method.
   *
   * @param options of Java
   * @return a process to be, whose errors are among its output
   */
  public static ProcessBuilder process(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
