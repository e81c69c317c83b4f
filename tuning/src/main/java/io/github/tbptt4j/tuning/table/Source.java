package io.github.tbptt4j.tuning.table;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A file that can be read again.
 *
 * @param name what the user calls it
 * @param path where its bytes are
 * @param size of those, packed as they may be
 */
record Source(String name, Path path, long size) {
  private static final String STANDARD_INPUT = "-";
  private static final List<String> ENDINGS =
      List.of(".csv", ".tsv", ".tab", ".txt", ".csv.gz", ".tsv.gz", ".tab.gz", ".txt.gz");
  private static final int BUFFER = 1 << 16;

  /** The files, those in folders among them, in the order given; in folders by their names. */
  static List<Source> of(List<Path> paths) throws IOException {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("There is no file to read: name at least one.");
    }
    List<Source> all = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (Path file : tablesIn(path)) {
          all.add(of(file));
        }
      } else {
        all.add(of(path));
      }
    }
    return all;
  }

  private static List<Path> tablesIn(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries
              .filter(file -> Files.isRegularFile(file) && isTable(file.getFileName().toString()))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          folder + " is a folder without a file that ends with one of " + ENDINGS + ".");
    }
    return files;
  }

  private static boolean isTable(String name) {
    return !name.startsWith(".")
        && ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
  }

  private static Source of(Path path) throws IOException {
    if (path.toString().equals(STANDARD_INPUT)) {
      return kept("standard input", System.in);
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (Files.isRegularFile(path)) {
      return new Source(path.toString(), path, Files.size(path));
    }
    try (InputStream pipe = Files.newInputStream(path)) {
      return kept(path.toString(), pipe);
    }
  }

  /** What comes once only is kept on disk: tables are read twice. */
  private static Source kept(String name, InputStream once) throws IOException {
    Path copy = Files.createTempFile("tbptt4j-", ".csv");
    copy.toFile().deleteOnExit();
    Files.copy(once, copy, StandardCopyOption.REPLACE_EXISTING);
    return new Source(name, copy, Files.size(copy));
  }

  /**
   * Opens it, unpacked if it was packed by gzip.
   *
   * @param meter sees the packed bytes go by
   */
  InputStream open(Meter meter) throws IOException {
    InputStream bytes = new BufferedInputStream(meter.of(Files.newInputStream(path)), BUFFER);
    try {
      bytes.mark(2);
      boolean packed = bytes.read() == 0x1f && bytes.read() == 0x8b;
      bytes.reset();
      return packed ? new GZIPInputStream(bytes, BUFFER) : bytes;
    } catch (IOException e) {
      bytes.close();
      throw new IOException(name + " can't be unpacked: " + e.getMessage() + ".", e);
    }
  }
}
