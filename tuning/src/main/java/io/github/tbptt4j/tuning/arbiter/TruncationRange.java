package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.TruncatedBptt;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * All k1 and k2 of two ranges with k2 at least k1, on logarithmic axes: 5 is as far from 10 as 50
 * from 100. For searches that draw or learn, which find lengths that no list names; for a grid a
 * {@link TruncationSpace} says better which.
 *
 * <p>It is two hyperparameters. Of the square that they make, the corner with k2 below k1 isn't
 * proposed by the searches of this package; others, which know nothing of it, get k2 = k1 there.
 */
public final class TruncationRange implements ParameterSpace<TruncatedBptt>, Constrained {
  private final int k1From;
  private final int k1To;
  private final int k2From;
  private final int k2To;
  private int k1Index = -1;
  private int k2Index = -1;

  private TruncationRange(int k1From, int k1To, int k2From, int k2To) {
    this.k1From = k1From;
    this.k1To = k1To;
    this.k2From = Math.max(k1From, k2From); // so that about half of the square is allowed, or more
    this.k2To = k2To;
  }

  /**
   * Two ranges.
   *
   * @param k1From the smallest k1, at least 1
   * @param k1To the largest k1
   * @param k2From the smallest k2, at least 1; below {@code k1From} there is none
   * @param k2To the largest k2, at least {@code k1To}
   * @return the space
   * @throws IllegalArgumentException if a range is empty, or some k1 has no k2
   */
  @JsonCreator
  public static TruncationRange of(
      @JsonProperty("k1From") int k1From,
      @JsonProperty("k1To") int k1To,
      @JsonProperty("k2From") int k2From,
      @JsonProperty("k2To") int k2To) {
    require("k1", k1From, k1To);
    require("k2", k2From, k2To);
    if (k2To < k1To) {
      throw new IllegalArgumentException(
          "k1 up to %d has no k2 of at least that, up to %d: give a larger k2 or a smaller k1."
              .formatted(k1To, k2To));
    }
    return new TruncationRange(k1From, k1To, k2From, k2To);
  }

  private static void require(String name, int from, int to) {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException(
          "%s from %d to %d: from must be at least 1, to no smaller.".formatted(name, from, to));
    }
  }

  @Override
  public TruncatedBptt getValue(double[] genes) {
    int k1 = length(0, genes[k1Index]);
    return TruncatedBptt.of(k1, Math.max(k1, length(1, genes[k2Index])));
  }

  @Override
  public boolean allows(double[] genes) {
    return length(1, genes[k2Index]) >= length(0, genes[k1Index]);
  }

  @Override
  public boolean isSame(int axis, double one, double other) {
    return length(axis, one) == length(axis, other);
  }

  /** Each length has the part of the axis that lies nearest to it. */
  private int length(int axis, double gene) {
    int from = axis == 0 ? k1From : k2From;
    int to = axis == 0 ? k1To : k2To;
    double low = Math.log(from - 0.5);
    double high = Math.log(to + 0.5);
    long length = Math.round(Math.exp(low + gene * (high - low)));
    return (int) Math.max(from, Math.min(to, length));
  }

  /**
   * The other way round.
   *
   * @param axis 0 for k1, 1 for k2
   * @param length of it
   * @return the gene in the middle of what stands for the length; the nearest for one outside
   */
  public double gene(int axis, int length) {
    int from = axis == 0 ? k1From : k2From;
    int to = axis == 0 ? k1To : k2To;
    double low = Math.log(from - 0.5);
    double high = Math.log(to + 0.5);
    return Math.max(0, Math.min(1, (Math.log(length) - low) / (high - low)));
  }

  @Override
  public int numParameters() {
    return 2;
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public List<ParameterSpace> collectLeaves() {
    return List.of(this);
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public Map<String, ParameterSpace> getNestedSpaces() {
    return Map.of();
  }

  @Override
  public boolean isLeaf() {
    return true;
  }

  @Override
  public void setIndices(int... indices) {
    if (indices.length != 2) {
      throw new IllegalArgumentException("2 indices are needed, not " + indices.length + ".");
    }
    k1Index = indices[0];
    k2Index = indices[1];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TruncationRange that
        && k1From == that.k1From
        && k1To == that.k1To
        && k2From == that.k2From
        && k2To == that.k2To;
  }

  @Override
  public int hashCode() {
    return Objects.hash(k1From, k1To, k2From, k2To);
  }

  @Override
  public String toString() {
    return "TruncationRange(k1 %d to %d, k2 %d to %d)".formatted(k1From, k1To, k2From, k2To);
  }
}
