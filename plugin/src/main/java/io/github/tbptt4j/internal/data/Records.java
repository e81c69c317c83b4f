package io.github.tbptt4j.internal.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/** A long sequence of records of as many numbers each, which can be read from any of them on. */
public interface Records extends Serializable {
  /** {@return how many records there are} */
  long length();

  /** {@return how many numbers a record has} */
  int width();

  /** {@return what a person calls records} */
  String unit();

  /** {@return whether reading waits for a disk} */
  boolean onDisk();

  /**
   * Begins to read.
   *
   * @return what holds the open file
   * @throws IOException if it can't be opened
   */
  Reading open() throws IOException;

  /** Gives cursors until it is closed. */
  interface Reading extends Closeable {
    /**
     * Reads from some record on.
     *
     * @param record the first
     * @param memory bytes that the cursor may hold, about
     * @return a cursor there
     * @throws IOException if reading fails
     */
    Cursor at(long record, int memory) throws IOException;
  }

  /** Reads forward. */
  interface Cursor {
    /**
     * Reads the next records.
     *
     * @param to [.., records, width]
     * @param offset of the first number
     * @param records how many
     * @throws IOException if reading fails
     */
    void read(float[] to, int offset, int records) throws IOException;
  }
}
