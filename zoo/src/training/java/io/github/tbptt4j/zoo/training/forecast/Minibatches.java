package io.github.tbptt4j.zoo.training.forecast;

import io.github.tbptt4j.zoo.QuantileLoss;
import io.github.tbptt4j.zoo.internal.forecast.DayReader;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Synthetic series as the network sees them, with what came after each day as labels. */
final class Minibatches {
  private static final int FIRST_DAYS = 10; // without a forecast
  private static final int OLDEST = 500; // days before a window, at most
  private static final float FARTHEST = 30; // units

  private final SyntheticSeries series;
  private final Random random;
  private final int size;
  private final int steps;
  private final int levels;

  Minibatches(long seed, int size, int steps, int levels) {
    this.series = new SyntheticSeries(seed);
    this.random = new Random(seed + 1);
    this.size = size;
    this.steps = steps;
    this.levels = levels;
  }

  /** {@return the next minibatch} */
  DataSet next() {
    int horizon = DayReader.HORIZON;
    int outputs = horizon * levels;
    float[] x = new float[size * DayReader.INPUTS * steps];
    float[] y = new float[size * outputs * steps];
    float[] mask = new float[size * steps];
    float[] row = new float[DayReader.INPUTS];
    for (int b = 0; b < size; b++) {
      int before = random.nextBoolean() ? 0 : random.nextInt(OLDEST);
      SyntheticSeries.Series one = series.draw(before + steps + horizon);
      double[] values = one.values();
      DayReader reader = new DayReader(random.nextInt(5) == 0 ? -1 : one.weekday());
      for (int t = 0; t < before + steps; t++) {
        reader.read(values[t]);
        int step = t - before;
        if (step < 0) {
          continue;
        }
        reader.write(row);
        for (int i = 0; i < row.length; i++) {
          x[(b * DayReader.INPUTS + i) * steps + step] = row[i];
        }
        mask[b * steps + step] = t < FIRST_DAYS ? 0 : 1;
        for (int h = 1; h <= horizon; h++) {
          float label = label(values[t + h], reader.base(h), reader.scale(h));
          for (int q = 0; q < levels; q++) {
            y[(b * outputs + (h - 1) * levels + q) * steps + step] = label;
          }
        }
      }
    }
    INDArray features = Nd4j.createFromArray(x).reshape('c', size, DayReader.INPUTS, steps);
    INDArray labels = Nd4j.createFromArray(y).reshape('c', size, outputs, steps);
    return new DataSet(
        features, labels, null, Nd4j.createFromArray(mask).reshape('c', size, steps));
  }

  private static float label(double value, double base, double scale) {
    if (Double.isNaN(value) || !(scale > 0)) {
      return QuantileLoss.MISSING;
    }
    return (float) Math.max(-FARTHEST, Math.min(FARTHEST, (value - base) / scale));
  }
}
