package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.benchmark.SeriesTable.Row;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The forms in which packages hold series. Their files are known byte by byte, so what other files
 * of such a form may hold isn't read.
 */
final class SeriesFormats {
  private static final int R_INTEGERS = 13;
  private static final int R_DOUBLES = 14;
  private static final Pattern GRETL_OBSERVATION = Pattern.compile("<obs>([^ ]+) ");

  private SeriesFormats() {}

  /** {@return a row, or several, for each line of a table without quotes below its header} */
  static SeriesTable csv(byte[] file, Function<String[], Stream<Row>> rows) {
    return new SeriesTable(
        text(file).lines().skip(1).map(line -> line.split(",", -1)).flatMap(rows).toList());
  }

  /** {@return a row for each object of an array} */
  static SeriesTable json(byte[] file, Function<JsonNode, Row> row) throws IOException {
    List<Row> rows = new ArrayList<>();
    new ObjectMapper().readTree(file).forEach(object -> rows.add(row.apply(object)));
    return new SeriesTable(rows);
  }

  /**
   * Reads the first variable of a data file of gretl.
   *
   * @param time of row i
   */
  static SeriesTable gretl(byte[] file, Function<Integer, String> time) {
    List<Row> rows = new ArrayList<>();
    Matcher observation = GRETL_OBSERVATION.matcher(text(file));
    while (observation.find()) {
      rows.add(new Row("", time.apply(rows.size()), observation.group(1)));
    }
    return new SeriesTable(rows);
  }

  /**
   * Reads a vector of a package of R: its objects lie one after another, each with its length and
   * compressed.
   *
   * @param length of the vector, which no other has
   * @param time of row i
   */
  static SeriesTable r(byte[] file, int length, Function<Integer, String> time) throws IOException {
    ByteBuffer objects = ByteBuffer.wrap(file);
    while (objects.hasRemaining()) {
      double[] values = vector(inflated(objects));
      if (values.length == length) {
        return new SeriesTable(
            IntStream.range(0, length)
                .mapToObj(i -> new Row("", time.apply(i), number(values[i])))
                .toList());
      }
    }
    throw new IOException("The package has no vector of " + length + " numbers.");
  }

  private static byte[] inflated(ByteBuffer objects) throws IOException {
    byte[] object = new byte[objects.getInt()];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(objects);
      if (inflater.inflate(object) < object.length) {
        throw new IOException("An object of the package ends too early.");
      }
      return object;
    } catch (DataFormatException e) {
      throw new IOException("An object of the package can't be decompressed.", e);
    } finally {
      inflater.end();
    }
  }

  /** Version 3 of R's serialization; empty where the object is no vector of numbers. */
  private static double[] vector(byte[] object) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(object));
    in.skipNBytes(2 + 3 * Integer.BYTES); // "X\n", the format's version and two of R
    in.skipNBytes(in.readInt()); // the name of the encoding
    int type = in.readInt() & 0xFF;
    double[] values = new double[type == R_INTEGERS || type == R_DOUBLES ? in.readInt() : 0];
    for (int i = 0; i < values.length; i++) {
      values[i] = type == R_INTEGERS ? in.readInt() : in.readDouble();
    }
    return values;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }
}
