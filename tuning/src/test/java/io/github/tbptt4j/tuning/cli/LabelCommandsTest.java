package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.UserAgentClassifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class LabelCommandsTest {
  private static final String GERMAN = "Wo ist denn hier der Bahnhof, und wann geht ein Zug?";
  private static final String DUTCH = "Waar is hier het station, en wanneer gaat er een trein?";
  private static final String ROBOT =
      "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)";

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Run run(String command) {
    return Run.in(folder, command);
  }

  private static Run withInput(String input, String... words) {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      return Run.of(words);
    } finally {
      System.setIn(before);
    }
  }

  private static List<String> columns(Run run, int... which) {
    assertEquals(0, run.exitCode(), run::err);
    return run.out()
        .lines()
        .map(line -> line.split("\t"))
        .map(cells -> String.join(" ", Arrays.stream(which).mapToObj(i -> cells[i]).toList()))
        .toList();
  }

  @Test
  void everyLineHasItsNumberItsLanguageAndAConfidence() throws IOException {
    file("a.txt", "\ufeff" + GERMAN + "\r\n\n" + DUTCH);
    Run run = run("identify @a.txt");
    assertEquals(List.of("1 de", "2 unknown", "3 nl"), columns(run, 0, 1));
    assertTrue(
        run.out().lines().allMatch(line -> line.matches("\\d\t\\w+\t[01]\\.\\d{4}")), run.out());
    assertEquals("", run.err());
  }

  @Test
  void aPipeIsRead() {
    Run none = withInput(GERMAN + "\n" + DUTCH + "\n", "identify");
    assertEquals(List.of("1 de", "2 nl"), columns(none, 0, 1));
    Run dash = withInput(GERMAN + "\n" + DUTCH + "\n", "identify", "-");
    assertEquals(none.out(), dash.out());
  }

  @Test
  void onlyTheLanguagesThatAreAskedForAreSaid() {
    Run two = withInput(GERMAN + "\n" + DUTCH + "\n", "identify", "--languages", "nl,en");
    assertEquals("2 nl", columns(two, 0, 1).get(1));
    assertTrue(List.of("1 nl", "1 en").contains(columns(two, 0, 1).get(0)), two.out());
  }

  @Test
  void ofSeveralFilesEachLineNamesItsOwn() throws IOException {
    Path a = file("a.txt", GERMAN + "\n");
    Path b = file("b.txt", DUTCH + "\n");
    assertEquals(
        List.of(a + " 1 de", b + " 1 nl"), columns(run("identify @a.txt @b.txt"), 0, 1, 2));
  }

  @Test
  void theTextIsWrittenAsOneCell() throws IOException {
    file("a.txt", GERMAN + "\t\\ \u001b[2J\n");
    Run run = run("identify --text @a.txt");
    assertEquals(List.of(GERMAN + "\\t\\\\ \\u001b[2J"), columns(run, 3));
  }

  @Test
  void jsonHasTheSameAndTheTextUnchanged() throws IOException {
    file("a.txt", GERMAN + "\t\"\n\n");
    Run run = run("identify --format jsonl --top 3 --text @a.txt");
    assertEquals(0, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertEquals(2, lines.size());
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertEquals(1, first.get("line").asInt());
    assertEquals("de", first.get("label").asText());
    assertEquals(GERMAN + "\t\"", first.get("text").asText());
    assertEquals(3, first.get("labels").size());
    assertEquals(first.get("confidence"), first.get("labels").get(0).get("confidence"));
    JsonNode second = new ObjectMapper().readTree(lines.get(1));
    assertEquals("unknown", second.get("label").asText());
  }

  @Test
  void moreLinesThanABatchHoldsComeInTheirOrder() throws IOException {
    file("a.txt", (GERMAN + "\n" + DUTCH + "\n").repeat(150));
    List<String> labels = columns(run("identify @a.txt"), 0, 1);
    assertEquals(300, labels.size());
    assertEquals(List.of("255 de", "256 nl", "257 de"), labels.subList(254, 257));
  }

  @Test
  void ofALineWithoutEndTheBeginningCounts() throws IOException {
    file("a.txt", GERMAN + " " + (DUTCH + " ").repeat(200_000) + "\n" + DUTCH + "\n");
    assertEquals(List.of("1 nl", "2 nl"), columns(run("identify @a.txt"), 0, 1));
    file("b.txt", "\u20ac".repeat(100_000)); // no character begins where the line is cut
    assertEquals(List.of("1"), columns(run("identify @b.txt"), 0));
  }

  @Test
  void aLineThatIsNotUtf8IsNamedAfterThoseBeforeIt() throws IOException {
    byte[] latin = (GERMAN + "\nGr\u00fc\u00dfe\n").getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("latin.txt"), latin);
    Run run = run("identify @latin.txt");
    assertEquals(Main.FAILED, run.exitCode());
    assertTrue(run.out().startsWith("1\tde\t"), run.out());
    assertEquals(1, run.out().lines().count());
    assertEquals(
        file
            + ", line 2 isn't UTF-8 (its byte 3 is 0xFC): convert it, as iconv -f ISO-8859-1 -t"
            + " UTF-8 does.",
        run.err().strip());
  }

  @Test
  void aFileIsWrittenWholeOrNotAtAll() throws IOException {
    file("a.txt", GERMAN + "\n");
    Path to = folder.resolve("to.tsv");
    assertEquals(0, run("identify @a.txt --to @to.tsv").exitCode());
    String whole = Files.readString(to);
    assertTrue(whole.startsWith("1\tde\t"), whole);

    Files.write(folder.resolve("bad.txt"), new byte[] {'a', '\n', (byte) 0xff});
    Run failed = run("identify @bad.txt --to @to.tsv");
    assertEquals(Main.FAILED, failed.exitCode());
    assertEquals("", failed.out());
    assertEquals(whole, Files.readString(to));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count(), "nothing else is left");
    }
  }

  @Test
  void whatCannotBeRightIsRefusedBeforeAnythingIsRead() throws IOException {
    Path a = file("a.txt", GERMAN);
    assertRefused("identify @missing.txt", Main.FAILED, "There is no file");
    assertRefused("identify " + folder, Main.FAILED, folder + " is a folder");
    assertRefused("identify @a.txt --to @a.txt", Main.WRONG_USAGE, a + ") is a file that is read");
    assertRefused("identify @a.txt --languages de,xx", Main.FAILED, "[de, xx]");
    assertRefused("identify @a.txt --top 0", Main.WRONG_USAGE, "--top (0) must be positive");
    assertRefused("identify - -", Main.FAILED, "once only");
    assertRefused("identify @a.txt --model @a.txt", Main.FAILED, "is no model of the zoo");
    assertRefused(
        "classify @a.txt --model language-identifier",
        Main.WRONG_USAGE,
        "is a LanguageIdentifier: that is for identify");
    assertRefused("classify @a.txt --model nobody", Main.WRONG_USAGE, "neither a model");
    assertRefused(
        "classify @a.txt --model pronouncer",
        Main.WRONG_USAGE,
        "Pronouncer: that is for pronounce");
    assertRefused(
        "classify @a.txt --model daily-forecaster",
        Main.WRONG_USAGE,
        "is a DailyForecaster: that is for predict");
    assertRefused("classify @a.txt --model " + folder, Main.WRONG_USAGE, "neither a model");
  }

  private void assertRefused(String command, int exitCode, String message) {
    Run run = run(command);
    assertEquals(exitCode, run.exitCode(), run::err);
    assertTrue(run.err().contains(message), run::err);
    assertEquals("", run.out());
  }

  @Test
  void userAgentsAreClassifiedByTheZoosModelOrOnesOwn() throws IOException {
    file("agents.txt", ROBOT + "\n\n");
    Run zoo = run("classify @agents.txt");
    assertEquals(List.of("1 Robot", "2 unknown"), columns(zoo, 0, 1));
    UserAgentClassifier.pretrained().save(folder.resolve("mine.zip"));
    assertEquals(zoo.out(), run("classify @agents.txt --model @mine.zip").out());
  }

  @Test
  void aReaderThatHasEnoughIsNoFault() throws IOException {
    byte[] lines = (GERMAN + "\n").repeat(300).getBytes(StandardCharsets.UTF_8);
    lines[lines.length - 2] = (byte) 0xff; // would be complained of if it were read
    Path file = Files.write(folder.resolve("a.txt"), lines);
    Run left = writingTo(new ClosedPipe("Broken pipe"), "identify", file.toString());
    assertEquals(Main.READER_LEFT, left.exitCode());
    assertEquals("", left.err());

    Run full = writingTo(new ClosedPipe("No space left on device"), "zoo");
    assertEquals(Main.FAILED, full.exitCode());
    assertEquals("Standard output was closed before the end.", full.err().strip());
  }

  private static Run writingTo(OutputStream out, String... words) {
    PrintStream before = System.out;
    StringWriter err = new StringWriter();
    try (StandardOutput standard = StandardOutput.of(out)) {
      System.setOut(standard);
      int exitCode =
          Main.commandLine().setOut(standard.writer()).setErr(new PrintWriter(err)).execute(words);
      return new Run(exitCode, "", err.toString());
    } finally {
      System.setOut(before);
    }
  }

  private static final class ClosedPipe extends OutputStream {
    private final String reason;

    ClosedPipe(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(reason);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      write(0);
    }
  }

  @Test
  void theZooIsListedAndItsCardsAreShown() throws IOException {
    Run list = run("zoo");
    assertEquals(0, list.exitCode(), list::err);
    for (String shown :
        List.of("text-generator", "language-identifier", "user-agent-classifier", "Yauaa")) {
      assertTrue(list.out().contains(shown), list.out());
    }
    assertEquals(5, new ObjectMapper().readTree(run("zoo --json").out()).size());

    Run card = run("zoo user-agent-classifier");
    assertEquals(0, card.exitCode(), card::err);
    assertTrue(
        card.out().contains("How well it does") && card.out().contains("Limits"), card.out());
    assertEquals(card.out(), run("zoo UserAgentClassifier").out());

    Run page = run("zoo user-agent-classifier --html @card.html");
    assertEquals("", page.out());
    assertTrue(Files.readString(folder.resolve("card.html")).contains("<!DOCTYPE html>"));
    assertRefused(
        "zoo nobody", Main.WRONG_USAGE, "There is no model nobody: give text-generator, ");
    assertRefused("zoo --html @all.html", Main.WRONG_USAGE, "--html is for one card");
  }

  @Test
  void everyPromptOfAPipeIsContinuedAsIfAlone() {
    String[] words = {"generate", "--length", "5", "--temperature", "0", "--prompts", "-"};
    Run run = withInput("The old\nShe\n", words);
    assertEquals(0, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertEquals(2, lines.size(), run.out());
    Run alone = Run.of("generate", "--length", "5", "--temperature", "0", "--prompt", "She");
    assertEquals(
        "2\t" + LabelWriter.escape(alone.out().stripTrailing()), lines.get(1).stripTrailing());
    assertFalse(lines.get(0).isEmpty());
    assertRefused("generate --prompts - --prompt a", Main.WRONG_USAGE, "can't be together");
    assertRefused("generate --format jsonl", Main.WRONG_USAGE, "--format is of what --prompts");
  }
}
