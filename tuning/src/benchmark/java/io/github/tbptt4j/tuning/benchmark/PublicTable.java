package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.benchmark.SeriesTable.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Public series that come with registry packages; doc/series.md says what each is. */
enum PublicTable {
  BIRTHS_1969(
      PackageArchive.BIRTHS_1969,
      "package/data/data.csv",
      file -> SeriesFormats.csv(file, PublicTable::births)),
  BIRTHS_2000(
      PackageArchive.BIRTHS_2000,
      "package/data/data.csv",
      file -> SeriesFormats.csv(file, PublicTable::births)),
  ELECTRICITY(
      PackageArchive.FORECAST,
      "usr/lib/R/site-library/forecast/data/Rdata.rdb",
      file -> SeriesFormats.r(file, 4032, PublicTable::halfHour)),
  RAIN(
      PackageArchive.VEGA,
      "package/data/seattle-weather.csv",
      file -> SeriesFormats.csv(file, PublicTable::timeAndValue)),
  UNEMPLOYMENT(
      PackageArchive.VEGA,
      "package/data/unemployment-across-industries.json",
      file ->
          SeriesFormats.json(
              file,
              row ->
                  new Row(
                      row.get("series").asText(),
                      YearMonth.of(row.get("year").asInt(), row.get("month").asInt())
                          .atDay(1)
                          .toString(),
                      row.get("count").asText()))),
  CO2(
      PackageArchive.STATSMODELS,
      "usr/lib/python3/dist-packages/statsmodels/datasets/co2/co2.csv",
      file -> SeriesFormats.csv(file, PublicTable::compactDateAndValue)),
  PASSENGERS(
      PackageArchive.GRETL,
      "usr/share/gretl/data/misc/bjg.gdt",
      file -> SeriesFormats.gretl(file, i -> month(1949, i))),
  GAS(
      PackageArchive.FORECAST,
      "usr/lib/R/site-library/forecast/data/Rdata.rdb",
      file -> SeriesFormats.r(file, 476, i -> month(1956, i))),
  EL_NINO(
      PackageArchive.STATSMODELS,
      "usr/lib/python3/dist-packages/statsmodels/datasets/elnino/elnino.csv",
      file -> SeriesFormats.csv(file, PublicTable::monthsOfYear)),
  SUNSPOTS(
      PackageArchive.STATSMODELS,
      "usr/lib/python3/dist-packages/statsmodels/datasets/sunspots/sunspots.csv",
      file -> SeriesFormats.csv(file, PublicTable::timeAndValue)),
  NILE(
      PackageArchive.STATSMODELS,
      "usr/lib/python3/dist-packages/statsmodels/datasets/nile/nile.csv",
      file -> SeriesFormats.csv(file, PublicTable::timeAndValue));

  /** From a file of a package to rows. */
  private interface Parser {
    SeriesTable parse(byte[] file) throws IOException;
  }

  private final PackageArchive archive;
  private final String path;
  private final Parser parser;

  PublicTable(PackageArchive archive, String path, Parser parser) {
    this.archive = archive;
    this.path = path;
    this.parser = parser;
  }

  /** {@return a name for files and for people} */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  PackageArchive archive() {
    return archive;
  }

  SeriesTable read(Path packages) throws IOException {
    return parser.parse(archive.read(packages, path));
  }

  private static Stream<Row> timeAndValue(String[] cells) {
    return Stream.of(new Row("", cells[0], cells[1]));
  }

  private static Stream<Row> compactDateAndValue(String[] cells) {
    LocalDate date = LocalDate.parse(cells[0], DateTimeFormatter.BASIC_ISO_DATE);
    return Stream.of(new Row("", date.toString(), cells[1]));
  }

  /** Year, month, day, day of the week, births. */
  private static Stream<Row> births(String[] cells) {
    LocalDate date =
        LocalDate.of(
            Integer.parseInt(cells[0]), Integer.parseInt(cells[1]), Integer.parseInt(cells[2]));
    return Stream.of(new Row("", date.toString(), cells[4]));
  }

  /** Year, January to December. */
  private static Stream<Row> monthsOfYear(String[] cells) {
    int year = Integer.parseInt(cells[0]);
    return IntStream.range(0, 12).mapToObj(i -> new Row("", month(year, i), cells[1 + i]));
  }

  private static String month(int year, int later) {
    return YearMonth.of(year, 1).plusMonths(later).atDay(1).toString();
  }

  private static String halfHour(int later) {
    return LocalDateTime.of(2000, 6, 5, 0, 0).plusMinutes(30L * later).toString();
  }
}
