package io.github.tbptt4j.tuning.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a table one by one, as they stand in the files; nothing is kept in memory.
 *
 * <pre>{@code
 * try (TableRows rows = source.rows()) {
 *   while (rows.next()) {
 *     write(rows.cells());
 *   }
 * }
 * }</pre>
 */
public final class TableRows implements AutoCloseable {
  private final List<FileScan> files;
  private final int[] columns;
  private final Meter meter;
  private FileRows reading;
  private Cells row;
  private int file = -1;
  private long left;

  /**
   * @param columns places of those given out
   */
  TableRows(List<FileScan> files, int[] columns, Meter meter) {
    this.files = files;
    this.columns = columns;
    this.meter = meter;
  }

  /**
   * Goes to the next row.
   *
   * @return false behind the last
   * @throws IOException if reading fails
   */
  public boolean next() throws IOException {
    while (left == 0) {
      close();
      if (++file >= files.size()) {
        row = null;
        return false;
      }
      meter.startFrom(FileScan.bytes(files.subList(0, file)));
      reading = files.get(file).open(meter);
      left = files.get(file).rows();
    }
    row = reading.next();
    if (row == null) {
      throw new IOException(
          files.get(file).source().name() + " has become shorter while it was read.");
    }
    left--;
    return true;
  }

  /** {@return the cells of the row, in the order of the table's columns; empty where none is} */
  public List<String> cells() {
    List<String> cells = new ArrayList<>(columns.length);
    for (int column : columns) {
      int cell = files.get(file).cells()[column];
      cells.add(cell < 0 ? "" : row.cell(cell));
    }
    return cells;
  }

  /** {@return where the row is, for instance {@code load.csv, line 12}} */
  public String place() {
    return files.get(file).source().name() + ", line " + row.line();
  }

  Cells row() {
    return row;
  }

  int file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    if (reading != null) {
      reading.close();
      reading = null;
    }
  }
}
