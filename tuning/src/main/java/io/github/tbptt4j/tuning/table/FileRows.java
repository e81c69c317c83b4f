package io.github.tbptt4j.tuning.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.List;

/** The rows of data of one file: no titles, names, comments and blank lines. */
final class FileRows implements AutoCloseable {
  private final String name;
  private final Dialect dialect;
  private final long firstLine;
  private final List<String> header;
  private final CsvReader<Cells> csv;
  private final Iterator<Cells> rows;

  FileRows(Source source, InputStream bytes, Encoding encoding, Dialect dialect, Layout layout)
      throws IOException {
    name = source.name();
    this.dialect = dialect;
    firstLine = layout.firstLine();
    header = layout.header();
    csv = dialect.open(bytes, encoding);
    rows = csv.iterator();
  }

  /** {@return the next row, whose memory the one after uses again; null behind the last} */
  Cells next() throws IOException {
    try {
      while (rows.hasNext()) {
        Cells row = rows.next();
        if (row.line() >= firstLine
            && row.count() > 0
            && !dialect.isComment(row)
            && !isEmptyLine(row)
            && !isHeader(row)) {
          return row;
        }
      }
      return null;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException coding) {
        throw coding;
      }
      throw new IOException(name + " can't be read: " + e.getCause().getMessage() + ".", e);
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(
          name
              + ": a cell's quotation mark isn't closed ("
              + e.getMessage()
              + "): close it, or double it inside of a cell.",
          e);
    }
  }

  private static boolean isEmptyLine(Cells row) {
    return row.count() == 1 && row.isEmpty(0);
  }

  /** Files put one behind the other repeat it. */
  private boolean isHeader(Cells row) {
    if (header == null || row.count() != header.size()) {
      return false;
    }
    for (int i = 0; i < header.size(); i++) {
      String cell = header.get(i);
      if (row.to(i) - row.from(i) < cell.length() || !Blank.simplify(row.cell(i)).equals(cell)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
