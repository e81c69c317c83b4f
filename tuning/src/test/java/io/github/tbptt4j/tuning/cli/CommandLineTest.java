package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.exchange.TorchWeights;
import io.github.tbptt4j.zoo.TextGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import onnx.Onnx;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path folder;

  /** What a command did. */
  private static Run run(String... args) {
    return Run.of(args);
  }

  private static Run runWords(String command) {
    return run(command.split(" +"));
  }

  private Path text() throws IOException {
    Random random = new Random(3);
    List<String> words = List.of("the", "old", "man", "sat", "down", "and", "wrote");
    StringBuilder text = new StringBuilder();
    while (text.length() < 2500) {
      text.append(words.get(random.nextInt(words.size()))).append(' ');
    }
    return Files.writeString(folder.resolve("book.txt"), text);
  }

  private Run sweep(String... more) throws IOException {
    String common =
        "sweep --text %s --k1 2,4 --k2 4 --hidden 8 --streams 8 --epochs 1 --out %s --parallel 1"
            + " --quiet";
    String[] words = common.formatted(text(), folder.resolve("sweep")).split(" ");
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return run(all);
  }

  @Test
  void sweepWritesReportResumesAndItsBestModelWrites() throws IOException {
    Run first = sweep("--max-lag", "2", "--probe-seeds", "1");
    assertEquals(0, first.exitCode(), first::err);
    Path out = folder.resolve("sweep");
    List<String> table = first.out().lines().limit(3).toList();
    assertTrue(table.get(0).matches(" *candidate +k1 +k2 .*"), first::out);
    assertTrue(table.get(1).contains("completed") && table.get(2).contains("completed"));
    assertTrue(first.out().contains("Take candidate #"), first::out);
    assertFalse(first.out().contains("\u001b"), "no colours where nobody looks");
    for (String file : List.of("report.html", "report.png", "report.csv", "probe.json")) {
      assertTrue(Files.size(out.resolve(file)) > 0, file);
    }

    Run again = sweep("--no-probe");
    assertEquals(2, again.exitCode());
    assertTrue(again.err().contains("add --resume"), again::err);

    FileTime trained = Files.getLastModifiedTime(out.resolve("candidates/000/model.zip"));
    Run resumed = sweep("--resume", "--no-probe");
    assertEquals(0, resumed.exitCode(), resumed::err);
    assertEquals(first.out(), resumed.out());
    assertEquals(trained, Files.getLastModifiedTime(out.resolve("candidates/000/model.zip")));

    Run report = run("report", out.toString());
    assertEquals(first.out(), report.out());

    Run written =
        run("generate", "--model", out.toString(), "--prompt", "the old", "--length", "40");
    assertEquals(0, written.exitCode(), written::err);
    assertEquals("the old".length() + 40, written.out().strip().length(), 1);
    assertTrue(written.out().startsWith("the old"));
  }

  private static void samplesAsAsked(Path model) {
    String generate = "generate --model " + model + " --prompt the --length 40 ";
    String likeliest = runWords(generate + "--temperature 0").out();
    assertEquals(likeliest, runWords(generate + "--top-k 1").out());
    assertEquals(likeliest, runWords(generate + "--top-p 1e-9").out());
    String stop = likeliest.substring(6, 8).replace("\n", "\\n");
    String stopped =
        run(
                "generate",
                "--model",
                model.toString(),
                "--prompt",
                "the",
                "--temperature",
                "0",
                "--stop",
                stop)
            .out();
    int end = likeliest.indexOf(likeliest.substring(6, 8), 3);
    assertEquals(likeliest.substring(0, end) + System.lineSeparator(), stopped);
    Run refused = runWords(generate + "--top-p 2");
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("topP (2.0) must be above 0"), refused::err);
  }

  @Test
  void trainedModelIsWhatTheZooReads() throws IOException {
    Path model = folder.resolve("model.zip");
    Run trained =
        runWords(
            "train --text %s --k1 4 --k2 8 --hidden 8 --streams 8 --epochs 1 --quiet --out %s"
                .formatted(text(), model));
    assertEquals(0, trained.exitCode(), trained::err);
    assertTrue(
        trained.out().matches("(?s)validation: \\d\\.\\d{4} bits.*test: \\d.*"), trained.out());

    String direct = TextGenerator.load(model).generate("the ", 20, 0.5, 7);
    Run written =
        run(
            "generate",
            "--model",
            model.toString(),
            "--prompt",
            "the ",
            "--length",
            "20",
            "--temperature",
            "0.5",
            "--seed",
            "7");
    assertEquals("the " + direct + System.lineSeparator(), written.out());
    samplesAsAsked(model);
    exportsAreOf(model);
  }

  private void exportsAreOf(Path model) throws IOException {
    Path onnx = folder.resolve("book.onnx");
    Run exported = run("export", model.toString(), onnx.toString());
    assertEquals(0, exported.exitCode(), exported::err);
    TextGenerator generator = TextGenerator.load(model);
    Onnx.ModelProto written = Onnx.ModelProto.parseFrom(Files.readAllBytes(onnx));
    String alphabet = written.getMetadataProps(0).getValue();
    String[] characters = new ObjectMapper().readValue(alphabet, String[].class);
    assertEquals(generator.vocabulary().size(), characters.length);
    assertEquals("t", characters[generator.vocabulary().encode('t')]);

    Path weights = folder.resolve("book.safetensors");
    exported = run("export", model.toString(), weights.toString());
    assertEquals(0, exported.exitCode(), exported::err);
    MultiLayerNetwork same = generator.network();
    same.params().assign(0);
    TorchWeights.read(weights).into(same);
    assertEquals(generator.network().params(), same.params());

    for (String wrong : List.of("book.txt", "model.zip", "book.safetensors --lengths")) {
      assertEquals(2, runWords("export " + model + " " + folder + "/" + wrong).exitCode());
    }
  }

  @Test
  void csvIsTrainedOnToo() throws IOException {
    StringBuilder csv = new StringBuilder("hour,load\n");
    for (int t = 0; t < 400; t++) {
      csv.append(String.format(Locale.ROOT, "%d,%.4f%n", t % 24, Math.sin(t / 3.8)));
    }
    Path file = Files.writeString(folder.resolve("load.csv"), csv);
    Path model = folder.resolve("load.zip");
    Run trained =
        runWords(
            "train --csv %s --values load --horizon 1 --k1 2 --k2 4 --hidden 4 --streams 4 --epochs 1 --quiet --out %s"
                .formatted(file, model));

    assertEquals(0, trained.exitCode(), trained::err);
    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(model.toFile());
    assertEquals(2, network.getnLayers());
  }

  @Test
  void probePrintsATable() {
    Run probe = runWords("probe --k1 1,2 --k2 2 --max-lag 3 --probe-seeds 1");

    assertEquals(0, probe.exitCode(), probe::err);
    List<String> lines = probe.out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).matches(" *k1 +k2 +sure +solved +smallest +largest +seconds"));
    assertTrue(lines.get(1).matches(" *1 +2 +2 +1 +1 +1 +\\d+"), lines.get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep | Missing required option: '--out=DIR'",
        "sweep --out x | Give --text FILE or --csv PATH",
        "sweep --out x --text a --csv b | --text and --csv exclude each other",
        "sweep --out x --text a --classes c | are for --csv only",
        "sweep --out x --csv a | --csv needs either --classes COLUMN or --values",
        "sweep --out x --csv a --values b --rare 3 | --rare is for --text only",
        "sweep --out x --text a --k1 20 --k2 5,10 | Every k2 (5, 10) is smaller than every k1 (20)",
        "sweep --out x --text a --k1 0 | --k1 (0) must be at least 1.",
        "sweep --out x --text a --search random | A random search needs --candidates.",
        "sweep --out x --text a --search best | Invalid value for option '--search'",
        "sweep --out x --text a --candidates 0 | --candidates (0) must be positive.",
        "sweep --out x --text a --minutes 0 | --minutes (0.0) must be positive.",
        "sweep --out x --text a --checkpoint-every 0 | --checkpoint-every (0) must be positive.",
        "sweep --out x --text a --hidden 8,0 | --hidden (0) must be positive.",
        "sweep --out x --text a --clip=-1 | --clip (-1.0) must be positive.",
        "sweep --out x --text a --learning-rate NaN | --learning-rate (NaN) must be positive.",
        "sweep --out x --text a --learning-rate 1e300 | --learning-rate (1.0E300) is beyond",
        "sweep --out x --text a --epochs 0 | --epochs (0) must be positive.",
        "sweep --out x --text a --streams 0 | --streams (0) must be positive.",
        "sweep --out x --text a --rare 0 | --rare (0) must be positive.",
        "train --out x --text a --patience 0 | --patience (0) must be positive.",
        "train --out x --text a --k1 0 | --k1 (0) must be positive.",
        "sweep --out x --text a --resume | x holds no sweep to resume",
        "sweep --out x --text a --max-lag 0 | --max-lag (0) and --probe-seeds (3)",
        "sweep --out x --text a --hiden 3 | --hidden",
        "train --text a --out m.zip --hidden 3,4 | train takes one value each",
        "probe --k1 x | Invalid value for option '--k1'",
        "dance | Unmatched argument at index 0: 'dance'"
      })
  void wrongUsageIsSaidShortly(String command, String message) {
    Run wrong = runWords(command);

    assertAll(
        () -> assertEquals(2, wrong.exitCode()),
        () -> assertTrue(wrong.err().contains(message), wrong::err),
        () -> assertTrue(wrong.err().lines().count() <= 4, wrong::err),
        () -> assertEquals("", wrong.out()));
  }

  @Test
  void missingAndEmptyFilesAreNamedWithoutAStackTrace() throws IOException {
    Path missing = folder.resolve("missing.txt");
    Path empty = Files.createFile(folder.resolve("empty.txt"));
    Path out = folder.resolve("out");
    for (Path file : List.of(missing, empty)) {
      Run failed = run("sweep", "--text", file.toString(), "--out", out.toString(), "--quiet");
      assertEquals(1, failed.exitCode());
      assertTrue(failed.err().contains(file.getFileName().toString()), failed::err);
      assertFalse(failed.err().contains("\tat "), failed::err);
    }
    Run verbose = run("sweep", "--text", missing.toString(), "--out", out.toString(), "--verbose");
    assertTrue(verbose.err().contains("\tat "), "with --verbose");
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "generate --model"})
  void folderWithoutASweepIsRefused(String command) {
    Run failed = runWords(command + " " + folder);

    assertEquals(1, failed.exitCode());
    assertTrue(failed.err().contains(folder + " is not a sweep's folder"), failed::err);
  }

  @Test
  void allCandidatesFailingFailsWithTheReasons() throws IOException {
    Run failed = sweep("--learning-rate=3e38", "--no-probe");

    assertEquals(1, failed.exitCode(), failed::out);
    assertTrue(failed.err().contains("None of 2 candidates has a score."), failed::err);
    assertTrue(failed.err().contains("2 times: Parameters, score or gradients"), failed::err);
    assertFalse(failed.err().contains("\tat "), failed::err);
  }

  @Test
  void folderThatCantBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Run sweep =
        run("sweep", "--text", text().toString(), "--out", file.resolve("sweep").toString());
    assertEquals(1, sweep.exitCode());
    assertTrue(sweep.err().contains(file.toString()), sweep::err);

    Run train = run("train", "--text", text().toString(), "--out", file.resolve("m").toString());
    assertEquals(1, train.exitCode());
    assertTrue(train.err().contains("can't be written"), train::err);
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      Run help = run(command.getCommandName(), "--help");
      assertEquals(0, help.exitCode());
      assertTrue(help.out().contains("java -jar tbptt4j.jar " + command.getCommandName()));
    }
    assertEquals(0, run("--version").exitCode());
    assertTrue(run("--help").out().contains("130 interrupted"));
  }
}
