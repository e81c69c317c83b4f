package io.github.tbptt4j.training;

/** What one or several updates did. */
public final class RunTotals {
  private double lossSum;
  private double lossCount;
  private double scoreSum;
  private int windows;
  private int depth;
  private double lastNorm = Double.NaN;
  private double normSum;
  private double maxNorm = Double.NaN;
  private int finiteNorms;
  private int clipped;
  private int skipped;
  private long timeSteps;

  /** Totals of nothing. */
  public RunTotals() {}

  static RunTotals of(
      double lossSum,
      double lossCount,
      double score,
      int depth,
      double norm,
      boolean wasClipped,
      long timeSteps) {
    RunTotals one = new RunTotals();
    one.lossSum = lossSum;
    one.lossCount = lossCount;
    one.scoreSum = score;
    one.windows = 1;
    one.depth = depth;
    one.lastNorm = norm;
    if (Double.isFinite(norm)) {
      one.normSum = norm;
      one.maxNorm = norm;
      one.finiteNorms = 1;
    } else {
      one.skipped = 1;
    }
    one.clipped = wasClipped ? 1 : 0;
    one.timeSteps = timeSteps;
    return one;
  }

  /**
   * Adds later updates.
   *
   * @param later their totals
   */
  public void add(RunTotals later) {
    lossSum += later.lossSum;
    lossCount += later.lossCount;
    scoreSum += later.scoreSum;
    windows += later.windows;
    depth = Math.max(depth, later.depth);
    if (later.windows > 0) {
      lastNorm = later.lastNorm;
    }
    normSum += later.normSum;
    maxNorm = Double.isNaN(maxNorm) ? later.maxNorm : Math.max(maxNorm, orZero(later.maxNorm));
    finiteNorms += later.finiteNorms;
    clipped += later.clipped;
    skipped += later.skipped;
    timeSteps += later.timeSteps;
  }

  private static double orZero(double norm) {
    return Double.isNaN(norm) ? 0 : norm;
  }

  /** {@return mean loss per example and time step, without penalties; NaN of nothing} */
  public double loss() {
    return lossSum / lossCount;
  }

  /** {@return mean of DL4J's score over the windows; NaN of nothing} */
  public double score() {
    return scoreSum / windows;
  }

  /** {@return updates applied} */
  public int updates() {
    return windows - skipped;
  }

  /** {@return the largest number of steps covered by a backward pass} */
  public int depth() {
    return depth;
  }

  /** {@return norm of the last gradient} */
  public double lastNorm() {
    return lastNorm;
  }

  /** {@return mean of the finite norms; NaN of nothing} */
  public double meanNorm() {
    return normSum / finiteNorms;
  }

  /** {@return largest finite norm; NaN of nothing} */
  public double maxNorm() {
    return maxNorm;
  }

  /** {@return updates whose gradient was scaled down} */
  public int clipped() {
    return clipped;
  }

  /** {@return windows whose gradient was not finite} */
  public int skipped() {
    return skipped;
  }

  /** {@return time steps whose windows were run} */
  public long timeSteps() {
    return timeSteps;
  }
}
