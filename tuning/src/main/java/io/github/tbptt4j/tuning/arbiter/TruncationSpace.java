package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.TruncatedBptt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The truncations to choose from: pairs of k1 and k2, listed once and for all, so that nothing is
 * proposed that a layer would refuse, random search draws each pair equally often, and a grid has
 * exactly as many points as there are pairs.
 *
 * <pre>{@code
 * TruncationSpace.builder().k1(1, 5, 20).k2(5, 20, 100).k2AtLeastK1().build(); // 8 pairs
 * TruncationSpace.builder().k1(10).k2LogSpaced(10, 1000, 5).build(); // k2 = 10, 32, 100, 316, 1000
 * TruncationSpace.of(TruncatedBptt.of(20, 60), TruncatedBptt.full());
 * }</pre>
 *
 * <p>It is one hyperparameter, not two: constraints between k1 and k2 make the pairs no rectangle,
 * and Arbiter's grid and genetic search know rectangles only.
 */
@JsonIgnoreProperties("values") // Arbiter's field, which loses the type of its elements
public final class TruncationSpace extends DiscreteParameterSpace<TruncatedBptt> {
  private final List<TruncatedBptt> truncations;

  private TruncationSpace(List<TruncatedBptt> truncations) {
    super(truncations);
    this.truncations = List.copyOf(truncations);
  }

  @JsonCreator
  static TruncationSpace fromJson(@JsonProperty("truncations") List<TruncatedBptt> truncations) {
    return of(truncations.toArray(TruncatedBptt[]::new));
  }

  /**
   * A list of truncations.
   *
   * @param truncations one or more, each once
   * @return the space
   * @throws IllegalArgumentException if there is none, or one twice
   */
  public static TruncationSpace of(TruncatedBptt... truncations) {
    if (truncations.length == 0) {
      throw new IllegalArgumentException("There must be at least one truncation to choose from.");
    }
    Set<TruncatedBptt> distinct = new LinkedHashSet<>(Arrays.asList(truncations));
    if (distinct.size() < truncations.length) {
      throw new IllegalArgumentException(
          "Each truncation once, please: " + Arrays.toString(truncations) + ".");
    }
    return new TruncationSpace(List.of(truncations));
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the truncations, in the order of a grid} */
  public List<TruncatedBptt> truncations() {
    return truncations;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof TruncationSpace;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TruncationSpace && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public String toString() {
    return "TruncationSpace" + truncations;
  }

  /** Says which k1 and k2 to combine. */
  public static final class Builder {
    private final Set<Integer> k1 = new TreeSet<>();
    private final Set<Integer> k2 = new TreeSet<>();
    private boolean k2AtLeastK1;
    private boolean k2MultipleOfK1;
    private boolean full;

    private Builder() {}

    /**
     * Adds values of k1.
     *
     * @param values steps between two runs of backpropagation, at least 1
     * @return this builder
     */
    public Builder k1(int... values) {
      add("k1", k1, values);
      return this;
    }

    /**
     * Adds values of k2.
     *
     * @param values steps each run goes back, at least 1
     * @return this builder
     */
    public Builder k2(int... values) {
      add("k2", k2, values);
      return this;
    }

    /**
     * Adds values of k1 at equal ratios, rounded to whole steps.
     *
     * @param from the smallest, at least 1
     * @param to the largest
     * @param count how many, at least 2; fewer where rounding makes some equal
     * @return this builder
     */
    public Builder k1LogSpaced(int from, int to, int count) {
      add("k1", k1, logSpaced("k1", from, to, count));
      return this;
    }

    /**
     * Adds values of k2 at equal ratios, rounded to whole steps.
     *
     * @param from the smallest, at least 1
     * @param to the largest
     * @param count how many, at least 2; fewer where rounding makes some equal
     * @return this builder
     */
    public Builder k2LogSpaced(int from, int to, int count) {
      add("k2", k2, logSpaced("k2", from, to, count));
      return this;
    }

    /**
     * Leaves out pairs with k2 below k1, whose first k1-k2 losses of a window teach nothing.
     *
     * @return this builder
     */
    public Builder k2AtLeastK1() {
      k2AtLeastK1 = true;
      return this;
    }

    /**
     * Leaves out pairs whose k2 is no multiple of k1.
     *
     * @return this builder
     */
    public Builder k2MultipleOfK1() {
      k2MultipleOfK1 = true;
      return this;
    }

    /**
     * Adds full BPTT, for sequences that fit into memory.
     *
     * @return this builder
     */
    public Builder andFull() {
      full = true;
      return this;
    }

    /**
     * Lists the pairs: k1 ascending, k2 ascending within.
     *
     * @return the space
     * @throws IllegalArgumentException if no pair is left
     */
    public TruncationSpace build() {
      List<TruncatedBptt> pairs = new ArrayList<>();
      for (int one : k1) {
        for (int two : k2) {
          if (allowed(one, two)) {
            pairs.add(TruncatedBptt.of(one, two));
          }
        }
      }
      if (full) {
        pairs.add(TruncatedBptt.full());
      }
      if (pairs.isEmpty()) {
        throw new IllegalArgumentException(
            "No truncation is left of k1 "
                + k1
                + " and k2 "
                + k2
                + (k2AtLeastK1 ? " with k2 >= k1" : "")
                + (k2MultipleOfK1 ? " with k2 a multiple of k1" : "")
                + ": give other lengths or loosen the constraint.");
      }
      return new TruncationSpace(pairs);
    }

    private boolean allowed(int one, int two) {
      return (!k2AtLeastK1 || two >= one) && (!k2MultipleOfK1 || two % one == 0);
    }

    private static void add(String name, Set<Integer> lengths, int... values) {
      for (int value : values) {
        if (value < 1) {
          throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
        }
        lengths.add(value);
      }
    }

    private static int[] logSpaced(String name, int from, int to, int count) {
      if (from < 1 || to <= from || count < 2) {
        throw new IllegalArgumentException(
            "%s from %d to %d in %d values: from must be at least 1, to above it, count at least 2."
                .formatted(name, from, to, count));
      }
      double ratio = Math.pow((double) to / from, 1.0 / (count - 1));
      int[] values = new int[count];
      for (int i = 0; i < count; i++) {
        values[i] = (int) Math.round(from * Math.pow(ratio, i));
      }
      return values;
    }
  }
}
