package io.github.tbptt4j.tuning.arbiter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * One of several spaces, each with hyperparameters of its own: those of the spaces that weren't
 * chosen don't count, in no search and in no table.
 *
 * <pre>{@code
 * OneOfSpace<Truncation> truncations =
 *     OneOfSpace.<Truncation>builder()
 *         .or("fixed", TruncationRange.of(1, 50, 5, 400))
 *         .or("adaptive", TruncationKinds.parse("adaptive:k1=5,min=5,max=100"))
 *         .build();
 * }</pre>
 *
 * @param <T> what is chosen
 */
public final class OneOfSpace<T> extends AbstractParameterSpace<T> {
  private final List<String> names;
  private final List<ParameterSpace<? extends T>> spaces;
  private final DiscreteParameterSpace<Integer> choice;

  @JsonCreator
  private OneOfSpace(
      @JsonProperty("names") List<String> names,
      @JsonProperty("spaces") List<ParameterSpace<? extends T>> spaces,
      @JsonProperty("choice") DiscreteParameterSpace<Integer> choice) {
    this.names = List.copyOf(names);
    this.spaces = List.copyOf(spaces);
    this.choice =
        choice != null
            ? choice
            : new DiscreteParameterSpace<>(IntStream.range(0, names.size()).boxed().toList());
  }

  /**
   * A builder.
   *
   * @param <T> what is chosen
   * @return without spaces
   */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /** {@return what the spaces are called, in order} */
  public List<String> names() {
    return names;
  }

  /** {@return the spaces, in order} */
  public List<ParameterSpace<? extends T>> spaces() {
    return spaces;
  }

  /** {@return the leaf that chooses, by number} */
  public ParameterSpace<Integer> choice() {
    return choice;
  }

  @Override
  public T getValue(double[] values) {
    return spaces.get(choice.getValue(values)).getValue(values);
  }

  @Override
  public int numParameters() {
    return choice.numParameters() + spaces.stream().mapToInt(ParameterSpace::numParameters).sum();
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>(choice.collectLeaves());
    spaces.forEach(space -> leaves.addAll(space.collectLeaves()));
    return leaves;
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public Map<String, ParameterSpace> getNestedSpaces() {
    Map<String, ParameterSpace> nested = new LinkedHashMap<>();
    nested.put("choice", choice);
    for (int i = 0; i < names.size(); i++) {
      nested.put(names.get(i), spaces.get(i));
    }
    return nested;
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("Indices belong to the leaves of a space.");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OneOfSpace<?> that
        && names.equals(that.names)
        && spaces.equals(that.spaces);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + spaces.hashCode();
  }

  @Override
  public String toString() {
    return "OneOfSpace" + names;
  }

  /**
   * Lists the spaces.
   *
   * @param <T> what is chosen
   */
  public static final class Builder<T> {
    private final Map<String, ParameterSpace<? extends T>> spaces = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a space.
     *
     * @param name what the choice is called in tables
     * @param space what is then chosen from
     * @return this builder
     * @throws IllegalArgumentException if the name is there already
     */
    public Builder<T> or(String name, ParameterSpace<? extends T> space) {
      if (spaces.putIfAbsent(name, space) != null) {
        throw new IllegalArgumentException("There are two spaces called \"" + name + "\".");
      }
      return this;
    }

    /**
     * Ends the list.
     *
     * @return the space
     * @throws IllegalArgumentException if there is nothing to choose from
     */
    public OneOfSpace<T> build() {
      if (spaces.isEmpty()) {
        throw new IllegalArgumentException("There must be at least one space to choose.");
      }
      return new OneOfSpace<>(List.copyOf(spaces.keySet()), List.copyOf(spaces.values()), null);
    }
  }
}
