package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.internal.data.StretchBatches;
import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableColumn;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A table for a network that knows nothing of columns: numbers as they are, the first ones inputs,
 * the others what it should say.
 *
 * @param columns numbers
 * @param inputs how many are inputs
 */
record PlainExamples(List<double[]> columns, int inputs) implements StretchBatches.Steps {

  /**
   * Reads.
   *
   * @throws IllegalArgumentException if the table hasn't a column of numbers for each input and
   *     output
   */
  static PlainExamples of(Model model, TableSource source) throws IOException {
    if (!(model instanceof MultiLayerNetwork network)) {
      throw new IllegalArgumentException(
          "The model is a ComputationGraph of DL4J, of which it isn't known what columns are for: "
              + "give a MultiLayerNetwork, or a model of train --csv.");
    }
    int inputs = size(network, 0, true);
    int outputs = size(network, network.getnLayers() - 1, false);
    List<String> names = source.names();
    if (names.size() != inputs + outputs) {
      throw new IllegalArgumentException(
          "The model knows nothing of columns and has %d inputs and %d outputs, so the table must have %d columns, inputs first; it has %d: %s. (A model of train --text takes --text.)"
              .formatted(
                  inputs, outputs, inputs + outputs, names.size(), String.join(", ", names)));
    }
    Table table = source.read(names.toArray(String[]::new));
    List<double[]> columns = new ArrayList<>();
    for (TableColumn column : table.columns()) {
      columns.add(numbers(table, column));
    }
    return new PlainExamples(columns, inputs);
  }

  private static int size(MultiLayerNetwork network, int layer, boolean ofInputs) {
    Layer conf = network.getLayer(layer).conf().getLayer();
    if (!(conf instanceof FeedForwardLayer sized)) {
      throw new IllegalArgumentException(
          "The model's %s layer, %s, doesn't say its size, so that its columns aren't known."
              .formatted(ofInputs ? "first" : "last", conf.getClass().getSimpleName()));
    }
    return Math.toIntExact(ofInputs ? sized.getNIn() : sized.getNOut());
  }

  private static double[] numbers(Table table, TableColumn column) {
    if (column.type() != ColumnType.NUMBER) {
      throw new IllegalArgumentException(
          "The column %s is of type %s: the model takes numbers as they are."
              .formatted(column.name(), column.type().name().toLowerCase(Locale.ROOT)));
    }
    for (int row = 0; row < table.rows(); row++) {
      if (column.isMissing(row)) {
        throw new IllegalArgumentException(
            "A number is missing at %s: the model takes numbers as they are."
                .formatted(table.place(row, column.name())));
      }
    }
    return table.numbers(column.name()).values();
  }

  int length() {
    return columns.get(0).length;
  }

  int outputs() {
    return columns.size() - inputs;
  }

  @Override
  public float[] input(int step) {
    return row(step, 0, inputs);
  }

  @Override
  public float[] label(int step) {
    return row(step, inputs, columns.size());
  }

  private float[] row(int step, int from, int to) {
    float[] row = new float[to - from];
    for (int i = from; i < to; i++) {
      row[i - from] = (float) columns.get(i)[step];
    }
    return row;
  }

  @Override
  public boolean isLabelled(int step) {
    return true;
  }
}
