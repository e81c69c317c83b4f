package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.OtherJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class TasksCommandTest {
  private static Run run(String command) {
    return Run.of(command.split(" +"));
  }

  @Test
  void influenceTellsTruncationsApartAndWhen() {
    Run run =
        run(
            "tasks --task influence --minibatches 30 --seeds 1 --truncation fixed:k1=5,k2=10"
                + " --truncation fixed:k1=5,k2=100");

    assertEquals(0, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(0).startsWith("influence balancing: 1 vanilla layer of 23 units"));
    assertTrue(
        lines.get(2).matches(" *truncation +depth +updates +loss +smallest +largest +solved .*"),
        run::out);
    assertTrue(lines.get(3).matches(".*k2=10 .* 0 of 1 +1 of 1 .*"), run::out);
    assertTrue(lines.get(4).matches(".*k2=100 .* 600 .* 1 of 1 +0 of 1 .*"), run::out);
    assertTrue(lines.get(7).matches(" *truncation +0 +500 +1000 .* 3000"), run::out);
    assertTrue(lines.get(8).matches(".*k2=10 +8.0000 .*"), run::out);
    assertTrue(run.err().contains("2/2  "), run::err);
  }

  @Test
  void jsonHasEveryTrainingWithItsCurveAndItsChoices() throws Exception {
    Run run =
        run(
            "tasks --task copy --length 2 --cell vanilla --units 4 --minibatches 10 --seeds 2"
                + " --quiet --json --truncation adaptive:k1=10,min=2,max=20,delta=0.5,cost=0.5");

    assertEquals(0, run.exitCode(), run::err);
    assertEquals("", run.err());
    JsonNode tree = new ObjectMapper().readTree(run.out());
    assertEquals("copy of 2 symbols", tree.get("task").asText());
    assertEquals("vanilla", tree.get("cell").asText());
    JsonNode trainings = tree.get("rows").get(0).get("trainings");
    assertEquals(2, trainings.size());
    assertEquals(42, trainings.get(0).get("seed").asInt());
    assertEquals(100, trainings.get(1).get("updates").asInt());
    assertEquals(11, trainings.get(1).get("curve").size());
    JsonNode choice = trainings.get(0).get("choices").get(0);
    int k = choice.get("k").asInt();
    assertTrue(k >= 2 && k <= 20, choice::toString);
    assertTrue(choice.has("iteration") && choice.has("relativeBias"), choice::toString);
  }

  @Test
  void adaptiveOnesShowTheirKsAndNatsTheirPerplexity() {
    Run run =
        run(
            "tasks --task copy --length 2 --cell vanilla --units 4 --minibatches 5 --parallel 1"
                + " --truncation adaptive:k1=10,min=2,max=20,delta=0.5,cost=0.5 --truncation"
                + " fixed:k1=50,k2=50");

    assertEquals(0, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertTrue(
        lines
            .get(2)
            .matches(".* nats +smallest +largest +perplexity +first K +median K +last K .*"),
        run::out);
    assertTrue(lines.get(3).contains("adaptive:k1=10,min=2,max=20,delta=0.5,cost=0.5"), run::out);
  }

  /** {@return how many cells of a run's tables stand on a page} */
  private static long cellsOn(String page, Run run) {
    List<String> cells =
        run.out()
            .lines()
            .filter(line -> line.matches(".*\\S {2,}\\S.*"))
            .flatMap(line -> Stream.of(line.strip().split(" {2,}")))
            .toList();
    cells.forEach(cell -> assertTrue(page.contains(">" + cell + "<"), () -> cell + " is missing"));
    return cells.size();
  }

  private static List<String> pictures(String page) {
    return Pattern.compile("<img [^>]* alt=\"([^\"]{60,})\"")
        .matcher(page)
        .results()
        .map(picture -> picture.group(1))
        .toList();
  }

  @Tag("slow")
  @Test
  void thePageHasTheTablesLearningCurvesAndTheKsOfAdaptiveOnes(@TempDir Path folder)
      throws Exception {
    Path page = Files.writeString(folder.resolve("page.html"), "an older one");
    Run run =
        run(
            "tasks --task copy --length 2 --cell vanilla --units 4 --minibatches 10 --seeds 2"
                + " --truncation adaptive:k1=10,min=2,max=20,delta=0.5,cost=0.5 --truncation"
                + " fixed:k1=50,k2=50 --report "
                + page);

    assertEquals(0, run.exitCode(), run::err);
    String html = Files.readString(page);
    assertTrue(cellsOn(html, run) > 30, run::out);
    List<String> pictures = pictures(html);
    assertEquals(3, pictures.size(), pictures::toString);
    assertTrue(pictures.get(0).startsWith("Learning curves. Held-out nats"), pictures::toString);
    assertTrue(
        pictures
            .get(1)
            .matches("K over the training: adaptive:.* With seed 42 K is \\d+ at first .*"),
        pictures::toString);
    assertTrue(pictures.get(2).contains("Dashed: delta, 0.500."), pictures::toString);
  }

  @Test
  void thePageOfASearchForLagsHasItsTable(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("page.html");
    Run run =
        run(
            "tasks --task recall --truncation fixed:k1=1,k2=2 --max-lag 3 --seeds 1 --report "
                + page);

    assertEquals(0, run.exitCode(), run::err);
    assertTrue(cellsOn(Files.readString(page), run) > 9, run::out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none/page.html", "folder"})
  void aPageThatCantBeWrittenIsSaidBeforeAnythingIsTrained(String report, @TempDir Path folder)
      throws Exception {
    Files.createDirectory(folder.resolve("folder"));
    Run run = run("tasks --task influence --report " + folder.resolve(report));

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains(report + " can't be written: give a file in a folder"), run::err);
    assertEquals(1, run.err().lines().count(), run::err);
    assertEquals("", run.out());
  }

  @Test
  void recallWithoutALengthIsTheProbe() {
    Run run = run("tasks --task recall --truncation fixed:k1=1,k2=2 --max-lag 3 --seeds 1");

    assertEquals(0, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(0).matches(" *truncation +lag +smallest +largest +seconds"), run::out);
    assertTrue(lines.get(1).matches("fixed:k1=1,k2=2 +1 +1 +1 +\\d+\\.\\d"), run::out);
  }

  @Test
  void recallAtALagTakesAnyTruncation() {
    Run run = run("tasks --task recall --length 2 --truncation random:mean=4 --seeds 1");

    assertEquals(0, run.exitCode(), run::err);
    assertTrue(run.out().startsWith("recall after 2 steps: "), run::out);
  }

  @Test
  void temporalOrderIsComparedWithAndWithoutOmega() {
    Run run =
        run("tasks --task temporal-order --length 10 --seeds 1 --minibatches 20 --omega 0,0.5");

    assertEquals(0, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(3).matches(" *full +10.0 +20 .*"), run::out);
    assertTrue(lines.get(4).matches("full, omega 0.5 +10.0 +20 .*"), run::out);
    assertNotEquals(lines.get(8).strip(), lines.get(9).replace(", omega 0.5", "").strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tasks | Missing required option: '--task=TASK'",
        "tasks --task dance | expected one of [copy, adding, temporal-order, influence, recall]",
        "tasks --task copy --truncation often | often",
        "tasks --task copy --truncation fixed:k1=0,k2=1 | k1 (0) must be at least 1.",
        "tasks --task copy --truncation full | needs the whole sequence",
        "tasks --task copy --length 1 | --length (1) must be at least 2",
        "tasks --task adding --length 1 | --length (1) must be at least 2",
        "tasks --task temporal-order --length 9 | --length (9) must be at least 10",
        "tasks --task recall --length 0 | --length (0) must be positive.",
        "tasks --task influence --length 9 | --length isn't for influence",
        "tasks --task influence --units 9 | leave out cell, layers, units and omega",
        "tasks --task copy --cell lstm --omega 2 | omega (2.0) is for vanilla cells",
        "tasks --task adding --omega=-1 | omega (-1.0) must be 0 or more",
        "tasks --task adding --omega 1 --cell lstm | omega (1.0) is for vanilla cells",
        "tasks --task adding --clip 1 --no-clip | --clip and --no-clip exclude each other.",
        "tasks --task adding --max-lag 9 | --max-lag is for recall without --length only.",
        "tasks --task recall --units 9 | give --length too",
        "tasks --task copy --seeds 0 | --seeds (0) must be positive.",
        "tasks --task copy --learning-rate NaN | --learning-rate (NaN) must be positive."
      })
  void wrongUsageIsSaidShortly(String command, String message) {
    Run wrong = run(command);

    assertAll(
        () -> assertEquals(2, wrong.exitCode(), wrong::err),
        () -> assertTrue(wrong.err().contains(message), wrong::err),
        () -> assertTrue(wrong.err().lines().count() <= 4, wrong::err),
        () -> assertEquals("", wrong.out()));
  }

  @Tag("slow")
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCPrintsWhatThereIs(@TempDir Path folder) throws Exception {
    Signal.INT.assumeHeeded();
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        OtherJvm.of(
                Main.class,
                "tasks --task recall --length 1 --seeds 100000 --parallel 1 --truncation full"
                    .split(" "))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      while (process.isAlive() && !Files.readString(err).contains("2/100000  ")) {
        Thread.onSpinWait();
      }
      Signal.INT.send(process.pid());
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(Main.INTERRUPTED, process.exitValue());
    assertTrue(
        Files.readString(err).contains("Interrupted. Of 100000 trainings "), Files.readString(err));
    List<String> lines = Files.readAllLines(out);
    assertTrue(lines.get(0).startsWith("recall after 1 steps: "), lines::toString);
    assertTrue(lines.get(3).matches(" *full .*"), lines::toString);
  }
}
