package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.data.Metric;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.Target;
import io.github.tbptt4j.tuning.internal.data.StretchBatches.Stretch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A table's rows for training. A single series becomes parallel streams that continue from
 * minibatch to minibatch; several come whole, padded and masked.
 */
public final class TableSequences implements SequenceData {
  private final Prepared data;
  private final Map<String, Object> description;
  private final int streams;
  private final int timeSteps;
  private final boolean continuous;

  /**
   * Prepares.
   *
   * @param data encoded
   * @param description of where it comes from and how it was split
   * @param streams minibatch size
   * @param timeSteps of a minibatch of a single series
   */
  public TableSequences(
      Prepared data, Map<String, Object> description, int streams, int timeSteps) {
    this.data = data;
    this.streams = streams;
    this.timeSteps = timeSteps;
    this.description = new LinkedHashMap<>(description);
    continuous = data.frame().series().size() == 1 && !data.encoder().roles().perSequence();
    if (continuous) {
      int rows = stretches(Part.TRAINING).get(0).length();
      if (rows < streams) {
        throw new IllegalArgumentException(
            "The split leaves %d rows for training, too few for %d streams: use a longer series, another split, or fewer streams."
                .formatted(rows, streams));
      }
    }
  }

  /** The rows that say something of a part's rows, by series; none where there are none. */
  private List<Stretch> stretches(Part part) {
    int horizon = data.encoder().roles().horizon();
    List<Stretch> all = new ArrayList<>();
    for (int s = 0; s < data.examples().size(); s++) {
      Parts.Range range = part.of(data.parts()).get(s);
      int from = Math.max(0, range.from() - horizon);
      int to = range.to() - horizon;
      if (to > from) {
        all.add(new Stretch(data.examples().get(s), from, to));
      }
    }
    return all;
  }

  private DataSetIterator iterator(Part part) {
    List<Stretch> stretches = stretches(part);
    return continuous && part == Part.TRAINING
        ? new RowBatches(
            part, stretches.get(0).toTheEnd(streams), streams, timeSteps, data.encoder())
        : new RowBatches(part, stretches, streams, Integer.MAX_VALUE, data.encoder());
  }

  /** {@return time steps of all minibatches of an epoch} */
  public long trainingSteps() {
    List<Stretch> stretches = stretches(Part.TRAINING);
    if (continuous) {
      return stretches.get(0).length() / streams;
    }
    long steps = 0;
    for (int from = 0; from < stretches.size(); from += streams) {
      steps +=
          stretches.subList(from, Math.min(from + streams, stretches.size())).stream()
              .mapToInt(Stretch::length)
              .max()
              .orElse(0);
    }
    return steps;
  }

  @Override
  public DataSetIterator training() {
    return iterator(Part.TRAINING);
  }

  @Override
  public DataSetIterator validation() {
    return iterator(Part.VALIDATION);
  }

  @Override
  public Optional<DataSetIterator> test() {
    boolean some = data.parts().test().stream().anyMatch(range -> range.length() > 0);
    return some ? Optional.of(iterator(Part.TEST)) : Optional.empty();
  }

  @Override
  public int inputSize() {
    return data.encoder().inputSize();
  }

  @Override
  public int outputSize() {
    return data.encoder().outputSize();
  }

  @Override
  public Target target() {
    return data.encoder().roles().isOfValues() ? Target.VALUES : Target.CLASSES;
  }

  @Override
  public boolean continuous() {
    return continuous;
  }

  @Override
  public Metric metric() {
    return new TableMetric(data);
  }

  @Override
  public Map<String, Object> description() {
    return description;
  }
}
