package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.Zoo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From labelled lines to a model of one's own, by name. */
class TrainClassifierTest {
  @TempDir private Path folder;

  @BeforeEach
  void useAFolder() {
    System.setProperty(Zoo.FOLDER, folder.resolve("zoo").toString());
  }

  @AfterEach
  void useTheUsualFolder() {
    System.clearProperty(Zoo.FOLDER);
  }

  private Run run(String command) {
    return Run.in(folder, command);
  }

  private static String lines(int count, int labels, long seed) {
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append((char) ('A' + i % labels)).append('\t');
      for (int k = 0; k < 12; k++) {
        lines.append(k % 4 == 0 ? ' ' : (char) ('a' + 4 * (i % labels) + random.nextInt(5)));
      }
      lines.append('\n');
    }
    return lines.toString();
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  @Tag("slow")
  @Test
  void oneCommandTrainsMeasuresRegistersAndAnotherOneFineTunes() throws IOException {
    file("a.tsv", lines(100, 2, 1) + "C\talone\nA\t \n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("b.tsv.gz")))) {
      out.write(lines(40, 2, 2).getBytes(StandardCharsets.UTF_8));
    }
    Run run =
        run("train --classifier @a.tsv @b.tsv.gz --updates 40 --out @mine.model --register mine");
    assertEquals(0, run.exitCode(), run::err);
    assertTrue(run.out().contains("this model"), run.out());
    assertTrue(run.out().contains("naive Bayes on the same n-grams"), run.out());
    assertTrue(run.err().contains("a.tsv, line 102"), run.err());
    assertTrue(run.err().contains("\"C\" (" + folder.resolve("a.tsv") + ", line 101)"), run.err());

    file("texts.txt", "abc abc\n\n");
    Run byName = run("classify @texts.txt --model mine");
    assertTrue(byName.out().startsWith("1\tA\t"), byName.out() + byName.err());
    assertTrue(byName.out().contains("2\tunknown\t"), byName.out());
    assertEquals(byName.out(), run("classify @texts.txt --model @mine.model").out());
    String card = run("zoo mine").out();
    assertTrue(card.contains("b.tsv.gz") && card.contains("--updates 40"), card);

    file("c.tsv", lines(60, 3, 3).replace("C\t", "new\t"));
    Run tuned = run("train --classifier @c.tsv --fine-tune mine --updates 60 --register grown");
    assertEquals(0, tuned.exitCode(), tuned::err);
    assertTrue(tuned.out().contains("before fine-tuning"), tuned.out());
    file("texts.txt", "ijk lik\n");
    assertTrue(run("classify @texts.txt --model grown").out().startsWith("1\tnew\t"));
    assertEquals(0, run("zoo --unregister grown").exitCode());
    assertRefused("zoo --unregister grown", Main.FAILED, "there are mine");
    assertRefused("identify @texts.txt --model mine", Main.WRONG_USAGE, "that is for classify");
  }

  @Test
  void aDamagedModelOfTheZooHidesNoOther() throws IOException {
    Zoo.register("good", UserAgentClassifier.pretrained());
    Zoo.register("later", UserAgentClassifier.pretrained());
    Path damaged = folder.resolve("zoo").resolve("bad.model");
    Files.write(damaged, new byte[] {'P', 'K'});
    assertRefused("zoo", Main.FAILED, "Unregister bad and register it again.");
    assertRefused("zoo bad", Main.FAILED, damaged + " is no model of the zoo");
    for (String whole : List.of("good", "later", "pronouncer", "Pronouncer")) {
      Run card = run("zoo " + whole);
      assertEquals(0, card.exitCode(), card::err);
      assertTrue(card.out().contains(whole.toLowerCase(Locale.ROOT)), card::out);
    }
    assertRefused("zoo nobody", Main.WRONG_USAGE, "bad, good, later, or a model's file");
    assertRefused("zoo --register a/b " + damaged, Main.WRONG_USAGE, "can't be a model's name");
    assertRefused("zoo --register good " + damaged, Main.WRONG_USAGE, "model good already");
  }

  @Test
  void whatIsWrongIsToldByLineAndNothingIsWritten() throws IOException {
    file("no-tab.tsv", "A\tone\nB two\n");
    refused("no-tab.tsv", "no-tab.tsv, line 2 has no tab");
    file("no-label.tsv", "A\tone\n \ttwo\n");
    refused("no-label.tsv", "no-label.tsv, line 2 has no label");
    Files.write(folder.resolve("latin.tsv"), new byte[] {'A', '\t', 'x', '\n', 'B', (byte) 0xE4});
    refused("latin.tsv", "latin.tsv, line 2 isn't UTF-8");
    file("one.tsv", lines(30, 1, 1));
    refused("one.tsv", "All texts have the label A");
    file("few.tsv", lines(6, 2, 1));
    refused("few.tsv", "6 texts are too few");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 10_001; i++) {
      many.append("text number ").append(i).append("\tA\n");
    }
    file("many.tsv", many.toString());
    refused("many.tsv", "many.tsv, line 10001 has label number 10,001");
    file("plain.gz", lines(30, 2, 1));
    refused("plain.gz", "isn't packed by gzip");
  }

  private void refused(String file, String message) {
    assertRefused("train --classifier @" + file + " --out @out.model", Main.FAILED, message);
    assertFalse(Files.exists(folder.resolve("out.model")));
  }

  @Test
  void optionsThatCannotBeTogetherAreRefused() throws IOException {
    file("a.tsv", lines(30, 2, 1));
    int usage = Main.WRONG_USAGE;
    assertRefused("train --classifier @a.tsv", usage, "--out");
    assertRefused("train --classifier @a.tsv --out @a.tsv", usage, "is a file that is read");
    assertRefused("train --classifier @a.tsv --out @m --k1 5", usage, "--k1 is not for");
    assertRefused("train --classifier @a.tsv --out @m --held-out 60", usage, "from 0 to 50");
    assertRefused("train --classifier @a.tsv --register A/B", usage, "can't be a model's name");
    assertRefused("train --text @a.tsv --out @m --fine-tune x", usage, "is for --classifier");
    assertRefused("train --classifier @a.tsv --out @m --fine-tune x", usage, "neither a model");
    assertRefused("train --classifier @a.tsv --oot @m", usage, "--oot");
  }

  private void assertRefused(String command, int exitCode, String message) {
    Run run = run(command);
    assertEquals(exitCode, run.exitCode(), run::err);
    assertTrue(run.err().contains(message), run::err);
    assertEquals("", run.out());
  }
}
