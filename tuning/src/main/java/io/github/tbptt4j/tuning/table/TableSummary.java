package io.github.tbptt4j.tuning.table;

import java.util.List;

/**
 * What was found in files, for a person to check.
 *
 * @param files their names
 * @param rows of data in all of them
 * @param columns what they are
 * @param guesses how the files were read
 * @param notes what stays ambiguous, or was left out, a sentence each
 * @param problems why the table can't be used as it is: wrong cells and rows, a sentence each
 */
public record TableSummary(
    List<String> files,
    long rows,
    List<Column> columns,
    List<Guess> guesses,
    List<String> notes,
    List<String> problems) {
  /**
   * A column.
   *
   * @param name in the header
   * @param type what its cells are
   * @param first that isn't missing: a Double, a date as ISO 8601 writes it, or a text; null if all
   *     are missing
   * @param last that isn't missing
   * @param missing cells
   * @param values categories, sorted; empty for others
   * @param min of numbers; NaN for others
   * @param max of numbers; NaN for others
   * @param mean of numbers; NaN for others
   */
  public record Column(
      String name,
      ColumnType type,
      Object first,
      Object last,
      long missing,
      List<String> values,
      double min,
      double max,
      double mean) {}

  /**
   * What was found or said about a file.
   *
   * @param what for instance encoding
   * @param found for instance UTF-8
   * @param option of the command line that decides it
   */
  public record Guess(String what, String found, String option) {}
}
