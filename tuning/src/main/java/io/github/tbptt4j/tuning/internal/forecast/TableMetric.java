package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.data.Metric;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Scores a network by what its model would predict: with the linear part, and in the data's own
 * units. The state is carried from the series' beginning, as in predicting.
 */
public final class TableMetric implements Metric {
  private static final double SMALLEST_PROBABILITY = 1e-30;

  private final Prepared data;

  /**
   * Scores networks of some data.
   *
   * @param data encoded
   */
  public TableMetric(Prepared data) {
    this.data = data;
  }

  @Override
  public String name() {
    return data.encoder().roles().isOfValues() ? "mean squared error" : "cross entropy";
  }

  @Override
  public boolean lowerIsBetter() {
    return true;
  }

  @Override
  public double measure(Model network, DataSetIterator batches, boolean continuous) {
    if (!(batches instanceof RowBatches rows)) {
      throw new IllegalArgumentException("The minibatches must be those of the table's own parts.");
    }
    Part part = rows.part();
    List<float[][]> outputs = data.outputs(Outputs.session(network), part);
    return data.encoder().roles().isOfValues() ? ofValues(part, outputs) : ofClasses(part, outputs);
  }

  private double ofValues(Part part, List<float[][]> outputs) {
    double[] weights = data.weights(outputs);
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      sum += data.pairs(part, outputs, weights, j).meanSquaredError();
    }
    return sum / weights.length;
  }

  private double ofClasses(Part part, List<float[][]> outputs) {
    double[] sums = new double[2];
    data.forEach(
        part,
        (s, row, predicted) -> {
          int label = data.frame().series().get(s).labels()[predicted];
          sums[0] -= Math.log(Math.max(outputs.get(s)[row][label], SMALLEST_PROBABILITY));
          sums[1]++;
        });
    return sums[0] / sums[1];
  }
}
