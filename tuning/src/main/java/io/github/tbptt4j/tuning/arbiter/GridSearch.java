package io.github.tbptt4j.tuning.arbiter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Every combination of values, once: the first hyperparameter changes fastest.
 *
 * <p>Arbiter's own GridSearchCandidateGenerator counts fixed layers and booleans as if they were
 * continuous ranges, so that its grid repeats candidates, and shifts all values behind a list of
 * one. This one has as many candidates as there are combinations.
 */
@JsonIgnoreProperties({"candidateCounter", "rng", "candidate", "kept"})
public final class GridSearch extends BaseCandidateGenerator<Object> {
  private final int discretization;
  private final List<Axis> axes;

  /** Combinations that differ in what counts, and go together; null for all. */
  private final int[] kept;

  /**
   * A hyperparameter.
   *
   * @param values how many values it has in the grid
   * @param ends whether the first and the last value are the ends of [0, 1], as for a range; or the
   *     values are the middles of equal parts, as for a list
   */
  record Axis(int values, boolean ends) {
    double gene(int value) {
      return ends && values > 1 ? value / (values - 1.0) : (value + 0.5) / values;
    }
  }

  /**
   * A grid over a space.
   *
   * @param parameterSpace the space
   * @param discretization how many values of a continuous range, or at most of a range of integers
   * @throws IllegalArgumentException if there are more than 2^31-1 combinations
   */
  public GridSearch(ParameterSpace<?> parameterSpace, int discretization) {
    this(parameterSpace, discretization, null, null, false);
  }

  @JsonCreator
  @SuppressWarnings("unchecked")
  private GridSearch(
      @JsonProperty("parameterSpace") ParameterSpace<?> parameterSpace,
      @JsonProperty("discretization") int discretization,
      @JsonProperty("axes") List<Axis> axes,
      @JsonProperty("dataParameters") Map<String, Object> dataParameters,
      @JsonProperty("initDone") boolean initDone) {
    super((ParameterSpace<Object>) parameterSpace, dataParameters, initDone);
    if (discretization < 1) {
      throw new IllegalArgumentException(
          "discretization (" + discretization + ") must be at least 1.");
    }
    this.discretization = discretization;
    initialize();
    this.axes = axes == null ? axes(parameterSpace) : axes;
    this.kept = kept(new SpaceDomain(parameterSpace));
    if (kept != null && kept.length == 0) {
      throw new IllegalArgumentException(
          "The grid of %,d combinations has none that the space's constraints allow: raise discretization (%d), loosen the constraints, or search at random."
              .formatted(combinations(), discretization));
    }
  }

  private int[] kept(SpaceDomain domain) {
    int combinations = combinations();
    if (domain.isPlain()) {
      return null;
    }
    return IntStream.range(0, combinations)
        .filter(
            combination -> {
              double[] genes = genes(combination);
              return domain.allows(genes) && isFirstOfEqual(combination, genes, domain);
            })
        .toArray();
  }

  /** {@return whether what doesn't count, and what rounds to the same, has its first value} */
  private boolean isFirstOfEqual(int combination, double[] genes, SpaceDomain domain) {
    int rest = combination;
    for (int i = 0; i < genes.length; i++) {
      Axis axis = axes.get(i);
      int value = rest % axis.values();
      if (value > 0
          && (!domain.isActive(i, genes)
              || domain.isSame(i, axis.gene(value - 1), axis.gene(value)))) {
        return false;
      }
      rest /= axis.values();
    }
    return true;
  }

  @SuppressWarnings("rawtypes") // Arbiter's
  private List<Axis> axes(ParameterSpace<?> space) {
    List<Axis> found = new ArrayList<>();
    for (ParameterSpace leaf : LeafUtils.getUniqueObjects(space.collectLeaves())) {
      for (int gene = 0; gene < leaf.numParameters(); gene++) {
        found.add(axis(leaf));
      }
    }
    return found;
  }

  private Axis axis(ParameterSpace<?> leaf) {
    if (leaf instanceof DiscreteParameterSpace<?> list) {
      return new Axis(list.numValues(), false);
    }
    if (leaf instanceof BooleanSpace) {
      return new Axis(2, false);
    }
    if (leaf instanceof IntegerParameterSpace range) {
      long all = (long) range.getMax() - range.getMin() + 1;
      return all <= discretization ? new Axis((int) all, false) : new Axis(discretization, true);
    }
    return new Axis(discretization, true);
  }

  int discretization() {
    return discretization;
  }

  /** {@return how many candidates the grid has} */
  public int size() {
    return kept == null ? combinations() : kept.length;
  }

  private int combinations() {
    long size = 1;
    for (Axis axis : axes) {
      size *= axis.values();
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "The grid has more than 2^31-1 candidates: lower discretization ("
                + discretization
                + ") or search at random.");
      }
    }
    return (int) size;
  }

  @Override
  public boolean hasMoreCandidates() {
    return candidateCounter.get() < size();
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public Candidate getCandidate() {
    int index = candidateCounter.getAndIncrement();
    double[] genes = genes(kept == null ? index : kept[index]);
    return Candidates.create(parameterSpace, index, genes, dataParameters);
  }

  private double[] genes(int index) {
    double[] genes = new double[axes.size()];
    int rest = index;
    for (int i = 0; i < genes.length; i++) {
      Axis axis = axes.get(i);
      genes[i] = axis.gene(rest % axis.values());
      rest /= axis.values();
    }
    return genes;
  }

  @Override
  public Class<?> getCandidateType() {
    return Object.class;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof GridSearch;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GridSearch that
        && super.equals(that)
        && discretization == that.discretization
        && axes.equals(that.axes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), discretization, axes);
  }

  @Override
  public String toString() {
    return "GridSearch(" + size() + " candidates)";
  }
}
