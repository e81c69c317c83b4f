package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** DL4J's listeners get from the trainer what they get from fit. */
@Tag("trainer")
class TrainerListenerTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 10;
  private static final int EPOCHS = 2;
  private static final double TOLERANCE = 1e-10;

  @TempDir Path folder;

  private static DataSet data(int seed) {
    return new DataSet(
        TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, STEPS),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(seed)));
  }

  private static ExistingDataSetIterator minibatches() {
    return new ExistingDataSetIterator(List.of(data(1), data(2), data(3)));
  }

  private static MultiLayerNetwork network() {
    return TestNetworks.network(
        new Adam(.05), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.vanillaRnn());
  }

  private static TruncatedBpttTrainer.Builder oneWindow(TruncatedBpttTrainer.Builder builder) {
    return builder.truncation(TruncatedBptt.of(STEPS, STEPS));
  }

  /** What any listener can ask for. */
  private static final class Seen extends BaseTrainingListener {
    final List<String> counts = new ArrayList<>();
    final List<double[]> numbers = new ArrayList<>();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      counts.add(iteration + "/" + epoch + " of " + model.batchSize());
      numbers.add(
          new double[] {
            model.score(),
            model.gradient().gradient().norm2Number().doubleValue(), // the update by now
            model.params().norm2Number().doubleValue(),
            model
                .gradient()
                .getGradientFor(model.gradient().gradientForVariable().keySet().iterator().next())
                .norm2Number()
                .doubleValue()
          });
    }

    void assertSame(Seen other) {
      assertEquals(counts, other.counts);
      for (int i = 0; i < numbers.size(); i++) {
        for (int j = 0; j < numbers.get(i).length; j++) {
          assertEquals(numbers.get(i)[j], other.numbers.get(i)[j], TOLERANCE, i + ", " + j);
        }
      }
    }
  }

  /** One of each kind, writing into a folder of its own. */
  private final class Listeners {
    final Seen seen = new Seen();
    final InMemoryStatsStorage stats = new InMemoryStatsStorage();
    final List<Double> accuracies = new ArrayList<>();
    final File checkpoints;
    final List<TrainingListener> all;

    Listeners(String name) {
      checkpoints = folder.resolve(name).toFile();
      assertTrue(checkpoints.mkdir());
      EvaluativeListener evaluation =
          new EvaluativeListener(
              new ExistingDataSetIterator(List.of(data(9))), 1, InvocationType.ITERATION_END);
      evaluation.setCallback(
          (listener, model, invocations, evaluations) ->
              accuracies.add(((Evaluation) evaluations[0]).accuracy()));
      all =
          List.of(
              new ScoreIterationListener(1),
              new PerformanceListener(1, true),
              new StatsListener(stats, 1),
              evaluation,
              new CheckpointListener.Builder(checkpoints).keepAll().saveEveryNIterations(2).build(),
              seen);
    }

    List<StatsReport> reports() {
      String session = stats.listSessionIDs().get(0);
      List<StatsReport> reports = new ArrayList<>();
      for (Persistable update : stats.getAllUpdatesAfter(session, StatsListener.TYPE_ID, 0)) {
        reports.add((StatsReport) update);
      }
      return reports;
    }

    int saved() {
      return CheckpointListener.availableCheckpoints(checkpoints).size();
    }
  }

  private static void assertSame(Listeners dl4j, Listeners ours) {
    int updates = 3 * EPOCHS;
    assertEquals(updates, dl4j.seen.counts.size());
    dl4j.seen.assertSame(ours.seen);
    assertEquals(updates, ours.accuracies.size());
    assertEquals(dl4j.accuracies, ours.accuracies);
    assertEquals(2, ours.saved()); // iterations 2 and 4
    assertEquals(dl4j.saved(), ours.saved());
    List<StatsReport> expected = dl4j.reports();
    List<StatsReport> actual = ours.reports();
    assertEquals(expected.size(), actual.size());
    assertTrue(expected.size() >= updates - 1, "reports " + expected.size());
    for (int i = 0; i < expected.size(); i++) {
      StatsReport one = expected.get(i);
      StatsReport other = actual.get(i);
      assertEquals(one.getIterationCount(), other.getIterationCount());
      assertEquals(one.getScore(), other.getScore(), TOLERANCE);
      for (StatsType type :
          List.of(
              StatsType.Parameters,
              StatsType.Gradients,
              StatsType.Updates,
              StatsType.Activations)) {
        if (one.hasSummaryStats(
            type, org.deeplearning4j.ui.model.stats.api.SummaryType.MeanMagnitudes)) {
          Map<String, Double> theirs = one.getMeanMagnitudes(type);
          Map<String, Double> mine = other.getMeanMagnitudes(type);
          assertEquals(theirs.keySet(), mine.keySet(), type.toString());
          theirs.forEach((key, value) -> assertEquals(value, mine.get(key), TOLERANCE, key));
        }
      }
    }
  }

  @Test
  void networksListenersGetWhatTheyGetFromFit() {
    MultiLayerNetwork theirs = network();
    Listeners dl4j = new Listeners("dl4j");
    theirs.setListeners(dl4j.all);
    theirs.fit(minibatches(), EPOCHS);
    MultiLayerNetwork ours = network();
    Listeners trained = new Listeners("ours");
    ours.setListeners(trained.all);
    oneWindow(TruncatedBpttTrainer.builder(ours)).build().fit(minibatches(), EPOCHS);
    assertSame(dl4j, trained);
    assertClose(theirs.params(), ours.params(), TOLERANCE);
  }

  @Test
  void graphsListenersGetWhatTheyGetFromFit() {
    ComputationGraph theirs =
        TestNetworks.graph(new Adam(.05), List.of(TestNetworks.lstm(), TestNetworks.vanillaRnn()));
    ComputationGraph ours = theirs.clone();
    Listeners dl4j = new Listeners("dl4j");
    theirs.setListeners(dl4j.all);
    theirs.fit(minibatches(), EPOCHS);
    Listeners trained = new Listeners("ours");
    ours.setListeners(trained.all);
    oneWindow(TruncatedBpttTrainer.builder(ours)).build().fit(minibatches(), EPOCHS);
    assertSame(dl4j, trained);
    assertClose(theirs.params(), ours.params(), TOLERANCE);
  }

  /** Evaluation runs the same network over other data between two windows. */
  @Test
  void evaluationBetweenWindowsDoesNotDisturbThem() {
    MultiLayerNetwork alone = network();
    MultiLayerNetwork watched = network();
    watched.setListeners(new Listeners("watched").all);
    for (MultiLayerNetwork network : List.of(alone, watched)) {
      TruncatedBpttTrainer.builder(network)
          .truncation(TruncatedBptt.of(3, 5))
          .stateful(true)
          .build()
          .fit(minibatches(), EPOCHS);
    }
    assertIdentical(alone.params(), watched.params());
  }

  @Test
  void checkpointIsTheNetworkAfterThatIteration() throws Exception {
    List<INDArray> parameters = new ArrayList<>();
    MultiLayerNetwork network = network();
    CheckpointListener checkpoints =
        new CheckpointListener.Builder(folder.toFile()).keepAll().saveEveryNIterations(2).build();
    network.setListeners(
        checkpoints,
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            parameters.add(model.params().dup());
          }
        });
    TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(3, 5)).build().fit(data(1));
    assertEquals(4, parameters.size());
    int last = checkpoints.availableCheckpoints().size() - 1;
    MultiLayerNetwork saved = checkpoints.loadCheckpointMLN(last);
    int iteration = checkpoints.availableCheckpoints().get(last).getIteration();
    assertIdentical(parameters.get(iteration), saved.params());
  }

  @Test
  void listenersLearnHowLongTheDataTook() {
    MultiLayerNetwork network = network();
    List<Long> millis = new ArrayList<>();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            millis.add(network.getLastEtlTime());
          }
        });
    var slow =
        new ExistingDataSetIterator(List.of(data(1), data(2))) {
          @Override
          public DataSet next() {
            try {
              Thread.sleep(30);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return super.next();
          }
        };
    oneWindow(TruncatedBpttTrainer.builder(network)).build().fit(slow, 1);
    assertTrue(millis.stream().allMatch(m -> m >= 25), millis.toString());
  }
}
