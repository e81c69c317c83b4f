package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways to search, and a candidate of a search trained once more. */
class SweepSearchTest {
  private static final String COMMON =
      " --hidden 6 --streams 4 --epochs 2 --parallel 2 --no-probe --quiet --out @sweep";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("book.txt"), Texts.words(200, 1));
    List<String> rows = IntStream.range(0, 160).mapToObj(i -> i + "," + Math.sin(i / 3.0)).toList();
    Files.writeString(folder.resolve("load.csv"), "row,load\n" + String.join("\n", rows) + "\n");
  }

  private Run run(String command) {
    Run run = Run.in(folder, command);
    assertEquals(0, run.exitCode(), run::err);
    return run;
  }

  private SweepResult result() {
    return SweepResult.read(folder.resolve("sweep"));
  }

  @Tag("slow")
  @Test
  void theWinnerIsTrainedOnceMoreToItsScoreWithoutSayingWhereTheDataAre() {
    run(
        "sweep --text @book.txt --k1 5 --k2 5,10 --learning-rate 0.001,0.01,0.03 --halving 2"
            + " --repeats 2"
            + COMMON);
    assertEquals(12, result().candidates().size());
    CandidateResult best = result().best().orElseThrow();
    Run winner = run("train --from @sweep --out @best.zip --quiet");
    assertTrue(
        winner.out().contains("candidate " + best.index() + ": the sweep's score, bit for bit"),
        winner::out);
    CandidateResult stopped =
        result().candidates().stream()
            .filter(one -> one.outcome() == Outcome.STOPPED)
            .findFirst()
            .orElseThrow();
    Run other =
        run("train --from @sweep --candidate " + stopped.index() + " --out @other.zip --quiet");
    assertTrue(
        other.out().contains("the sweep's score where the sweep stopped it, bit for bit"),
        other::out);
    assertEquals(0, Run.in(folder, "generate --model @best.zip --length 5").exitCode());
  }

  @Test
  void aTablesCandidateIsTrainedOnceMoreToAModelThatForecasts() {
    run(
        "sweep --csv @load.csv --values load --inputs load --truncation"
            + " adaptive:k1=5,min=5,max=20 --truncation random:mean=8"
            + COMMON);
    List<CandidateResult> candidates = result().candidates();
    assertEquals(2, candidates.size());
    assertEquals(
        Map.of("truncation", "random:mean=8.0,alpha=4.0,seed=0"),
        candidates.get(1).hyperparameters());
    Run again = run("train --from @sweep --candidate 1 --out @load.model --quiet");
    assertTrue(again.out().contains("candidate 1: the sweep's score, bit for bit"), again::out);
    run("predict --model @load.model --csv @load.csv");
    Run backtest = run("backtest --model @load.model --csv @load.csv --quiet");
    assertFalse(backtest.out().isEmpty());
  }

  @Tag("slow")
  @Test
  void rangesAreSearchedWhereTrialsSayThatGoodOnesAre() {
    run(
        "sweep --text @book.txt --k1 2..8 --k2 4..20 --truncation adaptive:k1=5,min=5,max=20"
            + " --learning-rate 0.001..0.05 --clip 0.5..2 --search tpe --candidates 14 --halving"
            + COMMON);
    SweepResult sweep = result();
    assertEquals(14, sweep.candidates().size());
    assertTrue(
        sweep.candidates().stream()
            .allMatch(
                one ->
                    one.hyperparameters().containsKey("learningRate")
                        && (one.k2() == null || one.k2() >= one.k1())));
    assertTrue(sweep.candidates().stream().anyMatch(one -> one.outcome() == Outcome.STOPPED));
  }

  @Test
  void oneTruncationOfAnyKindIsTrained() {
    Run train =
        run(
            "train --text @book.txt --hidden 6 --epochs 1 --truncation random:mean=8 --out @a.zip"
                + " --quiet");
    assertTrue(train.out().contains("validation:"), train::out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep --out x --text a --halving 1 | --halving (1) must be at least 2.",
        "sweep --out x --text a --first-rung 3epochs | --first-rung is for --halving: add it.",
        "sweep --out x --text a --halving 3 --first-rung 3weeks | write such as 0.5epochs",
        "sweep --out x --text a --halving 3 --first-rung 0updates | write such as 0.5epochs",
        "sweep --out x --text a --halving --search genetic --candidates 9 | exclude each other",
        "sweep --out x --text a --repeats 0 | --repeats (0) must be positive.",
        "sweep --out x --text a --halving --lookahead 0 | --lookahead (0) must be positive.",
        "sweep --out x --text @book.txt --truncation often | has no known kind before a colon",
        "sweep --out x --text @book.txt --k1 50..2 | is no range: the smaller value first",
        "sweep --out x --text @book.txt --k1 5..5 | one value is written alone, 5",
        "sweep --out x --text @book.txt --k1 1..9 --k2 9..99999999999 | must be at most"
            + " 2147483647.",
        "sweep --out x --text a --halving --first-rung 0.2updates | must be at least one update",
        "sweep --out x --text @book.txt --k1 5..50 | give one value or range of the other",
        "sweep --out x --text @book.txt --k1 5..50 --k2 2..20 | k1 up to 50 has no k2 of at least",
        "sweep --out x --text @book.txt --k1 5..9,20 --k2 20 | give values or one range, not both",
        "sweep --out x --text a --hidden 8.5 | --hidden (8.5) must be a whole number.",
        "sweep --out x --text a --hidden 0..8 | --hidden (0) must be positive.",
        "train --out x --text a --learning-rate 0.1..0.2 | train takes one value each",
        "train --out x --text a --candidate 3 | --candidate is for --from: add it.",
        "train --out x --from b --hidden 3 | --hidden is the sweep's with --from: leave it out.",
        "train --out x --text a --k1 3 --truncation full | --truncation and --k1, --k2 exclude",
        "train --out x --text a --truncation fixed | has no k2",
      })
  void refusesWhatCannotBe(String command, String message) {
    Run run = Run.in(folder, command);
    assertEquals(2, run.exitCode(), run::err);
    assertTrue(run.err().contains(message), run::err);
  }

  @Test
  void aRungBeyondTheTrainingAndACandidateThatIsNotThereAreNamed() {
    Run rung =
        Run.in(
            folder, "sweep --text @book.txt --k1 5 --k2 5 --halving --first-rung 9epochs" + COMMON);
    assertEquals(1, rung.exitCode());
    assertTrue(
        rung.err().contains("The first rung (9 epochs) must be shorter than the training (2)."),
        rung::err);
    run("sweep --text @book.txt --k1 5 --k2 5" + COMMON);
    Run none = Run.in(folder, "train --from @sweep --candidate 7 --out @x.zip");
    assertTrue(none.err().contains("has no candidate 7 that has ended, but 0 to 0."), none::err);
    Run other = Run.in(folder, "train --from @sweep --text @load.csv --out @x.zip");
    assertTrue(other.err().contains("The sweep's data are others."), other::err);
  }

  @Test
  void dataByAnotherNameAreTheSameAndNeedNoOtherOption() throws IOException {
    run("sweep --text @book.txt --k1 5 --k2 5" + COMMON);
    Files.move(folder.resolve("book.txt"), folder.resolve("moved.txt"));

    Run gone = Run.in(folder, "train --from @sweep --out @x.zip --quiet");
    assertTrue(gone.err().contains("There is no file"), gone::err);
    Run moved = run("train --from @sweep --text @moved.txt --out @x.zip --quiet");
    assertTrue(moved.out().contains("the sweep's score, bit for bit"), moved::out);
    run("sweep --resume --text @moved.txt --k1 5 --k2 5" + COMMON);
  }

  @Test
  void filesThatSomebodyHasEditedAreNamedWithWhatToDo() throws IOException {
    run("sweep --text @book.txt --k1 5 --k2 5" + COMMON);
    Path sweep = folder.resolve("sweep");
    String said = Files.readString(sweep.resolve("sweep.json"));

    Files.writeString(
        sweep.resolve("sweep.json"), said.replaceFirst("\"limits\" : \\{[^}]*}", "\"limits\" : 7"));
    failed("train --from @sweep --out @x.zip", "sweep.json can't be read: limits is 7. Put back");
    failed("report @sweep", "sweep.json can't be read: limits is 7. Put back");

    Files.writeString(
        sweep.resolve("sweep.json"), said.replace("java.lang.Double", "com.example.ForeignCode"));
    failed("train --from @sweep --out @x.zip", "it names the class com.example.ForeignCode");

    Files.writeString(
        sweep.resolve("sweep.json"), said.replace("\"format\" : 1", "\"format\" : 2"));
    String later = "is of format 2, which a later version of this program has written";
    failed("report @sweep", later);
    failed("sweep --resume --text @book.txt --k1 5 --k2 5" + COMMON, later);
    assertTrue(Files.readString(sweep.resolve("sweep.json")).contains("\"format\" : 2"));

    Files.writeString(sweep.resolve("sweep.json"), said.replace("\"format\" : 1,", "")); // older
    run("sweep --resume --text @book.txt --k1 5 --k2 5" + COMMON);

    Files.writeString(sweep.resolve("sweep.json"), said);
    Files.writeString(sweep.resolve("winner.json"), "[]");
    failed("report @sweep", "Delete it: the sweep writes it again when it is resumed.");
  }

  private void failed(String command, String message) {
    Run run = Run.in(folder, command);
    assertEquals(1, run.exitCode(), run::err);
    assertTrue(run.err().contains(message), run::err);
    assertFalse(run.err().contains("likely a fault"), run::err);
  }
}
