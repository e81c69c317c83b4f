package io.github.tbptt4j.tuning.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The one look at each cell of some files. */
final class TableScan {
  private static final int SAMPLE = 1 << 20;
  private static final Pattern MARKUP =
      Pattern.compile("\\s*<(!doctype|html|\\?xml|!--)", Pattern.CASE_INSENSITIVE);
  private static final Pattern JSON = Pattern.compile("\\s*(\\[\\s*)?\\{\\s*\"");
  private static final int MOST_PROBLEMS = 5;
  private static final int DISTINCT = 1_000_000; // of all columns together
  private static final int MOST_DISTINCT = 100_000;
  private static final int LEAST_DISTINCT = 100;

  private final TableReader.Settings settings;
  private final Meter meter;
  private final MessageDigest digest = sha256();
  private final List<FileScan> files = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> badRows = new ArrayList<>();
  private final FilePlace place = new FilePlace();
  private List<ColumnScan> columns;
  private List<Boolean> named;
  private long badCount;

  private TableScan(TableReader.Settings settings, long total) {
    this.settings = settings;
    meter = new Meter(settings.progress(), total);
  }

  static TableSource of(List<Source> sources, TableReader.Settings settings) throws IOException {
    long total = sources.stream().mapToLong(Source::size).sum();
    Set<Source> western = new HashSet<>();
    while (true) {
      TableScan scan = new TableScan(settings, total);
      Source current = null;
      try {
        for (Source source : sources) {
          current = source;
          scan.scan(source, western.contains(source));
        }
        return scan.finish();
      } catch (CharacterCodingException e) {
        // Somewhere behind the sample: all is read again, in the only other way.
        if (settings.encoding() != null || !western.add(current)) {
          throw new IllegalArgumentException(
              current.name()
                  + " has bytes that are no characters in "
                  + (settings.encoding() == null ? "the encoding found" : settings.encoding())
                  + ": give another --encoding.",
              e);
        }
      }
    }
  }

