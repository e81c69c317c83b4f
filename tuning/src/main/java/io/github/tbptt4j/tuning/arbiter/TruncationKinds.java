package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.Truncation;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Truncations of any kind to choose from, so that a sweep compares fixed, adaptive and random ones.
 *
 * <pre>{@code
 * TruncationKinds.of(
 *     TruncatedBptt.of(5, 20),
 *     AdaptiveTruncation.of(5, 5, 100, 0.1),
 *     RandomTruncation.of(20));
 * TruncationKinds.parse("fixed:k1=5,k2=20", "adaptive:k1=5,min=5,max=100", "full");
 * }</pre>
 *
 * <p>For the trainer only: layers inside {@code fit} take pairs of k1 and k2, a {@link
 * TruncationSpace}.
 */
@JsonIgnoreProperties("values") // Arbiter's field, which loses the type of its elements
public final class TruncationKinds extends DiscreteParameterSpace<Truncation> {
  private final List<Truncation> truncations;

  private TruncationKinds(List<Truncation> truncations) {
    super(truncations);
    this.truncations = truncations;
  }

  /**
   * A list of truncations.
   *
   * @param truncations one or more, each once
   * @return the space
   * @throws IllegalArgumentException if there is none, or one twice
   */
  public static TruncationKinds of(Truncation... truncations) {
    if (truncations.length == 0) {
      throw new IllegalArgumentException("There must be at least one truncation to choose from.");
    }
    Set<Truncation> distinct = new LinkedHashSet<>(Arrays.asList(truncations));
    if (distinct.size() < truncations.length) {
      throw new IllegalArgumentException(
          "Each truncation once, please: " + Arrays.toString(truncations) + ".");
    }
    return new TruncationKinds(List.of(truncations));
  }

  /**
   * A list of truncations as people write them.
   *
   * @param truncations each in a form that {@link Truncation#parse} reads, each once
   * @return the space
   * @throws IllegalArgumentException if one can't be read, there is none, or one twice
   */
  @JsonCreator
  public static TruncationKinds parse(@JsonProperty("truncations") String... truncations) {
    return of(Arrays.stream(truncations).map(Truncation::parse).toArray(Truncation[]::new));
  }

  /** {@return the truncations, in the order of a grid, in the form that {@code parse} reads} */
  @JsonProperty("truncations")
  List<String> texts() {
    return truncations.stream().map(Truncation::text).toList();
  }

  /** {@return the truncations, in the order of a grid} */
  public List<Truncation> kinds() {
    return truncations;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof TruncationKinds;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TruncationKinds && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public String toString() {
    return "TruncationKinds" + truncations;
  }
}
