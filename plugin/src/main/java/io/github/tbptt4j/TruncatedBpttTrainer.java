package io.github.tbptt4j;

import io.github.tbptt4j.internal.train.Checkpoints;
import io.github.tbptt4j.internal.train.ClippingRules;
import io.github.tbptt4j.internal.train.EpochLoop;
import io.github.tbptt4j.internal.train.GraphAdapter;
import io.github.tbptt4j.internal.train.Minibatch;
import io.github.tbptt4j.internal.train.MinibatchSource;
import io.github.tbptt4j.internal.train.MultiLayerAdapter;
import io.github.tbptt4j.internal.train.TrainableNetwork;
import io.github.tbptt4j.internal.train.UpdateStep;
import io.github.tbptt4j.internal.train.WindowTrainer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Trains a recurrent network with truncated backpropagation through time as {@link TruncatedBptt}
 * defines it, cut at the level of the network: every k1 time steps one update, from a window of up
 * to k2 steps. {@link AdaptiveTruncation} and {@link RandomTruncation} choose windows as they go.
 *
 * <pre>{@code
 * var trainer =
 *     TruncatedBpttTrainer.builder(network)
 *         .truncation(TruncatedBptt.of(20, 100))
 *         .clipGlobalNorm(1.0)
 *         .build();
 * FitReport report = trainer.fit(iterator, 10);
 * }</pre>
 *
 * <p>A window is run forward and backward through the whole network from the states stored at its
 * first step, with the losses of the steps it owns. For stacks this is exact, where truncating each
 * layer on its own isn't the same thing. Works for LSTM, GravesLSTM, SimpleRnn (without layer
 * normalisation) and VanillaRnn with any layers between them that look at one time step, frozen
 * ones included. Stored states were computed with the parameters of their time. Memory doesn't
 * depend on the length of a stream: at most 2 k1 + k2 steps of data and k2/k1 + 2 states are kept,
 * plus the minibatch at hand (other truncations say themselves what they keep).
 *
 * <p>Without {@code stateful(true)} every minibatch is a set of whole sequences: it begins with
 * zero state and ends with a shorter window if need be, which still goes back k2 steps. With k2 =
 * k1 that is where DL4J's TBPTT differs: its last segment goes back to its own beginning, see
 * {@link TruncatedBptt}. With {@code stateful(true)}, consecutive minibatches continue the same B
 * sequences, however they are chopped; steps wait until k1 of them are there. Every minibatch of
 * such a stream has the form of the first: types, sizes, indices or one-hot; masks may come and go.
 *
 * <p>Features are [B, nIn, T], or [B, T, nIn] where the layers have {@code RNNFormat.NWC}; symbols
 * for a {@link VanillaRnn} with {@code indexInput} also [B, 1, T], [B, T, 1] or [B, T]. Labels are
 * [B, nOut, T] or [B, T, nOut], indices for a {@link FusedRnnOutputLayer} or the loss SPARSE_MCXENT
 * [B, 1, T] or [B, T, 1]. Masks are [B, T], of labels also [B, nOut, T] whatever the format, and 0
 * or 1: DL4J's layers and losses make something else of other values than a weight. Weights of time
 * steps need a {@link FusedRnnOutputLayer} with softmax and cross entropy.
 *
 * <p>A window whose losses are all masked makes no update: parameters, updater state, iteration
 * count and listeners are untouched, the states go on over its steps, and the report counts it.
 * DL4J's {@code fit} runs the updater all the same, which then moves parameters by momentum and
 * penalties.
 *
 * <p>DL4J's listeners, updater (so ModelSerializer saves its state), schedules, constraints,
 * iteration and epoch counts work as in DL4J's {@code fit}; an iteration is an update. Without
 * masks for labels every step's loss counts; a mask for features is no mask for labels, in DL4J and
 * here (RnnLossLayer takes it as one). Listeners may use the network in {@code iterationDone};
 * within a window they may not run it.
 *
 * <p>Wrong data gets an {@link IllegalArgumentException}, what the network can't do an {@link
 * IllegalStateException}. Data is checked whole before anything is changed. If a call of {@code
 * fit} for a minibatch fails, be it in a listener, parameters, updater state, iteration count and
 * stored states are what they were before it. The states of {@code rnnTimeStep} are left alone. One
 * call at a time for a network: a second one, of another thread, a listener or another trainer,
 * gets an IllegalStateException. Nobody else may use the network meanwhile.
 */
