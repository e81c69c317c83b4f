package io.github.tbptt4j.internal.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A SafeTensors file: 8 bytes with the header's length, the header, the data. The header alone is
 * read at once; nothing is allocated by a length that hasn't been held against the file's.
 */
public final class TensorFile {
  /** Of the header; a network of ten thousand tensors has less. */
  private static final int LONGEST_HEADER = 10 << 20;

  /** Elements that a Java array takes. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private static final int BLOCK = 1 << 16;

  private final Path file;
  private final TensorHeader header;
  private final long dataStart;

  private TensorFile(Path file, TensorHeader header, long dataStart) {
    this.file = file;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Reads a file's header.
   *
   * @param file the file
   * @return what it holds
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it is no SafeTensors file
   */
  public static TensorFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw new IllegalArgumentException(
            "It has " + size + " bytes; 8 are the length of the header alone.");
      }
      long length = read(channel, 0, Long.BYTES).getLong();
      long most = Math.min(LONGEST_HEADER, size - Long.BYTES);
      if (length < 0 || length > most) {
        throw new IllegalArgumentException(
            "Its first 8 bytes say that the header has "
                + Long.toUnsignedString(length)
                + " bytes; with the file's "
                + size
                + " it can have "
                + most
                + " at most."
                + pickle(channel));
      }
      long dataStart = Long.BYTES + length;
      byte[] json = read(channel, Long.BYTES, (int) length).array();
      return new TensorFile(file, TensorHeader.of(json, size - dataStart), dataStart);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " is no SafeTensors file, or a broken one. " + e.getMessage(), e);
    }
  }

  /** What torch.save writes is a zip archive, or a bare pickle in older versions. */
  private static String pickle(FileChannel channel) throws IOException {
    ByteBuffer first = read(channel, 0, 2);
    int zip = first.get(0) << 8 | first.get(1);
    return zip == ('P' << 8 | 'K') || first.get(0) == (byte) 0x80
        ? " Is it of torch.save? Such files hold programs and aren't read here: write"
            + " safetensors.torch.save_file(model.state_dict(), ..)."
        : "";
  }

  /** {@return the tensors by name, in the header's order} */
  public Map<String, TensorEntry> tensors() {
    return Collections.unmodifiableMap(header.tensors());
  }

  /** {@return the texts that stand beside them} */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /**
   * Reads a tensor.
   *
   * @param entry which
   * @return its elements in row-major order, rounded to no other type of numbers but from 64-bit
   *     integers
   * @throws IOException if the file can't be read, or has become shorter
   * @throws IllegalArgumentException if its type isn't one of those that are read
   */
  public double[] read(TensorEntry entry) throws IOException {
    ElementType type = type(entry);
    if (entry.length() > LONGEST_ARRAY) {
      throw new IllegalArgumentException(
          place(entry) + " has " + entry.length() + " elements: an array takes " + LONGEST_ARRAY);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < dataStart + entry.end()) {
        throw new EOFException(file + " has become shorter while it was read.");
      }
      double[] elements = new double[(int) entry.length()];
      long at = dataStart + entry.begin();
      for (int done = 0; done < elements.length; ) {
        int now = Math.min(BLOCK, elements.length - done);
        ByteBuffer block = read(channel, at, now * type.bytes());
        for (int i = 0; i < now; i++) {
          elements[done++] = type.next(block);
        }
        at += (long) now * type.bytes();
      }
      return elements;
    }
  }

  private ElementType type(TensorEntry entry) {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(entry.type())) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        place(entry)
            + " holds numbers of type "
            + entry.type()
            + ": give F32, F64, F16 or BF16, as model.float() makes them.");
  }

  /**
   * What a tensor is called in messages.
   *
   * @param entry the tensor
   * @return the file, and its name
   */
  public String place(TensorEntry entry) {
    return file + ": tensor \"" + Words.shortened(entry.name()) + "\"";
  }

  /**
   * What a tensor's numbers become.
   *
   * @param entry the tensor
   * @return the type of an array that takes them without rounding
   * @throws IllegalArgumentException if its type isn't one of those that are read
   */
  public DataType dataType(TensorEntry entry) {
    return type(entry).dataType();
  }

  /** {@return the tensors' names for a message} */
  public String listed() {
    return Words.list(header.tensors().keySet());
  }

  /** {@return the file} */
  public Path file() {
    return file;
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("The file ended at byte " + (at + buffer.position()) + ".");
      }
    }
    return buffer.flip();
  }
}
