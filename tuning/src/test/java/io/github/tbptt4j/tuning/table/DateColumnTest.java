package io.github.tbptt4j.tuning.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateColumnTest {
  private static final LocalDateTime START = LocalDateTime.of(2019, 1, 1, 13, 45);

  @TempDir private Path folder;

  private TableSource scan(String name, Stream<String> dates, TableReader reader)
      throws IOException {
    String text =
        name
            + ";x\n"
            + dates.map(date -> "\"" + date + "\";1").collect(Collectors.joining("\n", "", "\n"));
    return reader.scan(List.of(Files.writeString(folder.resolve("dates.csv"), text)));
  }

  private TableSource scan(Stream<String> dates) throws IOException {
    return scan("when", dates, TableReader.builder().build());
  }

  private static Stream<LocalDateTime> days() {
    return IntStream.range(0, 40).mapToObj(START::plusDays);
  }

  /** What Java writes is read, and written in the same form again. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | yyyy-MM-dd | 2019-01-01",
        "en | yyyy-MM-dd HH:mm | 2019-01-01T13:45:00",
        "en | yyyy-MM-dd'T'HH:mm:ss | 2019-01-01T13:45:00",
        "en | yyyy-MM-dd'T'HH:mm:ss.SSS'Z' | 2019-01-01T13:45:00Z",
        "en | yyyy-MM-dd HH:mm:ss'+01:00' | 2019-01-01T13:45:00+01:00",
        "en | yyyy-MM-dd HH:mm:ss'-0500' | 2019-01-01T13:45:00-05:00",
        "en | yyyy-MM-dd HH:mm:ss'+00:00' | 2019-01-01T13:45:00Z",
        "en | yyyy-MM-dd HH:mm 'UTC' | 2019-01-01T13:45:00Z",
        "en | yyyy/MM/dd | 2019-01-01",
        "en | yyyy.M.d | 2019-01-01",
        "en | yyyyMMdd | 2019-01-01",
        "en | yyyyMMdd'T'HHmmss | 2019-01-01T13:45:00",
        "en | yyyyMMdd HH:mm | 2019-01-01T13:45:00",
        "de | dd.MM.yyyy | 2019-01-01",
        "de | dd.MM.yyyy HH:mm | 2019-01-01T13:45:00",
        "de | d.M.yy | 2019-01-01",
        "de | d. MMMM yyyy | 2019-01-01",
        "fr | d MMMM yyyy | 2019-01-01",
        "fr | dd/MM/yyyy HH'h'mm | 2019-01-01T13:45:00",
        "sv | d MMMM yyyy | 2019-01-01",
        "es | d 'de' MMMM 'de' yyyy | 2019-01-01",
        "en | M/d/yyyy | 2019-01-01",
        "en | MM/dd/yyyy hh:mm a | 2019-01-01T13:45:00",
        "en | M/d/yy H:mm | 2019-01-01T13:45:00",
        "en | MMM d, yyyy | 2019-01-01",
        "en | MMMM d, yyyy h:mm:ss a | 2019-01-01T13:45:00",
        "en | dd-MMM-yyyy | 2019-01-01",
        "en | dd-MMM-yy | 2019-01-01",
        "en | EEE, dd MMM yyyy HH:mm:ss 'GMT' | 2019-01-01T13:45:00Z",
        "en | yyyy MMM dd | 2019-01-01",
        "en | EEE dd/MM/yyyy | 2019-01-01",
        "en | yyyyMMddHH | 2019-01-01T13:00:00",
      })
  void usualFormsAreReadAndWrittenAgain(String language, String pattern, String first)
      throws IOException {
    DateTimeFormatter java = DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(language));
    TableSource source = scan(days().map(java::format));
    TableSummary.Column column = source.summary().columns().get(0);
    assertEquals(ColumnType.DATE, column.type(), () -> java.format(START));
    assertEquals(first, column.first());
    TableColumn.DateColumn dates = source.read().dates("when");
    assertEquals(pattern.contains("m") || pattern.contains("H"), dates.hasTime());
    assertEquals(first.matches(".*(Z|:00[+-]..:..)"), dates.hasZone());
    LocalDateTime later = START.plusDays(50);
    long millis = dates.millis()[0] + 50 * DatePattern.DAY;
    assertEquals(java.format(later), dates.format(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2019-01 2019-02 2019-03 | 2019-03-01 | 2019-04",
        "2019M01 2019M02 2019M03 | 2019-03-01 | 2019M04",
        "01/2019 02/2019 03/2019 | 2019-03-01 | 04/2019",
        "Jan-19 Feb-19 Mar-19 | 2019-03-01 | Apr-19",
        "2019Q1 2019Q2 2019Q3 | 2019-07-01 | 2019Q4",
        "2019-Q1 2019-Q2 2019-Q3 | 2019-07-01 | 2019-Q4",
        "Q1/2019 Q2/2019 Q3/2019 | 2019-07-01 | Q4/2019",
        "2019-W01 2019-W02 2019-W03 | 2019-01-14 | 2019-W04",
        "1950 1951 1952 | 1952-01-01 | 1953",
        "201901 201902 201903 | 2019-03-01 | 201904",
        "2019-01-01T23:00 2019-01-01T24:00 2019-01-02T01:00 | 2019-01-02T01:00:00"
            + " | 2019-01-02T02:00",
      })
  void monthsQuartersWeeksAndYearsAreContinued(String cells, String last, String next)
      throws IOException {
    TableSource source = scan("year", Stream.of(cells.split(" ")), TableReader.builder().build());
    assertEquals(last, source.summary().columns().get(0).last());
    Table table = source.read();
    TableColumn.DateColumn dates = table.dates("year");
    SeriesIndex series = SeriesIndex.of(table, null, List.of());
    assertEquals(next, dates.format(series.after(dates.millis()[2], 1)));
  }

  @Test
  void orderOfDayAndMonthIsFoundInTheWholeColumn() throws IOException {
    DateTimeFormatter european = DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT);
    DateTimeFormatter american = DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.ROOT);
    for (DateTimeFormatter form : List.of(european, american)) {
      TableSummary daily = scan(days().map(form::format)).summary();
      assertEquals("2019-02-09", daily.columns().get(0).last());
      // each cell alone could be either, but only one reading is regular
      TableSummary monthly =
          scan(IntStream.range(0, 20).mapToObj(i -> form.format(START.plusMonths(i)))).summary();
      assertEquals("2020-08-01", monthly.columns().get(0).last());
      assertEquals(List.of(), monthly.notes());
      // or, of a single year, likelier
      TableSummary year =
          scan(IntStream.range(0, 12).mapToObj(i -> form.format(START.plusMonths(i)))).summary();
      assertEquals("2019-12-01", year.columns().get(0).last());
      assertEquals(1, year.notes().size());
    }
  }

  @Test
  void daysComeFirstBeforePoints() throws IOException {
    TableSummary summary = scan(Stream.of("01.01.2019", "02.01.2019")).summary();
    assertEquals("2019-01-02", summary.columns().get(0).last());
    assertEquals(List.of(), summary.notes());
  }

  @Test
  void orderThatStaysUnknownIsSaid() throws IOException {
    Stream<String> same = IntStream.range(1, 9).mapToObj("%1$d/%1$d/2019"::formatted);
    TableSummary summary = scan(same).summary();
    assertTrue(summary.notes().get(0).contains("--day-first"), summary.notes()::toString);

    TableReader dayFirst = TableReader.builder().dayFirst(true).build();
    TableSummary said = scan("when", Stream.of("1/2/2019", "1/3/2019"), dayFirst).summary();
    assertEquals("2019-02-01", said.columns().get(0).first());
    TableReader monthFirst = TableReader.builder().dayFirst(false).build();
    said = scan("when", Stream.of("1/2/2019", "1/3/2019"), monthFirst).summary();
    assertEquals("2019-01-02", said.columns().get(0).first());
    assertEquals(List.of(), said.notes());
  }

  @Test
  void numbersOfSecondsAndDaysAreDatesIfSaid() throws IOException {
    for (String form : List.of("epoch", "epoch-ms", "excel")) {
      TableReader reader =
          TableReader.builder().dateFormat(form).type("t", ColumnType.DATE).build();
      String[] cells =
          switch (form) {
            case "epoch" -> new String[] {"1546300800", "1546304400", "1546308000"};
            case "epoch-ms" -> new String[] {"1546300800000", "1546304400000", "1546308000000"};
            default -> new String[] {"43466", "43466.0416666667", "43466.0833333333"};
          };
      TableSource source = scan("t", Stream.of(cells), reader);
      TableColumn.DateColumn dates = source.read().dates("t");
      assertEquals(
          Instant.parse("2019-01-01T02:00:00Z"), Instant.ofEpochMilli(dates.millis()[2]), form);
      assertEquals(cells[0], dates.format(dates.millis()[0]));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"20190101", "1234", "2019", "201913", "12.05", "10:30", "5-6", "May", "A 12"})
  void whatIsNoDateStaysWhatItIs(String cell) throws IOException {
    TableSummary summary =
        scan("value", Stream.of(cell, "20191399", cell), TableReader.builder().build()).summary();
    assertFalse(summary.columns().get(0).type() == ColumnType.DATE, summary::toString);
  }

  @Test
  void fewDatesThatCannotBeAreWrong() throws IOException {
    Stream<String> cells =
        Stream.concat(days().map(day -> day.toLocalDate().toString()), Stream.of("2019-02-30"));
    TableSummary summary = scan(cells).summary();
    assertEquals(1, summary.problems().size());
    String problem = summary.problems().get(0);
    assertTrue(problem.contains("line 42, column when: \"2019-02-30\" is no date"), problem);
  }

  @Test
  void instantsAreInOrderWhereClocksChange() throws IOException {
    TableColumn.DateColumn dates =
        scan(Stream.of(
                "2019-10-27T01:00:00+02:00",
                "2019-10-27T02:00:00+02:00",
                "2019-10-27T02:00:00+01:00",
                "2019-10-27T03:00:00+01:00"))
            .read()
            .dates("when");
    for (int row = 1; row < 4; row++) {
      assertEquals(DatePattern.HOUR, dates.millis()[row] - dates.millis()[row - 1]);
    }
    assertEquals(
        LocalDateTime.of(2019, 10, 27, 3, 0),
        LocalDateTime.ofInstant(Instant.ofEpochMilli(dates.local(3)), ZoneOffset.UTC));
    assertEquals("2019-10-27T04:00:00+01:00", dates.format(dates.millis()[3] + DatePattern.HOUR));
  }

  @Test
  void intervalIsItsBeginning() throws IOException {
    DateTimeFormatter form = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss", Locale.ROOT);
    TableSource source =
        scan(days().map(day -> form.format(day) + " - " + form.format(day.plusDays(1))));
    assertEquals("2019-02-09T13:45:00", source.summary().columns().get(0).last());
    TableColumn.DateColumn dates = source.read().dates("when");
    assertEquals("01/01/2019 13:45:00", dates.format(dates.millis()[0]));
  }

  @Test
  void numbersThatRiseAreNoYears() throws IOException {
    TableReader reader = TableReader.builder().build();
    Stream<String> seconds = IntStream.range(1000, 1040).mapToObj(Integer::toString);
    assertEquals(
        ColumnType.NUMBER, scan("time", seconds, reader).summary().columns().get(0).type());
    Stream<String> loads = IntStream.range(1900, 1940).mapToObj(Integer::toString);
    assertEquals(ColumnType.NUMBER, scan("load", loads, reader).summary().columns().get(0).type());
  }

  @Test
  void timeOfDayMayStandInAColumnOfItsOwn() throws IOException {
    Path file = folder.resolve("clock.csv");
    Files.writeString(
        file,
        "Date;Time;load\n"
            + days()
                .map(day -> START.plusHours(7L * day.getDayOfYear()))
                .map(DateTimeFormatter.ofPattern("d/M/yyyy;HH:mm:ss;'?\n'", Locale.ROOT)::format)
                .collect(Collectors.joining()));
    Table table = TableReader.builder().build().read(List.of(file), "Date");
    TableColumn.DateColumn dates = table.dates("Date");
    SeriesIndex index = SeriesIndex.of(table, null, List.of());
    assertEquals("7 hours", index.step().orElseThrow().toString());
    assertTrue(dates.hasTime());
    assertEquals("Time", dates.clockColumn().orElseThrow());
    long next = index.after(dates.millis()[0], 1);
    assertEquals("2/1/2019", dates.format(next));
    assertEquals("03:45:00", dates.formatClock(next));
    TableSummary summary = TableReader.builder().build().describe(List.of(file));
    assertEquals(ColumnType.TEXT, summary.columns().get(1).type());
    assertTrue(summary.notes().contains("Column Time is the time of day of column Date."));
  }
}