public final class TruncatedBpttTrainer {
  private final TrainableNetwork network;
  private final WindowTrainer windows;
  private final EpochLoop epochLoop;
  private final Checkpoints checkpoints;
  private final Consumer<FitReport> listener;

  private TruncatedBpttTrainer(Builder builder) {
    network = builder.network;
    listener = builder.listener;
    if (builder.stateful && needsWholeSequences(builder.truncation)) {
      throw new IllegalStateException(
          "truncation ("
              + builder.truncation
              + ") needs the whole sequence, but a stateful trainer never has it: give"
              + " TruncatedBptt.of(k1, k2).");
    }
    windows =
        new WindowTrainer(
            network,
            builder.truncation,
            builder.stateful,
            builder.lambda,
            new UpdateStep(network, builder.threshold, builder.policy == NonFinitePolicy.FAIL));
    checkpoints = new Checkpoints(network, windows, builder.settings(), builder.schedule);
    epochLoop = new EpochLoop(network, windows, builder.progress, checkpoints);
  }

  private static boolean needsWholeSequences(Truncation truncation) {
    return truncation instanceof TruncatedBptt fixed
        && (fixed.k1() == Integer.MAX_VALUE || fixed.isFull());
  }

  /**
   * Begins the configuration of a trainer.
   *
   * @param network the network to train, initialised
   * @return a builder
   */
  public static Builder builder(MultiLayerNetwork network) {
    return new Builder(
        new MultiLayerAdapter(Objects.requireNonNull(network, "network must not be null.")));
  }

  /**
   * Begins the configuration of a trainer.
   *
   * @param graph the network to train, initialised
   * @return a builder
   */
  public static Builder builder(ComputationGraph graph) {
    return new Builder(new GraphAdapter(Objects.requireNonNull(graph, "graph must not be null.")));
  }

  /**
   * Trains on one minibatch.
   *
   * @param minibatch features and labels, [B, n, T] or as the network's data format says, and masks
   *     [B, T]
   * @return what was done
   */
  public FitReport fit(DataSet minibatch) {
    checkpoints.forgetPosition();
    return windows.fit(Minibatch.of(minibatch), this::notifyListener).report();
  }

  /**
   * Trains on one minibatch.
   *
   * @param minibatch features and labels, [B, n, T] or as the network's data format says, and masks
   *     [B, T]
   * @return what was done
   */
  public FitReport fit(MultiDataSet minibatch) {
    checkpoints.forgetPosition();
    return windows.fit(Minibatch.of(minibatch), this::notifyListener).report();
  }

  /**
   * Trains on all minibatches of an iterator. A stateful trainer takes each epoch as one stream,
   * which begins with zero state and ends with a flush.
   *
   * <p>If the iterator or a minibatch fails in the middle, the minibatches before it stay trained
   * and counted as iterations; the failing one is undone, and the epoch is not counted. A stateful
   * trainer can go on from there with {@code fit(minibatch)}.
   *
   * @param minibatches the data
   * @param epochs passes over it, at least 1
   * @return what was done
   */
  public FitReport fit(DataSetIterator minibatches, int epochs) {
    return epochLoop.run(MinibatchSource.of(minibatches), epochs, this::notifyListener).report();
  }

