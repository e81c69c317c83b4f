package io.github.tbptt4j.tuning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java again, with the class path of this process. */
public final class OtherJvm {
  private OtherJvm() {}

  /** {@return a process to be: the main method of a class with some arguments} */
  public static ProcessBuilder of(Class<?> main, String... arguments) {
    // The module of this JVM's kernel: another kernel rounds otherwise.
    return with(List.of("--add-modules", "jdk.incubator.vector"), main, arguments);
  }

  /** {@return a process to be: the main method of a class with some options of Java} */
  public static ProcessBuilder with(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
