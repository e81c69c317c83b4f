package io.github.tbptt4j.tuning.table;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file that was looked at.
 *
 * @param cells places of the table's columns in its rows; -1 for none
 * @param rows of data
 */
record FileScan(
    Source source, Encoding encoding, Dialect dialect, Layout layout, int[] cells, long rows) {
  FileRows open(Meter meter) throws IOException {
    InputStream bytes = source.open(meter);
    try {
      return new FileRows(source, bytes, encoding, dialect, layout);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }
}
