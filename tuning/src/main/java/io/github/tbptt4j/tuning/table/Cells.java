package io.github.tbptt4j.tuning.table;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.Arrays;

/** The cells of one row, in memory that the next row uses again: no objects for a gigabyte. */
final class Cells extends CsvCallbackHandler<Cells> {
  private final boolean mergesDelimiters;
  private char[] text = new char[256];
  private int[] ends = new int[16];
  private int count;
  private long line;
  private boolean comment;

  /**
   * @param mergesDelimiters whether several in a row are one, as spaces are
   */
  Cells(boolean mergesDelimiters) {
    this.mergesDelimiters = mergesDelimiters;
  }

  char[] text() {
    return text;
  }

  int from(int cell) {
    return cell == 0 ? 0 : ends[cell - 1];
  }

  int to(int cell) {
    return ends[cell];
  }

  /** Beyond the row's end cells are empty. */
  String cell(int cell) {
    return cell < count ? new String(text, from(cell), to(cell) - from(cell)) : "";
  }

  int count() {
    return count;
  }

  /** The line of the file that the row begins in, from 1. */
  long line() {
    return line;
  }

  boolean isComment() {
    return comment;
  }

  boolean isEmpty(int cell) {
    for (int i = from(cell); i < to(cell); i++) {
      if (!Blank.is(text[i])) {
        return false;
      }
    }
    return true;
  }

  boolean isBlank() {
    for (int i = 0; i < count; i++) {
      if (!isEmpty(i)) {
        return false;
      }
    }
    return true;
  }

  /** Cells up to the last that holds something. */
  int width() {
    int width = count;
    while (width > 0 && isEmpty(width - 1)) {
      width--;
    }
    return width;
  }

  void copyTo(Cells other) {
    if (other.text.length < text.length) {
      other.text = new char[text.length];
    }
    if (other.ends.length < ends.length) {
      other.ends = new int[ends.length];
    }
    System.arraycopy(text, 0, other.text, 0, count == 0 ? 0 : ends[count - 1]);
    System.arraycopy(ends, 0, other.ends, 0, count);
    other.count = count;
    other.line = line;
    other.comment = comment;
  }

  String[] toArray() {
    String[] all = new String[count];
    Arrays.setAll(all, this::cell);
    return all;
  }

  @Override
  protected void beginRecord(long startingLineNumber) {
    line = startingLineNumber;
    count = 0;
    comment = false;
  }

  @Override
  protected void addField(char[] buffer, int offset, int length, boolean quoted) {
    if (mergesDelimiters && length == 0 && !quoted) {
      return;
    }
    int from = count == 0 ? 0 : ends[count - 1];
    if (from + length > text.length) {
      text = Arrays.copyOf(text, Math.max(from + length, 2 * text.length));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    System.arraycopy(buffer, offset, text, from, length);
    ends[count++] = from + length;
  }

  @Override
  protected void setComment(char[] buffer, int offset, int length) {
    addField(buffer, offset, length, true);
    comment = true;
  }

  @Override
  protected void setEmpty() {
    count = 0;
  }

  @Override
  protected RecordType getRecordType() {
    return comment ? RecordType.COMMENT : count == 0 ? RecordType.EMPTY : RecordType.DATA;
  }

  @Override
  protected int getFieldCount() {
    return count;
  }

  @Override
  protected Cells buildRecord() {
    return this;
  }
}
