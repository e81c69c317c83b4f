package io.github.tbptt4j.tuning;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.tuning.arbiter.AdamUpdaterSpace;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.GridSearch;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.arbiter.VanillaRnnLayerSpace;
import io.github.tbptt4j.tuning.data.Metric;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.Target;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.internal.process.OffHeapMemory;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
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
 * the same candidates, all saving every model. Each run is in a JVM of its own, after a warm-up.
 * Scores are compared first: the runs where each candidate has one thread must agree.
 *
 * <p>Arguments: words of text (250,000 make some 2-5 s of training a candidate), candidates at a
 * time (2).
 */
public final class Throughput {
  private static final long SEED = 42;
  private static final int HIDDEN = 64;
  private static final int WORDS = 250_000;
  private static final int WARM_UP_WORDS = 100_000;
  private static final double LARGEST_DIFFERENCE = 1e-6;
  private static final String RESULT = "throughput.properties";

  private Throughput() {}

  /** Who trains the candidates, and how. */
  private enum Runner {
    ARBITER_AS_IT_COMES("Arbiter as it comes: 1 at a time, ND4J's threads", false),
    ARBITER_ONE("Arbiter, 1 at a time, one thread each", true),
    ARBITER_PARALLEL("Arbiter, %d at a time, one thread each", true),
    ARBITER_PARALLEL_SPARED("the same without JavaCPP's memory checks", true),
    SWEEP("TruncationSweep, %d at a time", false); // sees to its threads itself

    private final String what;
    private final boolean oneThread;

    Runner(String what, boolean oneThread) {
      this.what = what;
      this.oneThread = oneThread;
    }

    boolean comparesScores() {
      return this != ARBITER_AS_IT_COMES;
    }

    Run run(int words, int parallel, Path folder) {
      return switch (this) {
        case ARBITER_AS_IT_COMES, ARBITER_ONE -> arbiter(words, 1, folder);
        case ARBITER_PARALLEL, ARBITER_PARALLEL_SPARED -> arbiter(words, parallel, folder);
        case SWEEP -> sweep(words, parallel, folder);
      };
    }
  }

  /** Scores by candidate, and how long it took. */
  private record Run(Map<Integer, Double> scores, double seconds) {
    double candidatesAMinute() {
      return scores.size() * 60 / seconds;
    }

    void write(Path file) throws IOException {
      Properties properties = new Properties();
      properties.setProperty("seconds", Double.toString(seconds));
      scores.forEach((index, score) -> properties.setProperty("" + index, "" + score));
      try (Writer out = Files.newBufferedWriter(file)) {
        properties.store(out, null);
      }
    }

    static Run read(Path file) throws IOException {
      Properties properties = new Properties();
      try (Reader in = Files.newBufferedReader(file)) {
        properties.load(in);
      }
      double seconds = Double.parseDouble((String) properties.remove("seconds"));
      Map<Integer, Double> scores = new TreeMap<>();
      properties.forEach(
          (index, score) ->
              scores.put(Integer.valueOf((String) index), Double.valueOf((String) score)));
      return new Run(scores, seconds);
    }
  }

  private static MultiLayerSpace space(TextData data) {
    return new MultiLayerSpace.Builder()
        .seed(SEED)
        .updater(AdamUpdaterSpace.withLearningRate(new FixedValue<>(2e-3)))
        .addLayer(
            new VanillaRnnLayerSpace.Builder()
                .nOut(HIDDEN)
                .truncatedBptt(TruncationSpace.builder().k1(5, 10, 25).k2(25, 40).build())
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

  private static Run arbiter(int words, int parallel, Path folder) {
    GridSearch grid = new GridSearch(space(ArbiterText.data(words)), 1);
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
    return new Run(scores, seconds);
  }

  private static Run sweep(int words, int parallel, Path folder) {
    TruncationSweep sweep =
        TruncationSweep.builder()
            .data(new WithLoss(ArbiterText.data(words)))
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
    for (CandidateResult candidate : result.candidates()) {
      scores.put(candidate.index(), candidate.validationScore());
      System.out.printf(
          Locale.ROOT,
          "  candidate %d, k1 %d, k2 %d: %.1f s of training%n",
          candidate.index(),
          candidate.k1(),
          candidate.k2(),
          candidate.trainingSeconds());
    }
    return new Run(scores, seconds);
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
    try (SingleThreads threads = new SingleThreads()) {
      return largestDifference(
          arbiter(words, 2, folder.resolve("arbiter")).scores(),
          sweep(words, 2, folder.resolve("sweep")).scores());
    }
  }

  /** In another JVM, which ends with its folder. */
  private static Run inItsOwnJvm(Runner runner, int words, int parallel)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("throughput");
    ProcessBuilder java =
        OtherJvm.of(
            Throughput.class,
            Integer.toString(words),
            Integer.toString(parallel),
            runner.name(),
            folder.toString());
    java.environment().remove("OMP_NUM_THREADS");
    if (runner.oneThread) {
      java.environment().put("OMP_NUM_THREADS", "1");
    }
    java.redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(folder.resolve("err").toFile());
    int exit = java.start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(
          runner + " ended with " + exit + ": " + Files.readString(folder.resolve("err")));
    }
    return Run.read(folder.resolve(RESULT));
  }

  private static void child(Runner runner, int words, int parallel, Path folder)
      throws IOException {
    if (runner == Runner.SWEEP || runner == Runner.ARBITER_PARALLEL_SPARED) {
      OffHeapMemory.takeOver(); // as the command line does
    }
    if (runner.oneThread) {
      System.setProperty("tbptt4j.threads", "1"); // of our kernels; OpenMP's is in the environment
    }
    runner.run(WARM_UP_WORDS, parallel, folder.resolve("warm-up"));
    System.gc();
    runner.run(words, parallel, folder.resolve("sweep")).write(folder.resolve(RESULT));
    System.exit(0); // Arbiter's threads would go on
  }

  /**
   * Prints the comparison.
   *
   * @param args words of text, candidates at a time; more of them are for the JVMs it starts
   * @throws IOException if models can't be written
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int words = args.length > 0 ? Integer.parseInt(args[0]) : WORDS;
    int parallel = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    if (args.length == 4) {
      child(Runner.valueOf(args[2]), words, parallel, Path.of(args[3]));
      return;
    }
    Map<Runner, Run> runs = new EnumMap<>(Runner.class);
    for (Runner runner : Runner.values()) {
      System.out.println("Runs: " + runner.what.formatted(parallel));
      runs.put(runner, inItsOwnJvm(runner, words, parallel));
    }
    Run ours = runs.get(Runner.SWEEP);
    double difference =
        runs.entrySet().stream()
            .filter(run -> run.getKey().comparesScores())
            .mapToDouble(run -> largestDifference(ours.scores(), run.getValue().scores()))
            .max()
            .orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "Largest difference of the scores, one thread each: %.1e, of values such as %.4f%n",
        difference,
        ours.scores().get(0));
    runs.forEach(
        (runner, run) ->
            System.out.printf(
                Locale.ROOT,
                "%-50s %2d candidates in %5.1f s: %5.1f a minute; a sweep makes %.1f times as"
                    + " many%n",
                runner.what.formatted(parallel),
                run.scores().size(),
                run.seconds(),
                run.candidatesAMinute(),
                ours.candidatesAMinute() / run.candidatesAMinute()));
    if (difference > LARGEST_DIFFERENCE) {
      throw new IllegalStateException("The scores differ by " + difference + ".");
    }
  }
}
