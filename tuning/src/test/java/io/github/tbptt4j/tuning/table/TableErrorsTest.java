package io.github.tbptt4j.tuning.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableErrorsTest {
  private static final int RUNS = Integer.getInteger("fuzz.runs", 1500);
  private static final TableReader READER = TableReader.builder().build();

  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static String numbers(int rows) {
    return IntStream.range(0, rows).mapToObj(i -> i + ".5," + i).collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is empty",
        "`\n \n\n` | is empty",
        "`a,b\n` | has names of columns (a, b), but no rows",
        "`a,b\n1,2\n\"3,4\n` | quotation mark isn't closed",
        "`a,b\n1,\0\n` | NUL",
        "`PK\u0003\u0004xx` | .xlsx",
        "`%PDF-1.4\nxx` | PDF",
        "`<!DOCTYPE html>\n<html>a,b</html>\n` | HTML",
        "`[{\"a\": 1},\n{\"a\": 2}]` | JSON",
        "`temp,load\n19,39,988,5\n20,39,989,5\n` | save the table with semicolons",
      })
  void whatIsNoTableIsRefusedInASentence(String content, String message) throws IOException {
    Path file = file("bad.csv", content == null ? "" : content);
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> READER.describe(List.of(file)));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"abc", "inf", "-Infinity", "1e999", "12:30", "2019-01-01"})
  void fewCellsThatAreNoNumbersAreWrong(String cell) throws IOException {
    Path file = file("load.csv", "temp,load\n" + numbers(30) + "\n1.5," + cell + "\n" + numbers(3));
    TableSource source = READER.scan(List.of(file));
    String expected =
        file
            + ", line 32, column load: \""
            + cell
            + "\" is no number: mend it, or say --missing or --type load=text.";
    assertEquals(List.of(expected), source.summary().problems());
    Exception e = assertThrows(IllegalArgumentException.class, () -> source.read());
    assertEquals(expected, e.getMessage());
    assertEquals(34, source.read("temp").rows(), "columns without wrong cells can be read");
  }

  @Test
  void columnOfNumbersAndManyOtherTextsIsSaidToBeOne() throws IOException {
    Path file = file("load.csv", "a,b\n" + numbers(12) + "\n1,closed\n2,closed\n3,closed");
    TableSummary summary = READER.describe(List.of(file));
    assertEquals(ColumnType.TEXT, summary.columns().get(1).type());
    String note = summary.notes().get(0);
    assertTrue(note.contains("12 of 15 cells are numbers, but not \"closed\""), note);
    assertTrue(note.contains("line 14") && note.contains("--missing"), note);
    TableReader reader = TableReader.builder().missing("closed").build();
    assertEquals(ColumnType.NUMBER, reader.describe(List.of(file)).columns().get(1).type());
  }

  @Test
  void rowsOfOtherLengthsAreNamed() throws IOException {
    Path file = file("load.csv", "a,b\n" + numbers(9) + "\n1,2,3\n4\n" + numbers(5));
    TableSource source = READER.scan(List.of(file));
    assertEquals(
        List.of(
            file
                + ", line 11: there are 3 cells, but 2 columns: mend the row, or --ragged cuts it.",
            file
                + ", line 12: there are 1 cells, but 2 columns: mend the row, or --ragged takes the"
                + " others as missing."),
        source.summary().problems());
    assertThrows(IllegalArgumentException.class, () -> source.read());

    Table table = TableReader.builder().ragged(true).build().read(List.of(file));
    assertEquals(16, table.rows());
    assertTrue(table.column("b").isMissing(10));
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    Path file = folder.resolve("none.csv");
    Exception e = assertThrows(NoSuchFileException.class, () -> READER.describe(List.of(file)));
    assertEquals(file.toString(), e.getMessage());
    Exception none = assertThrows(IllegalArgumentException.class, () -> READER.describe(List.of()));
    assertTrue(none.getMessage().contains("no file"));
    Exception empty =
        assertThrows(IllegalArgumentException.class, () -> READER.describe(List.of(folder)));
    assertTrue(empty.getMessage().startsWith(folder + " is a folder without"), empty.getMessage());
  }

  @Test
  void packedFileThatIsCutIsNamed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(("a,b\n" + numbers(5000)).getBytes(StandardCharsets.UTF_8));
    }
    byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    Path file = Files.write(folder.resolve("cut.csv.gz"), cut);
    Exception e = assertThrows(IOException.class, () -> READER.describe(List.of(file)));
    assertTrue(e.getMessage().startsWith(file + " can't be read to its end"), e.getMessage());
  }

  @Test
  void cyrillicInOneByteAsksForTheEncoding() throws IOException {
    String text =
        "\u0422\u0435\u043c\u043f\u0435\u0440\u0430\u0442\u0443\u0440\u0430;b\n1;2\n3;4\n";
    Path file =
        Files.write(folder.resolve("c.csv"), text.getBytes(Charset.forName("windows-1251")));
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> READER.describe(List.of(file)));
    assertTrue(e.getMessage().contains("--encoding windows-1251"), e.getMessage());
    TableReader said = TableReader.builder().encoding(Charset.forName("windows-1251")).build();
    assertTrue(text.startsWith(said.describe(List.of(file)).columns().get(0).name()));
  }

  @Test
  void filesOfOtherColumnsAreNamedByFileAndColumn() throws IOException {
    Path first = file("a.csv", "x,y\n" + numbers(5));
    Path lacking = file("b.csv", "x,z\n" + numbers(5));
    Path more = file("c.csv", "x,y,z\n1,2,3\n4,5,6\n");
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> READER.read(List.of(first, lacking)));
    assertTrue(
        e.getMessage().startsWith(lacking + " has no column y, which " + first + " has"),
        e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> READER.read(List.of(first, more)));
    assertTrue(e.getMessage().startsWith(more + " has the column z"), e.getMessage());
  }

  @Test
  void columnThatIsNotThereGetsTheNearestName() throws IOException {
    Path file = file("a.csv", "temperature,load\n" + numbers(5));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> READER.read(List.of(file), "tempreature"));
    assertEquals(
        "There is no column tempreature; did you mean temperature? Columns are temperature, load.",
        e.getMessage());
    Table table = READER.read(List.of(file));
    e = assertThrows(IllegalArgumentException.class, () -> table.column("wind"));
    assertEquals("There is no column wind. Columns are temperature, load.", e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> table.dates("load"));
    assertTrue(e.getMessage().startsWith("Column load is number, not dates"), e.getMessage());
    TableReader typed = TableReader.builder().type("laod", ColumnType.TEXT).build();
    e = assertThrows(IllegalArgumentException.class, () -> typed.describe(List.of(file)));
    assertTrue(e.getMessage().contains("did you mean load?"), e.getMessage());
  }

  @Test
  void whatCannotBeSaidIsRefused() {
    TableReader.Builder builder = TableReader.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.decimal(';'));
    assertThrows(IllegalArgumentException.class, () -> builder.delimiter('"'));
    assertThrows(IllegalArgumentException.class, () -> builder.skip(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.footer(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.comment("\"a"));
    assertThrows(IllegalArgumentException.class, () -> builder.dateFormat("dd.MM.yyyy pq"));
    assertThrows(IllegalArgumentException.class, () -> builder.dateFormat("dd 'of"));
    assertThrows(IllegalArgumentException.class, () -> builder.delimiter('#').comment("#").build());
  }

  /** Any bytes are a table, or are refused in one sentence. Longer: {@code -Dfuzz.runs=20000}. */
  @Tag("slow")
  @Test
  void anyBytesAreATableOrRefused() throws IOException {
    String[] seeds = {
      "temp,load\n19.39,988.5\n24.19,1064.0\n27.43,1071.3\n",
      "Datum;Wert\n01.02.2019 10:00;1.234,5\n02.02.2019 11:00;NA\n",
      "# c\n\"\",\"a\",\"b\"\n\"1\",\"x\ny\",2019-01-01T00:00Z\n\"2\",\"x\",2019-Q1\n\nTotal,,3\n",
      "sep=;\na;b\n$1,234;12%\n(5);Jan 19\n",
      "x y\n1 2\n3 4\n"
    };
    int tables = 0;
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(run);
      byte[] bytes = seeds[run % seeds.length].getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes = mutated(bytes, random);
      }
      Path file = Files.write(folder.resolve("fuzz.csv"), bytes);
      try {
        TableSource source = READER.scan(List.of(file));
        tables++;
        try (TableRows rows = source.rows()) {
          while (rows.next()) {
            assertEquals(source.names().size(), rows.cells().size());
          }
        }
        Table table = source.read();
        assertEquals(source.summary().rows(), table.rows());
        SeriesIndex.of(table, null, List.of());
      } catch (IllegalArgumentException | IOException e) {
        assertSentence(e.getMessage(), run);
      } catch (RuntimeException e) {
        throw new AssertionError("run " + run, e);
      }
    }
    assertTrue(tables > RUNS / 4, "tables: " + tables);
  }

  private static void assertSentence(String message, int run) {
    assertTrue(
        message != null && message.length() > 10 && message.endsWith("."), run + ": " + message);
    assertFalse(message.contains("Exception"), run + ": " + message);
    assertFalse(message.contains("\n"), run + ": " + message);
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    byte[] marks = "\",;\t\n\r 0.-#'eE\0\u0080/:|%".getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        changed[at] = marks[random.nextInt(marks.length)];
        yield changed;
      }
      case 1 -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> {
        byte[] twice = Arrays.copyOf(bytes, Math.min(4000, bytes.length + at));
        System.arraycopy(bytes, 0, twice, bytes.length, Math.max(0, twice.length - bytes.length));
        yield twice;
      }
      default -> {
        byte[] longer = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, longer, 0, at);
        longer[at] = marks[random.nextInt(marks.length)];
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        yield longer;
      }
    };
  }
}
