package io.github.tbptt4j.tuning.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns sequences of fields into numbers, as the training part has shown. */
final class SequenceEncoder {
  private final List<ColumnEncoder> inputs = new ArrayList<>();
  private final List<ColumnEncoder> labels = new ArrayList<>();
  private final RawSequences raw;
  private final Columns columns;

  /**
   * What the columns are.
   *
   * @param inputs names; null for all but the labels, or all where labels lie in the future
   * @param categorical which of them are categorical
   * @param labels names
   * @param target what labels are
   * @param perSequence whether a sequence has one label
   * @param horizon how many steps later a label lies
   */
  record Columns(
      List<String> inputs,
      Set<String> categorical,
      List<String> labels,
      Target target,
      boolean perSequence,
      int horizon) {

    List<String> inputsOf(RawSequences raw) {
      if (inputs != null) {
        return inputs;
      }
      return raw.columns().stream()
          .filter(column -> horizon > 0 || !labels.contains(column))
          .toList();
    }
  }

  SequenceEncoder(RawSequences raw, List<RawSequences.Sequence> training, Columns columns) {
    this.raw = raw;
    this.columns = columns;
    columns.categorical().forEach(raw::column);
    columns.labels().forEach(raw::column);
    for (String name : columns.inputsOf(raw)) {
      int column = raw.column(name);
      boolean categorical = columns.categorical().contains(name);
      inputs.add(
          categorical
              ? ColumnEncoder.categorical(name, column, training, false)
              : ColumnEncoder.numeric(name, column, training));
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("No column is left as input: name the inputs.");
    }
    for (String name : columns.labels()) {
      int column = raw.column(name);
      labels.add(
          columns.target() == Target.CLASSES
              ? ColumnEncoder.categorical(name, column, training, true)
              : ColumnEncoder.numeric(name, column, training));
    }
  }

  int inputSize() {
    return inputs.stream().mapToInt(ColumnEncoder::width).sum();
  }

  int outputSize() {
    return labels.stream().mapToInt(ColumnEncoder::width).sum();
  }

  /** {@return for each value that is predicted, the factor back to its own unit} */
  double[] labelScales() {
    return labels.stream().mapToDouble(ColumnEncoder::scale).toArray();
  }

  List<EncodedSequence> encode(String part, List<RawSequences.Sequence> sequences) {
    List<EncodedSequence> encoded = new ArrayList<>();
    for (RawSequences.Sequence sequence : sequences) {
      if (sequence.rows().size() > columns.horizon()) {
        encoded.add(encode(sequence));
      }
    }
    if (encoded.isEmpty()) {
      throw new IllegalArgumentException(
          "No sequence of the "
              + part
              + " part is longer than the horizon ("
              + columns.horizon()
              + "): use more data, another split or a shorter horizon.");
    }
    return encoded;
  }

  private EncodedSequence encode(RawSequences.Sequence sequence) {
    int steps = sequence.rows().size() - columns.horizon();
    float[][] in = new float[steps][];
    for (int step = 0; step < steps; step++) {
      in[step] = encode(inputs, inputSize(), sequence, step);
    }
    if (columns.perSequence()) {
      requireOneLabel(sequence);
      return new EncodedSequence(
          in, new float[][] {encode(labels, outputSize(), sequence, 0)}, true);
    }
    float[][] out = new float[steps][];
    for (int step = 0; step < steps; step++) {
      out[step] = encode(labels, outputSize(), sequence, step + columns.horizon());
    }
    return new EncodedSequence(in, out, false);
  }

  private void requireOneLabel(RawSequences.Sequence sequence) {
    for (String name : columns.labels()) {
      int column = raw.column(name);
      String first = sequence.rows().get(0).get(column);
      for (int row = 1; row < sequence.rows().size(); row++) {
        String label = sequence.rows().get(row).get(column);
        if (!label.equals(first)) {
          throw new IllegalArgumentException(
              "%s: the label is \"%s\", but \"%s\" in the rows before: a sequence has one label, or leave out labelPerSequence()."
                  .formatted(sequence.place(row, name), label, first));
        }
      }
    }
  }

  private static float[] encode(
      List<ColumnEncoder> encoders, int width, RawSequences.Sequence sequence, int row) {
    float[] values = new float[width];
    int offset = 0;
    for (ColumnEncoder encoder : encoders) {
      encoder.encode(sequence, row, values, offset);
      offset += encoder.width();
    }
    return values;
  }

  Map<String, Object> description() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("inputs", inputs.stream().map(ColumnEncoder::description).toList());
    all.put("labels", labels.stream().map(ColumnEncoder::description).toList());
    all.put("target", columns.target().name());
    return all;
  }
}
