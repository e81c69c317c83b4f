package io.github.tbptt4j.tuning.table;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How characters are cells.
 *
 * @param delimiter between cells; {@link #NONE} where there is one column
 * @param spaced whether blanks stand between delimiters and quotes
 * @param comment begins lines that are none of the table; empty if none does
 * @param skip lines at the beginning that are no part of it
 */
record Dialect(char delimiter, boolean spaced, String comment, int skip) {
  /** In no text. */
  static final char NONE = '\uffff';

  private static final char[] USUAL = {'\t', ';', ',', '|'};
  private static final double ENOUGH = 0.4;

  /** Its first line, where it says what stands between cells. */
  private static final Pattern EXCEL =
      Pattern.compile("^sep=[^\"\r\n]\r?\n", Pattern.CASE_INSENSITIVE);

  /** What Excel writes into a cell that can't be computed, or has nothing. */
  private static final Pattern ERROR =
      Pattern.compile("^#(N/?[AV]|DIV|VALUE|WERT|REF|NUM|NAME|NULL)");

  /** Of a table's lines, where the first is none. */
  private static final double MOST_COMMENTS = 0.2;

  private static final int MOST_CELLS = 100_000;

  /** Rows and lines of one file, the text at its beginning. */
  static Dialect of(String sample, TableReader.Settings settings) {
    int skip = settings.skip();
    String text = sample;
    for (int i = 0; i < skip; i++) {
      text = text.substring(lineEnd(text));
    }
    Character delimiter = settings.delimiter();
    if (EXCEL.matcher(text).find()) {
      skip++;
      delimiter = delimiter == null ? Character.valueOf(text.charAt(4)) : delimiter;
      text = text.substring(lineEnd(text));
    }
    String comment = settings.comment() == null ? comment(text) : settings.comment();
    char found = delimiter == null ? delimiter(text, comment) : delimiter;
    return new Dialect(found, isSpaced(text, found), comment, skip);
  }

  private static int lineEnd(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text.length() : end + 1;
  }

  /** Lines at the top that begin so, but not all lines do; with a space after #, elsewhere too. */
  private static String comment(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    String first = lines.isEmpty() ? "" : lines.get(0);
    for (String prefix : List.of("#", "%", "//", "!")) {
      if (first.startsWith(prefix)) {
        boolean all = lines.stream().allMatch(line -> line.startsWith(prefix));
        boolean errors = lines.stream().anyMatch(line -> ERROR.matcher(line).find());
        return all || errors && !first.startsWith("# ") ? "" : errors ? "# " : prefix;
      }
    }
    List<String> marked = lines.stream().filter(line -> line.startsWith("#")).toList();
    boolean apart = !marked.isEmpty() && marked.stream().allMatch(line -> line.startsWith("# "));
    return apart && marked.size() <= MOST_COMMENTS * lines.size() ? "#" : "";
  }

  private static boolean isSpaced(String text, char delimiter) {
    return delimiter != ' '
        && (text.contains(delimiter + " \"") || text.contains("\" " + delimiter));
  }

  private static char delimiter(String text, String comment) {
    char best = NONE;
    double highest = ENOUGH;
    for (char candidate : USUAL) {
      double score = score(text, comment, candidate);
      if (score > highest) {
        highest = score;
        best = candidate;
      }
    }
    return best == NONE && score(text, comment, ' ') > 0.9 ? ' ' : best;
  }

  /** How much of the text is rows of the same length; 0 if there is no such delimiter. */
  private static double score(String text, String comment, char delimiter) {
    if (text.indexOf(delimiter) < 0) {
      return 0;
    }
    List<Row> rows = new Dialect(delimiter, isSpaced(text, delimiter), comment, 0).rows(text);
    int width = usualWidth(rows);
    if (width < 2) {
      return 0;
    }
    int same = 0;
    int all = 0;
    int cells = 0;
    int clean = 0;
    int first = -1;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.width() == 0) {
        continue;
      }
      all++;
      if (Math.abs(row.cells().length - width) > 1 || row.width() > width) {
        continue;
      }
      same++;
      first = first < 0 ? i : first;
      for (String cell : row.cells()) {
        cells++;
        clean += hasOther(cell, delimiter) ? 0 : 1;
      }
    }
    boolean headless =
        first > 0 && rows.get(first - 1).width() > 0 && rows.get(first - 1).cells().length < width;
    boolean decimals = width == 2 && delimiter == ',' && isSingleColumnOfDecimals(rows);
    return decimals
        ? 0
        : (double) same / all * (1 + (double) clean / cells) / 2 * (headless ? 0.7 : 1);
  }

  private static boolean hasOther(String cell, char delimiter) {
    for (char other : USUAL) {
      if (other != delimiter && other != ',' && cell.indexOf(other) >= 0) {
        return true;
      }
    }
    return delimiter == ' ' && cell.indexOf(',') >= 0 && cell.indexOf(':') >= 0;
  }

  /** A name without a comma over 12,5 and 13,1. */
  private static boolean isSingleColumnOfDecimals(List<Row> rows) {
    List<Row> filled = rows.stream().filter(row -> row.width() > 0).toList();
    return filled.size() > 1
        && filled.get(0).cells().length == 1
        && filled.stream()
            .skip(1)
            .allMatch(
                row -> row.cells().length < 3 && String.join("", row.cells()).matches("-?\\d+"));
  }

  /**
   * The most frequent number of cells.
   *
   * @param rows of a sample
   */
  static int usualWidth(List<Row> rows) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Row row : rows) {
      if (row.width() > 0) {
        counts.merge(row.cells().length, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  /**
   * A row of the sample.
   *
   * @param line where it begins
   * @param cells all of them
   * @param comment whether it is a comment, in one cell then
   */
  record Row(long line, String[] cells, boolean comment) {
    /** Cells up to the last that holds something. */
    int width() {
      if (comment) {
        return 0;
      }
      int width = cells.length;
      while (width > 0 && Blank.trim(cells[width - 1]).isEmpty()) {
        width--;
      }
      return width;
    }

    int filled() {
      int filled = 0;
      for (String cell : cells) {
        filled += Blank.trim(cell).isEmpty() ? 0 : 1;
      }
      return filled;
    }
  }

  /** The rows of a sample, whose end may be cut off. */
  List<Row> rows(String text) {
    List<Row> rows = new ArrayList<>();
    Cells cells = cells();
    int count = 0;
    try (CsvReader<Cells> csv = builder(true).build(cells, text)) {
      csv.skipLines(skip);
      for (Cells row : csv) {
        boolean comment = isComment(row);
        rows.add(new Row(row.line(), row.toArray(), comment));
        count += row.count();
        if (count > MOST_CELLS && rows.size() > 20) {
          break;
        }
      }
    } catch (CsvParseException e) {
      return rows; // whoever reads all of it says so
    } catch (IOException e) {
      throw new AssertionError("A string can't fail.", e);
    }
    return rows;
  }

  private Cells cells() {
    return new Cells(delimiter == ' ');
  }

  boolean isComment(Cells row) {
    return row.isComment()
        || comment.length() > 1 && row.count() > 0 && row.cell(0).startsWith(comment);
  }

  private CsvReader.CsvReaderBuilder builder(boolean unclosed) {
    CsvReader.CsvReaderBuilder builder =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(!spaced) // its other parser can't
            .allowUnclosedQuote(unclosed)
            .trimWhitespacesAroundQuotes(spaced);
    return comment.length() == 1
        ? builder.commentStrategy(CommentStrategy.READ).commentCharacter(comment.charAt(0))
        : builder;
  }

  /** Opens a file's rows; the caller closes it. */
  CsvReader<Cells> open(InputStream bytes, Encoding encoding) throws IOException {
    bytes.skipNBytes(encoding.mark());
    Reader reader = new InputStreamReader(bytes, Encoding.decoder(encoding.charset()));
    CsvReader<Cells> csv = builder(false).build(cells(), reader);
    csv.skipLines(skip);
    return csv;
  }
}
