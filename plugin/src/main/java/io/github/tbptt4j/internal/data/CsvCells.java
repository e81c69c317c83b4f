package io.github.tbptt4j.internal.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.Serializable;
import java.util.List;

/**
 * Which cells of a row are wanted, and what numbers they are.
 *
 * @param file for messages
 * @param header names of all columns
 * @param columns places of those that are wanted
 */
record CsvCells(String file, List<String> header, List<Integer> columns) implements Serializable {
  static CsvCells of(String file, List<String> header, List<String> names) {
    for (String name : names) {
      int first = header.indexOf(name);
      if (first < 0) {
        throw new IllegalArgumentException(
            file + " has no column \"" + name + "\", but " + header + ": name one of these.");
      }
      if (header.lastIndexOf(name) != first) {
        throw new IllegalArgumentException(
            file
                + " has column \""
                + name
                + "\" twice, as "
                + (first + 1)
                + " and "
                + (header.lastIndexOf(name) + 1)
                + ": give them different names.");
      }
    }
    return new CsvCells(file, List.copyOf(header), names.stream().map(header::indexOf).toList());
  }

  int width() {
    return columns.size();
  }

  /** The numbers of a row. */
  void read(CsvRecord row, float[] to, int offset) {
    if (row.getFieldCount() != header.size()) {
      throw new IllegalArgumentException(
          file
              + ", line "
              + row.getStartingLineNumber()
              + ": there are "
              + row.getFieldCount()
              + " cells, but "
              + header.size()
              + " columns: mend the row, or leave it out.");
    }
    for (int i = 0; i < columns.size(); i++) {
      to[offset + i] = number(row, columns.get(i));
    }
  }

  private float number(CsvRecord row, int column) {
    String cell = row.getField(column);
    float number;
    try {
      number = Float.parseFloat(cell);
    } catch (NumberFormatException e) {
      number = Float.NaN;
    }
    // Java takes 1f for a number.
    if (!Float.isFinite(number) || Character.isLetter(cell.charAt(cell.length() - 1))) {
      throw new IllegalArgumentException(
          file
              + ", line "
              + row.getStartingLineNumber()
              + ", column \""
              + header.get(column)
              + "\": \""
              + cell
              + "\" is no number that a float can be: mend the cell, or leave the row out.");
    }
    return number;
  }
}
