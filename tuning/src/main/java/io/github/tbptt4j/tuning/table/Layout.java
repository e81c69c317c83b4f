package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the table is in a file.
 *
 * @param header names of the columns, empty for one without a name; null if there is no header
 * @param width columns
 * @param firstLine where the first row of data begins
 * @param above what of the table's lines are neither names nor data, as a user would say it
 */
record Layout(List<String> header, int width, long firstLine, List<String> above) {
  private static final double TYPED = 0.8;
  private static final int MOST_HEADS = 10;

  /** What pandas calls a column without a name. */
  private static final Pattern UNNAMED = Pattern.compile("Unnamed: \\d+");

  static Layout of(
      String name, List<Dialect.Row> sample, Dialect dialect, TableReader.Settings settings) {
    List<Dialect.Row> rows = sample.stream().filter(row -> row.width() > 0).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty: there is no table in it.");
    }
    int width = Dialect.usualWidth(rows);
    int first = firstFullRow(rows, width);
    boolean[] typed = typedColumns(rows, first, width, settings.missing());
    List<Dialect.Row> heads =
        settings.header() == null
            ? heads(rows, first, typed, settings.missing())
            : settings.header() ? rows.subList(first, first + 1) : List.of();
    int names = heads.isEmpty() ? -1 : namesAmong(heads, width);
    List<String> header =
        names < 0
            ? null
            : names(
                heads.get(names),
                width,
                isLastEmpty(rows.subList(first + heads.size(), rows.size()), width));
    if (header == null && settings.header() == null) {
      header = commentedNames(sample, rows.get(first), dialect, width);
    }
    if (header == null && first > 0) {
      refuseCommasForBoth(name, rows.get(first - 1), rows.get(first), dialect);
    }
    int data = first + heads.size();
    List<String> above = new ArrayList<>();
    for (int i = 0; i < first + Math.max(0, names); i++) {
      above.add("line " + rows.get(i).line() + " (" + shortly(rows.get(i)) + ")");
    }
    for (int i = names + 1; i < heads.size(); i++) {
      above.add("line " + heads.get(i).line() + " (units: " + shortly(heads.get(i)) + ")");
    }
    long firstLine = data < rows.size() ? rows.get(data).line() : Long.MAX_VALUE;
    return new Layout(
        header, Math.max(width, header == null ? 0 : header.size()), firstLine, above);
  }

  /** 1,5,2,5 under two names. */
  private static void refuseCommasForBoth(
      String name, Dialect.Row above, Dialect.Row data, Dialect dialect) {
    boolean whole =
        Arrays.stream(data.cells()).allMatch(cell -> Blank.trim(cell).matches("-?\\d*"));
    if (dialect.delimiter() == ','
        && whole
        && above.filled() > 1
        && 2 * above.cells().length == data.cells().length) {
      throw new IllegalArgumentException(
          "%s, line %d has %d names, but line %d has %d cells: commas seem to be decimal marks and delimiters both, so save the table with semicolons."
              .formatted(
                  name, above.line(), above.cells().length, data.line(), data.cells().length));
    }
  }

  private static String shortly(Dialect.Row row) {
    String text =
        String.join(" ", Arrays.stream(row.cells()).map(Blank::simplify).toList()).strip();
    return text.length() > 40 ? text.substring(0, 37) + ".." : text;
  }

  /** Titles have fewer cells, or all but the first are empty. */
  private static int firstFullRow(List<Dialect.Row> rows, int width) {
    for (int i = 0; i < rows.size(); i++) {
      Dialect.Row row = rows.get(i);
      boolean title = width > 1 && row.width() <= 1;
      // R's write.table has no name for the rows' names.
      if (!title && row.cells().length >= width - (i + 1 < rows.size() && width > 2 ? 1 : 0)) {
        return i;
      }
    }
    return 0;
  }

  private static boolean[] typedColumns(
      List<Dialect.Row> rows, int first, int width, MissingCells missing) {
    boolean[] typed = new boolean[width];
    int from =
        Math.min(
            rows.size() - 1, first + Math.max(1, Math.min(MOST_HEADS, (rows.size() - first) / 3)));
    for (int c = 0; c < width; c++) {
      int filled = 0;
      int good = 0;
      for (int r = from; r < rows.size(); r++) {
        String cell = cell(rows.get(r), c);
        if (!missing.isMissingNumber(cell)) {
          filled++;
          good += isTyped(cell) ? 1 : 0;
        }
      }
      typed[c] = good > 0 && good >= TYPED * filled;
    }
    return typed;
  }

  private static String cell(Dialect.Row row, int column) {
    return column < row.cells().length ? row.cells()[column] : "";
  }

  private static boolean isTyped(String cell) {
    return new Numbers().parse(cell.toCharArray(), 0, cell.length())
        || !DateForms.of(cell).isEmpty();
  }

  /** The rows above the first that has numbers or dates where the column has. */
  private static List<Dialect.Row> heads(
      List<Dialect.Row> rows, int first, boolean[] typed, MissingCells missing) {
    boolean any = false;
    for (boolean one : typed) {
      any |= one;
    }
    if (!any) {
      return isUnlikeTheRest(rows, first) ? rows.subList(first, first + 1) : List.of();
    }
    int data = first;
    while (data < rows.size()
        && data - first < MOST_HEADS
        && !isData(rows.get(data), typed, missing)) {
      data++;
    }
    if (data - first == MOST_HEADS) {
      data = first + 1;
    }
    if (data == first && isHeaderWithNumbers(rows, first, typed, missing)) {
      data = first + 1;
    }
    return rows.subList(first, data);
  }

  private static boolean isData(Dialect.Row row, boolean[] typed, MissingCells missing) {
    int good = 0;
    int bad = 0;
    for (int c = 0; c < typed.length; c++) {
      String cell = cell(row, c);
      if (typed[c] && !missing.isMissingNumber(cell)) {
        if (isTyped(cell)) {
          good++;
        } else {
          bad++;
        }
      }
    }
    return good > bad || good + bad == 0 && row.filled() < row.cells().length;
  }

  /** Years as names, or numbers that merely count. */
  private static boolean isHeaderWithNumbers(
      List<Dialect.Row> rows, int first, boolean[] typed, MissingCells missing) {
    Dialect.Row row = rows.get(first);
    Set<String> different = new HashSet<>(Arrays.asList(row.cells()));
    if (different.size() < row.cells().length || rows.size() == first + 1) {
      return false;
    }
    boolean bad = false;
    boolean counts = row.cells().length > 1;
    long before = Long.MIN_VALUE;
    for (int c = 0; c < row.cells().length; c++) {
      String cell = Blank.trim(row.cells()[c]);
      bad |= c < typed.length && typed[c] && !missing.isMissingNumber(cell) && !isTyped(cell);
      boolean whole = cell.matches("\\d{1,4}");
      if (!whole && c == 0 && row.cells().length > 2) {
        continue;
      }
      counts &= whole && (before == Long.MIN_VALUE || Long.parseLong(cell) == before + 1);
      before = whole ? Long.parseLong(cell) : before;
    }
    return bad || counts && !countsToo(rows.get(first + 1));
  }

  private static boolean countsToo(Dialect.Row row) {
    long before = Long.MIN_VALUE;
    int counted = 0;
    for (String cell : row.cells()) {
      if (!Blank.trim(cell).matches("\\d{1,4}")) {
        continue;
      }
      long value = Long.parseLong(Blank.trim(cell));
      if (before != Long.MIN_VALUE && value != before + 1) {
        return false;
      }
      before = value;
      counted++;
    }
    return counted > 1;
  }

  /** In a table of texts: names that come again in no column. */
  private static boolean isUnlikeTheRest(List<Dialect.Row> rows, int first) {
    String[] names = rows.get(first).cells();
    if (new HashSet<>(Arrays.asList(names)).size() < names.length) {
      return false;
    }
    for (int r = first + 1; r < rows.size(); r++) {
      for (int c = 0; c < names.length; c++) {
        if (names[c].equals(cell(rows.get(r), c)) && !names[c].isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  /** The last that has a name for each column; else the first that has only units below it. */
  private static int namesAmong(List<Dialect.Row> heads, int width) {
    for (int i = heads.size() - 1; i >= 0 && width > 2; i--) {
      Dialect.Row row = heads.get(i);
      boolean full = row.filled() >= width - 1 && row.cells().length <= width;
      if (full
          && !Units.are(row)
          && new HashSet<>(Arrays.asList(row.cells())).size() == row.cells().length
          && Arrays.stream(row.cells()).noneMatch(Layout::isTyped)) {
        return i;
      }
    }
    int names = heads.size() - 1;
    while (names > 0 && Units.are(heads.get(names))) {
      names--;
    }
    return names;
  }

  private static boolean isLastEmpty(List<Dialect.Row> data, int width) {
    return data.stream().allMatch(row -> row.width() < width);
  }

  /** One name less than cells is R's way: the rows' own names have none. */
  private static List<String> names(Dialect.Row row, int width, boolean lastEmpty) {
    List<String> names = new ArrayList<>();
    if (row.cells().length == width - 1 && !lastEmpty) {
      names.add("");
    }
    for (String cell : row.cells()) {
      String name = Blank.simplify(cell);
      names.add(UNNAMED.matcher(name).matches() ? "" : name);
    }
    while (names.size() > width && names.get(names.size() - 1).isEmpty()) {
      names.remove(names.size() - 1);
    }
    return names;
  }

  /** Names in the comment right above the data. */
  private static List<String> commentedNames(
      List<Dialect.Row> sample, Dialect.Row data, Dialect dialect, int width) {
    for (int i = sample.size() - 1; i >= 0; i--) {
      Dialect.Row row = sample.get(i);
      if (row.comment() && row.line() < data.line()) {
        String text = row.cells()[0];
        text =
            text.startsWith(dialect.comment()) ? text.substring(dialect.comment().length()) : text;
        List<Dialect.Row> split =
            new Dialect(dialect.delimiter(), true, "", 0).rows(Blank.trim(text));
        boolean fits = split.size() == 1 && split.get(0).cells().length == width;
        return fits && Arrays.stream(split.get(0).cells()).noneMatch(Layout::isTyped)
            ? names(split.get(0), width, false)
            : null;
      }
    }
    return null;
  }
}