  /**
   * Trains on all minibatches of an iterator. A stateful trainer takes each epoch as one stream,
   * which begins with zero state and ends with a flush.
   *
   * <p>If the iterator or a minibatch fails in the middle, the minibatches before it stay trained
   * and counted as iterations; the failing one is undone, and the epoch is not counted. A stateful
   * trainer can go on from there with {@code fit(minibatch)}.
   *
   * @param minibatches the data
   * @param epochs passes over it, at least 1
   * @return what was done
   */
  public FitReport fit(MultiDataSetIterator minibatches, int epochs) {
    return epochLoop.run(MinibatchSource.of(minibatches), epochs, this::notifyListener).report();
  }

  /**
   * Runs the steps that still wait as a shorter window. The sequences go on afterwards.
   *
   * @return what was done; nothing if no step waits
   */
  public FitReport flush() {
    checkpoints.forgetPosition();
    return windows.flush(this::notifyListener).report();
  }

  /**
   * Ends the sequences of some examples; the others go on. Of no example, nothing happens. Steps
   * that wait are flushed, then the state of these examples is zero, and no later window of theirs
   * looks back past this point. As the flush cuts the window of the others too, their next window
   * begins here.
   *
   * @param examples rows of the minibatch, from 0
   * @return what the flush did
   * @throws IllegalArgumentException if there is no such example
   */
  public FitReport endSequences(int... examples) {
    Objects.requireNonNull(examples, "examples must not be null.");
    checkpoints.forgetPosition();
    return windows.endSequences(examples.clone(), this::notifyListener).report();
  }

  /**
   * Forgets all carried state and the steps that still wait: the next minibatch begins new
   * sequences, of any minibatch size. Call {@link #flush()} first to train on the steps that wait.
   */
  public void resetState() {
    checkpoints.forgetPosition();
    windows.reset();
  }

  /**
   * Saves this trainer as it is: the network's parameters, updater state and counts, carried
   * states, steps that wait, and where ND4J's random generator of this thread stands. {@link
   * #restoreCheckpoint} tells what can be done with it.
   *
   * <p>The file is whole or not there, whenever the process or the machine dies; an older one is
   * replaced in one step.
   *
   * @param file where to
   * @throws IllegalStateException while a call of this trainer is at work; {@link
   *     Builder#checkpointEvery(Path, Duration) checkpointEvery} saves within {@code fit(iterator,
   *     epochs)}
   * @throws UncheckedIOException if it can't be written; an older file is then as it was
   */
  public void saveCheckpoint(Path file) {
    saveCheckpoint(file, new byte[0]);
  }

  /**
   * The same with something of the caller's that belongs to the same moment, such as where the data
   * stand that a loop of one's own reads.
   *
   * @param file where to
   * @param attachment what {@link #restoreCheckpoint} is to return
   * @throws IllegalStateException while a call of this trainer is at work
   * @throws UncheckedIOException if it can't be written; an older file is then as it was
   */
  public void saveCheckpoint(Path file, byte[] attachment) {
    checkpoints.save(
        Objects.requireNonNull(file, "file must not be null."),
        Objects.requireNonNull(attachment, "attachment must not be null."));
  }

  /**
   * Makes this trainer and its network what they were when they were saved. Training that goes on
   * with the same data gives, to the last bit, what it would have given without the break.
   *
   * <p>A checkpoint of {@code fit(iterator, epochs)} is gone on with by the same call, if that is
   * the next one of this trainer: the minibatches trained on are taken from the iterator and not
   * trained on again ({@link SymbolSequenceIterator} and {@link NumberSequenceIterator} without a
   * pre-processor skip them at once), and the report is that of the whole training. The iterator
   * must be where it was before the first epoch, and give the same minibatches; of earlier epochs
   * only its resets are repeated. The last minibatch before the checkpoint is compared, and another
   * one refused. More epochs may be asked for than before, so that a finished training can go on.
   *
   * <p>The network is built as it was, and is compared with the checkpoint; its listeners and what
   * they have counted are no part of it. Another processor, or another kernel, may round otherwise.
   *
   * @param file where it was saved
   * @return what was saved beside the trainer, empty for nothing
   * @throws IllegalArgumentException if there is no such file; if it is damaged, cut off, or of
   *     another version's format; if the network's configuration or the trainer's settings are
   *     others. The message says which; nothing is changed
   * @throws IllegalStateException while a call of this trainer is at work
   * @throws UncheckedIOException if the disk fails
   */
  public byte[] restoreCheckpoint(Path file) {
    return checkpoints.restore(Objects.requireNonNull(file, "file must not be null."));
  }

