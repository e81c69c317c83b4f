package io.github.tbptt4j.tuning.table;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells how much has been read. */
final class Meter {
  private final TableReader.Progress progress;
  private final long total;
  private long before;

  Meter(TableReader.Progress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  static Meter none() {
    return new Meter((done, total) -> {}, 0);
  }

  /** Goes on from here with the next file, whatever was read of those before. */
  void startFrom(long bytes) {
    before = bytes;
  }

  InputStream of(InputStream bytes) {
    return new FilterInputStream(bytes) {
      private long done;

      @Override
      public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? -1 : 1);
        return one;
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        int count = super.read(to, offset, length);
        count(count);
        return count;
      }

      private void count(int bytes) {
        if (bytes > 0) {
          done += bytes;
          progress.read(before + done, total);
        }
      }
    };
  }
}
