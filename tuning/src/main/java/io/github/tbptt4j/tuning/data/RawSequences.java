package io.github.tbptt4j.tuning.data;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datavec.api.records.SequenceRecord;
import org.datavec.api.records.reader.SequenceRecordReader;
import org.datavec.api.records.reader.impl.csv.CSVSequenceRecordReader;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.writable.Writable;

/**
 * Sequences as a DataVec reader gives them, all with the same columns.
 *
 * @param columns names of the columns
 * @param sequences the sequences
 */
record RawSequences(List<String> columns, List<Sequence> sequences) {

  /**
   * One sequence.
   *
   * @param source the file it is from
   * @param firstLine line number of its first row
   * @param rows fields of each step
   */
  record Sequence(String source, int firstLine, List<List<String>> rows) {
    Sequence part(int from, int to) {
      return new Sequence(source, firstLine + from, rows.subList(from, to));
    }

    /** {@return where a field is, for messages} */
    String place(int row, String column) {
      return source + ", line " + (firstLine + row) + ", column " + column;
    }
  }

  static RawSequences ofCsv(Path path, boolean header, String delimiter) {
    List<Path> files = files(path);
    List<String> names = header ? header(files.get(0), delimiter) : null;
    int skipped = header ? 1 : 0;
    try (CSVSequenceRecordReader reader =
        new CSVSequenceRecordReader(skipped, Pattern.quote(delimiter))) {
      reader.initialize(new CollectionInputSplit(files.stream().map(Path::toUri).toList()));
      return read(reader, names, skipped + 1);
    } catch (IOException | InterruptedException e) {
      throw new IllegalArgumentException("Can't read " + path + ": " + e + ".", e);
    }
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("There is no file or folder " + path + ".");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files =
          all.filter(file -> file.getFileName().toString().endsWith(".csv")).sorted().toList();
      if (files.isEmpty()) {
        throw new IllegalArgumentException(path + " has no .csv files.");
      }
      return files;
    } catch (IOException e) {
      throw new IllegalArgumentException("Can't read " + path + ": " + e + ".", e);
    }
  }

  private static List<String> header(Path file, String delimiter) {
    try (Stream<String> lines = Files.lines(file)) {
      String first =
          lines.findFirst().orElseThrow(() -> new IllegalArgumentException(file + " is empty."));
      return Stream.of(first.split(Pattern.quote(delimiter), -1)).map(String::strip).toList();
    } catch (IOException e) {
      throw new IllegalArgumentException("Can't read " + file + ": " + e + ".", e);
    }
  }

  /** Reads all sequences of a reader that has been initialised. */
  static RawSequences read(SequenceRecordReader reader, List<String> names, int firstLine) {
    List<Sequence> sequences = new ArrayList<>();
    while (reader.hasNext()) {
      SequenceRecord record = reader.nextSequence();
      sequences.add(
          new Sequence(
              source(record, sequences.size()),
              firstLine,
              record.getSequenceRecord().stream().map(RawSequences::fields).toList()));
    }
    for (Sequence sequence : sequences) {
      if (sequence.rows().isEmpty()) {
        throw new IllegalArgumentException(sequence.source() + " has no rows.");
      }
    }
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("There are no sequences.");
    }
    List<String> columns = names != null ? names : numbered(sequences.get(0).rows().get(0).size());
    sequences.forEach(sequence -> requireColumns(sequence, columns.size()));
    return new RawSequences(columns, sequences);
  }

  private static String source(SequenceRecord record, int index) {
    URI uri = record.getMetaData() == null ? null : record.getMetaData().getURI();
    return uri == null ? "sequence " + index : Path.of(uri.getPath()).getFileName().toString();
  }

  private static List<String> fields(List<Writable> row) {
    return row.stream().map(field -> field.toString().strip()).toList();
  }

  private static List<String> numbered(int columns) {
    return IntStream.range(0, columns).mapToObj(Integer::toString).toList();
  }

  private static void requireColumns(Sequence sequence, int columns) {
    for (int row = 0; row < sequence.rows().size(); row++) {
      int size = sequence.rows().get(row).size();
      if (size != columns) {
        throw new IllegalArgumentException(
            "%s, line %d has %d columns, but there must be %d: every row needs every column."
                .formatted(sequence.source(), sequence.firstLine() + row, size, columns));
      }
    }
  }

  /** {@return the column's position} */
  int column(String name) {
    int column = columns.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException(
          "There is no column \"" + name + "\": the columns are " + columns + ".");
    }
    return column;
  }

  /** Tells data apart. */
  String sha256() {
    MessageDigest digest = Checksums.digest();
    for (Sequence sequence : sequences) {
      for (List<String> row : sequence.rows()) {
        digest.update(String.join("\u001f", row).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
      }
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
