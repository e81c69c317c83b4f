package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Columns of equally many rows, in memory. */
public final class Table {
  /** The column of {@link #withFiles}; no column of a file is called so. */
  public static final String FILE = "\0file";

  private static final int NEAR = 3;

  private final List<TableColumn> columns;
  private final List<String> known;
  private final int rows;
  private final Places places;
  private final String sha256;

  Table(List<TableColumn> columns, List<String> known, int rows, Places places, String sha256) {
    this.columns = List.copyOf(columns);
    this.known = List.copyOf(known);
    this.rows = rows;
    this.places = places;
    this.sha256 = sha256;
  }

  /**
   * Where rows come from.
   *
   * @param files their names
   * @param ends the row behind the last of each
   * @param lines of each row
   */
  record Places(List<String> files, int[] ends, int[] lines) {
    int file(int row) {
      int file = 0;
      while (row >= ends[file]) {
        file++;
      }
      return file;
    }

    String of(int row) {
      return files.get(file(row)) + ", line " + lines[row];
    }
  }

  /** {@return how many rows there are} */
  public int rows() {
    return rows;
  }

  /** {@return the names of the columns read, in the order of the file} */
  public List<String> names() {
    return columns.stream().map(TableColumn::name).toList();
  }

  /** {@return the columns read, in the order of the file} */
  public List<TableColumn> columns() {
    return columns;
  }

  /**
   * A column.
   *
   * @param name as in the header
   * @return it
   * @throws IllegalArgumentException if there is none of this name; the message has those there are
   */
  public TableColumn column(String name) {
    for (TableColumn column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    throw new IllegalArgumentException(unknown(name, known));
  }

  /**
   * A column of numbers.
   *
   * @param name as in the header
   * @return it
   * @throws IllegalArgumentException if there is none, or it is of another type
   */
  public TableColumn.NumberColumn numbers(String name) {
    if (column(name) instanceof TableColumn.NumberColumn numbers) {
      return numbers;
    }
    throw otherType(name, "numbers", "number");
  }

  /**
   * A column of dates.
   *
   * @param name as in the header
   * @return it
   * @throws IllegalArgumentException if there is none, or it is of another type
   */
  public TableColumn.DateColumn dates(String name) {
    if (column(name) instanceof TableColumn.DateColumn dates) {
      return dates;
    }
    throw otherType(name, "dates", "date");
  }

  private IllegalArgumentException otherType(String name, String wanted, String option) {
    return new IllegalArgumentException(
        "Column %s is %s, not %s: name another, or say --type %s=%s to see what is wrong in it."
            .formatted(name, column(name).type(), wanted, name, option));
  }

  /**
   * Names a cell in messages.
   *
   * @param row from 0
   * @param column its name
   * @return for instance {@code load.csv, line 12, column load}
   */
  public String place(int row, String column) {
    return places.of(row) + ", column " + column;
  }

  /**
   * Names a row in messages.
   *
   * @param row from 0
   * @return for instance {@code load.csv, line 12}
   */
  public String place(int row) {
    return places.of(row);
  }

  /** {@return the names of the files, in the order of their rows} */
  public List<String> files() {
    return places.files();
  }

  /**
   * Says which file a row is from.
   *
   * @param row from 0
   * @return its place in {@link #files}
   */
  public int file(int row) {
    return places.file(row);
  }

  /** {@return the same table, with a column {@link #FILE} more that names the file of each row} */
  public Table withFiles() {
    List<String> sorted = places.files().stream().sorted().distinct().toList();
    int[] codes = new int[rows];
    for (int row = 0; row < rows; row++) {
      codes[row] = Collections.binarySearch(sorted, places.files().get(file(row)));
    }
    List<TableColumn> more = new ArrayList<>(columns);
    more.add(new TableColumn.CategoryColumn(FILE, sorted, codes));
    return new Table(more, known, rows, places, sha256);
  }

  /** {@return the same table without its columns of dates} */
  public Table withoutDates() {
    return new Table(
        columns.stream().filter(column -> column.type() != ColumnType.DATE).toList(),
        known,
        rows,
        places,
        sha256);
  }

  /** {@return the SHA-256 of the files' unpacked bytes, in their order} */
  public String sha256() {
    return sha256;
  }

  /** What to say of a name that no column has. */
  static String unknown(String name, List<String> names) {
    List<String> listed = names.size() > 30 ? names.subList(0, 30) : names;
    StringBuilder message = new StringBuilder("There is no column ").append(name);
    String near = nearest(name, names);
    if (near != null) {
      message.append("; did you mean ").append(near).append('?');
    } else {
      message.append('.');
    }
    message.append(" Columns are ").append(String.join(", ", listed));
    if (listed.size() < names.size()) {
      message.append(" and ").append(names.size() - listed.size()).append(" more");
    }
    return message.append('.').toString();
  }

  private static String nearest(String name, List<String> names) {
    String best = null;
    int least = Math.min(NEAR, name.length() / 2) + 1;
    for (String other : new ArrayList<>(names)) {
      int distance = distance(name.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = other;
      }
    }
    return best;
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] now = new int[b.length() + 1];
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(change, Math.min(before[j], now[j - 1]) + 1);
      }
      before = now;
    }
    return before[b.length()];
  }
}
