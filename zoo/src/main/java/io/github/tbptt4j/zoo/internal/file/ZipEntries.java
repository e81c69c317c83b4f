package io.github.tbptt4j.zoo.internal.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Zip files in memory. Reading checks that they are whole, and every entry's CRC. */
public final class ZipEntries {
  private static final int MOST_BYTES = 1 << 28;
  private static final int END_RECORD_BYTES = 22;
  private static final byte[] END_SIGNATURE = {'P', 'K', 5, 6};

  /** Always the same, so that the same entries make the same file. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ZipEntries() {}

  /**
   * Unpacks a file.
   *
   * @param zip the whole file
   * @return the entries by name, in the order of the file
   * @throws IOException if it is truncated or damaged, or unpacks to more than 256 MiB
   */
  public static Map<String, byte[]> read(byte[] zip) throws IOException {
    requireEndRecord(zip);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    int rest = MOST_BYTES;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readNBytes(rest);
        rest -= content.length;
        if (rest == 0) {
          throw new IOException("it unpacks to more than " + MOST_BYTES + " bytes.");
        }
        if (entries.put(entry.getName(), content) != null) {
          throw new IOException("it has two entries " + entry.getName() + ".");
        }
      }
    }
    return entries;
  }

  /** The last thing in a zip without a comment; a truncated file lacks it. */
  private static void requireEndRecord(byte[] zip) throws IOException {
    int start = zip.length - END_RECORD_BYTES;
    boolean whole = start >= 0;
    for (int i = 0; whole && i < END_SIGNATURE.length; i++) {
      whole = zip[start + i] == END_SIGNATURE[i];
    }
    if (!whole) {
      throw new IOException(
          "its %,d bytes don't end as a zip file does: it is truncated, or something else."
              .formatted(zip.length));
    }
  }

  /**
   * Packs a file. Stored, not deflated: weights hardly shrink, and zlib's versions differ in what
   * they make.
   *
   * @param entries content by name
   * @return the file
   * @throws IOException if an entry can't be stored
   */
  public static byte[] write(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(stored(entry.getKey(), entry.getValue()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static ZipEntry stored(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    return entry;
  }
}
