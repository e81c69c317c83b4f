package io.github.tbptt4j.tuning.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesIndexTest {
  @TempDir private Path folder;

  private Table table(String header, Stream<String> rows) throws IOException {
    Path file = folder.resolve("series.csv");
    Files.writeString(file, header + "\n" + rows.collect(Collectors.joining("\n")) + "\n");
    return TableReader.builder().build().read(List.of(file));
  }

  private SeriesIndex dated(Stream<?> times) throws IOException {
    return SeriesIndex.of(table("when,x", times.map(time -> time + ",1")), null, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "1 minute, 1, MINUTES", "15 minutes, 15, MINUTES", "1 hour, 1, HOURS", "1 day, 1, DAYS",
    "1 week, 1, WEEKS", "1 month, 1, MONTHS", "1 quarter, 3, MONTHS", "1 year, 1, YEARS",
    "30 seconds, 30, SECONDS", "2 days, 2, DAYS"
  })
  void stepIsFoundAndContinued(String step, int count, java.time.temporal.ChronoUnit unit)
      throws IOException {
    LocalDateTime start = LocalDateTime.of(2015, 1, 28, 6, 0);
    SeriesIndex index =
        dated(IntStream.range(0, 30).mapToObj(i -> start.plus((long) i * count, unit)));
    assertEquals(step, index.step().orElseThrow().toString());
    assertEquals(index.step().orElseThrow(), TimeStep.parse(step));
    assertTrue(index.isRegular());
    long[] times = index.series().get(0).times();
    assertEquals(start.plus(35L * count, unit), TimeStep.local(index.after(times[29], 6)));
    assertEquals(29, index.step().orElseThrow().between(times[0], times[29]));
    assertEquals(times[0], index.after(times[29], -29));
    assertTrue(index.findings().get(0).contains("none missing"), index.findings()::toString);
  }

  @Test
  void lastDaysOfMonthsStayLast() throws IOException {
    SeriesIndex index = dated(Stream.of("2019-01-31", "2019-02-28", "2019-03-31", "2019-04-30"));
    assertEquals("1 month at its end", index.step().orElseThrow().toString());
    assertEquals(index.step().orElseThrow(), TimeStep.parse("1 month at its end"));
    assertEquals(
        LocalDate.of(2020, 2, 29),
        TimeStep.local(index.after(index.series().get(0).times()[3], 10)).toLocalDate());
  }

  @Test
  void businessDaysLeaveOutWeekendsAndHolidaysAreMissing() throws IOException {
    LocalDate holiday = LocalDate.of(2019, 4, 22);
    SeriesIndex index =
        dated(
            IntStream.range(0, 60)
                .mapToObj(LocalDate.of(2019, 3, 1)::plusDays)
                .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0)
                .filter(day -> !day.equals(holiday)));
    assertEquals("1 business day", index.step().orElseThrow().toString());
    SeriesIndex.Series series = index.series().get(0);
    assertEquals(1, IntStream.of(series.rows()).filter(row -> row < 0).count());
    int place =
        IntStream.range(0, series.rows().length)
            .filter(i -> series.rows()[i] < 0)
            .findFirst()
            .orElseThrow();
    assertEquals(holiday, TimeStep.local(series.times()[place]).toLocalDate());
    long friday = LocalDate.of(2019, 5, 3).toEpochDay() * DatePattern.DAY;
    assertEquals(LocalDate.of(2019, 5, 6), TimeStep.local(index.after(friday, 1)).toLocalDate());
    assertEquals(LocalDate.of(2019, 4, 26), TimeStep.local(index.after(friday, -5)).toLocalDate());
  }

  @Test
  void stepsWithoutARowHaveAPlace() throws IOException {
    SeriesIndex index = dated(Stream.of("2019-01-01", "2019-02-01", "2019-05-01", "2019-06-01"));
    assertArrayEquals(new int[] {0, 1, -1, -1, 2, 3}, index.series().get(0).rows());
    assertEquals(
        LocalDate.of(2019, 4, 1), TimeStep.local(index.series().get(0).times()[3]).toLocalDate());
    String finding = index.findings().get(1);
    assertTrue(finding.startsWith("2 steps have no row, the first after "), finding);
    assertTrue(finding.contains("line 3"), finding);
  }

  @Test
  void rowsAreSortedByTime() throws IOException {
    SeriesIndex index = dated(Stream.of("2019-01-03", "2019-01-02", "2019-01-01"));
    assertArrayEquals(new int[] {2, 1, 0}, index.series().get(0).rows());
    assertTrue(index.findings().toString().contains("sorted"), index.findings()::toString);
  }

  @Test
  void irregularTimesCountARowAStep() throws IOException {
    SeriesIndex index =
        dated(Stream.of("2019-01-01", "2019-01-03", "2019-01-04", "2019-01-09", "2019-02-02"));
    assertFalse(index.isRegular() && index.series().get(0).rows().length > 33);
    SeriesIndex odd =
        dated(
            Stream.of(
                "2019-01-01 10:00",
                "2019-01-01 10:07",
                "2019-01-01 10:10",
                "2019-01-01 10:31",
                "2019-01-01 10:36",
                "2019-01-01 10:58"));
    assertFalse(odd.isRegular());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, odd.series().get(0).rows());
    assertTrue(odd.findings().get(0).contains("irregular"), odd.findings()::toString);
  }

  @Test
  void gapThatIsLongerThanTheSeriesIsNotFilled() throws IOException {
    SeriesIndex index =
        dated(
            Stream.of(
                "2001-01-01",
                "2001-01-02",
                "2001-01-03",
                "2001-01-04",
                "2019-01-01",
                "2019-01-02"));
    assertFalse(index.isRegular());
    assertEquals(6, index.series().get(0).rows().length);
  }

  @Test
  void clocksThatJitterAreRegular() throws IOException {
    LocalDateTime start = LocalDateTime.of(2019, 1, 1, 0, 0);
    SeriesIndex index =
        dated(IntStream.range(0, 50).mapToObj(i -> start.plusMinutes(10L * i).plusSeconds(i % 3)));
    assertTrue(index.isRegular());
    assertEquals(50, index.series().get(0).rows().length);
  }

  @Test
  void groupsAreSeriesInTheOrderOfTheirFirstRows() throws IOException {
    Table table =
        table(
            "store,month,x",
            Stream.of(
                "b,2019-01-01,1",
                "a,2019-01-01,2",
                "b,2019-02-01,3",
                "a,2019-02-01,4",
                "a,2019-04-01,5",
                "b,2019-03-01,6"));
    SeriesIndex index = SeriesIndex.of(table, null, List.of("store"));
    assertEquals(
        List.of("b", "a"), index.series().stream().map(SeriesIndex.Series::group).toList());
    assertArrayEquals(new int[] {0, 2, 5}, index.series().get(0).rows());
    assertArrayEquals(new int[] {1, 3, -1, 4}, index.series().get(1).rows());
  }

  @Test
  void timeThatComesTwiceNamesBothRowsAndTheGroup() throws IOException {
    Table table =
        table(
            "store,month,x",
            Stream.of("b,2019-01-01,1", "b,2019-02-01,2", "a,2019-01-01,2", "a,2019-02-01,4"));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> SeriesIndex.of(table, "month", List.of()));
    assertTrue(e.getMessage().contains("line 4, column month: the time 2019-01-01 is there twice"));
    assertTrue(e.getMessage().contains("line 2 has it, too"), e.getMessage());
    assertTrue(e.getMessage().contains("--group COLUMN"), e.getMessage());
    assertTrue(e.getMessage().endsWith("store perhaps."), e.getMessage());
  }

  @Test
  void columnThatTellsOnlySomeRowsOfATimeApartIsNotProposed() throws IOException {
    Table table =
        table(
            "kind,store,month,x",
            Stream.of(
                "k,a,2019-01-01,1",
                "l,b,2019-01-01,2",
                "k,c,2019-01-01,3",
                "k,a,2019-02-01,4",
                "l,b,2019-02-01,5",
                "k,c,2019-02-01,6"));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> SeriesIndex.of(table, "month", List.of()));
    assertTrue(e.getMessage().endsWith("store perhaps."), e.getMessage());
  }

  @Test
  void rowsWithoutTimeOrGroupAreNamed() throws IOException {
    Table table =
        table(
            "store,month,x",
            Stream.of(
                "b,2019-01-01,1", "b,,2", "a,2019-01-01,2", ",2019-02-01,4", "a,2019-03-01,3"));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> SeriesIndex.of(table, "month", List.of()));
    assertTrue(e.getMessage().contains("line 3, column month: the row has no time"));
    e =
        assertThrows(
            IllegalArgumentException.class, () -> SeriesIndex.of(table, "month", List.of("store")));
    assertTrue(e.getMessage().contains("line 5, column store: the cell is empty"), e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class, () -> SeriesIndex.of(table, "month", List.of("x")));
    assertTrue(e.getMessage().contains("--type x=category"), e.getMessage());
  }

  @Test
  void hourThatClocksTookOrGaveIsNoGapAndNoRowTooMany() throws IOException {
    LocalDateTime spring = LocalDateTime.of(2019, 3, 31, 0, 0);
    SeriesIndex index =
        dated(IntStream.range(0, 48).filter(h -> h != 2).mapToObj(spring::plusHours));
    assertEquals(47, index.series().get(0).rows().length);
    assertTrue(index.findings().toString().contains("missing: 1, that are there twice: 0"));

    LocalDateTime autumn = LocalDateTime.of(2019, 10, 27, 0, 0);
    Stream<LocalDateTime> quarters =
        Stream.concat(
            IntStream.range(0, 12).mapToObj(q -> autumn.plusMinutes(15L * q)),
            IntStream.range(8, 60).mapToObj(q -> autumn.plusMinutes(15L * q)));
    index = dated(quarters);
    assertEquals(64, index.series().get(0).rows().length);
    assertEquals("15 minutes", index.step().orElseThrow().toString());
    assertTrue(index.findings().toString().contains("missing: 0, that are there twice: 1"));
    // On another day the same is a mistake.
    LocalDateTime summer = LocalDateTime.of(2019, 7, 7, 0, 0);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            dated(
                Stream.concat(
                    IntStream.range(0, 5).mapToObj(summer::plusHours),
                    IntStream.range(4, 9).mapToObj(summer::plusHours))));
  }

  @Test
  void withoutDatesTheOrderOfRowsIsTime() throws IOException {
    SeriesIndex index = SeriesIndex.of(table("x,y", Stream.of("1,2", "3,4")), null, List.of());
    assertArrayEquals(new int[] {0, 1}, index.series().get(0).rows());
    assertTrue(index.step().isEmpty() && index.time().isEmpty() && index.isRegular());
    assertThrows(IllegalStateException.class, () -> index.after(0, 1));
  }

  @Test
  void stepOfOneRowIsUnknownUnlessItIsSaid() throws IOException {
    Table one = table("when,x", Stream.of("2019-01-31,1"));
    SeriesIndex unknown = SeriesIndex.of(one, null, List.of());
    assertTrue(unknown.step().isEmpty());
    TimeStep month = TimeStep.parse("1 month at its end");
    SeriesIndex said = SeriesIndex.of(one, null, List.of(), month);
    assertEquals(
        LocalDate.of(2019, 2, 28),
        TimeStep.local(said.after(said.series().get(0).times()[0], 1)).toLocalDate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "month", "3 fortnights", "0 days", "99999999999999999999 days"})
  void whatIsNoStepIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TimeStep.parse(text));
  }
}
