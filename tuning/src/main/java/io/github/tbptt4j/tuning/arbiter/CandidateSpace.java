package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonCreator;
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

  /** Kept, because JSON forgets where one object was used in two places. */
  private final int numParameters;

  @JsonCreator
  private CandidateSpace(
      @JsonProperty("network") ParameterSpace<?> network,
      @JsonProperty("truncation") ParameterSpace<? extends Truncation> truncation,
      @JsonProperty("clipGlobalNorm") ParameterSpace<Double> clipGlobalNorm,
      @JsonProperty("numParameters") Integer numParameters) {
    this.network = Objects.requireNonNull(network, "network must not be null.");
    this.truncation = truncation;
    this.clipGlobalNorm = clipGlobalNorm;
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
    return new CandidateSpace(network, null, null, null);
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
        network, Objects.requireNonNull(truncation, "truncation must not be null."), null, null);
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
    return new CandidateSpace(network, truncation, threshold, null);
  }

  @Override
  public CandidateConfiguration getValue(double[] values) {
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
        && Objects.equals(clipGlobalNorm, that.clipGlobalNorm);
  }

  @Override
  public int hashCode() {
    return Objects.hash(network, truncation, clipGlobalNorm);
  }

  @Override
  public String toString() {
    return "CandidateSpace("
        + network
        + ", "
        + (truncation == null ? "fit" : "trainer over " + truncation)
        + (clipGlobalNorm == null ? "" : ", clipGlobalNorm " + clipGlobalNorm)
        + ")";
  }
}
