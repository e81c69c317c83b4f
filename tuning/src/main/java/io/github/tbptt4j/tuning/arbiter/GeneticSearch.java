package io.github.tbptt4j.tuning.arbiter;

import java.util.Map;
import java.util.Objects;
import org.apache.commons.math3.random.JDKRandomGenerator;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.SynchronizedRandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.ChromosomeFactory;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.CrossoverOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.CrossoverResult;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.SinglePointCrossover;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.parentselection.RandomTwoParentSelection;
import org.deeplearning4j.arbiter.optimize.generator.genetic.exceptions.GeneticGenerationException;
import org.deeplearning4j.arbiter.optimize.generator.genetic.mutation.RandomMutationOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.population.PopulationModel;
import org.deeplearning4j.arbiter.optimize.generator.genetic.selection.GeneticSelectionOperator;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Candidates bred from the better ones: drawn at random until two thirds of a population have a
 * score, then crossed at one point and mutated.
 *
 * <p>Arbiter's operators, mended from outside. In its GeneticSearchCandidateGenerator they draw
 * from the clock even where OptimizationConfiguration has a seed; a child that wasn't crossed is
 * its parent's own array, so that a mutation changes the parent and its score is no longer its own;
 * and it can't be read from JSON.
 *
 * <p>What is bred depends on which results have been reported, and in which order. For the same
 * candidates from the same seed report whole generations, in order, before the next is asked for,
 * as TruncationSweep does.
 */
@JsonIgnoreProperties({
  "candidateCounter",
  "rng",
  "candidate",
  "populationModel",
  "selection",
  "chromosomes",
  "exhausted",
  "domain"
})
public final class GeneticSearch extends BaseCandidateGenerator<Object> {
  private static final int SMALLEST_POPULATION = 3; // two thirds of it are two parents

  private final int population;
  private final double mutationRate;
  private final boolean minimize;
  private long seed;

  private PopulationModel populationModel;
  private GeneticSelectionOperator selection;
  private ChromosomeFactory chromosomes;
  private boolean exhausted;
  private SpaceDomain domain;

  /**
   * A search over a space.
   *
   * @param parameterSpace the space, with at least one hyperparameter to choose
   * @param population how many of the best are kept, at least 3
   * @param mutationRate probability that a hyperparameter of a child is drawn anew, in [0, 1]
   * @param minimize whether a lower score is better
   * @param seed of all draws
   */
  public GeneticSearch(
      ParameterSpace<?> parameterSpace,
      int population,
      double mutationRate,
      boolean minimize,
      long seed) {
    this(parameterSpace, population, mutationRate, minimize, seed, null, false);
  }

  @JsonCreator
  @SuppressWarnings("unchecked")
  private GeneticSearch(
      @JsonProperty("parameterSpace") ParameterSpace<?> parameterSpace,
      @JsonProperty("population") int population,
      @JsonProperty("mutationRate") double mutationRate,
      @JsonProperty("minimize") boolean minimize,
      @JsonProperty("seed") long seed,
      @JsonProperty("dataParameters") Map<String, Object> dataParameters,
      @JsonProperty("initDone") boolean initDone) {
    super((ParameterSpace<Object>) parameterSpace, dataParameters, initDone);
    if (population < SMALLEST_POPULATION) {
      throw new IllegalArgumentException(
          "population (" + population + ") must be at least " + SMALLEST_POPULATION + ".");
    }
    if (!(mutationRate >= 0 && mutationRate <= 1)) {
      throw new IllegalArgumentException("mutationRate (" + mutationRate + ") must be in [0, 1].");
    }
    if (parameterSpace.numParameters() == 0) {
      throw new IllegalArgumentException("The space has no hyperparameter to choose.");
    }
    this.population = population;
    this.mutationRate = mutationRate;
    this.minimize = minimize;
    initialize();
    setRngSeed(seed);
    domain();
  }

  @Override
  public void setRngSeed(long rngSeed) {
    seed = rngSeed;
    RandomGenerator random = new JDKRandomGenerator();
    random.setSeed(rngSeed);
    RandomGenerator shared = new SynchronizedRandomGenerator(random);
    chromosomes = new ChromosomeFactory();
    chromosomes.initializeInstance(parameterSpace.numParameters());
    populationModel = new PopulationModel.Builder().populationSize(population).build();
    populationModel.initializeInstance(minimize);
    selection =
        new GeneticSelectionOperator.Builder()
            .crossoverOperator(
                new CopyingCrossover(
                    new SinglePointCrossover.Builder()
                        .parentSelection(new RandomTwoParentSelection(shared))
                        .randomGenerator(shared)
                        .build()))
            .mutationOperator(
                new RandomMutationOperator.Builder()
                    .mutationRate(mutationRate)
                    .randomGenerator(shared)
                    .build())
            .randomGenerator(shared)
            .build();
    selection.initializeInstance(populationModel, chromosomes);
    exhausted = false;
  }

  /** Gives children arrays of their own. */
  private static final class CopyingCrossover extends CrossoverOperator {
    private final CrossoverOperator crossover;

    CopyingCrossover(CrossoverOperator crossover) {
      this.crossover = crossover;
    }

    @Override
    public void initializeInstance(PopulationModel model) {
      super.initializeInstance(model);
      crossover.initializeInstance(model);
    }

    @Override
    public CrossoverResult crossover() {
      CrossoverResult child = crossover.crossover();
      return new CrossoverResult(child.isModified(), child.getGenes().clone());
    }
  }

  /** {@return whether a new candidate could still be bred} */
  @Override
  public boolean hasMoreCandidates() {
    return !exhausted;
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public Candidate getCandidate() {
    int index = candidateCounter.getAndIncrement();
    try {
      for (int attempt = 0; attempt < Candidates.ATTEMPTS; attempt++) {
        double[] genes = selection.buildNextGenes();
        if (domain().allows(genes)) {
          return Candidates.create(parameterSpace, index, genes, dataParameters);
        }
      }
      exhausted = true;
      return Candidates.none(index, dataParameters);
    } catch (GeneticGenerationException e) {
      exhausted = true;
      return new Candidate<>((Object) null, index, new double[0], dataParameters, e);
    }
  }

  long seed() {
    return seed;
  }

  int population() {
    return population;
  }

  private SpaceDomain domain() {
    if (domain == null) {
      domain = new SpaceDomain(parameterSpace);
    }
    return domain;
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's
  public void reportResults(OptimizationResult result) {
    if (result.getScore() != null && Double.isFinite(result.getScore())) {
      report(result.getCandidate().getFlatParameters(), result.getScore());
    }
  }

  /**
   * Takes a candidate into the population.
   *
   * @param genes of the candidate
   * @param score its score, finite
   */
  public void report(double[] genes, double score) {
    populationModel.add(chromosomes.createChromosome(genes.clone(), score));
  }

  @Override
  public Class<?> getCandidateType() {
    return Object.class;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof GeneticSearch;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GeneticSearch that
        && super.equals(that)
        && population == that.population
        && mutationRate == that.mutationRate
        && minimize == that.minimize
        && seed == that.seed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), population, mutationRate, minimize, seed);
  }

  @Override
  public String toString() {
    return "GeneticSearch(population " + population + ", seed " + seed + ")";
  }
}
