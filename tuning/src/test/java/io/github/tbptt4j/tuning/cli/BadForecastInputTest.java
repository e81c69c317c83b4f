package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't work is refused in one sentence, before anything is written. */
class BadForecastInputTest {
  private static final int ROWS = 120;

  @TempDir Path folder;

  /** What a command did. */
  @BeforeEach
  void tables() throws IOException {
    write(
        "y.csv", "t,y,x,c,none", i -> row(i) + "," + i % 5 + "," + (i % 3 == 0 ? "a" : "b") + ",");
  }

  private static String row(int i) {
    return LocalDate.of(2020, 1, 1).plusDays(i) + "," + (100 + i % 7);
  }

  private Path write(String name, String header, IntFunction<String> row) throws IOException {
    Stream<String> rows = IntStream.range(0, ROWS).mapToObj(row);
    return Files.writeString(
        folder.resolve(name),
        Stream.concat(Stream.of(header), rows).collect(Collectors.joining("\n", "", "\n")));
  }

  /** Runs a command; {@code @} stands for the folder. */
  private Run run(String command) {
    return Run.in(folder, command);
  }

  private Run train(String options) {
    return run("train --csv @y.csv --epochs 1 --hidden 2 --quiet --out @m.model " + options);
  }

  private void assertRefused(Run run, int exitCode, String message) {
    assertEquals(exitCode, run.exitCode(), run.err());
    List<String> lines = run.err().lines().toList();
    assertTrue(lines.get(0).contains(message), run.err());
    assertEquals(exitCode == Main.WRONG_USAGE ? 2 : 1, lines.size(), run.err());
    assertEquals("", run.out());
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("y.csv")), files.toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--values y,y | y is named twice among what is predicted",
        "--values y --inputs x,x | x is named twice among the inputs",
        "--values y --known x,x | x is named twice among what is known in advance",
        "--values y --time t --calendar weekday,weekday | WEEKDAY is named twice",
        "--values y --known y | Column y is predicted: it can't be known in advance.",
        "--classes c --horizon 1 --known c | Column c is predicted: it can't be known",
        "--values none | Column none has no values: there is nothing to learn from.",
        "--values y --horizon 84 | The horizon (84) must be smaller than the training part",
        "--values y --horizon 2147483647 | must be smaller than the training part",
        "--values y --period 84 | The period (84) must be smaller than the training part",
        "--classes c --label-per-sequence | None of the 84 rows of the training part has",
      })
  void trainingRefuses(String options, String message) throws IOException {
    assertRefused(train(options), Main.FAILED, message);
    assertNothingLeft();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--values y --horizon -1 | --horizon (-1) must be at least 0.",
        "--values y --period -1 | --period (-1) must be at least 0.",
        "--values y --streams 0 | --streams (0) must be positive.",
        "--values y --minutes 0 | --minutes (0.0) must be positive.",
        "--values y --classes c | --csv needs either --classes COLUMN or --values COLUMN,..",
      })
  void trainingOptionsHaveLimits(String options, String message) throws IOException {
    assertRefused(train(options), Main.WRONG_USAGE, message);
    assertNothingLeft();
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ahead -1 | 2 | --ahead (-1) must be at least 0.",
        "--ahead 2000000000 | 1 | isn't enough: ask for less",
        "--interval 100 | 2 | --interval (100.0) must lie between 0 and 100.",
        "--out @y.csv | 2 | --out (@y.csv) is a file that is read: give another one.",
        "--out @m.model | 2 | --out (@m.model) is a file that is read: give another one.",
        "--state-out @m.model | 2 | --state-out (@m.model) is a file that is read",
        "--out @p --state-out @p | 2 | --out and --state-out are the same file: give two.",
        "--out @no/p | 1 | @no/p can't be written: give a file in a folder that exists",
        "--out @folder | 1 | @folder can't be written: give a file in a folder that exists",
        "--out @p --state-out @no/s | 1 | @no/s can't be written: give a file in a folder",
        "--state-in @folder | 1 | @folder is a folder: give a file that predict --state-out wrote.",
        "--state-in @y.csv | 1 | @y.csv is no forecast's state",
        "--state-in @none | 1 | There is no file @none.",
        "--csv @twice.csv | 1 | There would be two columns predicted_y: rename or leave out",
      })
  void predictingRefuses(String options, int exitCode, String message) throws IOException {
    Files.createDirectory(folder.resolve("folder"));
    write("twice.csv", "t,y,predicted_y", i -> row(i) + ",1");
    Run trained = train("--values y --inputs y");
    assertEquals(0, trained.exitCode(), trained.err());
    String csv = options.startsWith("--csv") ? "" : " --csv @y.csv ";
    List<String> before = contents();
    assertRefused(
        run("predict --model @m.model " + csv + options),
        exitCode,
        message.replace("@", folder + "/"));
    assertEquals(before, contents());
  }

  /** Names and sizes of files. */
  private List<String> contents() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted().toList()) {
        all.add(file + " " + Files.size(file));
      }
    }
    return all;
  }

  @Test
  void trainingDoesNotWriteOverItsTable() throws IOException {
    assertRefused(
        run("train --csv @y.csv --values y --quiet --out @y.csv"),
        Main.WRONG_USAGE,
        "--out (" + folder.resolve("y.csv") + ") is a file that is read: give another one.");
    assertNothingLeft();
  }

  @Test
  void classesDoNotGoOn() {
    assertEquals(0, train("--classes c --inputs x").exitCode());
    assertRefused(
        run("predict --model @m.model --csv @y.csv --ahead 1"),
        Main.WRONG_USAGE,
        "--ahead is for models of numbers with a horizon of at least 1: train one.");
  }

  @Test
  void outputThatGoesNowhereIsAFailureAndNoStateIsKept() {
    assertEquals(0, train("--values y --inputs y").exitCode());
    PrintStream before = System.out;
    StringWriter err = new StringWriter();
    int exitCode;
    try {
      System.setOut(new PrintStream(new ClosedPipe(), false, StandardCharsets.UTF_8));
      String command = "predict --model @m.model --csv @y.csv --state-out @s";
      exitCode =
          Main.commandLine()
              .setErr(new PrintWriter(err))
              .execute(command.replace("@", folder + "/").split(" "));
    } finally {
      System.setOut(before);
    }
    assertEquals(Main.FAILED, exitCode);
    assertEquals(
        List.of("Standard output was closed before the end."), err.toString().lines().toList());
    assertFalse(Files.exists(folder.resolve("s")));
  }

  /** What {@code | head -1} leaves. */
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  @Test
  void numbersThatAreNoFloatsAreNamed() throws IOException {
    assertEquals(0, train("--values y --inputs y").exitCode());
    write("large.csv", "t,y", i -> i == 50 ? row(i).replaceFirst(",.*", ",1e300") : row(i));
    String message = folder.resolve("large.csv") + ", line 52, column y is 1.0E300: networks work";
    assertRefused(run("predict --model @m.model --csv @large.csv"), Main.FAILED, message);
    String train = "train --csv @large.csv --values y --quiet --out @n.model";
    assertRefused(run(train), Main.FAILED, message);
    assertFalse(Files.exists(folder.resolve("n.model")));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7})
  void ofFewSeriesEachPartGetsOne(int series) throws IOException {
    write("few.csv", "t,y,g", i -> row(i / series) + "," + i % series);
    Run trained =
        run(
            "train --csv @few.csv --values y --group g --by-sequence --epochs 1 --hidden 2 --quiet"
                + " --out @m.model");
    assertEquals(0, trained.exitCode(), trained.err());
  }

  @Test
  void trainingThatDivergesSaysSoInASentence() throws IOException {
    String train = "train --csv @y.csv --values y --inputs y,x --epochs 3 --quiet --out @m.model";
    Run run = run(train + " --learning-rate 1e38 --no-linear");
    assertEquals(Main.FAILED, run.exitCode());
    String message = "The training failed: Parameters, score or gradients became infinite or NaN";
    assertTrue(run.err().startsWith(message), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertNothingLeft();
  }

  @ParameterizedTest
  @CsvSource({"predict, y.csv", "evaluate, y.csv", "evaluate, m.model", "backtest, y.csv"})
  void pagesAreNotWrittenOverWhatIsRead(String command, String file) throws IOException {
    assertEquals(0, train("--values y --inputs y").exitCode());
    List<String> before = contents();
    assertRefused(
        run(command + " --model @m.model --csv @y.csv --report @" + file),
        Main.WRONG_USAGE,
        "--report (" + folder.resolve(file) + ") is a file that is read: give another one.");
    assertEquals(before, contents());
  }
}
