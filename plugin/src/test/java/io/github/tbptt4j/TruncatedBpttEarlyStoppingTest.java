package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.EarlyStoppingResult.TerminationReason;
import org.deeplearning4j.earlystopping.listener.EarlyStoppingListener;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.ClassificationScoreCalculator;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.earlystopping.termination.BestScoreEpochTerminationCondition;
import org.deeplearning4j.earlystopping.termination.EpochTerminationCondition;
import org.deeplearning4j.earlystopping.termination.InvalidScoreIterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.IterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxScoreIterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxTimeIterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.earlystopping.trainer.IEarlyStoppingTrainer;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Early stopping in windows; where a window is a sequence, it is DL4J's early stopping. */
@Tag("trainer")
class TruncatedBpttEarlyStoppingTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 10;
  private static final int EPOCHS = 40; // enough to overfit in windows
  private static final double TOLERANCE = 1e-10;
  private static final TruncatedBptt WINDOWS = TruncatedBptt.of(3, 5); // 4 updates a minibatch

  private static DataSet data(int seed) {
    return new DataSet(
        TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, STEPS),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(seed)));
  }

  private static DataSetIterator training() {
    return new ExistingDataSetIterator(List.of(data(1), data(2)));
  }

  private static DataSetIterator validation() {
    return new ExistingDataSetIterator(List.of(data(3)));
  }

  private static MultiLayerNetwork network(IUpdater updater) {
    return TestNetworks.network(updater, RNNFormat.NCW, TestNetworks.vanillaRnn());
  }

  private static MultiLayerNetwork network() {
    return network(new Adam(.05));
  }

  private static ComputationGraph graph() {
    return TestNetworks.graph(new Adam(.05), List.of(TestNetworks.vanillaRnn()));
  }

  /** Overfits, so that the best model isn't the last one. */
  private static <T extends Model> EarlyStoppingConfiguration.Builder<T> conf() {
    return new EarlyStoppingConfiguration.Builder<T>()
        .scoreCalculator(new DataSetLossCalculator(validation(), true))
        .epochTerminationConditions(
            new ScoreImprovementEpochTerminationCondition(3),
            new MaxEpochsTerminationCondition(60));
  }

  private static TruncatedBpttTrainer windows(MultiLayerNetwork network) {
    return TruncatedBpttTrainer.builder(network).truncation(WINDOWS).build();
  }

  private static EarlyStoppingResult<MultiLayerNetwork> fit(
      EarlyStoppingConfiguration<MultiLayerNetwork> conf, MultiLayerNetwork network) {
    return new TruncatedBpttEarlyStopping<>(conf, network, windows(network), training()).fit();
  }

  private static void assertClose(INDArray expected, INDArray actual) {
    double distance = expected.distance2(actual);
    assertTrue(distance <= TOLERANCE, "distance " + distance); // a NaN is no small distance
  }

  /** What a listener of early stopping hears. */
  private static final class Heard<T extends Model> implements EarlyStoppingListener<T> {
    final List<String> events = new ArrayList<>();

    @Override
    public void onStart(EarlyStoppingConfiguration<T> conf, T model) {
      events.add("start");
    }

    @Override
    public void onEpoch(int epoch, double score, EarlyStoppingConfiguration<T> conf, T model) {
      events.add("epoch %d: %.9f".formatted(epoch, score));
    }

    @Override
    public void onCompletion(EarlyStoppingResult<T> result) {
      events.add(result.getTerminationReason() + " after " + result.getTotalEpochs());
    }
  }

  private static <T extends Model> void assertSame(
      IEarlyStoppingTrainer<T> dl4j, IEarlyStoppingTrainer<T> ours) {
    Heard<T> theirEvents = new Heard<>();
    Heard<T> ourEvents = new Heard<>();
    dl4j.setListener(theirEvents);
    ours.setListener(ourEvents);
    EarlyStoppingResult<T> theirs = dl4j.fit();
    EarlyStoppingResult<T> mine = ours.fit();
    assertEquals(theirEvents.events, ourEvents.events);
    assertEquals(theirs.getTerminationReason(), mine.getTerminationReason());
    assertEquals(theirs.getTerminationDetails(), mine.getTerminationDetails());
    assertEquals(theirs.getTotalEpochs(), mine.getTotalEpochs());
    assertEquals(theirs.getBestModelEpoch(), mine.getBestModelEpoch());
    assertEquals(theirs.getScoreVsEpoch().keySet(), mine.getScoreVsEpoch().keySet());
    theirs
        .getScoreVsEpoch()
        .forEach((epoch, score) -> assertEquals(score, mine.getScoreVsEpoch().get(epoch), 1e-10));
    assertClose(theirs.getBestModel().params(), mine.getBestModel().params());
    assertEquals(
        mine.getScoreVsEpoch().get(mine.getBestModelEpoch()), mine.getBestModelScore(), "score");
    assertTrue(mine.getBestModelEpoch() > 0, "epoch " + mine.getBestModelEpoch());
    assertTrue(
        mine.getTotalEpochs() > mine.getBestModelEpoch() + 1, "epochs " + mine.getTotalEpochs());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void networkStopsWhereDl4jStopsIfAWindowIsASequence(int every) {
    MultiLayerNetwork theirs = network();
    MultiLayerNetwork ours = network();
    InMemoryModelSaver<MultiLayerNetwork> theirSaver = new InMemoryModelSaver<>();
    InMemoryModelSaver<MultiLayerNetwork> ourSaver = new InMemoryModelSaver<>();
    EarlyStoppingConfiguration.Builder<MultiLayerNetwork> conf =
        TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
            .evaluateEveryNEpochs(every)
            .saveLastModel(true);
    assertSame(
        new EarlyStoppingTrainer(conf.modelSaver(theirSaver).build(), theirs, training()),
        new TruncatedBpttEarlyStopping<>(
            conf.modelSaver(ourSaver).build(),
            ours,
            TruncatedBpttTrainer.builder(ours).build(),
            training()));
    assertClose(theirs.params(), ours.params());
    assertClose(latest(theirSaver).params(), latest(ourSaver).params());
    assertClose(ours.params(), latest(ourSaver).params());
  }

  private static MultiLayerNetwork latest(InMemoryModelSaver<MultiLayerNetwork> saver) {
    try {
      return saver.getLatestModel();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void graphStopsWhereDl4jStopsIfAWindowIsASequence(boolean multi) {
    ComputationGraph theirs = graph();
    ComputationGraph ours = graph();
    TruncatedBpttTrainer trainer = TruncatedBpttTrainer.builder(ours).build();
    EarlyStoppingConfiguration<ComputationGraph> conf =
        TruncatedBpttEarlyStoppingTest.<ComputationGraph>conf().build();
    EarlyStoppingConfiguration<ComputationGraph> ourConf =
        TruncatedBpttEarlyStoppingTest.<ComputationGraph>conf().build();
    assertSame(
        new EarlyStoppingGraphTrainer(conf, theirs, training()),
        multi
            ? new TruncatedBpttEarlyStopping<>(
                ourConf, ours, trainer, new MultiDataSetIteratorAdapter(training()))
            : new TruncatedBpttEarlyStopping<>(ourConf, ours, trainer, training()));
  }

  @Test
  void scheduleByEpochGoesOnAsInDl4j() {
    IUpdater halving = new Sgd(new StepSchedule(ScheduleType.EPOCH, .4, .5, 2));
    MultiLayerNetwork theirs = network(halving);
    MultiLayerNetwork ours = network(halving);
    EarlyStoppingConfiguration<MultiLayerNetwork> conf = endingAfter(6);
    new EarlyStoppingTrainer(conf, theirs, training()).fit();
    new TruncatedBpttEarlyStopping<>(
            conf, ours, TruncatedBpttTrainer.builder(ours).build(), training())
        .fit();
    assertClose(theirs.params(), ours.params());
    assertEquals(6, ours.getEpochCount());
  }

  private static EarlyStoppingConfiguration<MultiLayerNetwork> endingAfter(int epochs) {
    return TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
        .epochTerminationConditions(new MaxEpochsTerminationCondition(epochs))
        .build();
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bestOfManyEpochsInWindowsIsTheOneATrainersOwnEpochsReach(boolean stateful) {
    MultiLayerNetwork byHand = network();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(byHand).truncation(WINDOWS).stateful(stateful).build();
    List<Double> scores = new ArrayList<>();
    List<INDArray> parameters = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      trainer.fit(training(), 1);
      scores.add(new DataSetLossCalculator(validation(), true).calculateScore(byHand));
      parameters.add(byHand.params().dup());
    }
    MultiLayerNetwork network = network();
    EarlyStoppingResult<MultiLayerNetwork> result =
        new TruncatedBpttEarlyStopping<>(
                endingAfter(EPOCHS),
                network,
                TruncatedBpttTrainer.builder(network)
                    .truncation(WINDOWS)
                    .stateful(stateful)
                    .build(),
                training())
            .fit();
    assertEquals(scores, List.copyOf(result.getScoreVsEpoch().values()));
    int best = scores.indexOf(scores.stream().min(Double::compare).orElseThrow());
    assertEquals(best, result.getBestModelEpoch());
    assertEquals(scores.get(best), result.getBestModelScore());
    assertEquals(parameters.get(best), result.getBestModel().params());
    assertEquals(parameters.get(EPOCHS - 1), network.params());
    assertTrue(best > 0 && best < EPOCHS - 1, "the best epoch is " + best);
  }

  /** Says stop after some updates. */
  private static final class Updates implements IterationTerminationCondition {
    private final int most;
    private int count;

    Updates(int most) {
      this.most = most;
    }

    @Override
    public void initialize() {
      count = 0;
    }

    @Override
    public boolean terminate(double score) {
      return ++count >= most;
    }

    @Override
    public String toString() {
      return "Updates(" + most + ")";
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0,false", "5,0,false", "8,0,false", "11,1,false", "6,0,true", "9,1,true"})
  void iterationConditionEndsAfterAnyWindowAndKeepsWhatWasTrained(
      int updates, int epochs, boolean stateful) {
    List<INDArray> after = new ArrayList<>();
    MultiLayerNetwork whole = network();
    TruncatedBpttTrainer.builder(whole)
        .truncation(WINDOWS)
        .stateful(stateful)
        .listener(report -> after.add(whole.params().dup()))
        .build()
        .fit(training(), 2);
    MultiLayerNetwork network = network();
    InMemoryModelSaver<MultiLayerNetwork> saver = new InMemoryModelSaver<>();
    List<FitReport> reports = new ArrayList<>();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(WINDOWS)
            .stateful(stateful)
            .listener(reports::add)
            .build();
    TruncatedBpttEarlyStopping<MultiLayerNetwork> stopping =
        new TruncatedBpttEarlyStopping<>(
            TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
                .iterationTerminationConditions(new Updates(updates))
                .modelSaver(saver)
                .saveLastModel(true)
                .build(),
            network,
            trainer,
            training());
    EarlyStoppingResult<MultiLayerNetwork> result = stopping.fit();
    assertEquals(TerminationReason.IterationTerminationCondition, result.getTerminationReason());
    assertEquals("Updates(" + updates + ")", result.getTerminationDetails());
    assertEquals(after.get(updates - 1), network.params());
    assertEquals(after.get(updates - 1), latest(saver).params());
    assertEquals(updates, network.getIterationCount());
    assertEquals(updates, reports.size());
    assertEquals(epochs, result.getTotalEpochs());
    assertEquals(epochs, network.getEpochCount());
    assertEquals(epochs - 1, result.getBestModelEpoch());
    assertEquals(0, trainer.pendingSteps());
    if (epochs == 0) {
      assertNull(result.getBestModel());
    } else {
      int updatesOfAnEpoch = stateful ? 7 : 8;
      assertEquals(after.get(updatesOfAnEpoch - 1), result.getBestModel().params());
    }
    // The iterator was left in the middle: a second call begins an epoch, and stops there again.
    assertEquals(epochs, stopping.fit().getTotalEpochs());
    assertEquals(2 * updates, network.getIterationCount());
  }

  @Test
  void timeAndScoreLimitsEndTheTraining() {
    for (IterationTerminationCondition limit :
        List.of(
            new MaxTimeIterationTerminationCondition(1, TimeUnit.MILLISECONDS),
            new MaxScoreIterationTerminationCondition(0))) {
      MultiLayerNetwork network = network();
      EarlyStoppingResult<MultiLayerNetwork> result =
          fit(
              TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
                  .iterationTerminationConditions(limit)
                  .build(),
              network);
      assertEquals(limit.toString(), result.getTerminationDetails());
      assertEquals(TerminationReason.IterationTerminationCondition, result.getTerminationReason());
    }
  }

  @Test
  void scoreThatIsGoodEnoughEndsTheTraining() {
    EarlyStoppingResult<MultiLayerNetwork> result =
        fit(
            TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
                .epochTerminationConditions(new BestScoreEpochTerminationCondition(1e6))
                .build(),
            network());
    assertEquals(TerminationReason.EpochTerminationCondition, result.getTerminationReason());
    assertEquals(1, result.getTotalEpochs());
  }

  @Test
  void higherScoreIsBetterWhereTheCalculatorSaysSo() {
    EarlyStoppingResult<MultiLayerNetwork> result =
        fit(
            TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
                .scoreCalculator(
                    new ClassificationScoreCalculator(Evaluation.Metric.ACCURACY, training()))
                .epochTerminationConditions(new MaxEpochsTerminationCondition(10))
                .build(),
            network());
    List<Double> scores = List.copyOf(result.getScoreVsEpoch().values());
    double highest = scores.stream().max(Double::compare).orElseThrow();
    assertEquals(highest, result.getBestModelScore());
    assertEquals(scores.indexOf(highest), result.getBestModelEpoch());
    assertTrue(highest > scores.get(0), scores.toString());
  }

  /** Data are fine for some epochs; after that their loss is too large for a number. */
  private static DataSetIterator breaking(int epochs) {
    return new ExistingDataSetIterator(List.of(data(1), data(2))) {
      private int resets;

      @Override
      public void reset() {
        super.reset();
        resets++;
      }

      @Override
      public DataSet next() {
        DataSet data = super.next();
        if (resets > epochs) {
          data = new DataSet(data.getFeatures(), data.getLabels().mul(1e308));
        }
        return data;
      }
    };
  }

  private static TruncatedBpttEarlyStopping<MultiLayerNetwork> breaking(
      MultiLayerNetwork network,
      NonFinitePolicy policy,
      int epochs,
      IterationTerminationCondition... conditions) {
    return new TruncatedBpttEarlyStopping<>(
        TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(5))
            .iterationTerminationConditions(conditions)
            .build(),
        network,
        TruncatedBpttTrainer.builder(network).truncation(WINDOWS).nonFinite(policy).build(),
        breaking(epochs));
  }

  @ParameterizedTest
  @EnumSource(NonFinitePolicy.class)
  void scoreThatIsNoNumberEndsTheTrainingWithTheBestModel(NonFinitePolicy policy) {
    MultiLayerNetwork network = network();
    EarlyStoppingResult<MultiLayerNetwork> result =
        breaking(network, policy, 2, new InvalidScoreIterationTerminationCondition()).fit();
    assertEquals(TerminationReason.IterationTerminationCondition, result.getTerminationReason());
    assertEquals(
        new InvalidScoreIterationTerminationCondition().toString(), result.getTerminationDetails());
    assertEquals(2, result.getTotalEpochs());
    MultiLayerNetwork twoEpochs = network();
    windows(twoEpochs).fit(training(), 2);
    assertEquals(twoEpochs.params(), network.params());
  }

  @ParameterizedTest
  @EnumSource(NonFinitePolicy.class)
  void scoreThatIsNoNumberInTheFirstEpochEndsTheTrainingWithoutAModel(NonFinitePolicy policy) {
    EarlyStoppingResult<MultiLayerNetwork> result =
        breaking(network(), policy, 0, new InvalidScoreIterationTerminationCondition()).fit();
    assertEquals(TerminationReason.IterationTerminationCondition, result.getTerminationReason());
    assertNull(result.getBestModel());
    assertEquals(-1, result.getBestModelEpoch());
    assertTrue(Double.isNaN(result.getBestModelScore()));
  }

  @Test
  void failureAfterAScoredEpochGivesTheBestModelAndTheReason() {
    EarlyStoppingResult<MultiLayerNetwork> result =
        breaking(network(), NonFinitePolicy.FAIL, 2).fit();
    assertEquals(TerminationReason.Error, result.getTerminationReason());
    assertTrue(
        result.getTerminationDetails().contains("IllegalStateException"),
        result.getTerminationDetails());
    assertEquals(2, result.getTotalEpochs());
    assertEquals(2, result.getScoreVsEpoch().size());
    MultiLayerNetwork epochs = network();
    windows(epochs).fit(training(), result.getBestModelEpoch() + 1);
    assertEquals(epochs.params(), result.getBestModel().params());
  }

  @Test
  void failureBeforeAScoreIsThrown() {
    TruncatedBpttEarlyStopping<MultiLayerNetwork> stopping =
        breaking(network(), NonFinitePolicy.FAIL, 0);
    assertThrows(IllegalStateException.class, stopping::fit);
  }

  @Test
  void skippedWindowsTrainOnToTheLastEpoch() {
    EarlyStoppingResult<MultiLayerNetwork> result =
        breaking(network(), NonFinitePolicy.SKIP, 2).fit();
    assertEquals(TerminationReason.EpochTerminationCondition, result.getTerminationReason());
    assertEquals(5, result.getTotalEpochs());
  }

  /** Scores by heart. */
  private record Scores(double[] values, int[] next) implements ScoreCalculator<MultiLayerNetwork> {
    Scores(double... values) {
      this(values, new int[1]);
    }

    @Override
    public double calculateScore(MultiLayerNetwork network) {
      return values[next[0]++];
    }

    @Override
    public boolean minimizeScore() {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({"NaN 3 2 4,2", "NaN NaN,0", "3 NaN 2,2", "2 2 2,0", "Infinity 5,1", "1 NaN,0"})
  void noNumberIsTheWorstScore(String scores, int best) {
    double[] values = Arrays.stream(scores.split(" ")).mapToDouble(Double::parseDouble).toArray();
    EarlyStoppingResult<MultiLayerNetwork> result =
        fit(
            TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
                .scoreCalculator(new Scores(values))
                .epochTerminationConditions(new MaxEpochsTerminationCondition(values.length))
                .build(),
            network());
    assertEquals(best, result.getBestModelEpoch());
    assertEquals(values[best], result.getBestModelScore());
  }

  @Test
  void modelsAreSavedToFilesWithTheirUpdater(@TempDir Path folder) {
    MultiLayerNetwork network = network();
    EarlyStoppingResult<MultiLayerNetwork> result =
        fit(
            TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
                .modelSaver(new LocalFileModelSaver(folder.toFile()))
                .epochTerminationConditions(new MaxEpochsTerminationCondition(1))
                .saveLastModel(true)
                .build(),
            network);
    assertEquals(network.params(), result.getBestModel().params());
    assertTrue(folder.resolve("latestModel.bin").toFile().exists());
    windows(network).fit(data(4));
    windows(result.getBestModel()).fit(data(4));
    assertEquals(network.params(), result.getBestModel().params());
  }

  @Test
  void whatCanNotWorkIsRefused() {
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer = windows(network);
    EarlyStoppingConfiguration<MultiLayerNetwork> conf = endingAfter(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new TruncatedBpttEarlyStopping<>(conf, network(), trainer, training()));
    DataSetIterator once =
        new ExistingDataSetIterator(List.of(data(1)).iterator()) {
          @Override
          public boolean resetSupported() {
            return false;
          }
        };
    assertThrows(
        IllegalArgumentException.class,
        () -> new TruncatedBpttEarlyStopping<>(conf, network, trainer, once));
    for (EarlyStoppingConfiguration<MultiLayerNetwork> incomplete :
        List.of(
            TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf()
                .epochTerminationConditions(new EpochTerminationCondition[0])
                .build(),
            TruncatedBpttEarlyStoppingTest.<MultiLayerNetwork>conf().modelSaver(null).build(),
            new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(1))
                .build())) {
      assertThrows(DL4JInvalidConfigException.class, () -> fit(incomplete, network));
    }
    EarlyStoppingConfiguration<MultiLayerNetwork> never = endingAfter(1);
    never.setEvaluateEveryNEpochs(0);
    assertThrows(IllegalStateException.class, () -> fit(never, network));
    assertThrows(
        UnsupportedOperationException.class,
        new TruncatedBpttEarlyStopping<>(conf, network, trainer, training())::pretrain);
    assertEquals(0, network.getIterationCount());
  }
}
