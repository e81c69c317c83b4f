package io.github.tbptt4j.tuning.arbiter;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Candidates drawn independently of each other, for ever; the same seed gives the same ones.
 *
 * <p>Arbiter's own RandomSearchGenerator draws from the clock unless OptimizationConfiguration has
 * a seed, and forgets the seed in JSON. This one always has a seed, and keeps it.
 */
@JsonIgnoreProperties({"candidateCounter", "rng", "candidate", "domain", "exhausted"})
public final class RandomSearch extends BaseCandidateGenerator<Object> {
  private long seed;
  private transient SpaceDomain domain;
  private transient boolean exhausted;

  /**
   * A search over a space.
   *
   * @param parameterSpace the space
   * @param seed of the draws
   */
  public RandomSearch(ParameterSpace<?> parameterSpace, long seed) {
    this(parameterSpace, seed, null, false);
  }

  @JsonCreator
  @SuppressWarnings("unchecked")
  private RandomSearch(
      @JsonProperty("parameterSpace") ParameterSpace<?> parameterSpace,
      @JsonProperty("seed") long seed,
      @JsonProperty("dataParameters") Map<String, Object> dataParameters,
      @JsonProperty("initDone") boolean initDone) {
    super((ParameterSpace<Object>) parameterSpace, dataParameters, initDone);
    initialize();
    setRngSeed(seed);
    domain();
  }

  @Override
  public void setRngSeed(long rngSeed) {
    seed = rngSeed;
    super.setRngSeed(rngSeed);
  }

  long seed() {
    return seed;
  }

  @Override
  public boolean hasMoreCandidates() {
    return !exhausted;
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public Candidate getCandidate() {
    int index = candidateCounter.getAndIncrement();
    for (int attempt = 0; attempt < Candidates.ATTEMPTS; attempt++) {
      double[] genes = draw();
      if (domain().allows(genes)) {
        return Candidates.create(parameterSpace, index, genes, dataParameters);
      }
    }
    exhausted = true;
    return Candidates.none(index, dataParameters);
  }

  private double[] draw() {
    double[] genes = new double[parameterSpace.numParameters()];
    for (int i = 0; i < genes.length; i++) {
      genes[i] = rng.nextDouble();
    }
    return genes;
  }

  private SpaceDomain domain() {
    if (domain == null) {
      domain = new SpaceDomain(parameterSpace);
    }
    return domain;
  }

  @Override
  public Class<?> getCandidateType() {
    return Object.class;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof RandomSearch;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RandomSearch that && super.equals(that) && seed == that.seed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), seed);
  }

  @Override
  public String toString() {
    return "RandomSearch(seed " + seed + ")";
  }
}
