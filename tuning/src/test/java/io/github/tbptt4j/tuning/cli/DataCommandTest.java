package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class DataCommandTest {
  private static final String LONG =
      "store,month,sales\n"
          + IntStream.range(0, 24)
              .mapToObj(i -> "st " + i / 12 + ",2019-%02d-01,%d.5".formatted(i % 12 + 1, i))
              .collect(Collectors.joining("\n"))
          + "\n";

  @TempDir Path folder;

  private static Run run(String... options) {
    return Run.of(Stream.concat(Stream.of("data"), Stream.of(options)).toArray(String[]::new));
  }

  private String file(String content) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), content).toString();
  }

  private static JsonNode json(Run run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void jsonHasRowsAndColumnsWithWhatTheyAre() throws IOException {
    Run data = run("--csv", file(LONG), "--group", "store", "--json");
    assertEquals(0, data.exitCode(), data::err);
    JsonNode all = json(data);
    assertEquals(24, all.get("rows").asInt());
    assertEquals(
        "[{\"name\":\"store\",\"type\":\"category\",\"values\":[\"st 0\",\"st 1\"]},"
            + "{\"name\":\"month\",\"type\":\"date\",\"first\":\"2019-01-01\",\"last\":\"2019-12-01\"},"
            + "{\"name\":\"sales\",\"type\":\"number\",\"first\":0.5,\"last\":23.5,\"missing\":0}]",
        all.get("columns").toString());
    assertEquals(
        "Column month: a row each month in 2 series, none missing.",
        all.get("time").get(0).asText());
  }

  @Test
  void peopleSeeGuessesWithTheirOptionsAndATableOfColumns() throws IOException {
    Run data = run("--csv", file(LONG));
    assertEquals(0, data.exitCode(), data::err);
    List<String> lines = data.out().lines().toList();
    assertTrue(lines.get(0).endsWith("table.csv: 24 rows, 3 columns"), lines.get(0));
    assertTrue(lines.contains("delimiter       ,  (--delimiter)"), data::out);
    assertTrue(lines.contains("dates in month  yyyy-MM-dd  (--date-format)"), data::out);
    assertTrue(data.out().contains("--group COLUMN says what tells them apart, store perhaps."));
    assertEquals("", data.err());
  }

  @Test
  void eachGuessCanBeOverridden() throws IOException {
    String file = file("x\n%a\n1.234;01/02/2019;-9\n2.345;02/02/2019;7\n3;03/02/2019;8\nend;;\n");
    Run data =
        run(
            "--json",
            "--csv",
            file,
            "--skip",
            "1",
            "--no-header",
            "--delimiter",
            "semicolon",
            "--decimal",
            ",",
            "--comment",
            "%",
            "--missing=-9",
            "--month-first",
            "--footer",
            "1",
            "--encoding",
            "ISO-8859-1",
            "--type",
            "column3=number");
    assertEquals(0, data.exitCode(), data::err);
    JsonNode columns = json(data).get("columns");
    assertEquals(1234, columns.get(0).get("first").asInt());
    assertEquals("2019-03-02", columns.get(1).get("last").asText());
    assertEquals(1, columns.get(2).get("missing").asInt());
    assertEquals(3, json(data).get("rows").asInt());
  }

  @Test
  void wrongCellsAndRowsAreAllListedAndFail() throws IOException {
    Run data = run("--csv", file(LONG + "st 1,2020-01-01\nst 1,2020-02-01,abc\n"));
    assertEquals(1, data.exitCode());
    assertEquals(2, data.err().lines().count(), data::err);
    assertTrue(data.err().contains("line 26: there are 2 cells, but 3 columns"), data::err);
    assertTrue(data.err().contains("line 27, column sales: \"abc\" is no number"), data::err);
    assertTrue(data.out().contains("sales"), "the table is shown all the same");
  }

  @Test
  void timeThatWasAskedForAndIsWrongFails() throws IOException {
    Run data = run("--csv", file(LONG), "--time", "month");
    assertEquals(1, data.exitCode());
    assertTrue(data.err().contains("is there twice"), data::err);
    Run text = run("--csv", file(LONG), "--time", "store");
    assertEquals(1, text.exitCode());
    assertTrue(text.err().contains("\"st 0\" is no date"), text::err);
    Run none = run("--csv", file(LONG), "--group", "shop");
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("There is no column shop"), none::err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data | Give --csv FILE",
        "data --csv a --decimal x | The decimal mark (x) must be a point or a comma.",
        "data --csv a --delimiter ab | --delimiter (ab) must be one character",
        "data --csv a --encoding utf-99 | --encoding utf-99 is none that Java knows",
        "data --csv a --skip=-1 | skip (-1) must be at least 0.",
        "data --csv a --type x | --type",
        "data --csv a --type x=float | Invalid value for option '--type'",
        "data --csv a --day-first --month-first | exclude each other",
        "data --csv a --date-format pqr | has the letter p, which means nothing",
      })
  void wrongUsageIsSaidShortly(String command, String message) {
    String[] words = command.split(" ");
    Run wrong = run(List.of(words).subList(1, words.length).toArray(String[]::new));
    assertAll(
        () -> assertEquals(2, wrong.exitCode()),
        () -> assertTrue(wrong.err().contains(message), wrong::err),
        () -> assertTrue(wrong.err().lines().count() <= 4, wrong::err),
        () -> assertEquals("", wrong.out()));
  }

  @Test
  void whatCannotBeReadIsOneSentence() throws IOException {
    Path missing = folder.resolve("missing.csv");
    Path folderWithoutTables = Files.createDirectory(folder.resolve("empty"));
    for (Path bad :
        List.of(missing, folderWithoutTables, Path.of(file("")), Path.of(file("a,b\n")))) {
      Run failed = run("--csv", bad.toString());
      assertEquals(1, failed.exitCode());
      assertEquals(1, failed.err().lines().count(), failed::err);
      assertTrue(failed.err().contains(bad.toString()), failed::err);
      assertFalse(failed.err().contains("Exception"), failed::err);
    }
  }

  @Test
  void standardInputAndSeveralFilesAreRead() throws IOException {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(LONG.getBytes(StandardCharsets.UTF_8)));
      Run piped = run("--json", "--csv", "-");
      assertEquals(0, piped.exitCode(), piped::err);
      assertEquals(24, json(piped).get("rows").asInt());
    } finally {
      System.setIn(before);
    }
    String first = file(LONG);
    String second = Files.writeString(folder.resolve("b.csv"), LONG).toString();
    Run both = run("--csv", first, second, "--json");
    assertEquals(48, json(both).get("rows").asInt());
  }
}
