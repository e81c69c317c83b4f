package io.github.tbptt4j.tuning.data;

import io.github.tbptt4j.tuning.internal.data.StretchBatches;
import io.github.tbptt4j.tuning.internal.data.StretchBatches.Stretch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datavec.api.records.reader.SequenceRecordReader;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Sequences of a DataVec SequenceRecordReader: one CSV file a sequence, a row a time step.
 *
 * <pre>{@code
 * // forecasting: temperature and load of the next hour from those so far, one long series
 * CsvData.of(Path.of("load.csv")).values("load").horizon(1).streams(16).timeSteps(100).build();
 * // classification of whole sequences: a folder of files, column "activity" the same in each row
 * CsvData.of(Path.of("activities")).classes("activity").labelPerSequence().split(
 *     Split.bySequence(0.7, 0.15, 1)).build();
 * }</pre>
 *
 * <p>What is learned from data, means and deviations of numeric columns and the categories of
 * categorical ones, is learned from the training part only.
 *
 * <p>Split by time, one long series becomes parallel streams, row b of a minibatch continuing row b
 * of the one before; of several sequences each is cut in three. Split by sequence, and wherever
 * there are several, minibatches hold whole sequences, padded and masked.
 */
public final class CsvData implements SequenceData {
  private final Map<String, Object> description;
  private final List<List<EncodedSequence>> parts; // training, validation, test
  private final boolean continuous;
  private final int minibatchSize;
  private final int timeSteps;
  private final int inputSize;
  private final int outputSize;
  private final Target target;
  private final Metric metric;
  private final int horizon;
  private final boolean perSequence;

  private CsvData(Builder builder) {
    SequenceSplit split = new SequenceSplit(builder.raw.sequences(), builder.split);
    SequenceEncoder encoder =
        new SequenceEncoder(
            builder.raw,
            split.training(),
            new SequenceEncoder.Columns(
                builder.inputs,
                builder.categorical,
                builder.labels,
                builder.target,
                builder.perSequence,
                builder.horizon));
    parts =
        List.of(
            encoder.encode("training", split.training()),
            encoder.encode("validation", split.validation()),
            split.test().isEmpty() ? List.of() : encoder.encode("test", split.test()));
    continuous = builder.split.kind() == Split.Kind.TIME && builder.raw.sequences().size() == 1;
    minibatchSize = builder.streams;
    timeSteps = builder.timeSteps;
    inputSize = encoder.inputSize();
    outputSize = encoder.outputSize();
    target = builder.target;
    horizon = builder.horizon;
    perSequence = builder.perSequence;
    metric =
        builder.metric != null
            ? builder.metric
            : target == Target.CLASSES
                ? Metrics.crossEntropy()
                : Metrics.meanSquaredError(encoder.labelScales());
    if (continuous) {
      requireStreams("training", parts.get(0));
      requireStreams("validation", parts.get(1));
      if (!parts.get(2).isEmpty()) {
        requireStreams("test", parts.get(2));
      }
    }
    description = describe(builder, encoder);
  }

  private void requireStreams(String part, List<EncodedSequence> series) {
    int steps = series.get(0).steps();
    if (steps < minibatchSize) {
      throw new IllegalArgumentException(
          "The split leaves %d steps for %s, too few for %d streams: use a longer series, another split, or fewer streams."
              .formatted(steps, part, minibatchSize));
    }
  }

  /**
   * CSV files with a header.
   *
   * @param path a file, or a folder whose .csv files are taken in the order of their names
   * @return a builder
   * @throws IllegalArgumentException if there is nothing, or rows differ in length
   */
  public static Builder of(Path path) {
    return new Builder(path.getFileName().toString(), RawSequences.ofCsv(path, true, ","));
  }

  /**
   * CSV files.
   *
   * @param path a file, or a folder whose .csv files are taken in the order of their names
   * @param header whether the first line of each file names the columns; otherwise they are "0",
   *     "1", ..
   * @param delimiter between columns
   * @return a builder
   * @throws IllegalArgumentException if there is nothing, or rows differ in length
   */
  public static Builder of(Path path, boolean header, String delimiter) {
    return new Builder(path.getFileName().toString(), RawSequences.ofCsv(path, header, delimiter));
  }

  /**
   * Any DataVec reader.
   *
   * @param name for messages and the sweep's folder
   * @param reader initialised; it is read to its end
   * @return a builder; the columns are "0", "1", ..
   * @throws IllegalArgumentException if there is nothing, or rows differ in length
   */
  public static Builder of(String name, SequenceRecordReader reader) {
    return new Builder(name, RawSequences.read(reader, null, 1));
  }

  private DataSetIterator iterator(List<EncodedSequence> part) {
    return iterator(part, inputSize);
  }

  private DataSetIterator iterator(List<EncodedSequence> part, int inputs) {
    List<Stretch> whole =
        part.stream().map(sequence -> new Stretch(sequence, 0, sequence.steps())).toList();
    return continuous
        ? batches(whole.get(0).fromTheBeginning(minibatchSize), inputs, timeSteps)
        : batches(whole, inputs, Integer.MAX_VALUE);
  }

  private DataSetIterator batches(List<Stretch> stretches, int inputs, int steps) {
    return new StretchBatches(stretches, minibatchSize, inputs, outputSize, steps);
  }

  @Override
  public DataSetIterator training() {
    return iterator(parts.get(0));
  }

  @Override
  public DataSetIterator validation() {
    return iterator(parts.get(1));
  }

