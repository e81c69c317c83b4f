package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody is told who sees the program for the first time. */
class ForecastMessagesTest {
  private static final String SEEN = "The model was trained on most of these rows";

  @TempDir Path folder;

  /** What a command did. */
  /** Runs a command; {@code @} stands for the folder. */
  private Run run(String command) {
    return Run.in(folder, command);
  }

  private void write(String name, int from, int to) throws IOException {
    Files.writeString(
        folder.resolve(name),
        IntStream.range(from, to)
            .mapToObj(
                i ->
                    "%s,%d,%s"
                        .formatted(
                            LocalDate.of(2020, 1, 1).plusDays(i),
                            200_000 + 1000 * (i % 7),
                            i % 3 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "t,y,c\n", "\n")));
  }

  private Run train() {
    return run("train --csv @y.csv --values y --epochs 1 --hidden 2 --quiet --out @m");
  }

  @Test
  void trainingSaysWhatIsPredictedFromWhatAndWhatRowsAreFor() throws IOException {
    write("y.csv", 0, 120);
    Run trained = train();
    assertEquals(0, trained.exitCode(), trained.err());
    assertTrue(trained.out().contains("Predicts y 1 row ahead from y, c."), trained.out());
    assertTrue(
        trained
            .out()
            .contains("84 rows are to learn from, 18 select, and 18 test what was learned."),
        trained.out());
  }

  @Test
  void scoresOnTheTableOfTheTrainingAreSaidToFlatter() throws IOException {
    write("y.csv", 0, 120);
    write("next.csv", 120, 160);
    assertEquals(0, train().exitCode());
    assertTrue(run("evaluate --model @m --csv @y.csv").out().contains(SEEN));
    assertFalse(run("evaluate --model @m --csv @y.csv --last 18").out().contains(SEEN));
    Run next = run("evaluate --model @m --csv @next.csv");
    assertEquals(0, next.exitCode(), next.err());
    assertFalse(next.out().contains(SEEN), next.out());
  }

  @Test
  void largeNumbersAreWrittenOut() throws IOException {
    write("y.csv", 0, 70);
    String data = run("data --csv @y.csv").out();
    assertTrue(data.contains("200000 .. 206000, mean 203000"), data);
  }

  @Test
  void misspeltOptionBehindTheFilesIsNoFile() throws IOException {
    write("y.csv", 0, 120);
    Run typo = run("train --csv @y.csv --vals y --out @m");
    assertEquals(Main.WRONG_USAGE, typo.exitCode());
    assertTrue(typo.err().contains("Unknown option: '--vals'"), typo.err());
    assertTrue(typo.err().contains("--values"), typo.err());
  }

  @Test
  void horizonBeyondOneIsSaidToForgetNearerRows() throws IOException {
    write("y.csv", 0, 200);
    String far = "train --csv @y.csv --values y --horizon 3 --epochs 1 --hidden 2 --quiet --out @m";
    assertEquals(0, run(far).exitCode());
    String backtest = "backtest --model @m --csv @y.csv --ahead 4";
    assertTrue(run(backtest).out().contains("The model's horizon is 3: of rows nearer than +3"));
    assertEquals(0, run(far.replace("--horizon 3", "--horizon 1")).exitCode());
    assertFalse(run(backtest).out().contains("horizon"));
  }
}
