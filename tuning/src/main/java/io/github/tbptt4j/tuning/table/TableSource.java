package io.github.tbptt4j.tuning.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files that were looked at once, and are read from now on as they were found. */
public final class TableSource {
  private final List<FileScan> files;
  private final List<ColumnRule> rules;
  private final int[] places; // of the rules' columns among those of the files
  private final TableSummary summary;
  private final Map<String, String> wrongCells;
  private final List<String> wrongRows;
  private final TableReader.Settings settings;
  private final String sha256;

  private TableSource(
      List<FileScan> files,
      List<ColumnRule> rules,
      int[] places,
      TableSummary summary,
      Map<String, String> wrongCells,
      List<String> wrongRows,
      TableReader.Settings settings,
      String sha256) {
    this.files = files;
    this.rules = rules;
    this.places = places;
    this.summary = summary;
    this.wrongCells = wrongCells;
    this.wrongRows = wrongRows;
    this.settings = settings;
    this.sha256 = sha256;
  }

  static TableSource of(
      List<FileScan> files,
      List<ColumnScan> scans,
      List<Boolean> named,
      TableReader.Settings settings,
      List<String> notes,
      List<String> wrongRows,
      String sha256) {
    boolean headed = files.get(0).layout().header() != null;
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < scans.size(); i++) {
      ColumnScan scan = scans.get(i);
      boolean nameless = !named.get(i) || !headed && (i == 0 || i == scans.size() - 1);
      boolean given = settings.types().containsKey(scan.name);
      if (!given && nameless && scan.missing == scan.rows && scans.size() > 1) {
        if (scans.subList(i, scans.size()).stream().anyMatch(other -> other.missing < other.rows)) {
          notes.add("Column " + (i + 1) + " has no name and is empty: it is left out.");
        }
      } else if (!given && !named.get(i) && i == 0 && scans.size() > 1 && scan.counts()) {
        notes.add("The first column has no name and merely counts: it is left out.");
      } else {
        kept.add(i);
      }
    }
    List<ColumnScan> columns = kept.stream().map(scans::get).toList();
    int[] places = kept.stream().mapToInt(i -> i).toArray();
    Findings findings = new Findings(files, columns, places, settings, notes);
    Map<String, String> wrongCells = new HashMap<>();
    List<String> problems = new ArrayList<>(wrongRows);
    for (int i = 0; i < columns.size(); i++) {
      String wrong = findings.wrong(i);
      if (wrong != null) {
        wrongCells.put(columns.get(i).name, wrong);
        problems.add(wrong);
      }
    }
    return new TableSource(
        List.copyOf(files),
        findings.rules(),
        places,
        findings.summary(problems),
        wrongCells,
        List.copyOf(wrongRows),
        settings,
        sha256);
  }

  /** {@return what was found} */
  public TableSummary summary() {
    return summary;
  }

  /** {@return the names of the table's columns} */
  public List<String> names() {
    return rules.stream().map(ColumnRule::name).toList();
  }

  /** {@return the SHA-256 of the files' unpacked bytes, in their order} */
  public String sha256() {
    return sha256;
  }

  /** {@return how it writes what can be read in two ways, for later tables of the same origin} */
  public Conventions conventions() {
    Set<Character> marks = new HashSet<>();
    Set<Boolean> dayFirst = new HashSet<>();
    for (ColumnRule rule : rules) {
      if (rule.type() == ColumnType.NUMBER) {
        marks.add(rule.point() ? '.' : ',');
      }
      for (DatePattern form : rule.forms()) {
        if (form.order() == 'd' || form.order() == 'M') {
          dayFirst.add(form.order() == 'd');
        }
      }
    }
    return new Conventions(only(marks), only(dayFirst));
  }

  private static <T> T only(Set<T> all) {
    return all.size() == 1 ? all.iterator().next() : null;
  }

  /**
   * Opens the rows as they stand in the files, to be written again.
   *
   * @return before the first row; to be closed
   */
  public TableRows rows() {
    return new TableRows(files, places, Meter.none());
  }

  /**
   * Reads columns into memory.
   *
   * @param columns names of those to read, all if there are none
   * @return the table
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if a column isn't there, or its cells or rows are wrong; the
   *     message names file, line, column and value
   */
  public Table read(String... columns) throws IOException {
    List<String> names = names();
    List<String> wanted = columns.length == 0 ? names : List.of(columns);
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(Table.unknown(name, names));
      }
      if (wrongCells.containsKey(name)) {
        throw new IllegalArgumentException(wrongCells.get(name));
      }
    }
    if (!wrongRows.isEmpty()) {
      throw new IllegalArgumentException(wrongRows.get(0));
    }
    if (summary.rows() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "The table has " + summary.rows() + " rows, more than fit into memory: use fewer files.");
    }
    int rows = (int) summary.rows();
    List<ColumnReading> readings = new ArrayList<>();
    List<Integer> from = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (wanted.contains(rules.get(i).name())) {
        readings.add(ColumnReading.of(rules.get(i), settings.missing(), rows));
        from.add(places[i]);
      }
    }
    int[] lines = new int[rows];
    int[] ends = new int[files.size()];
    Meter meter = new Meter(settings.progress(), FileScan.bytes(files));
    try (TableRows reading = new TableRows(files, places, meter)) {
      for (int row = 0; row < rows; row++) {
        reading.next();
        Cells cells = reading.row();
        lines[row] = (int) cells.line();
        ends[reading.file()] = row + 1;
        int[] places = files.get(reading.file()).cells();
        for (int i = 0; i < readings.size(); i++) {
          readings.get(i).add(row, cells, places[from.get(i)], places);
        }
      }
    }
    return new Table(
        readings.stream().map(ColumnReading::finish).toList(),
        names,
        rows,
        new Table.Places(summary.files(), ends, lines),
        sha256);
  }
}
