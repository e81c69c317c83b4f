package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.OtherJvm;
import io.github.tbptt4j.tuning.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command line's training in a process of its own, stopped by Ctrl-C, and by a kill. */
class StoppedTrainingTest {
  private static final int EXIT_OF_SIGKILL = 128 + 9;

  @TempDir Path folder;

  private record Run(int exitCode, String err) {}

  private String[] train(Path out, String... more) throws IOException {
    Path text = folder.resolve("words.txt");
    if (!Files.exists(text)) {
      Files.writeString(text, Texts.words(2_000, 1));
    }
    String common =
        "train --text %s --k1 5 --k2 10 --hidden 8 --streams 8 --epochs 10 --checkpoint-every 1"
            + " --out %s";
    return Stream.concat(Stream.of(common.formatted(text, out).split(" ")), Stream.of(more))
        .toArray(String[]::new);
  }

  private static Run run(String... arguments) {
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Run(exitCode, err.toString());
  }

  /** Trains in another process, and sends it a signal as soon as there is something. */
  private int stop(String signal, Callable<Boolean> isTime, Path log, String[] arguments)
      throws Exception {
    Process process =
        OtherJvm.of(Main.class, arguments)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      while (!isTime.call() && process.isAlive()) {
        Thread.sleep(1); // the other process needs the processor
      }
      assertTrue(process.isAlive(), "It ended before it was stopped.");
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }

  private static void assertSameModel(Path expected, Path actual) throws IOException {
    assertArrayEquals(
        ModelSerializer.restoreMultiLayerNetwork(expected.toFile()).params().toFloatVector(),
        ModelSerializer.restoreMultiLayerNetwork(actual.toFile()).params().toFloatVector());
  }

  @Tag("slow")
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCSavesAndSaysHowToGoOnAndAKilledOneGoesOnToo() throws Exception {
    Signal.INT.assumeHeeded();
    Path whole = folder.resolve("whole.zip");
    assertEquals(0, run(train(whole, "--quiet")).exitCode());
    assertFalse(Files.exists(folder.resolve("whole.zip.training")));

    Path out = folder.resolve("model.zip");
    Path work = folder.resolve("model.zip.training");
    Path checkpoint = work.resolve("candidates/000/checkpoint");
    Path log = folder.resolve("log");
    assertEquals(
        Main.INTERRUPTED,
        stop("INT", () -> Files.exists(work.resolve("candidates/000")), log, train(out)));
    assertTrue(
        Files.readString(log)
            .contains(
                "Interrupted. The training is in %s; the same command with --resume goes on from"
                    .formatted(work)),
        Files.readString(log));
    assertTrue(Files.exists(checkpoint));
    assertFalse(Files.exists(out));

    Run again = run(train(out));
    assertEquals(Main.WRONG_USAGE, again.exitCode);
    assertTrue(again.err.contains("holds a training that was stopped: add --resume"), again.err);
    Run other = run(train(out, "--resume", "--seed", "7"));
    assertEquals(Main.FAILED, other.exitCode);
    assertTrue(other.err.contains("seed: 42 there, 7 asked for"), other.err);
    assertTrue(Files.exists(checkpoint));

    FileTime first = Files.getLastModifiedTime(checkpoint);
    assertEquals(
        EXIT_OF_SIGKILL,
        stop(
            "KILL",
            () -> !Files.getLastModifiedTime(checkpoint).equals(first),
            log,
            train(out, "--resume")));
    Run resumed = run(train(out, "--resume", "--quiet"));
    assertEquals(0, resumed.exitCode, resumed.err);
    assertSameModel(whole, out);
    assertFalse(Files.exists(work));
    Run nothing = run(train(out, "--resume"));
    assertEquals(Main.WRONG_USAGE, nothing.exitCode);
    assertTrue(nothing.err.contains("no training to resume: leave out --resume"), nothing.err);
  }

  @Test
  void aTrainingThatFailsAtOnceLeavesNothing() throws IOException {
    Path out = folder.resolve("model.zip");
    Path empty = Files.writeString(folder.resolve("short.txt"), "ab");
    assertEquals(
        Main.FAILED, run("train", "--text", empty.toString(), "--out", out.toString()).exitCode);
    assertFalse(Files.exists(folder.resolve("model.zip.training")));
  }
}
