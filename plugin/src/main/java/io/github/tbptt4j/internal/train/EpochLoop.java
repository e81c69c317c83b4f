package io.github.tbptt4j.internal.train;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Trains on all minibatches of an iterator, epoch by epoch, as DL4J's fit does. */
public final class EpochLoop {
  private final TrainableNetwork network;
  private final WindowTrainer windows;
  private final boolean progress;
  private final Checkpoints checkpoints;

  /** Trains on one minibatch. */
  public interface Step {
    /**
     * Trains.
     *
     * @param minibatch the data
     * @param onUpdate gets the totals of each update
     * @return the totals
     */
    RunTotals fit(Minibatch minibatch, Consumer<RunTotals> onUpdate);
  }

  /** DL4J's two kinds of iterators. */
  record Source(Iterator<Minibatch> minibatches, boolean canReset, Runnable reset) {
    /** Makes ready for an epoch. */
    void begin() {
      if (!minibatches.hasNext() && canReset) {
        reset.run();
      }
      if (!minibatches.hasNext()) {
        throw new IllegalArgumentException(
            "The iterator has no minibatch: nothing can be trained. Reset it, or check its data.");
      }
    }
  }

  /**
   * A loop.
   *
   * @param network whose listeners hear of epochs
   * @param windows whose stream an epoch is, where it has one
   * @param progress whether a person sees how it goes
   * @param checkpoints where it begins, and when it is saved
   */
  public EpochLoop(
      TrainableNetwork network, WindowTrainer windows, boolean progress, Checkpoints checkpoints) {
    this.network = network;
    this.windows = windows;
    this.progress = progress;
    this.checkpoints = checkpoints;
  }

  /**
   * Trains on an iterator's minibatches.
   *
   * @param data the iterator
   * @param epochs passes over it
   * @param step trains on one
   * @param listener gets the totals of each update
   * @return the totals of all
   */
  public RunTotals run(DataSetIterator data, int epochs, Step step, Consumer<RunTotals> listener) {
    Objects.requireNonNull(data, "minibatches must not be null.");
    Iterator<Minibatch> minibatches = each(data::hasNext, () -> Minibatch.of(given(data.next())));
    return run(new Source(minibatches, data.resetSupported(), data::reset), epochs, step, listener);
  }

  /**
   * Trains on an iterator's minibatches.
   *
   * @param data the iterator
   * @param epochs passes over it
   * @param step trains on one
   * @param listener gets the totals of each update
   * @return the totals of all
   */
  public RunTotals run(
      MultiDataSetIterator data, int epochs, Step step, Consumer<RunTotals> listener) {
    Objects.requireNonNull(data, "minibatches must not be null.");
    Iterator<Minibatch> minibatches = each(data::hasNext, () -> Minibatch.of(given(data.next())));
    return run(new Source(minibatches, data.resetSupported(), data::reset), epochs, step, listener);
  }

  private static Iterator<Minibatch> each(BooleanSupplier hasNext, Supplier<Minibatch> next) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return hasNext.getAsBoolean();
      }

      @Override
      public Minibatch next() {
        return next.get();
      }
    };
  }

  private static <T> T given(T minibatch) {
    if (minibatch == null) {
      throw new IllegalArgumentException(
          "The iterator gave null for a minibatch: check its data. The minibatches before it are"
              + " trained.");
    }
    return minibatch;
  }

  private RunTotals run(Source source, int epochs, Step step, Consumer<RunTotals> listener) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs (" + epochs + ") must be at least 1.");
    }
    if (epochs > 1 && !source.canReset) {
      throw new IllegalArgumentException(
          "epochs (" + epochs + ") must be 1 for an iterator that can't be reset.");
    }
    EpochPosition from = checkpoints.position();
    from.bringTo(source, epochs);
    checkpoints.beginEpochs();
    try {
      return run(source, from, epochs, step, listener);
    } finally {
      checkpoints.endEpochs();
    }
  }

  private RunTotals run(
      Source source, EpochPosition from, int epochs, Step step, Consumer<RunTotals> listener) {
    RunTotals totals = from.totals();
    try (TrainingProgress display = TrainingProgress.of(progress)) {
      Consumer<RunTotals> onUpdate =
          window -> {
            display.window(window);
            listener.accept(window);
          };
      for (int ended = from.epochs(); ended < epochs; ended++) {
        long trained = ended == from.epochs() ? from.minibatches() : 0;
        if (trained == 0) {
          source.begin();
        }
        display.epoch(ended + 1, epochs);
        if (trained == 0) {
          totals.add(windows.endStream(onUpdate));
        }
        epoch(source.minibatches, ended, trained, step, totals, onUpdate);
      }
    }
    checkpoints.afterEpochs(epochs, totals);
    return totals;
  }

  private void epoch(
      Iterator<Minibatch> minibatches,
      int ended,
      long trainedBefore,
      Step step,
      RunTotals totals,
      Consumer<RunTotals> onUpdate) {
    long trained = trainedBefore;
    for (TrainingListener dl4jListener : network.listeners()) {
      dl4jListener.onEpochStart(network.model());
    }
    while (minibatches.hasNext()) {
      long asked = System.nanoTime();
      Minibatch minibatch = minibatches.next();
      network.lastEtlTime(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
      totals.add(step.fit(minibatch, onUpdate));
      trained++;
      checkpoints.afterMinibatch(ended, trained, minibatch, totals);
    }
    totals.add(windows.endStream(onUpdate));
    for (TrainingListener dl4jListener : network.listeners()) {
      dl4jListener.onEpochEnd(network.model());
    }
    network.incrementEpochCount();
  }
}
