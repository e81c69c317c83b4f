package io.github.tbptt4j.tuning.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderTest {
  private static final int ROWS = 30;

  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return file("table.csv", content.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static String rows(IntFunction<String> row) {
    return IntStream.range(0, ROWS).mapToObj(row).collect(Collectors.joining("\n", "", "\n"));
  }

  private TableSummary describe(String content) throws IOException {
    return TableReader.builder().build().describe(List.of(file(content)));
  }

  private Table read(String content) throws IOException {
    return TableReader.builder().build().read(List.of(file(content)));
  }

  private static String shape(TableSummary summary) {
    return summary.columns().stream()
        .map(column -> column.name() + " " + column.type())
        .collect(Collectors.joining(", "));
  }

  private static final String TWO_NUMBERS = rows(i -> (20 + i) + ".5," + (988 + i) + ".25");

  private void assertTwoNumbers(Path file) throws IOException {
    TableSummary summary = TableReader.builder().build().describe(List.of(file));
    assertEquals("temp number, load number", shape(summary));
    assertEquals(ROWS, summary.rows());
    assertEquals(20.5, summary.columns().get(0).first());
    assertEquals(1017.25, summary.columns().get(1).last());
    assertEquals(List.of(), summary.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1"})
  void encodingIsFoundWithAndWithoutAMark(String name) throws IOException {
    Charset charset = Charset.forName(name);
    String text =
        "Temp\u00e9rature \u00b0C,Ville\n"
            + rows(i -> i + ".5," + (i % 2 == 0 ? "N\u00eemes" : "Dole"));
    for (String mark : name.startsWith("ISO") ? List.of("") : List.of("", "\ufeff")) {
      Path file = file("table.csv", (mark + text).getBytes(charset));
      TableSummary summary = TableReader.builder().build().describe(List.of(file));
      assertEquals("Temp\u00e9rature \u00b0C number, Ville category", shape(summary));
      assertEquals(List.of("Dole", "N\u00eemes"), summary.columns().get(1).values());
    }
  }

  @Test
  void letterBehindTheSampleThatIsNoUtf8MakesAllOfItWestern() throws IOException {
    StringBuilder text = new StringBuilder("load,city\n");
    while (text.length() < 3 << 19) {
      text.append("1.5,Dole\n");
    }
    text.append("1.5,N\u00eemes\n1.5,N\u00eemes\n");
    Path file = file("table.csv", text.toString().getBytes(StandardCharsets.ISO_8859_1));
    TableSource source = TableReader.builder().build().scan(List.of(file));
    assertEquals(List.of("Dole", "N\u00eemes"), source.summary().columns().get(1).values());
    assertTrue(source.summary().notes().get(0).contains("windows-1252"));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|", "  "})
  void delimiterIsFound(String delimiter) throws IOException {
    assertTwoNumbers(file(("temp,load\n" + TWO_NUMBERS).replace(",", delimiter)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "`Report of May\nStation 12\n\ntemp,load\n` ! ``",
        "`Report of May,\nStation: 12,\n,\ntemp,load\n` ! ``",
        "`Station,Berlin\nAltitude,34\ntemp,load\n` ! ``",
        "`# station 12\n# exported\n\ntemp,load\n` ! `\n`",
        "`temp,load\n` ! `# end of it\n`",
        "`# temp,load\n` ! ``",
        "`sep=,\ntemp,load\n` ! ``",
        "`temp,load\n\u00b0C,kW\n` ! ``",
        "`temp,load\n(degC),[MW]\n` ! ``",
        "`temp,load\n` ! `Total,30000.5\n`",
        "`temp,load\n` ! `\nSource: the station\n`",
        "`temp,load\n` ! `\nSum,123,\nSource: the station,\n,\n`",
        "`\"temp\", \"load\"\n` ! ``",
        "`temp,load,\n` ! ``",
        "`temp,load,,,\n` ! ``",
        "`\ufefftemp,load\n` ! ``",
      })
  void whatIsAboveAndBelowTheTableIsLeftOut(String above, String below) throws IOException {
    assertTwoNumbers(file(above + TWO_NUMBERS + below));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"\",\"temp\",\"load\"', true, 1", "',temp,load', false, 0",
    "'Unnamed: 0,temp,load', false, 0", "'\"temp\",\"load\"', true, 1",
  })
  void nameLessColumnThatCountsIsLeftOut(String header, boolean quoted, int from)
      throws IOException {
    String mark = quoted ? "\"" : "";
    assertTwoNumbers(
        file(
            header
                + "\n"
                + rows(
                    i -> mark + (i + from) + mark + "," + (20 + i) + ".5," + (988 + i) + ".25")));
  }

  @Test
  void namesOfRowsThatDoNotCountStay() throws IOException {
    TableSummary summary = describe(",load\n" + rows(i -> "car " + i + "," + i + ".5"));
    assertEquals("column1 text, load number", shape(summary));
  }

  @Test
  void withoutAHeaderColumnsAreNumbered() throws IOException {
    assertEquals("column1 number, column2 number", shape(describe(TWO_NUMBERS)));
    assertEquals(
        "column1 category, column2 number",
        shape(describe(rows(i -> (i % 2 == 0 ? "a" : "b") + "," + i + ".5"))));
    assertEquals(
        "column1 category, column2 category",
        shape(describe(rows(i -> (i % 2 == 0 ? "a" : "b") + "," + (i % 3 == 0 ? "x" : "y")))));
  }

  @Test
  void yearsMayBeNames() throws IOException {
    assertEquals(
        "country text, 1990 number, 1991 number",
        shape(describe("country,1990,1991\n" + rows(i -> "c" + i + "," + i + ".5," + 2 * i))));
    assertEquals(
        "0 number, 1 number, 2 number",
        shape(describe("0,1,2\n" + rows(i -> i + ".5," + i + ".25," + 2 * i))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.234,5   | ;  | 1234.5",
        "1'234.5   | ;  | 1234.5",
        "1\u2019234.5 | ; | 1234.5",
        "1 234,5   | ;  | 1234.5",
        "1\u202f234,5 \u20ac | ; | 1234.5",
        "1_234.5   | ,  | 1234.5",
        "$1234.5   | ,  | 1234.5",
        "CHF 12.50 | ,  | 12.5",
        "-12.5     | ,  | -12.5",
        "\u221212.5 | , | -12.5",
        "(12.5)    | ,  | -12.5",
        "12.5-     | ,  | -12.5",
        "+12.5     | ,  | 12.5",
        "1.25e1    | ,  | 12.5",
        "12,5 %    | ;  | 12.5",
        "12.5 kWh  | ,  | 12.5",
        ".5        | ,  | 0.5",
        "0,125     | ;  | 0.125",
      })
  void numbersAreReadAsPeopleWriteThem(String cell, String delimiter, double value)
      throws IOException {
    TableSummary summary =
        describe("n;v\n".replace(";", delimiter) + rows(i -> i + delimiter + cell));
    assertEquals(ColumnType.NUMBER, summary.columns().get(1).type(), summary::toString);
    assertEquals(value, summary.columns().get(1).first());
    assertEquals(List.of(), summary.problems());
  }

  @Test
  void markThatMayBeEitherIsSaidWithTheOptionThatDecides() throws IOException {
    TableSummary thousands = describe("n,v\n" + rows(i -> i + ",\"1,2" + (i + 10) + "\""));
    assertEquals(1210.0, thousands.columns().get(1).first());
    assertTrue(thousands.notes().get(0).contains("--decimal ,"), thousands.notes()::toString);

    TableSummary decimals = describe("n;v\n" + rows(i -> i + ";1,2" + (i + 10)));
    assertEquals(1.21, decimals.columns().get(1).first());
    assertTrue(decimals.notes().get(0).contains("--decimal ."), decimals.notes()::toString);

    TableSummary points =
        describe("n;v\n" + rows(i -> i + ";" + (i % 2 == 0 ? "988" : "1.2" + (i + 10))));
    assertEquals(1239.0, points.columns().get(1).last());

    Path file = file("n;v\n" + rows(i -> i + ";1,2" + (i + 10)));
    TableSummary said = TableReader.builder().decimal('.').build().describe(List.of(file));
    assertEquals(1210.0, said.columns().get(1).first());
    assertEquals(List.of(), said.notes());
  }

  @Test
  void markOfOneColumnDecidesForAll() throws IOException {
    TableSummary summary = describe("n;v\n" + rows(i -> i + ",5;1.2" + (i + 10)));
    assertEquals(1210.0, summary.columns().get(1).first());
    assertEquals(List.of(), summary.notes());
  }

  @Test
  void columnOfDecimalCommasIsNoTwoColumns() throws IOException {
    TableSummary summary = describe("Last\n" + rows(i -> i + ",25"));
    assertEquals("Last number", shape(summary));
    assertEquals(0.25, summary.columns().get(0).first());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "NA", "N/A", "?", "-", "null", "NaN", "None", "#N/A", ":", ".", "nil"})
  void emptyCellsHaveMoreThanOneName(String nothing) throws IOException {
    String content = "a,b\n" + rows(i -> (i % 7 == 3 ? nothing : i + ".5") + "," + i);
    TableSummary summary = describe(content);
    assertEquals(ColumnType.NUMBER, summary.columns().get(0).type());
    assertEquals(4, summary.columns().get(0).missing());
    double[] values = read(content).numbers("a").values();
    assertTrue(Double.isNaN(values[3]) && values[4] == 4.5);
  }

  @Test
  void numberMayStandForNothingIfSaid() throws IOException {
    Path file = file("a,b\n" + rows(i -> (i == 3 ? "-999" : i + ".5") + "," + i));
    TableSummary summary = TableReader.builder().missing("-999").build().describe(List.of(file));
    assertEquals(1, summary.columns().get(0).missing());
    assertEquals(0.5, summary.columns().get(0).min());
  }

  @Test
  void categoriesRepeatAndTextsDoNot() throws IOException {
    TableSummary summary =
        describe(
            "store,note,open\n"
                + rows(
                    i ->
                        "\"st, "
                            + i % 4
                            + "\",\"note\n"
                            + i
                            + "\","
                            + (i % 2 == 0 ? "TRUE" : "FALSE")));
    assertEquals("store category, note text, open category", shape(summary));
    assertEquals(List.of("st, 0", "st, 1", "st, 2", "st, 3"), summary.columns().get(0).values());
    Table table = read("c,d\nb,1\na,2\n,3\nb,4\na,5\n");
    var category = (TableColumn.CategoryColumn) table.column("c");
    assertEquals(List.of("a", "b"), category.categories());
    assertArrayEquals(new int[] {1, 0, -1, 1, 0}, category.codes());
  }

  @Test
  void typeCanBeSaid() throws IOException {
    Path file = file("id,text\n" + rows(i -> i % 3 + ",t" + i));
    Table table =
        TableReader.builder()
            .type("id", ColumnType.CATEGORY)
            .type("text", ColumnType.CATEGORY)
            .build()
            .read(List.of(file));
    assertEquals(
        List.of("0", "1", "2"), ((TableColumn.CategoryColumn) table.column("id")).categories());
    assertEquals(ROWS, ((TableColumn.CategoryColumn) table.column("text")).categories().size());
  }

  @Test
  void typesOfColumnsThatAreNotThereAreNoErrorIfExpectedOnly() throws IOException {
    Path file = file("id,x\n" + rows(i -> i % 3 + "," + i));
    Table table =
        TableReader.builder()
            .expected(Map.of("id", ColumnType.CATEGORY, "load", ColumnType.NUMBER))
            .build()
            .read(List.of(file));
    assertEquals(ColumnType.CATEGORY, table.column("id").type());
  }

  @Test
  void gzipIsKnownByItsContentAndFolderStandsForItsTables() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(("temp,load\n" + TWO_NUMBERS).getBytes(StandardCharsets.UTF_8));
    }
    assertTwoNumbers(file("table.csv", packed.toByteArray()));
    file("table2.tsv", ("load\ttemp\n" + rows(i -> i + "\t" + i)).getBytes(StandardCharsets.UTF_8));
    file("readme.md", "no table".getBytes(StandardCharsets.UTF_8));

    Table both = TableReader.builder().build().read(List.of(folder));
    assertEquals(2 * ROWS, both.rows());
    assertEquals(List.of("temp", "load"), both.names());
    assertEquals(29, both.numbers("load").values()[2 * ROWS - 1]);
    assertEquals(folder.resolve("table2.tsv") + ", line 2, column load", both.place(ROWS, "load"));
  }

  @Test
  void rowsComeAsTheyStandInTheFiles() throws IOException {
    Path file = file("Title\n\nx;y;\n1,50;\"a \"\"b\"\"\";\n;c;\n\nSumme;;\n");
    TableSource source = TableReader.builder().build().scan(List.of(file));
    List<List<String>> rows = new ArrayList<>();
    List<String> places = new ArrayList<>();
    try (TableRows reading = source.rows()) {
      while (reading.next()) {
        rows.add(reading.cells());
        places.add(reading.place());
      }
    }
    assertEquals(List.of("x", "y"), source.names());
    assertEquals(List.of(List.of("1,50", "a \"b\""), List.of("", "c")), rows);
    assertEquals(List.of(file + ", line 4", file + ", line 5"), places);
  }

  @Test
  void checksumIsThatOfTheContent() throws IOException {
    String one = read("a,b\n1,2\n").sha256();
    assertEquals(one, read("a,b\n1,2\n").sha256());
    assertNotEquals(one, read("a,b\n1,3\n").sha256());
  }

  @Test
  void columnsWithTheSameNameAreToldApart() throws IOException {
    TableSummary summary = describe("x,x,y\n" + rows(i -> i + "," + i + "," + i));
    assertEquals("x number, x (2) number, y number", shape(summary));
    assertTrue(summary.notes().get(0).contains("x (2)"));
  }

  @Test
  void columnWithoutACellIsOfMissingNumbers() throws IOException {
    TableSummary summary = describe("a,b\n" + rows(i -> i + ","));
    assertEquals("a number, b number", shape(summary));
    assertEquals(ROWS, summary.columns().get(1).missing());
    assertEquals(null, summary.columns().get(1).first());
  }

  @Test
  void manyColumnsAreATableToo() throws IOException {
    int width = 10_000;
    StringBuilder text = new StringBuilder();
    for (int row = -1; row < 5; row++) {
      for (int column = 0; column < width; column++) {
        text.append(column == 0 ? "" : ",").append(row < 0 ? "c" + column : "" + row * column);
      }
      text.append('\n');
    }
    Table table = read(text.toString());
    assertEquals(width, table.names().size());
    assertEquals(4 * 9999.0, table.numbers("c9999").values()[4]);
  }

  @Test
  void progressEndsWithAllBytes() throws IOException {
    Path file = file("a,b\n" + TWO_NUMBERS);
    long[] last = new long[2];
    TableReader.builder()
        .progress(
            (bytes, total) -> {
              last[0] = bytes;
              last[1] = total;
            })
        .build()
        .describe(List.of(file));
    assertEquals(Files.size(file), last[0]);
    assertEquals(Files.size(file), last[1]);
  }

  @Test
  void linesAtTheEndCanBeSaid() throws IOException {
    Path file = file("a,b\n" + TWO_NUMBERS + "Total,5\n");
    assertEquals(ROWS, TableReader.builder().build().describe(List.of(file)).rows());
    TableSummary all = TableReader.builder().footer(0).build().describe(List.of(file));
    assertEquals(ROWS + 1, all.rows());
    assertFalse(all.problems().isEmpty());
    assertEquals(ROWS - 1, TableReader.builder().footer(2).build().describe(List.of(file)).rows());
  }

  @Test
  void totalWithoutANameIsTheSumOfWhatIsAbove() throws IOException {
    String dated = "date,load\n" + rows(i -> "2019-01-" + (i + 1) + "," + i);
    assertEquals(ROWS, describe(dated + "," + ROWS * (ROWS - 1) / 2 + "\n").rows());
    assertEquals(ROWS + 1, describe(dated + ",77\n").rows());
  }

  @Test
  void headerThatComesAgainIsNoRow() throws IOException {
    assertEquals(2 * ROWS, describe("a,b\n" + TWO_NUMBERS + "a,b\n" + TWO_NUMBERS).rows());
  }
}