  /** {@return how this trainer runs the windows of its network, and why} */
  public TrainingPath path() {
    return windows.path();
  }

  /** {@return time steps that wait until there are k1 of them} */
  public int pendingSteps() {
    return windows.pendingSteps();
  }

  boolean hasCheckpoints() {
    return checkpoints.areScheduled() || checkpoints.isGoingOn();
  }

  Model model() {
    return network.model();
  }

  /** One epoch; {@code afterUpdate} may throw a TrainingStop, which leaves the updates made. */
  void epoch(DataSetIterator minibatches, Runnable afterUpdate) {
    epochLoop.run(MinibatchSource.of(minibatches), 1, notifyingAlso(afterUpdate));
  }

  /** One epoch; {@code afterUpdate} may throw a TrainingStop, which leaves the updates made. */
  void epoch(MultiDataSetIterator minibatches, Runnable afterUpdate) {
    epochLoop.run(MinibatchSource.of(minibatches), 1, notifyingAlso(afterUpdate));
  }

  private Consumer<FitReport> notifyingAlso(Runnable afterUpdate) {
    return update -> {
      notifyListener(update);
      afterUpdate.run();
    };
  }

  long heldBytes() {
    return windows.heldBytes();
  }

  private void notifyListener(FitReport window) {
    if (window.emptyWindows() == 0) {
      listener.accept(window);
    }
  }

  /** Configures a trainer. */
  public static final class Builder {
    private final TrainableNetwork network;
    private Truncation truncation = TruncatedBptt.full();
    private double threshold = Double.POSITIVE_INFINITY;
    private OptionalDouble lambda = OptionalDouble.empty();
    private NonFinitePolicy policy = NonFinitePolicy.FAIL;
    private boolean stateful;
    private boolean progress;
    private Consumer<FitReport> listener = report -> {};
    private Checkpoints.Schedule schedule = Checkpoints.Schedule.NEVER;

    private Builder(TrainableNetwork network) {
      this.network = network;
    }

    /**
     * Sets how far back errors go, and after how many steps there is an update.
     *
     * @param truncation full BPTT by default: one update a minibatch
     * @return this builder
     */
    public Builder truncation(Truncation truncation) {
      this.truncation = Objects.requireNonNull(truncation, "truncation must not be null.");
      return this;
    }

    /**
     * Clips the norm of the gradient over all parameters of the network, as {@link
     * GlobalNormClipping} does in {@code fit}: the threshold is in terms of the mean over the
     * minibatch of the gradient summed over a window's steps.
     *
     * @param threshold largest norm left as it is, positive and finite
     * @return this builder
     * @throws IllegalArgumentException if the threshold isn't positive and finite
     */
    public Builder clipGlobalNorm(double threshold) {
      this.threshold = ClippingRules.requireThreshold(threshold);
      return this;
    }

    /**
     * Keeps errors from vanishing on their way back through each window: {@link
     * VanishingRegularizer} has the equation and its source. It holds for all VanillaRnn layers
     * that are trained, in the place of what they are configured with; their configuration stays.
     * The gradient that {@link #clipGlobalNorm} clips has its part, the score doesn't, and {@link
     * FitReport#vanishingPenalty()} tells it.
     *
     * @param lambda the factor of Omega, positive and finite; without this call, each layer's own
     * @return this builder
     * @throws IllegalArgumentException if lambda isn't positive and finite
     */
    public Builder vanishingRegularizer(double lambda) {
      this.lambda = OptionalDouble.of(new VanishingRegularizer(lambda).lambda());
      return this;
    }

