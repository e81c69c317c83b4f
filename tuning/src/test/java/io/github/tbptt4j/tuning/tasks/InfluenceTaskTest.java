package io.github.tbptt4j.tuning.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfluenceTaskTest {
  private static final int UNITS = 23;

  /** dloss/dtheta of each update. */
  private static final class Gradients extends BaseTrainingListener {
    private double last;

    @Override
    public void onGradientCalculation(Model model) {
      last = model.gradient().getGradientFor("0_W").getDouble(0);
    }
  }

  /** s_1 after so many steps with theta as it is at the start, by the definition. */
  private static double firstUnitAfter(int steps) {
    double[] s = new double[UNITS];
    Arrays.fill(s, 1);
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < UNITS; i++) {
        double above = i + 1 < UNITS ? s[i + 1] : 0;
        s[i] = 0.5 * s[i] + 0.5 * above + 0.5 * (i < 10 ? 1 : -1);
      }
    }
    return s[0];
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"10, 10.0", "20, 16.4761", "40, 0.5655", "50, -4.7527", "300, -6"})
  void gradientsCutAfterKStepsAreThePublishedOnes(int k, double influence) {
    InfluenceTask task = new InfluenceTask();
    MultiLayerNetwork network = task.network(task.usual().withLearningRate(1e-12), 1);
    Gradients gradients = new Gradients();
    network.addListeners(gradients);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(1, k))
            .stateful(true)
            .build();
    SingleThreads.call(() -> trainer.fit(task.training(1, 5), 1));

    assertTrue(trainer.path().direct(), trainer.path().reason());
    double error = firstUnitAfter(5 * task.timeSteps()) - 1;
    assertEquals(-4, error, 1e-6, "settled at -6 theta");
    assertEquals(influence, gradients.last / error, 1e-4);
  }

  /** Before s has settled, its start shows. */
  @Test
  void streamBeginsWithOnes() {
    InfluenceTask task = new InfluenceTask();
    MultiLayerNetwork network = task.network(task.usual(), 1);
    var h = network.output(task.heldOut().getFeatures(), false);
    for (int steps : new int[] {1, 2, 10, 30, 60}) {
      assertEquals(firstUnitAfter(steps) - 1, h.getDouble(0, 0, steps - 1), 1e-4);
    }
    assertEquals(task.measure().guess(), task.score(network), 1e-4);
  }

  @Tag("slow")
  @Test
  void shortReachDivergesAndLongReachConverges() {
    InfluenceTask task = new InfluenceTask();
    TaskTraining training = new TaskTraining(task, task.usual().withMinibatches(30));
    TaskResult shortReach = SingleThreads.call(() -> training.run(TruncatedBptt.of(1, 20), 1));
    TaskResult longReach = SingleThreads.call(() -> training.run(TruncatedBptt.of(5, 100), 1));

    assertTrue(shortReach.diverged() && !shortReach.solved(), shortReach::toString);
    assertTrue(shortReach.curve().size() < longReach.curve().size(), "it is given up early");
    assertFalse(longReach.diverged());
    assertTrue(longReach.solved(), longReach::toString);
  }

  @Test
  void randomCutsConvergeWhereFixedOnesDiverge() {
    InfluenceTask task = new InfluenceTask();
    TaskTraining training = new TaskTraining(task, task.usual().withMinibatches(30));
    Truncation cuts = RandomTruncation.of(16).withAlpha(6);
    TaskResult fixed = SingleThreads.call(() -> training.run(TruncatedBptt.of(10, 10), 1));
    TaskResult random = SingleThreads.call(() -> training.run(cuts, 1));

    assertTrue(fixed.diverged() && !fixed.solved(), fixed::toString);
    assertTrue(random.solved() && !random.diverged(), random::toString);
  }

  @Test
  void itsNetworkIsGiven() {
    InfluenceTask task = new InfluenceTask();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> task.network(task.usual().withLayers(1, 50), 1));
    assertTrue(e.getMessage().contains("leave out cell, layers, units and omega"), e.getMessage());
  }
}
