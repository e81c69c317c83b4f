package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.vector.VectorKernel;
import io.github.tbptt4j.internal.kernel.vector.VectorModule;
import io.github.tbptt4j.tuning.OtherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** A program that starts itself again, without the command line around it. */
@EnabledIf("isFasterElsewhere")
class RelaunchTest {
  private static final int EXIT_CODE = 7;
  private static final String ENDS = "ends";

  /** Tells what it got and ends with an exit code; without arguments it waits for a signal. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      OptionalInt elsewhere = Relaunch.run(Program.class, args);
      if (elsewhere.isPresent()) {
        System.exit(elsewhere.getAsInt());
      }
      Runtime.getRuntime().addShutdownHook(new Thread(Program::end));
      System.out.println(ProcessHandle.current().pid());
      System.out.println("module " + VectorModule.isThere());
      System.out.println("options " + System.getProperty("one") + System.getProperty("two"));
      System.out.println(
          "heap " + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
      if (args.length == 0) {
        Thread.currentThread().join();
      }
      Arrays.stream(args).map("argument "::concat).forEach(System.out::println);
      System.out.println("input " + new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
      System.exit(EXIT_CODE);
    }

    private static void end() {
      System.out.println(ENDS);
      try {
        Files.createFile(Path.of(System.getProperty("end")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @TempDir Path folder;

  /** Tests have the module: whether the processor is fast with it is what is left. */
  static boolean isFasterElsewhere() {
    return new VectorKernel().runs(DataType.FLOAT, StepActivation.TANH);
  }

  private Path end() {
    return folder.resolve("end");
  }

  private ProcessBuilder program(List<String> options, String... args) {
    List<String> all = new ArrayList<>(options);
    all.add("-Dend=" + end());
    return OtherJvm.with(all, Program.class, args).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static List<String> lines(Process process) throws IOException {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      return reader.lines().toList();
    }
  }

  private static void assertEnds(int exitCode, Process process) throws InterruptedException {
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(exitCode, process.exitValue());
  }

  @Test
  void optionsArgumentsInputOutputAndExitCodePassThrough() throws Exception {
    String[] args = {"two words", "", "*", "@file", "a\\b", "$HOME", "--option=\u00fc"};
    ProcessBuilder builder = program(List.of("-Done=with a space, ", "-Xmx64m"), args);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Dtwo=environment -Dfile.encoding=UTF-8");
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
      input.write("what is typed");
    }
    List<String> output = lines(process);
    assertEnds(EXIT_CODE, process);

    List<String> expected = new ArrayList<>();
    expected.add("module true");
    expected.add("options with a space, environment");
    expected.add("heap " + (64 << 20));
    Stream.of(args).map("argument "::concat).forEach(expected::add);
    expected.add("input what is typed");
    expected.add(ENDS);
    assertEquals(expected, output.subList(1, output.size()));
    assertFalse(output.get(0).equals(Long.toString(process.pid())));
  }

  /** The second is behind a debugger, with its port. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dtbptt4j.relaunch=false",
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y"
      })
  void aProgramStaysInItsProcessWhereItHasTo(String option) throws Exception {
    Process process = program(List.of(option), "an argument").start();
    process.getOutputStream().close();
    List<String> output = lines(process);
    assertTrue(output.contains("module false"), output::toString);
    assertTrue(output.contains(Long.toString(process.pid())), output::toString);
  }

  /** A program that waits, in a child that has said its name. */
  private final class Waiting implements AutoCloseable {
    private final Process launcher;
    private final BufferedReader output;
    private final long child;

    Waiting() throws IOException {
      launcher = program(List.of()).start();
      output = launcher.inputReader();
      child = Long.parseLong(output.readLine());
    }

    void assertEnded(int exitCode) throws Exception {
      assertEnds(exitCode, launcher);
      // An ended child of an ended launcher is there until the system has looked at it.
      Optional<ProcessHandle> left = ProcessHandle.of(child);
      if (left.isPresent()) {
        left.get().onExit().get(1, TimeUnit.MINUTES);
      }
      assertTrue(output.lines().toList().contains(ENDS));
    }

    @Override
    public void close() throws IOException {
      ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
      launcher.destroyForcibly();
      output.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Signal.class,
      names = {"HUP", "INT", "TERM"})
  @DisabledOnOs(OS.WINDOWS)
  void aSignalEndsTheChildInGoodOrderAndItsExitCodeIsTheLaunchers(Signal signal) throws Exception {
    signal.assumeHeeded();
    try (Waiting program = new Waiting()) {
      signal.send(program.launcher.pid());
      program.assertEnded(signal.exitCode());
    }
  }

  /** Ctrl-C in a terminal reaches both. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCForBothIsNoOtherThanForOne(boolean childFirst) throws Exception {
    Signal.INT.assumeHeeded();
    try (Waiting program = new Waiting()) {
      if (childFirst) {
        Signal.INT.send(program.child, program.launcher.pid());
      } else {
        Signal.INT.send(program.launcher.pid(), program.child);
      }
      program.assertEnded(Signal.INT.exitCode());
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theChildOfAKilledLauncherEndsInGoodOrder() throws Exception {
    try (Waiting program = new Waiting()) {
      CompletableFuture<ProcessHandle> end = ProcessHandle.of(program.child).orElseThrow().onExit();
      Signal.KILL.send(program.launcher.pid());
      assertEnds(Signal.KILL.exitCode(), program.launcher);
      end.get(1, TimeUnit.MINUTES);
      assertTrue(Files.exists(end()));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aKilledChildsExitCodeIsTheLaunchers() throws Exception {
    try (Waiting program = new Waiting()) {
      Signal.KILL.send(program.child);
      assertEnds(Signal.KILL.exitCode(), program.launcher);
    }
  }
}
