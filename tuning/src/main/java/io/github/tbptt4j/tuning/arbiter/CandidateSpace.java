package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.internal.sweep.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A network's space, and how the network is trained: with {@link
 * io.github.tbptt4j.TruncatedBpttTrainer} over the truncations of another space, or with DL4J's
 * {@code fit}, where layers such as VanillaRnn say themselves how far to go back.
 */
public final class CandidateSpace extends AbstractParameterSpace<CandidateConfiguration> {
  private final ParameterSpace<?> network;
  private final ParameterSpace<? extends Truncation> truncation;
  private final ParameterSpace<Double> clipGlobalNorm;

  @JsonInclude(JsonInclude.Include.NON_EMPTY) // so that spaces without any are what they were
  private final List<Constraint> constraints;

  /** Kept, because JSON forgets where one object was used in two places. */
  private final int numParameters;

  @JsonCreator
  private CandidateSpace(
      @JsonProperty("network") ParameterSpace<?> network,
      @JsonProperty("truncation") ParameterSpace<? extends Truncation> truncation,
      @JsonProperty("clipGlobalNorm") ParameterSpace<Double> clipGlobalNorm,
      @JsonProperty("constraints") List<Constraint> constraints,
      @JsonProperty("numParameters") Integer numParameters) {
    this.network = Objects.requireNonNull(network, "network must not be null.");
    this.truncation = truncation;
    this.clipGlobalNorm = clipGlobalNorm;
    this.constraints = constraints == null ? List.of() : List.copyOf(constraints);
    this.numParameters =
        numParameters == null ? LeafUtils.countUniqueParameters(collectLeaves()) : numParameters;
  }

  /**
   * Candidates that DL4J's {@code fit} trains.
   *
   * @param network a MultiLayerSpace or ComputationGraphSpace
   * @return the space
   */
  public static CandidateSpace fit(ParameterSpace<?> network) {
    return new CandidateSpace(network, null, null, null, null);
  }

  /**
   * Candidates that TruncatedBpttTrainer trains: any recurrent layers, windows over the whole
   * network. The layers must not have a truncation of their own.
   *
   * @param network a MultiLayerSpace or ComputationGraphSpace
   * @param truncation such as a {@link TruncationSpace}, or {@link TruncationKinds}
   * @return the space
   */
  public static CandidateSpace trainer(
      ParameterSpace<?> network, ParameterSpace<? extends Truncation> truncation) {
    return new CandidateSpace(
        network,
        Objects.requireNonNull(truncation, "truncation must not be null."),
        null,
        null,
        null);
  }

  /**
   * The same with the norm of the gradient over the whole network clipped.
   *
   * @param threshold positive and finite
   * @return another space
   */
  public CandidateSpace clipGlobalNorm(double threshold) {
    return clipGlobalNorm(new FixedValue<>(threshold));
  }

  /**
   * The same with the norm of the gradient over the whole network clipped.
   *
   * @param threshold positive and finite
   * @return another space
   */
  public CandidateSpace clipGlobalNorm(ParameterSpace<Double> threshold) {
    return new CandidateSpace(network, truncation, threshold, constraints, null);
  }

  /**
   * The same without what isn't allowed: no search of this package proposes it, and Arbiter's own,
   * which know nothing of constraints, get candidates that fail with the reason.
   *
   * @param more what values must go together, beside what was asked for before
   * @return another space
   */
  public CandidateSpace where(Constraint... more) {
    List<Constraint> all = new ArrayList<>(constraints);
    all.addAll(List.of(more));
    return new CandidateSpace(network, truncation, clipGlobalNorm, all, null);
  }

  /** {@return what values must go together; none unless {@link #where} said so} */
  public List<Constraint> constraints() {
    return constraints;
  }

  boolean allows(double[] genes) {
    return broken(genes).isEmpty();
  }

  private List<Constraint> broken(double[] genes) {
    if (constraints.isEmpty()) {
      return List.of();
    }
    Map<String, Object> chosen = Hyperparameters.of(this, genes);
    return constraints.stream().filter(one -> !one.allows(chosen)).toList();
  }

  @Override
  public CandidateConfiguration getValue(double[] values) {
    List<Constraint> broken = broken(values);
    if (!broken.isEmpty()) {
      throw new IllegalArgumentException(
          "%s breaks %s: search with RandomSearch, TpeSearch, GeneticSearch or GridSearch of this package, which keep to constraints."
              .formatted(Hyperparameters.of(this, values), broken));
    }
    CandidateConfiguration candidate = CandidateConfiguration.of(network.getValue(values));
    if (truncation != null) {
      candidate = candidate.trainedBy(truncation.getValue(values));
    }
    if (clipGlobalNorm != null) {
      candidate = candidate.clippedAt(clipGlobalNorm.getValue(values));
    }
    return candidate;
  }

  @Override
  public int numParameters() {
    return numParameters;
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>(network.collectLeaves());
    if (truncation != null) {
      leaves.addAll(truncation.collectLeaves());
    }
    if (clipGlobalNorm != null) {
      leaves.addAll(clipGlobalNorm.collectLeaves());
    }
    return leaves;
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
    return other instanceof CandidateSpace that
        && network.equals(that.network)
        && Objects.equals(truncation, that.truncation)
        && Objects.equals(clipGlobalNorm, that.clipGlobalNorm)
        && constraints.equals(that.constraints);
  }

  @Override
  public int hashCode() {
    return Objects.hash(network, truncation, clipGlobalNorm, constraints);
  }

  @Override
  public String toString() {
    return "CandidateSpace("
        + network
        + ", "
        + (truncation == null ? "fit" : "trainer over " + truncation)
        + (clipGlobalNorm == null ? "" : ", clipGlobalNorm " + clipGlobalNorm)
        + (constraints.isEmpty() ? "" : ", where " + constraints)
        + ")";
  }
}
