package io.github.tbptt4j.tuning;

import java.io.Serializable;
import java.util.List;

/**
 * Norms of the gradient over all parameters, one an update, before clipping, averaged over the
 * minibatch as the updater sees it. Those that aren't finite are left out.
 *
 * @param count how many there were
 * @param mean their mean
 * @param min the smallest
 * @param p05 5 % are below
 * @param p25 25 % are below
 * @param median half are below
 * @param p75 75 % are below
 * @param p95 95 % are below
 * @param max the largest
 * @param histogram counts over the decades
 * @serial exclude
 */
public record GradientNorms(
    long count,
    double mean,
    double min,
    double p05,
    double p25,
    double median,
    double p75,
    double p95,
    double max,
    Histogram histogram)
    implements Serializable {

  /**
   * Counts over equal parts of the logarithm: bin i counts the norms in [10^(from + i step),
   * 10^(from + (i+1) step)). Norms of zero are in the first bin.
   *
   * @param from log10 of the first bin's lower end
   * @param step width of a bin in log10
   * @param counts one a bin, the first and the last not zero
   * @serial exclude
   */
  public record Histogram(double from, double step, List<Long> counts) implements Serializable {}
}
