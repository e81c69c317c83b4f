package io.github.tbptt4j.tuning;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.tuning.data.Metric;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.Target;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.search.GridSearch;
import io.github.tbptt4j.tuning.space.AdamUpdaterSpace;
import io.github.tbptt4j.tuning.space.CandidateSpace;
import io.github.tbptt4j.tuning.space.TruncationSpace;
import io.github.tbptt4j.tuning.space.VanillaRnnLayerSpace;
import io.github.tbptt4j.tuning.training.TrainingLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.deeplearning4j.arbiter.saver.local.FileModelSaver;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.deeplearning4j.arbiter.task.MultiLayerNetworkTaskCreator;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Candidates a minute: Arbiter's own runner with its own task creator, and a sweep of ours, over
 * the same candidates, all saving every model. Scores are compared first, where both have one
 * thread a candidate. "As it comes" is one candidate at a time, with the threads that ND4J takes by
 * default: run it without OMP_NUM_THREADS.
 *
 * <p>Arguments: words of text (120,000 make some 2-5 s of training a candidate), candidates of ours
 * at a time (2).
 */
public final class Throughput {
  private static final long SEED = 42;
  private static final int HIDDEN = 64;

  private Throughput() {}

  /** Scores by candidate, and how long it took. */
  private record Run(String what, Map<Integer, Double> scores, double seconds) {
    double candidatesAMinute() {
      return scores.size() * 60 / seconds;
    }
  }

  private static MultiLayerSpace space(TextData data) {
    return new MultiLayerSpace.Builder()
        .seed(SEED)
        .updater(AdamUpdaterSpace.withLearningRate(new FixedValue<>(2e-3)))
        .addLayer(
            new VanillaRnnLayerSpace.Builder()
                .nOut(HIDDEN)
                .truncatedBptt(TruncationSpace.builder().k1(5, 10, 25).k2(25, 50).build())
                .build())
        .layer(
            new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(data.outputSize())
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.recurrent(data.inputSize()))
        .numEpochs(1)
        .build();
  }

  /** With one thread a candidate, as our sweeps have it. */
  private static Run arbiter(int words, int parallel, Path folder) {
    try (SingleThreads threads = new SingleThreads()) {
      return arbiter(
          "Arbiter, " + parallel + " at a time, one thread each", words, parallel, folder);
    }
  }

  private static Run arbiter(String what, int words, int parallel, Path folder) {
    TextData data = ArbiterText.data(words);
    GridSearch grid = new GridSearch(space(data), 1);
    OptimizationConfiguration configuration =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(grid)
            .dataSource(ArbiterText.class, ArbiterText.words(words))
            .scoreFunction(new TestSetLossScoreFunction())
            .modelSaver(new FileModelSaver(folder.toString()))
            .terminationConditions(new MaxCandidatesCondition(grid.size()))
            .build();
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(parallel, configuration, new MultiLayerNetworkTaskCreator());
    long start = System.nanoTime();
    runner.execute();
    double seconds = (System.nanoTime() - start) * 1e-9;
    Map<Integer, Double> scores = new TreeMap<>();
    for (CandidateInfo info : runner.getCandidateStatus()) {
      scores.put(info.getIndex(), info.getScore());
    }
    return new Run(what, scores, seconds);
  }

  private static Run sweep(int words, int parallel, Path folder) {
    SequenceData data = new WithLoss(ArbiterText.data(words));
    TruncationSweep sweep =
        TruncationSweep.builder()
            .data(data)
            .space(CandidateSpace.fit(space(ArbiterText.data(words))))
            .limits(TrainingLimits.epochs(1))
            .parallel(parallel)
            .seed(SEED)
            .folder(folder)
            .build();
    long start = System.nanoTime();
    SweepResult result = sweep.run();
    double seconds = (System.nanoTime() - start) * 1e-9;
    Map<Integer, Double> scores = new TreeMap<>();
    result.candidates().forEach(c -> scores.put(c.index(), c.validationScore()));
    result
        .candidates()
        .forEach(
            c ->
                System.out.printf(
                    Locale.ROOT,
                    "  candidate %d: %.1f s of training%n",
                    c.index(),
                    c.trainingSeconds()));
    return new Run("TruncationSweep, " + parallel + " at a time", scores, seconds);
  }

  /** The text with DL4J's loss as its metric. */
  private record WithLoss(TextData text) implements SequenceData {
    @Override
    public DataSetIterator training() {
      return text.training();
    }

    @Override
    public DataSetIterator validation() {
      return text.validation();
    }

    @Override
    public Optional<DataSetIterator> test() {
      return Optional.empty();
    }

    @Override
    public int inputSize() {
      return text.inputSize();
    }

    @Override
    public int outputSize() {
      return text.outputSize();
    }

    @Override
    public Target target() {
      return text.target();
    }

    @Override
    public boolean continuous() {
      return text.continuous();
    }

    @Override
    public Metric metric() {
      return new ArbiterText.Loss();
    }

    @Override
    public Map<String, Object> description() {
      return text.description();
    }
  }

  static double largestDifference(Map<Integer, Double> some, Map<Integer, Double> others) {
    if (!some.keySet().equals(others.keySet())) {
      throw new IllegalStateException("Other candidates: " + some + " and " + others + ".");
    }
    return some.keySet().stream()
        .mapToDouble(index -> Math.abs(some.get(index) - others.get(index)))
        .max()
        .orElseThrow();
  }

  /**
   * Compares the scores of few short candidates.
   *
   * @param words of text
   * @return the largest difference between Arbiter's scores and ours
   */
  static double scoreDifference(int words, Path folder) {
    return largestDifference(
        arbiter(words, 2, folder.resolve("arbiter")).scores(),
        sweep(words, 2, folder.resolve("sweep")).scores());
  }

  /**
   * Prints the comparison.
   *
   * @param args words of text, candidates at a time
   * @throws IOException if models can't be written
   */
  public static void main(String[] args) throws IOException {
    int words = args.length > 0 ? Integer.parseInt(args[0]) : 120_000;
    int parallel = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    Path folder = Files.createTempDirectory("throughput");
    sweep(words / 2, parallel, folder.resolve("warm-up"));
    Run ours = sweep(words, parallel, folder.resolve("sweep"));
    Run asItComes =
        arbiter("Arbiter, as it comes", words, 1, folder.resolve("arbiter-as-it-comes"));
    Run one = arbiter(words, 1, folder.resolve("arbiter"));
    Run same = arbiter(words, parallel, folder.resolve("arbiter-parallel"));
    System.out.printf(
        Locale.ROOT,
        "Largest difference of the scores: %.1e, of values such as %.4f%n",
        Math.max(
            largestDifference(ours.scores(), one.scores()),
            largestDifference(ours.scores(), same.scores())),
        ours.scores().get(0));
    for (Run run : new Run[] {asItComes, one, same, ours}) {
      System.out.printf(
          Locale.ROOT,
          "%-42s %2d candidates in %5.1f s: %5.1f a minute, %.1f times Arbiter's as it comes%n",
          run.what(),
          run.scores().size(),
          run.seconds(),
          run.candidatesAMinute(),
          run.candidatesAMinute() / asItComes.candidatesAMinute());
    }
  }
}
