package io.github.tbptt4j.internal.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;

/** Saves and restores a trainer, at once or every now and then. */
public final class Checkpoints {
  private static final byte[] NOTHING = {};

  /**
   * When to save by itself.
   *
   * @param file where to; null for never
   * @param period time between two; null for none
   * @param updates between two; {@link Long#MAX_VALUE} for none
   */
  public record Schedule(Path file, Duration period, long updates) {
    /** No checkpoints. */
    public static final Schedule NEVER = new Schedule(null, null, Long.MAX_VALUE);
  }

  private final TrainableNetwork network;
  private final WindowTrainer windows;
  private final Map<String, String> settings;
  private final Schedule schedule;
  private long savedNanos;
  private int savedIteration;
  private EpochPosition goingOn; // where the next call over an iterator is to go on; or null
  private volatile boolean inEpochs;

  /**
   * Checkpoints of a trainer.
   *
   * @param network its network
   * @param windows its windows
   * @param settings what else it is, by names that a person knows
   * @param schedule when to save by itself
   */
  public Checkpoints(
      TrainableNetwork network,
      WindowTrainer windows,
      Map<String, String> settings,
      Schedule schedule) {
    this.network = network;
    this.windows = windows;
    this.settings = settings;
    this.schedule = schedule;
  }

  /** {@return whether there is a schedule} */
  public boolean areScheduled() {
    return schedule.file != null;
  }

  /** {@return whether a restored training over an iterator waits to be gone on with} */
  public boolean isGoingOn() {
    return goingOn != null;
  }

  /** Minibatches come by another way now. */
  public void forgetPosition() {
    goingOn = null;
  }

  /** Where a training over an iterator begins: where the restored one was, or at the beginning. */
  EpochPosition position() {
    return goingOn == null ? EpochPosition.beginning() : goingOn;
  }

  /** A training over an iterator, which {@link #position()} is for, is there and goes on. */
  void beginEpochs() {
    goingOn = null;
    inEpochs = true;
    windows.takeRandom(); // iterators may draw from it
    noteSaved();
  }

  /** It has ended, one way or the other. */
  void endEpochs() {
    inEpochs = false;
  }

  /**
   * Saves the trainer.
   *
   * @param file where to
   * @param attachment what else belongs to this moment
   * @throws IllegalStateException if a call is at work
   * @throws java.io.UncheckedIOException if the file can't be written
   */
  public void save(Path file, byte[] attachment) {
    requireNoEpoch();
    save(file, Optional.ofNullable(goingOn), attachment);
  }

  private void save(Path file, Optional<EpochPosition> position, byte[] attachment) {
    windows.betweenCalls(
        () ->
            new TrainerCheckpoint(
                    present(),
                    NetworkSnapshot.of(network.model()),
                    windows.stream(),
                    windows.random(),
                    position,
                    attachment)
                .save(file));
    noteSaved();
  }

  private void noteSaved() {
    savedNanos = System.nanoTime();
    savedIteration = BaseOptimizer.getIterationCount(network.model());
  }

  // A listener that hears of an epoch's end would save without the position.
  private void requireNoEpoch() {
    if (inEpochs) {
      throw new IllegalStateException(
          "fit(iterator, epochs) is at work, and alone knows where it stands: let it save by"
              + " checkpointEvery, or call this after it.");
    }
  }

  private Map<String, String> present() {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("network", network.model().getClass().getSimpleName());
    all.put("path", windows.path().direct() ? "direct" : "dl4j");
    return all;
  }

  /**
   * Makes the trainer what it was when it was saved. Nothing is changed before all has been read
   * and compared.
   *
   * @param file where it was saved
   * @return what else belonged to that moment
   * @throws IllegalArgumentException if the file isn't whole, or of another trainer or network
   */
  public byte[] restore(Path file) {
    requireNoEpoch();
    TrainerCheckpoint[] read = new TrainerCheckpoint[1];
    windows.betweenCalls(
        () -> {
          TrainerCheckpoint saved =
              TrainerCheckpoint.load(file, present(), windows.stream().plan.copy());
          saved.requireSame(file, NetworkSnapshot.of(network.model()));
          saved.network().restore(network.model());
          windows.continueWith(saved.stream(), saved.random());
          read[0] = saved;
        });
    goingOn = read[0].position().orElse(null);
    return read[0].attachment();
  }

  /** Saves if it is time, after a minibatch of an iterator. */
  void afterMinibatch(int epochs, long minibatches, Minibatch last, Totals totals) {
    if (isDue()) {
      long checksum = EpochPosition.checksum(last);
      save(
          schedule.file,
          Optional.of(new EpochPosition(epochs, minibatches, checksum, totals)),
          NOTHING);
    }
  }

  /** Saves at the end of a training over an iterator. */
  void afterEpochs(int epochs, Totals totals) {
    if (areScheduled()) {
      save(schedule.file, Optional.of(new EpochPosition(epochs, 0, 0, totals)), NOTHING);
    }
  }

  private boolean isDue() {
    if (!areScheduled()) {
      return false;
    }
    long updates = BaseOptimizer.getIterationCount(network.model()) - (long) savedIteration;
    return updates >= schedule.updates
        || (schedule.period != null && System.nanoTime() - savedNanos >= schedule.period.toNanos());
  }
}
