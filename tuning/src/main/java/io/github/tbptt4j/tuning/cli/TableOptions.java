package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.TableReader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A table in CSV files, and how it is read where the reader's guess is wrong. */
final class TableOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "CSV files of one table, a row a time step; or a folder of them, or - for standard"
              + " input. Files packed by gzip are unpacked.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "UTF-8, UTF-16, ISO-8859-1, windows-1251 .. (found).")
  private String encoding;

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description = "Between cells; tab and space may be written as words (found).")
  private String delimiter;

  @Option(
      names = "--decimal",
      paramLabel = "MARK",
      description = "Decimal mark, . or , (found); the other one sets thousands apart.")
  private String decimal;

  @Option(
      names = "--header",
      negatable = true,
      description = "There is a line with the columns' names, or with --no-header none (found).")
  private Boolean header;

  @Option(
      names = "--skip",
      paramLabel = "N",
      description = "Leave out N lines at the beginning (0; titles are found).")
  private Integer skip;

  @Option(
      names = "--footer",
      paramLabel = "N",
      description = "Leave out N rows at the end (those that look like totals and notes).")
  private Integer footer;

  @Option(
      names = "--comment",
      paramLabel = "PREFIX",
      description = "Leave out lines that begin so; \"\" for none (found).")
  private String comment;

  @Option(
      names = "--missing",
      paramLabel = "TEXT",
      split = ",",
      description = "Cells that stand for nothing, besides empty ones, NA, null, NaN, ? and -.")
  private String[] missing;

  @Option(
      names = "--only-missing",
      description = "Only empty cells and those of --missing stand for nothing.")
  private boolean onlyMissing;

  @Option(
      names = "--date-format",
      paramLabel = "PATTERN",
      description =
          "Of all dates: dd.MM.yyyy HH:mm and the like; epoch, epoch-ms or excel for numbers"
              + " (found).")
  private String dateFormat;

  @Option(names = "--day-first", description = "1/2/2019 is the first of February (found).")
  private boolean dayFirst;

  @Option(names = "--month-first", description = "1/2/2019 is the second of January (found).")
  private boolean monthFirst;

  @Option(
      names = "--type",
      paramLabel = "COLUMN=TYPE",
      split = ",",
      description = "What a column is: number, date, category or text (found).")
  private Map<String, ColumnType> types = new LinkedHashMap<>();

  @Option(
      names = "--ragged",
      description = "Fill rows that are too short with missing cells, and cut those too long.")
  private boolean ragged;

  boolean isGiven() {
    return !files.isEmpty();
  }

  List<Path> files() {
    return files;
  }

  /** How a table is read says nothing where there is none: it is a mistake. */
  void requireNoneWithoutFiles() {
    boolean any =
        Stream.of(encoding, delimiter, decimal, header, skip, footer, comment, missing, dateFormat)
                .anyMatch(Objects::nonNull)
            || onlyMissing
            || dayFirst
            || monthFirst
            || ragged
            || !types.isEmpty();
    if (any && !isGiven()) {
      throw usage("--delimiter, --header, --type and the like are for --csv only.");
    }
  }

  /** A reader with what was said; the caller may say more. */
  TableReader.Builder builder() {
    TableReader.Builder reader = TableReader.builder();
    try {
      if (encoding != null) {
        reader.encoding(charset());
      }
      if (delimiter != null) {
        reader.delimiter(character());
      }
      if (decimal != null) {
        reader.decimal(decimal.length() == 1 ? decimal.charAt(0) : '?');
      }
      if (header != null) {
        reader.header(header);
      }
      if (skip != null) {
        reader.skip(skip);
      }
      if (footer != null) {
        reader.footer(footer);
      }
      if (comment != null) {
        reader.comment(comment);
      }
      if (missing != null) {
        reader.missing(missing);
      }
      if (dateFormat != null) {
        reader.dateFormat(dateFormat);
      }
      if (dayFirst && monthFirst) {
        throw usage("--day-first and --month-first exclude each other.");
      }
      if (dayFirst || monthFirst) {
        reader.dayFirst(dayFirst);
      }
      types.forEach(reader::type);
      return reader.missingWords(!onlyMissing).ragged(ragged);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  /** A reader that takes columns for what they were in training. */
  TableReader reader(TableModel model) {
    return builder()
        .progress(new ReadingProgress())
        .expected(model.columnTypes())
        .usual(model.conventions())
        .build();
  }

  /** {@return a reader that shows its progress on standard error} */
  TableReader reader() {
    return builder().progress(new ReadingProgress()).build();
  }

  private CommandLine.ParameterException usage(String message) {
    return Errors.usage(spec.commandLine(), message);
  }

  private Charset charset() {
    try {
      return Charset.forName(encoding);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw usage("--encoding " + encoding + " is none that Java knows: UTF-8 is one.");
    }
  }

  private char character() {
    return switch (delimiter.toLowerCase(Locale.ROOT)) {
      case "tab", "\\t" -> '\t';
      case "space" -> ' ';
      case "comma" -> ',';
      case "semicolon" -> ';';
      default -> {
        if (delimiter.length() != 1) {
          throw usage("--delimiter (" + delimiter + ") must be one character, tab or space.");
        }
        yield delimiter.charAt(0);
      }
    };
  }
}