    /**
     * Sets what happens to gradients that are not finite.
     *
     * @param policy {@link NonFinitePolicy#FAIL} by default. {@link NonFinitePolicy#SKIP} goes on
     *     with the next window, with zeros in place of states that aren't finite; listeners are
     *     called and iterations counted as for an update
     * @return this builder
     */
    public Builder nonFinite(NonFinitePolicy policy) {
      this.policy = Objects.requireNonNull(policy, "policy must not be null: FAIL or SKIP.");
      return this;
    }

    /**
     * Makes consecutive minibatches continue the same sequences.
     *
     * @param stateful false by default: each minibatch has whole sequences
     * @return this builder
     */
    public Builder stateful(boolean stateful) {
      this.stateful = stateful;
      return this;
    }

    /**
     * Sets a callback that gets the report of each single update, and of each skipped one; empty
     * windows are none. What it throws ends the call, which is then undone.
     *
     * @param listener called after each update or skipped one
     * @return this builder
     */
    public Builder listener(Consumer<FitReport> listener) {
      this.listener = Objects.requireNonNull(listener, "listener must not be null.");
      return this;
    }

    /**
     * Shows progress on standard error while an iterator is trained on: loss, time steps a second,
     * norm of the gradient.
     *
     * @param progress false by default
     * @return this builder
     */
    public Builder progress(boolean progress) {
      this.progress = progress;
      return this;
    }

    /**
     * Saves a checkpoint every now and then while an iterator is trained on, after a minibatch, and
     * one at the end. {@link TruncatedBpttTrainer#restoreCheckpoint} goes on from it.
     *
     * @param file where to; an older file is replaced
     * @param period time between two checkpoints; positive
     * @return this builder
     * @throws IllegalArgumentException if the period isn't positive
     */
    public Builder checkpointEvery(Path file, Duration period) {
      if (period.isZero() || period.isNegative()) {
        throw new IllegalArgumentException("period (" + period + ") must be positive.");
      }
      schedule = new Checkpoints.Schedule(notNull(file), period, Long.MAX_VALUE);
      return this;
    }

    /**
     * Saves a checkpoint every now and then while an iterator is trained on, after a minibatch, and
     * one at the end. {@link TruncatedBpttTrainer#restoreCheckpoint} goes on from it.
     *
     * @param file where to; an older file is replaced
     * @param updates iterations between two checkpoints, at least 1
     * @return this builder
     * @throws IllegalArgumentException if updates is below 1
     */
    public Builder checkpointEvery(Path file, long updates) {
      if (updates < 1) {
        throw new IllegalArgumentException("updates (" + updates + ") must be at least 1.");
      }
      schedule = new Checkpoints.Schedule(notNull(file), null, updates);
      return this;
    }

    private static Path notNull(Path file) {
      return Objects.requireNonNull(file, "file must not be null.");
    }

    /** What a checkpoint's trainer must have in common with this one. */
    private Map<String, String> settings() {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("truncation", truncation.toString());
      settings.put("stateful", Boolean.toString(stateful));
      settings.put(
          "clipGlobalNorm", Double.isFinite(threshold) ? Double.toString(threshold) : "none");
      settings.put(
          "vanishingRegularizer",
          lambda.isPresent() ? Double.toString(lambda.getAsDouble()) : "the layers' own");
      settings.put("nonFinite", policy.toString());
      return settings;
    }

    /**
     * Builds the trainer.
     *
     * @return the trainer
     * @throws IllegalStateException if the network can't be trained in windows, or options
     *     contradict each other; the message says which and what to do
     */
    public TruncatedBpttTrainer build() {
      return new TruncatedBpttTrainer(this);
    }
  }
}