  private void scan(Source source, boolean western) throws IOException {
    byte[] start;
    try (InputStream bytes = source.open(Meter.none())) {
      start = bytes.readNBytes(SAMPLE);
    } catch (IOException e) {
      throw failed(source, e);
    }
    boolean whole = start.length < SAMPLE;
    Encoding encoding =
        western
            ? Encoding.western()
            : Encoding.of(source.name(), start, whole, settings.encoding());
    String sample =
        new String(start, encoding.mark(), start.length - encoding.mark(), encoding.charset());
    if (!whole) {
      int end = sample.lastIndexOf('\n');
      sample = end < 0 ? sample : sample.substring(0, end + 1);
    }
    if (sample.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          source.name() + " isn't text: it holds NUL characters; give a CSV file.");
    }
    refuseOtherTexts(source, sample);
    Dialect dialect = Dialect.of(sample, settings);
    Layout layout = Layout.of(source.name(), dialect.rows(sample), dialect, settings);
    int[] cells = match(source, layout);
    FileScan file = new FileScan(source, encoding, dialect, layout, cells, Long.MAX_VALUE);
    meter.startFrom(FileScan.bytes(files));
    try {
      files.add(count(file));
    } catch (CharacterCodingException e) {
      throw e;
    } catch (IOException e) {
      throw failed(source, e);
    }
  }

  private static void refuseOtherTexts(Source source, String sample) {
    String other =
        MARKUP.matcher(sample).lookingAt()
            ? "HTML or XML"
            : JSON.matcher(sample).lookingAt() ? "JSON" : null;
    if (other != null) {
      throw new IllegalArgumentException(
          source.name() + " is " + other + ", not CSV: was the right file saved?");
    }
  }

  private static IOException failed(Source source, IOException e) {
    return e instanceof FileSystemException
            || e.getMessage() != null && e.getMessage().startsWith(source.name())
        ? e
        : new IOException(source.name() + " can't be read to its end: " + e.getMessage() + ".", e);
  }

  /** Where the table's columns are in this file. */
  private int[] match(Source source, Layout layout) {
    List<String> names = names(source, layout);
    if (columns == null) {
      int most =
          Math.max(LEAST_DISTINCT, Math.min(MOST_DISTINCT, DISTINCT / Math.max(1, names.size())));
      columns = new ArrayList<>();
      named = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        columns.add(new ColumnScan(names.get(i), settings, most));
        named.add(
            layout.header() == null
                || i < layout.header().size() && !layout.header().get(i).isEmpty());
      }
      for (String typed : settings.types().keySet()) {
        if (settings.strict().contains(typed) && !names.contains(typed)) {
          throw new IllegalArgumentException(Table.unknown(typed, names));
        }
      }
      int[] all = new int[names.size()];
      Arrays.setAll(all, i -> i);
      return all;
    }
    columns.forEach(ColumnScan::startFile);
    if (layout.header() == null) {
      if (layout.width() != columns.size()) {
        throw new IllegalArgumentException(
            "%s has %d columns, but %s has %d: files of one table must have the same."
                .formatted(
                    source.name(), layout.width(), files.get(0).source().name(), columns.size()));
      }
      int[] all = new int[columns.size()];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] cells = new int[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = names.indexOf(columns.get(i).name);
      if (cells[i] < 0 && named.get(i)) {
        throw new IllegalArgumentException(
            "%s has no column %s, which %s has: files of one table must have the same columns. Its columns are %s."
                .formatted(
                    source.name(),
                    columns.get(i).name,
                    files.get(0).source().name(),
                    String.join(", ", names)));
      }
    }
    List<String> known = columns.stream().map(column -> column.name).toList();
    for (int i = 0; i < names.size(); i++) {
      boolean isNamed = i < layout.header().size() && !layout.header().get(i).isEmpty();
      if (isNamed && !known.contains(names.get(i))) {
        throw new IllegalArgumentException(
            "%s has the column %s, which %s hasn't: files of one table must have the same columns."
                .formatted(source.name(), names.get(i), files.get(0).source().name()));
      }
    }
    return cells;
  }

  /** Names for all cells of a row, each once. */
  private List<String> names(Source source, Layout layout) {
    List<String> names = new ArrayList<>();
    Map<String, Integer> times = new HashMap<>();
    for (int i = 0; i < layout.width(); i++) {
      String name =
          layout.header() == null || i >= layout.header().size() || layout.header().get(i).isEmpty()
              ? "column" + (i + 1)
              : layout.header().get(i);
      int time = times.merge(name, 1, Integer::sum);
      if (time > 1) {
        String other = name + " (" + time + ")";
        notes.add(
            source.name() + " has the column " + name + " again: it is called " + other + " here.");
        name = other;
      }
      names.add(name);
    }
    return names;
  }

  private FileScan count(FileScan file) throws IOException {
    place.file = file.source().name();
    int needed = 0;
    for (int i = 0; i < columns.size(); i++) {
      needed = named.get(i) ? Math.max(needed, file.cells()[i] + 1) : needed;
    }
    int held = settings.footer() == null ? Footer.MOST : settings.footer();
    Deque<Cells> tail = new ArrayDeque<>();
    Deque<Cells> free = new ArrayDeque<>();
    long rows = 0;
    try (InputStream bytes = new DigestInputStream(file.source().open(meter), digest);
        FileRows reading =
            new FileRows(file.source(), bytes, file.encoding(), file.dialect(), file.layout())) {
      for (Cells row = reading.next(); row != null; row = reading.next()) {
        if (held == 0) {
          accept(row, file, needed);
          rows++;
          continue;
        }
        if (tail.size() == held) {
          Cells oldest = tail.removeFirst();
          accept(oldest, file, needed);
          rows++;
          free.add(oldest);
        }
        Cells copy = free.isEmpty() ? new Cells(false) : free.removeFirst();
        row.copyTo(copy);
        tail.addLast(copy);
      }
    }
    rows += last(tail, file, needed);
    return new FileScan(
        file.source(), file.encoding(), file.dialect(), file.layout(), file.cells(), rows);
  }

  /** What of the rows held back is data. */
  private int last(Deque<Cells> tail, FileScan file, int needed) {
    if (settings.footer() != null) {
      return 0;
    }
    List<Cells> rows = new ArrayList<>(tail);
    // A table of a few rows is all tail: look at its first rows to know its columns.
    int known = columns.get(0).rows == 0 ? (rows.size() + 1) / 2 : 0;
    for (int i = 0; i < known; i++) {
      accept(rows.get(i), file, needed);
    }
    int end = rows.size();
    while (end > known && Footer.is(rows.get(end - 1), file.cells(), columns, needed)) {
      end--;
      leaveOut(rows.get(end), file);
    }
    for (int i = known; i < end - 1; i++) {
      accept(rows.get(i), file, needed);
    }
    if (end > known) {
      if (Footer.isTotalWithoutAName(rows.get(end - 1), file.cells(), columns)) {
        end--;
        leaveOut(rows.get(end), file);
      } else {
        accept(rows.get(end - 1), file, needed);
      }
    }
    return end;
  }

  private void leaveOut(Cells row, FileScan file) {
    if (!row.isBlank()) {
      notes.add(
          "%s, line %d (%s) is taken for a total or a note and left out; --footer 0 keeps it."
              .formatted(file.source().name(), row.line(), shortly(row)));
    }
  }

  private static String shortly(Cells row) {
    String text = Blank.simplify(String.join(" ", row.toArray()));
    return text.length() > 40 ? text.substring(0, 38) + ".." : text;
  }

  private void accept(Cells row, FileScan file, int needed) {
    place.line = row.line();
    int width = file.layout().width();
    if (!settings.ragged()
        && (row.count() < needed || row.count() > width && row.width() > width)) {
      badCount++;
      if (badRows.size() < MOST_PROBLEMS) {
        int count = row.count() < needed ? row.count() : row.width();
        badRows.add(
            "%s, line %d: there are %d cells, but %d columns: mend the row, or --ragged %s."
                .formatted(
                    place.file,
                    place.line,
                    count,
                    width,
                    count < width ? "takes the others as missing" : "cuts it"));
      }
    }
    int[] cells = file.cells();
    char[] text = row.text();
    for (int i = 0; i < cells.length; i++) {
      int cell = cells[i];
      if (cell >= 0 && cell < row.count()) {
        columns.get(i).add(text, row.from(cell), row.to(cell), place);
      } else {
        columns.get(i).add(text, 0, 0, place);
      }
    }
  }

  private TableSource finish() {
    long rows = files.stream().mapToLong(FileScan::rows).sum();
    if (rows == 0) {
      throw new IllegalArgumentException(
          "%s has names of columns (%s), but no rows."
              .formatted(
                  files.get(0).source().name(),
                  Blank.simplify(
                      String.join(", ", columns.stream().limit(10).map(c -> c.name).toList()))));
    }
    if (badCount > badRows.size()) {
      badRows.add("There are " + badCount + " rows of another length in all.");
    }
    return TableSource.of(
        files, columns, named, settings, notes, badRows, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }
}
