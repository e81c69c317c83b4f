package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.OtherJvm;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.Texts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a process of its own, interrupted as Ctrl-C does. */
class InterruptedSweepTest {
  private static final int CTRL_C = 3;

  @TempDir Path folder;

  private String[] sweep(Path out, String... more) throws IOException {
    Path text = folder.resolve("words.txt");
    if (!Files.exists(text)) {
      Files.writeString(text, Texts.words(250, 1));
    }
    String common =
        "sweep --text %s --k1 5 --k2 5,10,20 --hidden 8 --streams 8 --epochs 4 --parallel 1"
            + " --no-probe --out %s";
    return Stream.concat(Stream.of(common.formatted(text, out).split(" ")), Stream.of(more))
        .toArray(String[]::new);
  }

  @Tag("slow")
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCSaysHowToGoOnAndTheSweepThatGoesOnRepeatsNothing() throws Exception {
    Signal.INT.assumeHeeded();
    Path out = folder.resolve("sweep");
    Path log = folder.resolve("log");
    Process process =
        OtherJvm.with(List.of(), Main.class, sweep(out)) // it starts itself with its module
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      awaitFirstCandidate(out, process);
      Signal.INT.send(process.pid());
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(Main.INTERRUPTED, process.exitValue(), Files.readString(log));
    assertTrue(
        Files.readString(log)
            .contains(
                "Interrupted. What has finished is in %1$s; the same command with --resume goes on from there. Report so far: %1$s/report.html"
                    .formatted(out)),
        Files.readString(log));
    for (String name : List.of("report.html", "report.png", "report.csv")) {
      assertTrue(Files.size(out.resolve(name)) > 100, name);
    }
    assertTrue(Files.readString(out.resolve("report.html")).endsWith("</html>\n"));
    assertNotNull(ImageIO.read(out.resolve("report.png").toFile()));

    assertFalse(Files.readString(log).contains("INFO "), Files.readString(log));

    List<CandidateResult> before = SweepResult.read(out).candidates();
    assertTrue(!before.isEmpty() && before.size() < 3, "finished: " + before.size());
    FileTime trained = Files.getLastModifiedTime(out.resolve("candidates/000/model.zip"));
    assertEquals(0, runHere(sweep(out, "--resume", "--quiet")));
    assertEquals(trained, Files.getLastModifiedTime(out.resolve("candidates/000/model.zip")));
    List<CandidateResult> resumed = SweepResult.read(out).candidates();
    assertEquals(before, resumed.subList(0, before.size()));

    Path whole = folder.resolve("whole");
    assertEquals(0, runHere(sweep(whole, "--quiet")));
    assertEquals(scores(SweepResult.read(whole).candidates()), scores(resumed));
  }

  /** A terminal is what progress bars ask for their width, and what they leave in another state. */
  @Tag("slow")
  @Test
  @EnabledOnOs(OS.LINUX)
  void ctrlCTypedInATerminalSaysTheSame() throws Exception {
    Signal.INT.assumeHeeded();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script, which makes a terminal");
    Path out = folder.resolve("sweep");
    Path log = folder.resolve("log");
    String command =
        OtherJvm.with(List.of(), Main.class, sweep(out)).command().stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Process terminal =
        new ProcessBuilder("/usr/bin/script", "-q", "-e", "-c", command, "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try (OutputStream keyboard = terminal.getOutputStream()) {
      awaitFirstCandidate(out, terminal);
      keyboard.write(CTRL_C);
      keyboard.flush();
      assertTrue(terminal.waitFor(1, TimeUnit.MINUTES));
    } finally {
      terminal.destroyForcibly();
    }
    assertEquals(Main.INTERRUPTED, terminal.exitValue(), Files.readString(log));
    assertTrue(Files.readString(log).contains("Interrupted. What"), Files.readString(log));
  }

  private static void awaitFirstCandidate(Path out, Process process) throws Exception {
    while (!Files.exists(out.resolve("candidates/000/candidate.json")) && process.isAlive()) {
      Thread.sleep(5);
    }
    assertTrue(process.isAlive(), "It ended before the interrupt.");
  }

  private static int runHere(String... arguments) {
    return Main.commandLine().setOut(new PrintWriter(new StringWriter())).execute(arguments);
  }

  private static List<Double> scores(List<CandidateResult> candidates) {
    return candidates.stream().map(CandidateResult::validationScore).toList();
  }
}
