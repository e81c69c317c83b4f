package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.Pronouncer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class PronounceCommandTest {
  @TempDir Path folder;

  private Run run(String command) {
    return Run.in(folder, command);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String said(String word) {
    return Pronouncer.pretrained().pronounce(word).get(0).arpabet();
  }

  @Test
  void everyLineHasItsNumberItsPhonemesAndAConfidence() throws IOException {
    file("a.txt", "hello\n\nHello, 2 worlds!\n42\n");
    Run run = run("pronounce @a.txt");
    assertEquals(0, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertEquals(4, lines.size(), run::out);
    assertTrue(lines.get(0).matches("1\t" + said("hello") + "\t[01]\\.\\d{4}"), lines.get(0));
    assertEquals("2\tunknown\t0.0000", lines.get(1));
    assertTrue(
        lines.get(2).startsWith("3\t" + said("hello") + " | ? | " + said("worlds") + "\t"),
        lines.get(2));
    assertEquals("4\tunknown\t0.0000", lines.get(3));
  }

  @Test
  void jsonHasTheFirstWays() throws IOException {
    file("a.txt", "data\n");
    Run run = run("pronounce --top 3 --format jsonl --text @a.txt");
    JsonNode object = new ObjectMapper().readTree(run.out());
    assertEquals(said("data"), object.get("label").asText());
    assertEquals(3, object.get("labels").size());
    assertEquals("data", object.get("text").asText());
    double first = object.get("labels").get(0).get("confidence").asDouble();
    assertTrue(first >= object.get("labels").get(1).get("confidence").asDouble());
  }

  @Test
  void ipaIsWrittenOnDemand() throws IOException {
    file("a.txt", "fish\n");
    assertEquals("ˈfɪʃ", run("pronounce --ipa @a.txt").out().split("\t")[1]);
  }

  @Tag("slow")
  @Test
  void aLineOfAThousandWordsIsSaid() throws IOException {
    file("a.txt", "time and again ".repeat(400) + "\n");
    Run run = run("pronounce --top 2 @a.txt");
    assertEquals(0, run.exitCode(), run::err);
    assertEquals(1200, run.out().split("\t")[1].split(" \\| ").length);
  }

  @Test
  void whatCannotBeReadEndsTheRunAndLeavesNoFile() throws IOException {
    Files.write(folder.resolve("a.txt"), new byte[] {'a', '\n', (byte) 0xFF, '\n'});
    Run run = run("pronounce --to @out.tsv @a.txt");
    assertEquals(Main.FAILED, run.exitCode());
    assertFalse(Files.exists(folder.resolve("out.tsv")));
    file("b.zip", "no model");
    assertEquals(Main.FAILED, run("pronounce --model @b.zip @a.txt").exitCode());
    assertEquals(Main.WRONG_USAGE, run("pronounce --top 0 @a.txt").exitCode());
  }
}
