package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.data.BaselineModel;
import io.github.tbptt4j.tuning.data.Metric;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.Split;
import io.github.tbptt4j.tuning.data.Target;
import io.github.tbptt4j.tuning.internal.baseline.Period;
import io.github.tbptt4j.tuning.internal.forecast.Encoder;
import io.github.tbptt4j.tuning.internal.forecast.Frame;
import io.github.tbptt4j.tuning.internal.forecast.Frames;
import io.github.tbptt4j.tuning.internal.forecast.Origin;
import io.github.tbptt4j.tuning.internal.forecast.Parts;
import io.github.tbptt4j.tuning.internal.forecast.Prepared;
import io.github.tbptt4j.tuning.internal.forecast.RoleRequest;
import io.github.tbptt4j.tuning.internal.forecast.Roles;
import io.github.tbptt4j.tuning.internal.forecast.ScaleChoice;
import io.github.tbptt4j.tuning.internal.forecast.SeriesRows;
import io.github.tbptt4j.tuning.internal.forecast.TableBaselines;
import io.github.tbptt4j.tuning.internal.forecast.TableSequences;
import io.github.tbptt4j.tuning.internal.forecast.TargetEncoder;
import io.github.tbptt4j.tuning.table.Conventions;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.tuning.table.TimeStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A table to train on: its rows in series, split, and encoded by what its training part has.
 *
 * <pre>{@code
 * TableSource table = TableReader.builder().build().scan(List.of(Path.of("load.csv")));
 * TableData data = TableData.of(table).values("load").horizon(24).calendar(Calendar.HOUR).build();
 * }</pre>
 *
 * <p>Columns become inputs as they are: numbers scaled to mean 0 and deviation 1, categories
 * one-hot. What is predicted at a horizon of at least 1 is predicted from its own past, too. Scores
 * are in the data's own units, those that {@link TableModel} gives: sweeps and models see the same.
 */
public final class TableData implements SequenceData {
  private static final int ROWS_PER_STREAM = 600; // enough updates an epoch for short series
  private static final int MOST_STREAMS = 32;

  private final Prepared prepared;
  private final List<List<Integer>> periods;
  private final Origin origin;
  private final List<String> notes;
  private final TimeStep step;
  private final TableSequences sequences;

  private TableData(Builder builder, TableSource source) throws IOException {
    Table table = source.read(builder.request().columns(source).toArray(String[]::new));
    RoleRequest request = builder.request();
    String time = request.timeColumn(source.summary());
    SeriesRows all = SeriesRows.of(table, time, builder.group, null, true);
    SeriesRows series = builder.ends == null ? all : all.before(builder.ends);
    int[] lengths = series.series().stream().mapToInt(one -> one.rows().length).toArray();
    Parts parts = Parts.of(lengths, builder.split);
    boolean[] training = trainingRows(series, parts, table.rows());
    Roles roles = request.roles(table, source, row -> training[row]);
    Frame frame = Frames.of(table, series, roles);
    periods = periods(builder, roles, frame, parts);
    if (Boolean.TRUE.equals(builder.log)) {
      roles.targets().forEach(target -> Frames.requireLogarithms(table, target));
    }
    Encoder encoder =
        ScaleChoice.of(
            frame, parts, roles, periods, builder.log, builder.scalePerSeries, builder.linear);
    prepared = Prepared.of(frame, parts, encoder);
    notes = new ArrayList<>(source.summary().notes());
    notes.addAll(series.findings());
    notes.add(roles.sentence());
    notes.add(parts.sentence());
    step = series.step();
    String files = String.join(", ", source.summary().files());
    Conventions usual = source.conventions();
    origin =
        new Origin(
            files,
            source.sha256(),
            table.rows(),
            builder.split.toString(),
            all.isRegular(),
            usual.decimal(),
            usual.dayFirst());
    sequences =
        new TableSequences(prepared, describe(builder), streams(builder), builder.timeSteps);
  }

  private static boolean[] trainingRows(SeriesRows series, Parts parts, int rows) {
    boolean[] training = new boolean[rows];
    for (int s = 0; s < series.series().size(); s++) {
      int[] own = series.series().get(s).rows();
      for (int i = parts.training().get(s).from(); i < parts.training().get(s).to(); i++) {
        if (own[i] >= 0) {
          training[own[i]] = true;
        }
      }
    }
    return training;
  }

