package io.github.tbptt4j.tuning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java again, with the class path of this process. */
public final class OtherJvm {
  private OtherJvm() {}

  /** {@return a process to be: the main method of a class with some arguments} */
  public static ProcessBuilder of(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                // The module of this JVM's kernel: another kernel rounds otherwise.
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
