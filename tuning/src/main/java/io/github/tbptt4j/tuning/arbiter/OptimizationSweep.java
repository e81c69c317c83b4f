package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.data.Metric;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.Target;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxTimeCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.scoring.util.ScoreUtil;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Arbiter's description of a search as a sweep: what LocalOptimizationRunner would run, with
 * halving, several seeds, resuming and a report. Its data source trains, its score function
 * selects.
 *
 * <pre>{@code
 * SweepResult result =
 *     OptimizationSweep.of(configuration) // in the place of new LocalOptimizationRunner(..)
 *         .limits(TrainingLimits.epochs(10))
 *         .halving(Halving.by(2))
 *         .folder(Path.of("sweep"))
 *         .build()
 *         .run();
 * }</pre>
 */
public final class OptimizationSweep {
  private OptimizationSweep() {}

  /**
   * The sweep that a configuration describes.
   *
   * @param configuration with a data source, a score function, one of this package's searches and,
   *     unless that is a grid, a MaxCandidatesCondition
   * @return a builder that lacks a folder
   * @throws IllegalArgumentException if the sweep couldn't do the same; the message says why
   */
  public static TruncationSweep.Builder of(OptimizationConfiguration configuration) {
    if (configuration.getDataSource() == null) {
      throw new IllegalArgumentException(
          "The configuration has no DataSource: a sweep needs one, a DataProvider isn't enough.");
    }
    TruncationSweep.Builder sweep =
        TruncationSweep.builder()
            .data(new Data(configuration))
            .space(space(configuration.getCandidateGenerator().getParameterSpace()));
    search(configuration.getCandidateGenerator(), sweep);
    for (TerminationCondition condition : configuration.getTerminationConditions()) {
      if (condition instanceof MaxCandidatesCondition most) {
        sweep.candidates(most.getMaxCandidates());
      } else if (condition instanceof MaxTimeCondition most) {
        sweep.time(Duration.of(most.getDuration(), most.getTimeUnit().toChronoUnit()));
      } else {
        throw new IllegalArgumentException(
            condition + " ends no sweep: leave it out, or use TrainingLimits.");
      }
    }
    return sweep;
  }

  private static CandidateSpace space(ParameterSpace<?> space) {
    return space instanceof CandidateSpace candidates ? candidates : CandidateSpace.fit(space);
  }

  private static void search(CandidateGenerator generator, TruncationSweep.Builder sweep) {
    if (generator instanceof GridSearch grid) {
      sweep.search(SearchMethod.GRID).discretization(grid.discretization());
    } else if (generator instanceof RandomSearch random) {
      sweep.search(SearchMethod.RANDOM).seed(random.seed());
    } else if (generator instanceof GeneticSearch genetic) {
      sweep.search(SearchMethod.GENETIC).population(genetic.population()).seed(genetic.seed());
    } else if (generator instanceof TpeSearch tpe) {
      sweep.search(SearchMethod.TPE).seed(tpe.seed());
    } else {
      throw new IllegalArgumentException(
          generator.getClass().getName()
              + " can't be asked again after a break: use GridSearch, RandomSearch, GeneticSearch"
              + " or TpeSearch.");
    }
  }

  /** What a data source trains on and a score function selects by. */
  private static final class Data implements SequenceData {
    private final Class<? extends DataSource> type;
    private final Properties properties;
    private final ScoreFunction score;

    Data(OptimizationConfiguration configuration) {
      type = configuration.getDataSource();
      properties = configuration.getDataSourceProperties();
      score = configuration.getScoreFunction();
    }

    private DataSource source() {
      return SequenceTaskCreator.instance(type, properties);
    }

    @Override
    public DataSetIterator training() {
      return ScoreUtil.getIterator(source().trainData());
    }

    @Override
    public DataSetIterator validation() {
      return ScoreUtil.getIterator(source().testData());
    }

    @Override
    public Optional<DataSetIterator> test() {
      return Optional.empty(); // what Arbiter calls test data has selected
    }

    @Override
    public int inputSize() {
      return (int) training().next().getFeatures().size(1);
    }

    @Override
    public int outputSize() {
      return (int) training().next().getLabels().size(1);
    }

    @Override
    public Target target() {
      throw new UnsupportedOperationException("The space has its networks already.");
    }

    @Override
    public boolean continuous() {
      return false;
    }

    @Override
    public Metric metric() {
      return new Metric() {
        @Override
        public String name() {
          return score.toString();
        }

        @Override
        public boolean lowerIsBetter() {
          return score.minimize();
        }

        @Override
        public double measure(Model network, DataSetIterator part, boolean continuous) {
          return score.score(network, type, properties);
        }
      };
    }

    @Override
    public Map<String, Object> description() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("kind", "arbiter");
      all.put("name", type.getSimpleName());
      all.put("dataSource", type.getName());
      Map<String, Object> sorted = new TreeMap<>();
      if (properties != null) {
        properties.forEach((name, value) -> sorted.put("" + name, "" + value));
      }
      all.put("properties", sorted);
      return all;
    }
  }
}
