package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import io.github.tbptt4j.tuning.GradientNorms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Collects norms in bounded memory: counts in a histogram, all of them; for quantiles every n-th,
 * where n doubles each time the room is used up. So the same norms always give the same numbers.
 */
final class GradientNormRecorder {
  private static final int ROOM = 1 << 15;
  private static final double LOWEST = -12; // log10
  private static final double HIGHEST = 12;
  private static final double STEP = 0.1;

  private final double[] kept = new double[ROOM];
  private final long[] counts = new long[(int) Math.round((HIGHEST - LOWEST) / STEP)];
  private int size;
  private long every = 1;
  private long count;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max;

  void write(CheckpointWriter out) throws IOException {
    out.reals(Arrays.copyOf(kept, size));
    out.numbers(counts);
    out.number(every);
    out.number(count);
    out.real(sum);
    out.real(min);
    out.real(max);
  }

  void read(CheckpointReader in) throws IOException {
    double[] saved = in.reals();
    size = saved.length;
    System.arraycopy(saved, 0, kept, 0, size);
    System.arraycopy(in.numbers(), 0, counts, 0, counts.length);
    every = in.number();
    count = in.number();
    sum = in.real();
    min = in.real();
    max = in.real();
  }

  void add(double norm) {
    if (!Double.isFinite(norm)) {
      return;
    }
    if (count % every == 0) {
      keep(norm);
    }
    count++;
    sum += norm;
    min = Math.min(min, norm);
    max = Math.max(max, norm);
    counts[bin(norm)]++;
  }

  private void keep(double norm) {
    if (size == ROOM) {
      for (int i = 0; i < ROOM / 2; i++) {
        kept[i] = kept[2 * i];
      }
      size = ROOM / 2;
      every *= 2;
    }
    kept[size++] = norm;
  }

  private int bin(double norm) {
    double position = Math.floor((Math.log10(norm) - LOWEST) / STEP);
    return (int) Math.max(0, Math.min(counts.length - 1, position));
  }

  /** {@return what there is; null if there was no norm} */
  GradientNorms norms() {
    if (count == 0) {
      return null;
    }
    Percentile percentile = new Percentile();
    percentile.setData(Arrays.copyOf(kept, size));
    return new GradientNorms(
        count,
        sum / count,
        min,
        percentile.evaluate(5),
        percentile.evaluate(25),
        percentile.evaluate(50),
        percentile.evaluate(75),
        percentile.evaluate(95),
        max,
        histogram());
  }

  private GradientNorms.Histogram histogram() {
    int first = 0;
    while (counts[first] == 0) {
      first++;
    }
    int last = counts.length - 1;
    while (counts[last] == 0) {
      last--;
    }
    List<Long> filled =
        new ArrayList<>(
            LongStream.of(Arrays.copyOfRange(counts, first, last + 1)).boxed().toList());
    return new GradientNorms.Histogram(LOWEST + first * STEP, STEP, filled);
  }
}
