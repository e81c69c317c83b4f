package io.github.tbptt4j.tuning.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A file that was looked at.
 *
 * @param cells places of the table's columns in its rows; -1 for none
 * @param rows of data
 */
record FileScan(
    Source source, Encoding encoding, Dialect dialect, Layout layout, int[] cells, long rows) {
  static long bytes(List<FileScan> files) {
    return files.stream().mapToLong(file -> file.source().size()).sum();
  }

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
