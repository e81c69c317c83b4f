package io.github.tbptt4j.training;

import java.io.Serializable;
import java.util.Arrays;

/** Norms of the last updates and counts of all of them. */
public final class NormStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int capacity;
  private double[] ring = new double[16];
  private long updates;
  private long clipped;
  private long skipped;
  private double last = Double.NaN;

  /**
   * Statistics that remember a number of norms.
   *
   * @param capacity how many norms are remembered
   */
  public NormStatistics(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Notes one gradient.
   *
   * @param norm its norm before clipping
   * @param wasClipped whether it was scaled down
   */
  public void add(double norm, boolean wasClipped) {
    int index = (int) (updates % capacity);
    if (index == ring.length) {
      ring = Arrays.copyOf(ring, Math.min(capacity, 2 * ring.length));
    }
    ring[index] = norm;
    last = norm;
    updates++;
    if (wasClipped) {
      clipped++;
    }
    if (!Double.isFinite(norm)) {
      skipped++;
    }
  }

  /** {@return gradients noted, those skipped included} */
  public long updates() {
    return updates;
  }

  /** {@return gradients scaled down} */
  public long clipped() {
    return clipped;
  }

  /** {@return gradients that were not finite} */
  public long skipped() {
    return skipped;
  }

  /** {@return the last norm, NaN before the first} */
  public double last() {
    return last;
  }

  /** {@return the remembered norms, oldest first} */
  public double[] history() {
    int size = (int) Math.min(updates, capacity);
    int oldest = updates > capacity ? (int) (updates % capacity) : 0;
    double[] history = new double[size];
    for (int i = 0; i < size; i++) {
      history[i] = ring[(oldest + i) % capacity];
    }
    return history;
  }
}
