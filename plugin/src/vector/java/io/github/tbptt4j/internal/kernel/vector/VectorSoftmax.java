package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Targets;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax and cross entropy of a block of rows, [rows, classes], with at least as many classes as a
 * vector has lanes. One object serves one thread.
 */
final class VectorSoftmax {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  // exp x = 2^k exp f, as FloatSoftmax has it.
  private static final float LOWEST = -87.3f;
  private static final float PER_LN_2 = 1.4426950216293335f;
  private static final float ROUND = 12582912f;
  private static final float LN_2_HIGH = 0.693359375f;
  private static final float LN_2_LOW = -0.00021219444170128554f;
  private static final float C2 = 0.4999999403953552f;
  private static final float C3 = 0.1666652113199234f;
  private static final float C4 = 0.04166838899254799f;
  private static final float C5 = 0.00836874544620514f;
  private static final float C6 = 0.0013814539415761828f;
  private static final int ONE = 0x3f800000;

  private final int n;
  private final float[] logits;
  private final float[] values;
  private final float[] largest;
  private final float[] sums;
  private final float[] weights;

  VectorSoftmax(int n, int maxRows, Scratch scratch) {
    this.n = n;
    logits = scratch.floats(maxRows, n);
    values = scratch.floats(maxRows, n);
    largest = scratch.floats(maxRows);
    sums = scratch.floats(maxRows);
    weights = scratch.floats(maxRows);
  }

  /** {@return where x W + b is to be written, [rows, n]} */
  float[] logits() {
    return logits;
  }

  /**
   * Computes delta from the logits.
   *
   * @param targets what the rows are to say
   * @param first the first row's number
   * @param rows number of rows
   * @param losses those of the rows are written
   * @return [rows, n], valid until the next call
   */
  float[] delta(Targets targets, int first, int rows, double[] losses) {
    for (int r = 0; r < rows; r++) {
      weights[r] = (float) targets.weight(first + r);
    }
    softmax(logits, rows, n, weights, largest, values, sums);
    double floor = Math.log(targets.clipping());
    double ceiling = Math.log1p(-targets.clipping());
    for (int r = 0; r < rows; r++) {
      int row = first + r;
      double weight = targets.weight(row);
      double logOfSum = Math.log(sums[r]);
      losses[row] = weight * loss(targets, row, r * n, largest[r], logOfSum, floor, ceiling);
      subtractTarget(targets, row, r * n, weight);
    }
    return values;
  }

  /** NaN where the row has logits without a softmax. */
  private double loss(
      Targets targets, int row, int at, double max, double logOfSum, double floor, double ceiling) {
    double loss = 0.0 * logOfSum;
    if (!targets.areClasses()) {
      for (int j = 0; j < n; j++) {
        double y = targets.probability(row, j);
        loss -= y == 0 ? 0 : y * clip(logits[at + j] - max - logOfSum, floor, ceiling);
      }
    } else if (targets.classOf(row) >= 0) {
      loss -= clip(logits[at + targets.classOf(row)] - max - logOfSum, floor, ceiling);
    }
    return loss;
  }

  private static double clip(double logProbability, double floor, double ceiling) {
    return Math.max(floor, Math.min(ceiling, logProbability)); // NaN stays
  }

  private void subtractTarget(Targets targets, int row, int at, double weight) {
    if (!targets.areClasses()) {
      for (int j = 0; j < n; j++) {
        values[at + j] -= (float) (weight * targets.probability(row, j));
      }
    } else if (targets.classOf(row) >= 0) {
      values[at + targets.classOf(row)] -= (float) weight;
    }
  }

  /**
   * Writes w softmax(z), the largest z, and the sum of exp(z - max z) for each row. The last vector
   * of a row may overlap the one before: what it has a second time isn't added.
   *
   * <p>All in one method, which is so long that C2 compiles it apart: inlined into others, it gave
   * up half-way and had a vector object for each sum.
   */
  private static void softmax(
      float[] z, int rows, int n, float[] weights, float[] largest, float[] p, float[] sums) {
    int whole = n - n % LANES;
    for (int r = 0; r < rows; r++) {
      int from = r * n;
      FloatVector max = FloatVector.fromArray(SPECIES, z, from + n - LANES);
      for (int i = from; i < from + whole; i += LANES) {
        max = max.max(FloatVector.fromArray(SPECIES, z, i));
      }
      largest[r] = max.reduceLanes(VectorOperators.MAX);
    }
    for (int r = 0; r < rows; r++) {
      int from = r * n;
      FloatVector max = FloatVector.broadcast(SPECIES, largest[r]);
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = from; i < from + whole; i += LANES) {
        FloatVector e = exp(FloatVector.fromArray(SPECIES, z, i).sub(max));
        e.intoArray(p, i);
        sum = sum.add(e);
      }
      sums[r] = sum.reduceLanes(VectorOperators.ADD);
    }
    for (int r = 0; whole < n && r < rows; r++) {
      int end = (r + 1) * n;
      exp(FloatVector.fromArray(SPECIES, z, end - LANES).sub(largest[r])).intoArray(p, end - LANES);
      for (int i = end - n % LANES; i < end; i++) {
        sums[r] += p[i];
      }
    }
    for (int r = 0; r < rows; r++) {
      int from = r * n;
      float factor = weights[r] / sums[r];
      FloatVector factors = FloatVector.broadcast(SPECIES, factor);
      for (int i = from; i < from + whole; i += LANES) {
        FloatVector.fromArray(SPECIES, p, i).mul(factors).intoArray(p, i);
      }
      for (int i = from + whole; i < from + n; i++) {
        p[i] *= factor;
      }
    }
  }

  private static FloatVector exp(FloatVector x) {
    FloatVector v = x.max(LOWEST);
    FloatVector rounded = v.mul(PER_LN_2).add(ROUND);
    FloatVector k = rounded.sub(ROUND);
    FloatVector f = v.sub(k.mul(LN_2_HIGH)).sub(k.mul(LN_2_LOW));
    FloatVector tail = f.mul(C6).add(C5).mul(f).add(C4).mul(f).add(C3).mul(f).add(C2);
    FloatVector power =
        rounded
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHL, 23)
            .add(ONE)
            .reinterpretAsFloats();
    return tail.mul(f.mul(f)).add(f).add(1f).mul(power);
  }
}
