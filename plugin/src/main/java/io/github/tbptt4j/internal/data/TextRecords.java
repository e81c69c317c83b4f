package io.github.tbptt4j.internal.data;

import io.github.tbptt4j.internal.data.CharacterReader.MalformedText;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** The characters of a file, by their numbers in an alphabet. */
public final class TextRecords implements Records {
  private static final long serialVersionUID = 1L;

  private final DataFile file;
  private final TextEncoding encoding;
  private final Alphabet alphabet;
  private final TextIndex index = new TextIndex();
  private final long length;

  /**
   * Reads the file once, to know that it can be read and where its characters are.
   *
   * @param path of the file
   * @param charset of its text
   * @param alphabet of its text
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if bytes are no character, or a character isn't in the
   *     alphabet; or if the charset's characters can't be read from any of them on
   */
  public TextRecords(Path path, Charset charset, Alphabet alphabet) throws IOException {
    file = new DataFile(path);
    this.alphabet = alphabet;
    try (DataFile.Open open = file.open()) {
      encoding = TextEncoding.of(open, charset);
      length = scan(open);
    }
  }

  private long scan(DataFile.Open open) throws IOException {
    TextScan scan = new TextScan(file, open, encoding);
    for (long count = 0; ; ) {
      index.add(count, scan.position());
      CharBuffer block = scan.next();
      if (!block.hasRemaining()) {
        return count;
      }
      for (int i = 0; i < block.limit(); i++) {
        if (alphabet.number(block.get(i)) < 0) {
          throw alphabet.unknown(block.get(i), scan.place(i));
        }
      }
      count += block.limit();
    }
  }

  @Override
  public long length() {
    return length;
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
      public Cursor at(long record, int memory) throws IOException {
        return new TextCursor(open, record, memory);
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

  private final class TextCursor implements Cursor {
    private final DataFile.Open open;
    private final CharacterReader reader;
    private CharBuffer block = CharBuffer.allocate(0);

    TextCursor(DataFile.Open open, long character, int memory) throws IOException {
      this.open = open;
      int entry = index.before(character);
      reader = encoding.reader(open, index.at(entry), memory);
      for (long left = character - index.character(entry); left > 0; ) {
        int skipped = (int) Math.min(left, some());
        block.position(block.position() + skipped);
        left -= skipped;
      }
    }

    /** How many characters the block has, at least one. */
    private int some() throws IOException {
      if (!block.hasRemaining()) {
        try {
          block = reader.block();
        } catch (MalformedText e) {
          throw open.changed("the bytes at " + e.position() + " were characters and are none now");
        }
        if (!block.hasRemaining()) {
          throw open.changed("it has fewer characters");
        }
      }
      return block.remaining();
    }

    @Override
    public void read(float[] to, int offset, int records) throws IOException {
      for (int done = 0; done < records; ) {
        int count = Math.min(records - done, some());
        for (int i = 0; i < count; i++) {
          int symbol = alphabet.number(block.get());
          if (symbol < 0) {
            throw open.changed(
                "a character before byte " + reader.position() + " isn't in the alphabet");
          }
          to[offset + done + i] = symbol;
        }
        done += count;
      }
    }
  }
}
