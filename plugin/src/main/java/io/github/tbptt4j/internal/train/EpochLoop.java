package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.FitReport;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * Trains on all minibatches of a source, epoch by epoch, as DL4J's fit does.
 *
 * @param network whose listeners hear of epochs
 * @param windows whose stream an epoch is, where it has one
 * @param progress whether a person sees how it goes
 * @param checkpoints where it begins, and when it is saved
 */
public record EpochLoop(
    TrainableNetwork network, WindowTrainer windows, boolean progress, Checkpoints checkpoints) {
  /**
   * Trains.
   *
   * @param source the data
   * @param epochs passes over it
   * @param listener gets the report of each window
   * @return the totals of all
   */
  public Totals run(MinibatchSource source, int epochs, Consumer<FitReport> listener) {
    source.requireEpochs(epochs);
    EpochPosition from = checkpoints.position();
    from.bringTo(source, epochs);
    checkpoints.beginEpochs();
    try {
      return run(source, from, epochs, listener);
    } finally {
      checkpoints.endEpochs();
    }
  }

  private Totals run(
      MinibatchSource source, EpochPosition from, int epochs, Consumer<FitReport> listener) {
    Totals totals = from.totals();
    try (TrainingProgress display = TrainingProgress.of(progress)) {
      Consumer<FitReport> seen = display::window;
      Consumer<FitReport> onWindow = seen.andThen(listener);
      for (int ended = from.epochs(); ended < epochs; ended++) {
        long trained = ended == from.epochs() ? from.minibatches() : 0;
        if (trained == 0) {
          source.begin();
        }
        display.epoch(ended + 1, epochs);
        if (trained == 0) {
          totals.add(windows.endStream(onWindow));
        }
        epoch(source, ended, trained, totals, onWindow);
      }
    }
    checkpoints.afterEpochs(epochs, totals);
    return totals;
  }

  private void epoch(
      MinibatchSource source,
      int ended,
      long trainedBefore,
      Totals totals,
      Consumer<FitReport> listener) {
    for (TrainingListener dl4jListener : network.listeners()) {
      dl4jListener.onEpochStart(network.model());
    }
    for (long trained = trainedBefore + 1; source.minibatches().hasNext(); trained++) {
      long asked = System.nanoTime();
      Minibatch minibatch = source.minibatches().next();
      network.lastEtlTime(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
      totals.add(windows.fit(minibatch, listener));
      checkpoints.afterMinibatch(ended, trained, minibatch, totals);
    }
    totals.add(windows.endStream(listener));
    for (TrainingListener dl4jListener : network.listeners()) {
      dl4jListener.onEpochEnd(network.model());
    }
    network.incrementEpochCount();
  }
}
