package io.github.tbptt4j.benchmark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The runner's end of a peer: a JVM that waits for commands. */
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  /** A peer that can't do what it was asked. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }

  /**
   * Starts a JVM.
   *
   * @param classPath its class path
   * @param ompThreads OMP_NUM_THREADS, which ND4J, OpenBLAS and libtorch read when they are loaded
   * @param options options of the JVM
   * @param mainAndArguments main class and its arguments
   */
  PeerProcess(
      String classPath, int ompThreads, List<String> options, List<String> mainAndArguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("-cp", classPath));
    line.addAll(mainAndArguments);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(ompThreads));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    commands =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Empty where the peer can't do the case. */
  List<String> forms(Case one) {
    String forms = ask("forms", one.name());
    return forms.isEmpty() ? List.of() : List.of(forms.split("\t"));
  }

  Results results(Case one, String form, Path file) {
    ask("results", one.name(), form, file.toString());
    try {
      return Results.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double medianMs(Case one, String form, double warmUpSeconds, double seconds) {
    return Double.parseDouble(
        ask("time", one.name(), form, Double.toString(warmUpSeconds), Double.toString(seconds)));
  }

  private String ask(String... command) {
    try {
      commands.write(String.join("\t", command));
      commands.newLine();
      commands.flush();
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(Peer.ANSWER)) {
          return line.substring(Peer.ANSWER.length());
        } else if (line.startsWith(Peer.FAILURE)) {
          throw new Failure(line.substring(Peer.FAILURE.length()));
        }
      }
      throw new Failure("its JVM ended");
    } catch (IOException e) {
      throw new Failure("its JVM doesn't answer: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
