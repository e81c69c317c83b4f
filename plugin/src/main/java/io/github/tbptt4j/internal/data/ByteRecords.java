package io.github.tbptt4j.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The bytes of a file, 0 to 255. */
public final class ByteRecords implements Records {
  private static final long serialVersionUID = 1L;

  private final DataFile file;

  /**
   * A file's bytes.
   *
   * @param path of the file
   * @throws IOException if there is no such file
   */
  public ByteRecords(Path path) throws IOException {
    file = new DataFile(path);
  }

  @Override
  public long length() {
    return file.length();
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public String unit() {
    return "symbols";
  }

  @Override
  public boolean onDisk() {
    return true;
  }

  @Override
  public Reading open() throws IOException {
    DataFile.Open open = file.open();
    return new Reading() {
      @Override
      public Cursor at(long record, int memory) {
        return new ByteCursor(open, record, memory);
      }

      @Override
      public void close() throws IOException {
        open.close();
      }
    };
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private static final class ByteCursor implements Cursor {
    private final DataFile.Open file;
    private final ByteBuffer bytes;
    private long next;

    ByteCursor(DataFile.Open file, long from, int memory) {
      this.file = file;
      next = from;
      bytes = ByteBuffer.allocate(memory).limit(0);
    }

    @Override
    public void read(float[] to, int offset, int records) throws IOException {
      for (int done = 0; done < records; ) {
        if (!bytes.hasRemaining()) {
          file.read(bytes.clear(), next);
          next += bytes.flip().limit();
        }
        int count = Math.min(records - done, bytes.remaining());
        byte[] from = bytes.array();
        for (int i = 0, first = bytes.position(); i < count; i++) {
          to[offset + done + i] = Byte.toUnsignedInt(from[first + i]);
        }
        bytes.position(bytes.position() + count);
        done += count;
      }
    }
  }
}