  private static List<List<Integer>> periods(
      Builder builder, Roles roles, Frame frame, Parts parts) {
    if (builder.periods != null) {
      return builder.periods;
    }
    int longest = parts.training().stream().mapToInt(Parts.Range::length).max().orElse(0);
    if (builder.period != null && builder.period >= longest) {
      throw new IllegalArgumentException(
          "The period (%d) must be smaller than the training part, whose longest series has %d rows."
              .formatted(builder.period, longest));
    }
    List<List<Integer>> all = new ArrayList<>();
    for (int j = 0; j < roles.targets().size(); j++) {
      all.add(
          builder.period == null
              ? Period.findAll(frame.predicted(roles, j, parts.training()))
              : builder.period == 0 ? List.of() : List.of(builder.period));
    }
    return all;
  }

  private int streams(Builder builder) {
    if (builder.streams != null) {
      return builder.streams;
    }
    int rows = prepared.parts().training().stream().mapToInt(Parts.Range::length).sum();
    return prepared.frame().series().size() > 1
        ? MOST_STREAMS
        : Math.max(1, Math.min(MOST_STREAMS, Math.round((float) rows / ROWS_PER_STREAM)));
  }

  private Map<String, Object> describe(Builder builder) {
    Roles roles = prepared.encoder().roles();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", "table");
    all.put("name", origin.files());
    all.put("sha256", origin.sha256());
    all.put("split", origin.split());
    all.put("rows", origin.rows());
    all.put("series", prepared.frame().series().size());
    all.put("streams", streams(builder));
    all.put("timeSteps", builder.timeSteps);
    all.put("predicted", roles.predicted());
    all.put("target", roles.isOfValues() ? Target.VALUES.name() : Target.CLASSES.name());
    all.put("inputs", roles.inputs());
    all.put("categories", roles.categories().stream().map(column -> column.name()).toList());
    all.put("known", roles.known());
    all.put("horizon", roles.horizon());
    all.put("calendar", roles.calendar().stream().map(Calendar::name).toList());
    all.put("missing", roles.missing().name());
    all.put("perSequence", roles.perSequence());
    all.put("logs", prepared.encoder().targets().stream().map(TargetEncoder::log).toList());
    all.put(
        "scalePerSeries",
        prepared.encoder().targets().stream().anyMatch(target -> !target.scales().isEmpty()));
    all.put("linear", builder.linear);
    all.put("periods", periods);
    if (roles.time() != null) {
      all.put("time", roles.time());
    }
    if (roles.group() != null) {
      all.put("group", roles.group());
    }
    return all;
  }

  /**
   * A table.
   *
   * @param source what a TableReader found
   * @return a builder
   */
  public static Builder of(TableSource source) {
    return new Builder(source);
  }

  Prepared prepared() {
    return prepared;
  }

  TimeStep step() {
    return step;
  }

  Origin origin() {
    return origin;
  }

  /**
   * Says after how many rows what is predicted repeats itself.
   *
   * @return for each column of {@link Builder#values}, ascending; none for classes
   */
  public List<List<Integer>> periods() {
    return periods;
  }

  /** {@return time steps of all minibatches of an epoch, which updates are counted by} */
  public long trainingSteps() {
    return sequences.trainingSteps();
  }

  /** {@return what a user should know of the table, a sentence each} */
  public List<String> notes() {
    return notes;
  }

  @Override
  public DataSetIterator training() {
    return sequences.training();
  }

  @Override
  public DataSetIterator validation() {
    return sequences.validation();
  }

  @Override
  public Optional<DataSetIterator> test() {
    return sequences.test();
  }

  @Override
  public int inputSize() {
    return sequences.inputSize();
  }

  @Override
  public int outputSize() {
    return sequences.outputSize();
  }

  @Override
  public Target target() {
    return sequences.target();
  }

  @Override
  public boolean continuous() {
    return sequences.continuous();
  }

  @Override
  public Metric metric() {
    return sequences.metric();
  }

  @Override
  public List<BaselineModel> baselines() {
    return TableBaselines.of(prepared, periods);
  }

  @Override
  public Map<String, Object> description() {
    return sequences.description();
  }

  /** Says what the columns mean and how rows are split. */
  public static final class Builder {
    private final TableSource source;
    private List<String> values = List.of();
    private String label;
    private List<String> inputs;
    private List<String> known = List.of();
    private String time;
    private String group;
    private Integer horizon;
    private List<Calendar> calendar = List.of();
    private Missing missing = Missing.MASK;
    private boolean perSequence;
    private Boolean log;
    private Boolean scalePerSeries;
    private boolean linear = true;
    private Integer period;
    private List<List<Integer>> periods; // of each target; null where they are to be found
    private int[] ends; // of each series; null for all of its rows
    private Split split = Split.byTime(0.7, 0.15);
    private Integer streams;
    private int timeSteps = 100;

    private Builder(TableSource source) {
      this.source = source;
    }

    /**
     * Predicts numbers.
     *
     * @param columns one or more
     * @return this builder
     */
    public Builder values(String... columns) {
      this.values = List.of(columns);
      return this;
    }