  @Override
  public Optional<DataSetIterator> test() {
    return parts.get(2).isEmpty() ? Optional.empty() : Optional.of(iterator(parts.get(2)));
  }

  @Override
  public int inputSize() {
    return inputSize;
  }

  @Override
  public int outputSize() {
    return outputSize;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public boolean continuous() {
    return continuous;
  }

  @Override
  public Metric metric() {
    return metric;
  }

  /** {@return numbers: their mean, and the last one known; classes: how often they are} */
  @Override
  public List<BaselineModel> baselines() {
    boolean classes = target == Target.CLASSES;
    LastLabels known = new LastLabels(horizon, outputSize);
    MostPlain alone = MostPlain.of(parts.get(0), known, target);
    List<BaselineModel> models = new ArrayList<>();
    models.add(baseline(classes ? "class frequencies" : "mean", alone.alone(), known));
    if (!perSequence) {
      models.add(baseline(classes ? "by the class before" : "persistence", alone.byLast(), known));
    }
    return models;
  }

  /** Scored as networks are: it is one. */
  private BaselineModel baseline(String name, MultiLayerNetwork network, LastLabels known) {
    return new BaselineModel(
        name,
        () -> measure(network, known.of(parts.get(1))),
        () -> parts.get(2).isEmpty() ? Double.NaN : measure(network, known.of(parts.get(2))));
  }

  private double measure(MultiLayerNetwork network, List<EncodedSequence> part) {
    return metric.measure(network, iterator(part, outputSize), continuous);
  }

  @Override
  public Map<String, Object> description() {
    return description;
  }

  private Map<String, Object> describe(Builder builder, SequenceEncoder encoder) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", "csv");
    all.put("name", builder.name);
    all.put("sha256", builder.raw.sha256());
    all.put("split", builder.split.toString());
    all.put("trainingSequences", parts.get(0).size());
    all.put("validationSequences", parts.get(1).size());
    all.put("testSequences", parts.get(2).size());
    all.put("minibatchSize", minibatchSize);
    all.put("timeSteps", timeSteps);
    all.put("labelPerSequence", builder.perSequence);
    all.put("horizon", builder.horizon);
    all.putAll(encoder.description());
    return all;
  }

  /** Says what the columns mean and how they are split. */
  public static final class Builder {
    private final String name;
    private final RawSequences raw;
    private List<String> inputs; // null for all columns that aren't labels
    private Set<String> categorical = Set.of();
    private List<String> labels;
    private Target target;
    private boolean perSequence;
    private int horizon;
    private Split split = Split.byTime(0.7, 0.15);
    private int streams = 32;
    private int timeSteps = 100;
    private Metric metric;

    private Builder(String name, RawSequences raw) {
      this.name = name;
      this.raw = raw;
    }

    /**
     * Sets the columns that are fed in.
     *
     * @param columns their names; by default all that aren't labels, and with a horizon above 0 all
     * @return this builder
     */
    public Builder inputs(String... columns) {
      this.inputs = List.of(columns);
      return this;
    }

    /**
     * Makes inputs categorical: one-hot, a category that training doesn't have is all zeros.
     *
     * @param columns their names; others are numeric
     * @return this builder
     */
    public Builder categorical(String... columns) {
      this.categorical = Set.of(columns);
      return this;
    }

    /**
     * Predicts classes.
     *
     * @param column the class of each step
     * @return this builder
     */
    public Builder classes(String column) {
      this.labels = List.of(column);
      this.target = Target.CLASSES;
      return this;
    }

    /**
     * Predicts numbers.
     *
     * @param columns the values of each step
     * @return this builder
     */
    public Builder values(String... columns) {
      this.labels = List.of(columns);
      this.target = Target.VALUES;
      return this;
    }

    /**
     * Takes one label for a whole sequence, that of its rows, which must agree.
     *
     * @return this builder
     */
    public Builder labelPerSequence() {
      this.perSequence = true;
      return this;
    }

    /**
     * Forecasts: the label of a step is that of so many steps later.
     *
     * @param steps 0 by default: the label is in the same row
     * @return this builder
     */
    public Builder horizon(int steps) {
      if (steps < 0) {
        throw new IllegalArgumentException("horizon (" + steps + ") must be at least 0.");
      }
      this.horizon = steps;
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
     * @param examples parallel streams or whole sequences, 32 by default
     * @return this builder
     */
    public Builder streams(int examples) {
      this.streams = Checks.requirePositive("streams", examples);
      return this;
    }

    /**
     * Sets the length of minibatches of a single long series.
     *
     * @param steps 100 by default
     * @return this builder
     */
    public Builder timeSteps(int steps) {
      this.timeSteps = Checks.requirePositive("timeSteps", steps);
      return this;
    }

    /**
     * Sets what candidates are selected by.
     *
     * @param metric by default cross entropy for classes, and for values the mean squared error in
     *     the columns' own units
     * @return this builder
     */
    public Builder metric(Metric metric) {
      this.metric = metric;
      return this;
    }

    /**
     * Splits and encodes.
     *
     * @return the data
     * @throws IllegalArgumentException if something is missing or wrong in the files or in what was
     *     said of them; the message names it
     */
    public CsvData build() {
      if (labels == null) {
        throw new IllegalArgumentException("Say what to predict: classes(..) or values(..).");
      }
      if (perSequence && (split.kind() == Split.Kind.TIME || horizon > 0)) {
        throw new IllegalArgumentException(
            "A label of a whole sequence can't be cut in time: use Split.bySequence, no horizon.");
      }
      return new CsvData(this);
    }
  }
}
