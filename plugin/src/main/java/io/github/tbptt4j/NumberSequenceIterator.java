package io.github.tbptt4j;

import io.github.tbptt4j.internal.data.CsvRecords;
import io.github.tbptt4j.internal.data.Streams;
import io.github.tbptt4j.internal.data.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Minibatches of a series of numbers in a CSV file, which may be longer than the memory: a row is a
 * time step.
 *
 * <pre>{@code
 * // load of the next hour from temperature and load so far
 * NumberSequenceIterator.ofCsv(Path.of("load.csv")).inputs("temperature", "load").values("load").build()
 * }</pre>
 *
 * <p>The rows are cut into {@code streams} streams of equal length, one after the other, and each
 * stream into chunks of {@code timeSteps} rows, as {@link SymbolSequenceIterator} does it: row b of
 * a minibatch continues row b of the one before. Features are [streams, inputs, timeSteps], labels
 * [streams, values, timeSteps], the values that stand {@code horizon} rows further on, of type
 * FLOAT. (rows - horizon) mod streams rows at the end belong to no stream; the last minibatch is
 * shorter where timeSteps doesn't divide the streams' length. Numbers are given as they are: for
 * networks, scale them, with a {@code NormalizerStandardize} as pre-processor for example.
 *
 * <p>One thread reads a few minibatches ahead. The memory taken is some MB, grows with a minibatch,
 * and has some 40 bytes for each 256 rows to know where they are.
 */
public final class NumberSequenceIterator extends StreamIterator {
  private static final long serialVersionUID = 1L;

  /** Columns of the records that are features. */
  private final int[] inputs;

  /** Columns of the records that are labels. */
  private final int[] values;

  /** How many rows labels are ahead of features. */
  private final int horizon;

  private NumberSequenceIterator(Builder builder, List<String> columns, Streams streams) {
    super(streams);
    inputs = builder.inputs().stream().mapToInt(columns::indexOf).toArray();
    values = builder.values.stream().mapToInt(columns::indexOf).toArray();
    horizon = builder.horizon;
  }

  /**
   * Minibatches of columns of a CSV file.
   *
   * @param file a regular file in UTF-8 of any length, whose first row has the columns' names; it
   *     must not change while the iterator is in use
   * @return a builder
   */
  public static Builder ofCsv(Path file) {
    return new Builder(Objects.requireNonNull(file, "file must not be null."));
  }

  @Override
  DataSet arrays(Window window) {
    return new DataSet(array(window, inputs, 0), array(window, values, horizon), null, null);
  }

  /** Columns of rows ahead of a window's, [streams, columns, steps]. */
  private INDArray array(Window window, int[] columns, int ahead) {
    int steps = window.steps();
    float[] numbers = new float[Math.multiplyExact(batch(), columns.length * steps)];
    int i = 0;
    for (int row = 0; row < batch(); row++) {
      for (int column : columns) {
        for (int t = 0; t < steps; t++) {
          numbers[i++] = window.get(row, t + ahead, column);
        }
      }
    }
    return Nd4j.create(numbers, new long[] {batch(), columns.length, steps}, 'c');
  }

  @Override
  public int inputColumns() {
    return inputs.length;
  }

  @Override
  public int totalOutcomes() {
    return values.length;
  }

  /** Describes a {@link NumberSequenceIterator}. */
  public static final class Builder {
    private final Path file;
    private char separator = ',';
    private List<String> inputs = List.of();
    private List<String> values = List.of();
    private int horizon = 1;
    private int streams = 32;
    private int timeSteps = 100;

    private Builder(Path file) {
      this.file = file;
    }

    /**
     * What stands between columns; a comma by default.
     *
     * @param separator an ASCII character, such as ';' or a tab
     * @return this builder
     */
    public Builder separator(char separator) {
      this.separator = separator;
      return this;
    }

    /**
     * The columns that are features; those of {@link #values} by default.
     *
     * @param columns names, at least one, each once
     * @return this builder
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public Builder inputs(String... columns) {
      inputs = names("inputs", columns);
      return this;
    }

    /**
     * The columns that are labels. They must be set.
     *
     * @param columns names, at least one, each once
     * @return this builder
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public Builder values(String... columns) {
      values = names("values", columns);
      return this;
    }

    private List<String> inputs() {
      return inputs.isEmpty() ? values : inputs;
    }

    private static List<String> names(String what, String... columns) {
      List<String> names = List.of(columns);
      if (names.isEmpty() || Set.copyOf(names).size() < names.size()) {
        throw new IllegalArgumentException(
            what + " " + names + " must be at least one column, and each once.");
      }
      return names;
    }

    /**
     * How many rows the labels are ahead of the features; 1 by default.
     *
     * @param horizon at least 0, the same row
     * @return this builder
     * @throws IllegalArgumentException if the horizon is negative
     */
    public Builder horizon(int horizon) {
      if (horizon < 0) {
        throw new IllegalArgumentException("horizon (" + horizon + ") must be at least 0.");
      }
      this.horizon = horizon;
      return this;
    }

    /**
     * How many streams the rows are cut into; 32 by default.
     *
     * @param streams at least 1
     * @return this builder
     * @throws IllegalArgumentException if streams is below 1
     */
    public Builder streams(int streams) {
      this.streams = StreamIterator.positive("streams", streams);
      return this;
    }

    /**
     * How many time steps a minibatch has; 100 by default.
     *
     * @param timeSteps at least 1
     * @return this builder
     * @throws IllegalArgumentException if timeSteps is below 1
     */
    public Builder timeSteps(int timeSteps) {
      this.timeSteps = StreamIterator.positive("timeSteps", timeSteps);
      return this;
    }

    /**
     * The iterator, at its beginning. Here the file is read once as a whole: each number of these
     * columns is checked.
     *
     * @return the iterator
     * @throws IOException if there is no such file, or reading it fails
     * @throws IllegalArgumentException if a column isn't there, a cell of these columns is no
     *     number (the message names its line), or there are too few rows
     * @throws IllegalStateException if there are no values
     */
    public NumberSequenceIterator build() throws IOException {
      if (values.isEmpty()) {
        throw new IllegalStateException("There are no values: name the columns to be learned.");
      }
      Set<String> both = new LinkedHashSet<>(inputs());
      both.addAll(values);
      List<String> columns = new ArrayList<>(both);
      Streams rows =
          new Streams(new CsvRecords(file, separator, columns), streams, timeSteps, horizon);
      return new NumberSequenceIterator(this, columns, rows);
    }
  }
}
