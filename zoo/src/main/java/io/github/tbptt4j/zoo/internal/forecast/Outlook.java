package io.github.tbptt4j.zoo.internal.forecast;

import java.util.Arrays;
import java.util.function.BiConsumer;

/** From a network's outputs to quantiles of the days ahead, of as many as are asked for. */
public final class Outlook {
  private static final int WEEK = Experts.WEEK;

  private final DayReader reader;
  private final BiConsumer<float[], float[]> network;
  private final int levels;
  private final int median;

  /**
   * After a history.
   *
   * @param reader has read the history; goes on reading where forecasts go beyond {@link
   *     DayReader#HORIZON}
   * @param network has read the history, too
   * @param levels how many quantiles it gives for each day
   * @param median which of them is the median
   */
  public Outlook(DayReader reader, BiConsumer<float[], float[]> network, int levels, int median) {
    this.reader = reader;
    this.network = network;
    this.levels = levels;
    this.median = median;
  }

  /**
   * Quantiles of the days ahead.
   *
   * @param output the network's after the history's last day
   * @param days how many
   * @return [day][level], ascending in each day
   */
  public double[][] from(float[] output, int days) {
    boolean nonNegative = reader.isNonNegative();
    double[][] all = new double[days][];
    double[][] near = quantiles(output);
    System.arraycopy(near, 0, all, 0, Math.min(days, near.length));
    float[] input = new float[DayReader.INPUTS];
    for (int done = near.length; done < days; done += near.length) {
      for (int h = 0; h < near.length; h++) {
        reader.read(all[done - near.length + h][median]);
        reader.write(input);
        network.accept(input, output);
      }
      double[][] block = quantiles(output);
      for (int h = 0; h < block.length && done + h < days; h++) {
        all[done + h] = widened(near, done + h, block[h][median]);
      }
    }
    for (double[] day : all) {
      for (int q = 0; nonNegative && q < levels; q++) {
        day[q] = Math.max(0, day[q]);
      }
    }
    return all;
  }

  /**
   * The spread of the same weekday in the last week that the network forecasts, widened as it
   * widened from the first week to that one.
   */
  private double[] widened(double[][] near, int day, double centre) {
    int like = near.length - WEEK + (day - near.length) % WEEK;
    double[] wide = new double[levels];
    for (int q = 0; q < levels; q++) {
      double first = 0;
      double last = 0;
      for (int d = 0; d < WEEK; d++) {
        first += Math.pow(near[d][q] - near[d][median], 2);
        last += Math.pow(near[near.length - 1 - d][q] - near[near.length - 1 - d][median], 2);
      }
      double growth = Math.max(0, last - first) / (near.length - WEEK); // of the variance, a day
      double factor = last > 0 ? Math.sqrt(1 + growth * (day + 1 - near.length) / last) : 1;
      wide[q] = centre + factor * (near[like][q] - near[like][median]);
    }
    return wide;
  }

  private double[][] quantiles(float[] output) {
    double[][] all = new double[DayReader.HORIZON][levels];
    for (int h = 0; h < all.length; h++) {
      double base = reader.base(h + 1);
      double scale = reader.scale(h + 1);
      for (int q = 0; q < levels; q++) {
        all[h][q] = base + scale * output[h * levels + q];
      }
      Arrays.sort(all[h]); // quantiles that cross are each other's
    }
    return all;
  }
}
