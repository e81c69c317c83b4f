package io.github.tbptt4j.internal.data;

import de.siegmar.fastcsv.reader.CsvIndex;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.IndexedCsvReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Some numeric columns of a CSV file in UTF-8 whose first row is their names. */
public final class CsvRecords implements Records {
  private static final long serialVersionUID = 1L;

  /** Rows that are parsed at a time, and known by their place. */
  private static final int PAGE = 256;

  private final DataFile file;
  private final char separator;
  private final CsvIndex index;
  private final CsvCells cells;

  /**
   * Reads the file once, to know where its rows are and that their numbers can be read.
   *
   * @param path of the file
   * @param separator of its columns
   * @param names of the columns that are wanted
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if a column isn't there, or a cell is no number
   */
  public CsvRecords(Path path, char separator, List<String> names) throws IOException {
    file = new DataFile(path);
    this.separator = separator;
    try (IndexedCsvReader<CsvRecord> csv = csv(null)) {
      index = csv.getIndex();
      if (index.recordCount() == 0) {
        throw new IllegalArgumentException(
            file + " is empty: its first row must be the names of its columns.");
      }
      cells = CsvCells.of(file.toString(), csv.readPage(0).get(0).getFields(), names);
      float[] numbers = new float[PAGE * width()];
      for (int page = 0; page < index.pages().size(); page++) {
        read(csv, page, numbers);
      }
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(file + " isn't CSV: " + e.getMessage(), e);
    }
  }

  private IndexedCsvReader<CsvRecord> csv(CsvIndex known) throws IOException {
    return IndexedCsvReader.builder()
        .fieldSeparator(separator)
        .allowExtraCharsAfterClosingQuote(false)
        .allowUnclosedQuote(false)
        .pageSize(PAGE)
        .index(known)
        .ofCsvRecord(file.path());
  }

  /** A page's numbers, the header's zeros among them; returns how many rows there are. */
  private int read(IndexedCsvReader<CsvRecord> csv, int page, float[] to) throws IOException {
    List<CsvRecord> rows = csv.readPage(page);
    for (int i = page == 0 ? 1 : 0; i < rows.size(); i++) {
      cells.read(rows.get(i), to, i * width());
    }
    return rows.size();
  }

  @Override
  public long length() {
    return index.recordCount() - 1;
  }

  @Override
  public int width() {
    return cells.width();
  }

  @Override
  public String unit() {
    return "rows";
  }

  @Override
  public boolean onDisk() {
    return true;
  }

  @Override
  public Reading open() throws IOException {
    DataFile.Open open = file.open();
    try {
      open.requireSameLength();
      return new CsvReading(open, csv(index));
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private final class CsvReading implements Reading {
    private final DataFile.Open open;
    private final IndexedCsvReader<CsvRecord> csv;

    CsvReading(DataFile.Open open, IndexedCsvReader<CsvRecord> csv) {
      this.open = open;
      this.csv = csv;
    }

    @Override
    public Cursor at(long record, int memory) {
      return new CsvCursor(this, record + 1); // behind the header
    }

    int page(int page, float[] to) throws IOException {
      open.requireSameLength();
      long rows = Math.min(PAGE, index.recordCount() - (long) page * PAGE);
      try {
        if (read(csv, page, to) != rows) {
          throw open.changed("its rows are others");
        }
        return (int) rows;
      } catch (CsvParseException | IllegalArgumentException e) {
        throw open.changed(e.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      try (open) {
        csv.close();
      }
    }
  }

  private final class CsvCursor implements Cursor {
    private final CsvReading reading;
    private final float[] numbers = new float[PAGE * width()];
    private int page;

    /** The next row of the page; behind it, if the page is to be read yet. */
    private int next;

    private int rows;

    CsvCursor(CsvReading reading, long row) {
      this.reading = reading;
      page = Math.toIntExact(row / PAGE);
      next = (int) (row % PAGE);
    }

    @Override
    public void read(float[] to, int offset, int records) throws IOException {
      for (int done = 0; done < records; ) {
        if (rows == 0) {
          rows = reading.page(page++, numbers);
        }
        int count = Math.min(records - done, rows - next);
        System.arraycopy(numbers, next * width(), to, offset + done * width(), count * width());
        done += count;
        next += count;
        if (next == rows) {
          rows = 0;
          next = 0;
        }
      }
    }
  }
}