    /**
     * Predicts classes.
     *
     * @param column of categories
     * @return this builder
     */
    public Builder classes(String column) {
      this.label = column;
      return this;
    }

    /**
     * Sets the columns to predict from.
     *
     * @param columns of numbers or categories; by default all of them, what is predicted included
     *     where the horizon is at least 1
     * @return this builder
     */
    public Builder inputs(String... columns) {
      this.inputs = List.of(columns);
      return this;
    }

    /**
     * Says which inputs are known in advance: those of the row that is predicted are used, too.
     *
     * @param columns among the inputs
     * @return this builder
     */
    public Builder known(String... columns) {
      this.known = List.of(columns);
      return this;
    }

    /**
     * Sets the column with the time, which orders rows and tells missing ones.
     *
     * @param column of dates; by default the first one
     * @return this builder
     */
    public Builder time(String column) {
      this.time = column;
      return this;
    }

    /**
     * Makes a series of the rows of each category.
     *
     * @param column that says which series a row is of; none by default
     * @return this builder
     */
    public Builder group(String column) {
      this.group = column;
      return this;
    }

    /**
     * Sets how many rows ahead what is predicted lies.
     *
     * @param rows 1 by default for values, 0, the row itself, for classes
     * @return this builder
     */
    public Builder horizon(int rows) {
      this.horizon = rows;
      return this;
    }

    /**
     * Feeds in the predicted row's place in the calendar.
     *
     * @param features none by default
     * @return this builder
     */
    public Builder calendar(Calendar... features) {
      this.calendar = List.of(features);
      return this;
    }

    /**
     * Says what cells without a value are taken for.
     *
     * @param policy {@link Missing#MASK} by default
     * @return this builder
     */
    public Builder missing(Missing policy) {
      this.missing = policy;
      return this;
    }

    /**
     * Takes one class for a whole series, that of its last row.
     *
     * @return this builder
     */
    public Builder labelPerSequence() {
      this.perSequence = true;
      return this;
    }

    /**
     * Works with the logarithm of what is predicted, for positive numbers that grow by factors.
     *
     * @param taken by default where all values are positive, and vary more the larger they are
     * @return this builder
     */
    public Builder log(boolean taken) {
      this.log = taken;
      return this;
    }

    /**
     * Scales what is predicted by each series' own mean and deviation.
     *
     * @param own by default what makes smaller errors on the validation part; without, by those of
     *     all series
     * @return this builder
     */
    public Builder scalePerSeries(boolean own) {
      this.scalePerSeries = own;
      return this;
    }

    /**
     * Combines the network with a linear forecast.
     *
     * @param combined true by default; without, the network stands alone
     * @return this builder
     */
    public Builder linear(boolean combined) {
      this.linear = combined;
      return this;
    }

    /**
     * Says after how many rows what is predicted repeats itself.
     *
     * @param rows 0 for never; by default found by autocorrelation
     * @return this builder
     */
    public Builder period(int rows) {
      if (rows < 0) {
        throw new IllegalArgumentException("period (" + rows + ") must be at least 0.");
      }
      this.period = rows;
      return this;
    }

    /** Takes what was found before. */
    Builder periods(List<List<Integer>> found) {
      this.periods = found;
      return this;
    }

    /** Takes the first rows of each series only. */
    Builder before(int[] rows) {
      this.ends = rows;
      return this;
    }

    /**
     * Sets the split.
     *
     * @param split 70 % training, 15 % validation, 15 % test by time by default
     * @return this builder
     */
    public Builder split(Split split) {
      this.split = split;
      return this;
    }

    /**
     * Sets the minibatch size.
     *
     * @param examples parallel streams of a single series, or series at a time; by default 32, and
     *     of a single series fewer, for 600 rows each
     * @return this builder
     */
    public Builder streams(int examples) {
      this.streams = requirePositive("streams", examples);
      return this;
    }

    /**
     * Sets the length of minibatches of a single series.
     *
     * @param rows 100 by default
     * @return this builder
     */
    public Builder timeSteps(int rows) {
      this.timeSteps = requirePositive("timeSteps", rows);
      return this;
    }

    private static int requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
      }
      return value;
    }

    private RoleRequest request() {
      return new RoleRequest(
          values, label, inputs, known, time, group, horizon, calendar, missing, perSequence);
    }

    /**
     * Reads the columns, splits and encodes.
     *
     * @return the data
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if something is missing or wrong in the table or in what was
     *     said of it; the message names it
     */
    public TableData build() throws IOException {
      if (values.isEmpty() == (label == null)) {
        throw new IllegalArgumentException(
            "Say what to predict: either values(..) or classes(..).");
      }
      return new TableData(this, source);
    }
  }
}
