package io.github.tbptt4j.tuning.table;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads tables from CSV files as they are found. It guesses encoding, delimiter, header, decimal
 * mark, forms of dates and what the columns are; each guess can be overridden.
 *
 * <pre>{@code
 * Table table = TableReader.builder().build().read(List.of(Path.of("load.csv")));
 * double[] load = table.numbers("load").values();
 * }</pre>
 *
 * <p>Files packed by gzip are unpacked, a folder stands for the tables in it, and {@code -} for
 * standard input. Several files make one table: columns are matched by name.
 */
public final class TableReader {
  private final Settings settings;

  private TableReader(Settings settings) {
    this.settings = settings;
  }

  /** Is told how far reading is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called now and then.
     *
     * @param bytes read
     * @param total in all files
     */
    void read(long bytes, long total);
  }

  /** What was said, null for what is to be found out; strict columns must be there. */
  record Settings(
      Charset encoding,
      Character delimiter,
      Character decimal,
      Boolean header,
      int skip,
      Integer footer,
      String comment,
      MissingCells missing,
      DatePattern dateForm,
      Boolean dayFirst,
      Conventions usual,
      Map<String, ColumnType> types,
      Set<String> strict,
      boolean ragged,
      Progress progress) {}

  /** {@return a builder of a reader that guesses everything} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Looks at each cell once, in memory that doesn't grow with the files.
   *
   * @param files in the order of their rows
   * @return what is there, to be read from now on as it was found
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if there is no table; the message says why
   */
  public TableSource scan(List<Path> files) throws IOException {
    return TableScan.of(Source.of(files), settings);
  }

  /**
   * Says what is in files; see {@link #scan}.
   *
   * @param files in the order of their rows
   * @return what was found
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if there is no table; the message says why
   */
  public TableSummary describe(List<Path> files) throws IOException {
    return scan(files).summary();
  }

  /**
   * Reads columns into memory; see {@link #scan}.
   *
   * @param files in the order of their rows
   * @param columns names of those to read, all if there are none
   * @return the table
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if there is no table, or cells or rows are wrong; the message
   *     names file, line, column and value
   */
  public Table read(List<Path> files, String... columns) throws IOException {
    return scan(files).read(columns);
  }

  /** Overrides guesses. */
  public static final class Builder {
    private Charset encoding;
    private Character delimiter;
    private Character decimal;
    private Boolean header;
    private int skip;
    private Integer footer;
    private String comment;
    private final List<String> missing = new ArrayList<>();
    private boolean missingWords = true;
    private DatePattern dateForm;
    private Boolean dayFirst;
    private Conventions usual = Conventions.UNKNOWN;
    private final Map<String, ColumnType> types = new HashMap<>();
    private final Set<String> strict = new HashSet<>();
    private boolean ragged;
    private Progress progress = (bytes, total) -> {};

    private Builder() {}

    /**
     * Sets how bytes are characters.
     *
     * @param charset by default what the bytes say, and windows-1252 where they aren't UTF-8 or -16
     * @return this builder
     */
    public Builder encoding(Charset charset) {
      this.encoding = charset;
      return this;
    }

    /**
     * Sets what is between cells.
     *
     * @param character no quotation mark and no end of a line
     * @return this builder
     */
    public Builder delimiter(char character) {
      if (character == '"' || character == '\n' || character == '\r') {
        throw new IllegalArgumentException(
            "The delimiter can't be a quotation mark or the end of a line.");
      }
      this.delimiter = character;
      return this;
    }

    /**
     * Sets the decimal mark; a comma or point that isn't it sets thousands apart.
     *
     * @param mark a point or a comma
     * @return this builder
     */
    public Builder decimal(char mark) {
      if (mark != '.' && mark != ',') {
        throw new IllegalArgumentException(
            "The decimal mark (" + mark + ") must be a point or a comma.");
      }
      this.decimal = mark;
      return this;
    }

    /**
     * Says whether the first line names the columns.
     *
     * @param there without, columns are column1, column2 ..
     * @return this builder
     */
    public Builder header(boolean there) {
      this.header = there;
      return this;
    }

    /**
     * Leaves out lines at the beginning.
     *
     * @param lines 0 by default; titles are found
     * @return this builder
     */
    public Builder skip(int lines) {
      if (lines < 0) {
        throw new IllegalArgumentException("skip (" + lines + ") must be at least 0.");
      }
      this.skip = lines;
      return this;
    }

    /**
     * Leaves out rows at the end, totals for instance.
     *
     * @param rows by default those that look like totals and notes
     * @return this builder
     */
    public Builder footer(int rows) {
      if (rows < 0) {
        throw new IllegalArgumentException("footer (" + rows + ") must be at least 0.");
      }
      this.footer = rows;
      return this;
    }

    /**
     * Leaves out lines that begin so.
     *
     * @param prefix by default #, %, // or ! if lines at the top begin so; empty for none
     * @return this builder
     */
    public Builder comment(String prefix) {
      if (prefix.startsWith("\"") || prefix.contains("\n") || prefix.contains("\r")) {
        throw new IllegalArgumentException("A comment can't begin with a quotation mark.");
      }
      this.comment = prefix;
      return this;
    }

    /**
     * Adds texts that stand for nothing.
     *
     * @param words besides the usual ones
     * @return this builder
     */
    public Builder missing(String... words) {
      this.missing.addAll(List.of(words));
      return this;
    }

    /**
     * Says whether NA, null, ? and the like stand for nothing.
     *
     * @param count true by default; empty cells always do
     * @return this builder
     */
    public Builder missingWords(boolean count) {
      this.missingWords = count;
      return this;
    }

    /**
     * Sets the form of dates, for all columns of dates.
     *
     * @param pattern in the letters of Java's patterns, {@code dd.MM.yyyy HH:mm}; or {@code epoch},
     *     {@code epoch-ms}, {@code excel} for numbers
     * @return this builder
     */
    public Builder dateFormat(String pattern) {
      this.dateForm = DatePattern.of(pattern, Locale.ENGLISH);
      return this;
    }

    /**
     * Says what 1/2/2019 is.
     *
     * @param first true for February, false for January; by default found from the whole column
     * @return this builder
     */
    public Builder dayFirst(boolean first) {
      this.dayFirst = first;
      return this;
    }

    /**
     * Sets what a column is.
     *
     * @param column its name
     * @param type then cells that aren't are wrong; that there is no such column is an error
     * @return this builder
     */
    public Builder type(String column, ColumnType type) {
      this.types.put(column, type);
      this.strict.add(column);
      return this;
    }

    /**
     * Sets what columns are that may be there or not, those of a model for instance.
     *
     * @param types by names; what {@link #type} says goes before
     * @return this builder
     */
    public Builder expected(Map<String, ColumnType> types) {
      types.forEach(this.types::putIfAbsent);
      return this;
    }

    /**
     * Says how tables of the same origin were written: it decides where this one leaves that open.
     *
     * @param conventions those of an earlier table
     * @return this builder
     */
    public Builder usual(Conventions conventions) {
      this.usual = conventions;
      return this;
    }

    /**
     * Takes rows of other lengths than the header: short ones are filled with missing cells, long
     * ones cut.
     *
     * @param taken false by default: they are an error
     * @return this builder
     */
    public Builder ragged(boolean taken) {
      this.ragged = taken;
      return this;
    }

    /**
     * Sets who is told how far reading is.
     *
     * @param progress nobody by default
     * @return this builder
     */
    public Builder progress(Progress progress) {
      this.progress = progress;
      return this;
    }

    /** {@return the reader} */
    public TableReader build() {
      if (delimiter != null && comment != null && comment.equals(delimiter.toString())) {
        throw new IllegalArgumentException(
            "Delimiter and comment can't be the same (" + comment + ").");
      }
      return new TableReader(
          new Settings(
              encoding,
              delimiter,
              decimal,
              header,
              skip,
              footer,
              comment,
              new MissingCells(missing, missingWords),
              dateForm,
              dayFirst,
              usual,
              Map.copyOf(types),
              Set.copyOf(strict),
              ragged,
              progress));
    }
  }
}
