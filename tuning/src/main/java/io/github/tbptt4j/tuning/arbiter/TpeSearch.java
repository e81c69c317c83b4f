package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.tuning.internal.search.TreeParzen;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Candidates where trials so far say that good ones are likely: the tree-structured Parzen
 * estimator, TPE (Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization"), in its
 * multivariate form. The first ten are drawn at random.
 *
 * <p>It knows what it chooses from: ranges of integers, a {@link TruncationRange} among them, are
 * near where their values are near, pairs of a {@link TruncationSpace} near where the logarithms of
 * k1 and k2 are, lists of numbers in their order; other lists are categories. What a {@link
 * OneOfSpace} leaves out doesn't count.
 *
 * <p>Trials under way count as bad ones, so that many may run at a time. The same seed and the same
 * scores in the same order give the same candidates.
 */
@JsonIgnoreProperties({"candidateCounter", "rng", "candidate", "estimator", "exhausted"})
public final class TpeSearch extends BaseCandidateGenerator<Object> {
  private final boolean minimize;
  private long seed;
  private transient TreeParzen estimator;
  private transient boolean exhausted;

  /**
   * A search over a space.
   *
   * @param parameterSpace the space
   * @param minimize whether a lower score is better
   * @param seed of the draws
   */
  public TpeSearch(ParameterSpace<?> parameterSpace, boolean minimize, long seed) {
    this(parameterSpace, minimize, seed, null, false);
  }

  @JsonCreator
  @SuppressWarnings("unchecked")
  private TpeSearch(
      @JsonProperty("parameterSpace") ParameterSpace<?> parameterSpace,
      @JsonProperty("minimize") boolean minimize,
      @JsonProperty("seed") long seed,
      @JsonProperty("dataParameters") Map<String, Object> dataParameters,
      @JsonProperty("initDone") boolean initDone) {
    super((ParameterSpace<Object>) parameterSpace, dataParameters, initDone);
    this.minimize = minimize;
    initialize();
    setRngSeed(seed);
    estimator();
  }

  @Override
  public void setRngSeed(long rngSeed) {
    seed = rngSeed;
    super.setRngSeed(rngSeed);
  }

  private TreeParzen estimator() {
    if (estimator == null) {
      estimator = new TreeParzen(new SpaceDomain(parameterSpace), minimize);
    }
    return estimator;
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
  public synchronized Candidate getCandidate() {
    int index = candidateCounter.getAndIncrement();
    RandomGenerator random = rng::nextLong;
    Optional<double[]> genes = estimator().ask(random);
    if (genes.isEmpty()) {
      exhausted = true;
      return Candidates.none(index, dataParameters);
    }
    return Candidates.create(parameterSpace, index, genes.get(), dataParameters);
  }

  /** Hears of Arbiter's runner how a candidate has ended; one without a score counts as bad. */
  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public void reportResults(OptimizationResult result) {
    report(
        result.getCandidate().getFlatParameters(),
        result.getScore() == null ? Double.NaN : result.getScore());
  }

  /**
   * Hears how a trial has ended, proposed here or elsewhere.
   *
   * @param genes its coordinates
   * @param score its score; not finite if it has none, which counts as worse than any
   */
  public synchronized void report(double[] genes, double score) {
    estimator().tell(genes, score);
  }

  /** Forgets all scores, to be told others. */
  public synchronized void forget() {
    estimator().forget();
  }

  /**
   * Forgets a candidate that was proposed and isn't tried.
   *
   * @param genes its coordinates
   */
  public synchronized void discard(double[] genes) {
    estimator().discard(genes);
  }

  @Override
  public Class<?> getCandidateType() {
    return Object.class;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof TpeSearch;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TpeSearch that
        && super.equals(that)
        && minimize == that.minimize
        && seed == that.seed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), minimize, seed);
  }

  @Override
  public String toString() {
    return "TpeSearch(seed " + seed + ")";
  }
}
