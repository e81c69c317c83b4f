package io.github.tbptt4j.tuning.internal.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.internal.sweep.SimulatedCluster.Machines;
import io.github.tbptt4j.tuning.internal.sweep.SimulatedCluster.RecordedTraining;
import io.github.tbptt4j.tuning.internal.sweep.SimulatedCluster.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be said of a cluster by hand. */
class SimulatedClusterTest {
  private static final double[] NONE = {};
  private static final double[] HALF = {0.5};

  /** The later the better, and all as long. */
  private static List<RecordedTraining> trainings(int count, double seconds) {
    List<RecordedTraining> trainings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      trainings.add(new RecordedTraining(seconds, new double[] {10 - i, 9 - i}));
    }
    return trainings;
  }

  private static Run whole(List<RecordedTraining> trainings, Machines machines) {
    return SimulatedCluster.run(trainings, NONE, 2, Integer.MAX_VALUE, machines, 1);
  }

  @Test
  void oneWorkerTakesTheSumOfAll() {
    Run run = whole(trainings(6, 10), Machines.perfect(1));
    assertEquals(60, run.seconds(), 1e-9);
    assertEquals(60, run.busy(), 1e-9);
  }

  @Test
  void equalTrainingsGoInRounds() {
    Run run = whole(trainings(7, 10), Machines.perfect(3));
    assertEquals(30, run.seconds(), 1e-9); // three, three and one
    assertEquals(70, run.busy(), 1e-9);
  }

  @Test
  void startsCostEachJob() {
    assertEquals(66, whole(trainings(6, 10), new Machines(1, 0, 1 / 0.0, 1, 60)).seconds(), 1e-9);
  }

  @Test
  void aBarrierHasWorkersWait() {
    // four to the half, then the best two to the end: 5 s, and 5 s with two of four idle
    Run run = SimulatedCluster.synchronous(trainings(4, 10), HALF, 2, Machines.perfect(4), 1);
    assertEquals(10, run.seconds(), 1e-9);
    assertEquals(4 * 5 + 2 * 5, run.busy(), 1e-9);
    assertEquals(9 - 3, run.best(), 1e-9);
  }

  @Test
  void asynchronousHalvingPromotesWhoeverIsAmongTheBestSoFar() {
    // each is better than all before: from the second one on each goes on when it arrives
    Run run = SimulatedCluster.run(trainings(4, 10), HALF, 2, 1, Machines.perfect(1), 1);
    assertEquals(4 * 5 + 3 * 5, run.seconds(), 1e-9);
    assertEquals(9 - 3, run.best(), 1e-9);
  }

  @Test
  void noMoreThanTheWindowRunAtATime() {
    Run run = SimulatedCluster.run(trainings(8, 10), NONE, 2, 2, Machines.perfect(8), 1);
    assertEquals(40, run.seconds(), 1e-9);
  }

  @Test
  void whatALostWorkerHadSavedIsKept() {
    Machines mortal = new Machines(1, 0, 500, 0, 10);
    Run run = whole(trainings(20, 300), mortal);
    assertTrue(run.seconds() > 6000 && run.seconds() < 6000 + 10 * 60, "" + run);
    Run forgetful = whole(trainings(20, 300), new Machines(1, 0, 500, 0, 1e9));
    assertTrue(forgetful.seconds() > run.seconds() + 500, forgetful + " " + run);
  }

  @Test
  void slownessStretchesTime() {
    Run run = whole(trainings(50, 10), new Machines(50, 0.5, 1 / 0.0, 0, 60));
    assertTrue(run.seconds() > 15 && run.seconds() < 60, "" + run); // the slowest of fifty
  }
}
