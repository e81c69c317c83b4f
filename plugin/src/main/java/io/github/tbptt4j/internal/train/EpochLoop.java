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
 */
public record EpochLoop(TrainableNetwork network, WindowTrainer windows, boolean progress) {
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
    Totals totals = new Totals();
    try (TrainingProgress display = TrainingProgress.of(progress)) {
      Consumer<FitReport> seen = display::window;
      for (int epoch = 1; epoch <= epochs; epoch++) {
        source.begin();
        display.epoch(epoch, epochs);
        totals.add(epoch(source, seen.andThen(listener)));
      }
    }
    return totals;
  }

  private Totals epoch(MinibatchSource source, Consumer<FitReport> listener) {
    Totals totals = windows.endStream(listener);
    for (TrainingListener dl4jListener : network.listeners()) {
      dl4jListener.onEpochStart(network.model());
    }
    while (source.minibatches().hasNext()) {
      long asked = System.nanoTime();
      Minibatch minibatch = source.minibatches().next();
      network.lastEtlTime(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
      totals.add(windows.fit(minibatch, listener));
    }
    totals.add(windows.endStream(listener));
    for (TrainingListener dl4jListener : network.listeners()) {
      dl4jListener.onEpochEnd(network.model());
    }
    network.incrementEpochCount();
    return totals;
  }
}
