package io.github.tbptt4j;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;

/** Norms of the last updates and counts of all of them, from any number of threads. */
final class NormStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many norms are remembered. */
  private final int capacity;

  /** The remembered norms; the one of update i is at i modulo capacity. */
  private double[] ring = new double[16];

  /** Gradients noted. */
  private long updates;

  /** Gradients scaled down. */
  private long clipped;

  /** Gradients that were not finite. */
  private long skipped;

  /** The last norm, NaN before the first. */
  private double last = Double.NaN;

  /**
   * Statistics that remember a number of norms.
   *
   * @param capacity how many norms are remembered
   */
  NormStatistics(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Notes one gradient.
   *
   * @param norm its norm before clipping
   * @param wasClipped whether it was scaled down
   */
  synchronized void add(double norm, boolean wasClipped) {
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
  synchronized long updates() {
    return updates;
  }

  /** {@return gradients scaled down} */
  synchronized long clipped() {
    return clipped;
  }

  /** {@return gradients that were not finite} */
  synchronized long skipped() {
    return skipped;
  }

  /** {@return the last norm, NaN before the first} */
  synchronized double last() {
    return last;
  }

  /** {@return the remembered norms, oldest first} */
  synchronized double[] history() {
    int size = (int) Math.min(updates, capacity);
    double[] history = new double[size];
    for (int i = 0; i < size; i++) {
      history[i] = ring[(int) ((updates - size + i) % capacity)];
    }
    return history;
  }

  /**
   * Writes what belongs together.
   *
   * @param out where to
   * @throws IOException if it can't be written
   */
  private synchronized void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
  }
}
