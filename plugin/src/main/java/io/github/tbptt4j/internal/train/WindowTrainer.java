package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TrainingPath;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.checkpoint.RandomState;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cuts a stream of minibatches into windows and makes one update of each; a call that fails is
 * undone.
 *
 * <p>Positions count the steps of the stream. A {@link WindowPlan} says how many steps a window
 * owns the losses of, and how many it covers. What a later window may look back at is kept, and
 * nothing else: steps in the buffer and the states that windows ended with. Where a window begins
 * between two stored states, the network runs forward from the earlier one.
 */
public final class WindowTrainer {
  /** The networks that are being trained now, whichever trainer it is. */
  private static final ByNetwork<Boolean> AT_WORK = new ByNetwork<>();

  private final TrainableNetwork network;
  private final UpdateStep update;
  private final ToDoubleFunction<VanillaRnnImpl> lambdas; // the factor of each one's Omega
  private WindowPath path;
  private BiasWatch watch; // of an adaptive truncation; else null
  private final boolean stateful;
  private WindowStream stream;
  private RandomState random; // to be set before the next window; null for as it is
  private UpdateStep.Checkpoint checkpoint; // before the first update of a call; null until then

  /**
   * A trainer of windows.
   *
   * @param network the network, checked here
   * @param truncation which windows
   * @param stateful whether minibatches continue each other's sequences
   * @param lambda the factor of Omega for all VanillaRnn layers; empty for each one's own
   * @param update what follows each backward pass
   */
  public WindowTrainer(
      TrainableNetwork network,
      Truncation truncation,
      boolean stateful,
      OptionalDouble lambda,
      UpdateStep update) {
    network.requireTrainable();
    update.requireNoOtherClipping();
    if (stateful && network.oneLossASequence()) {
      throw new IllegalStateException(
          "The network gives one output a sequence (LastTimeStep or global pooling), but a stateful"
              + " trainer never has whole sequences: use stateful(false).");
    }
    requireUse(network, truncation);
    requireNoBias(network, truncation);
    lambda.ifPresent(given -> requireVanillaRnn(network, given));
    this.network = network;
    this.stateful = stateful;
    this.update = update;
    lambdas = lambda.isPresent() ? layer -> lambda.getAsDouble() : VanillaRnnImpl::lambda;
    stream = new WindowStream(network.zeroState(), WindowPlan.of(truncation));
    choosePath();
  }

  // A fixed truncation only groups the losses where nothing goes back; the others say how far.
  private static void requireUse(TrainableNetwork network, Truncation truncation) {
    if (!(truncation instanceof TruncatedBptt)) {
      network.requireRecurrent(
          truncation
              + " has nothing to cut. Use VanillaRnn, LSTM, GravesLSTM or SimpleRnn, or"
              + " TruncatedBptt.");
    }
  }

  // What is pooled before the window is a constant: its errors would be lost, and nothing scaled up
  // for them.
  private static void requireNoBias(TrainableNetwork network, Truncation truncation) {
    if (truncation instanceof RandomTruncation && network.oneLossASequence() && network.pools()) {
      throw new IllegalStateException(
          "The network pools over time, where cuts can't be made up for: "
              + truncation
              + " would be biased. Use LastTimeStep, or TruncatedBptt.");
    }
  }

  private static void requireVanillaRnn(TrainableNetwork network, double lambda) {
    boolean trained =
        Arrays.stream(network.layers())
            .anyMatch(
                layer ->
                    LayerRules.inner(layer) instanceof VanillaRnnImpl
                        && !LayerRules.isFrozen(layer));
    if (!trained) {
      throw new IllegalStateException(
          "vanishingRegularizer ("
              + lambda
              + ") acts on VanillaRnn layers, and the network has none that is trained: leave it"
              + " out, or give the network a VanillaRnn.");
    }
  }

  /**
   * Trains on a minibatch. If anything fails, parameters, updater state, counts and stream are what
   * they were before.
   *
   * @param minibatch the data
   * @param listener gets the report of each window
   * @return the totals of all
   */
  public Totals fit(Minibatch minibatch, Consumer<FitReport> listener) {
    return exclusively(
        () -> {
          network.requireTrainable();
          update.requireNoOtherClipping();
          choosePathAgainIfNeeded();
          InputCheck check = new InputCheck(network, minibatch);
          check.shapes();
          if (stateful) {
            stream.requireSameForm(check);
          }
          check.values();
          return undoingFailures(
              () ->
                  network.oneLossASequence()
                      ? sequences(check, listener)
                      : windows(check, listener));
        });
  }

  /** Does something while no call is at work. */
  void betweenCalls(Runnable action) {
    exclusively(
        () -> {
          network.requireTrainable();
          choosePathAgainIfNeeded();
          action.run();
          return new Totals();
        });
  }

  WindowStream stream() {
    return stream;
  }

  /** The generator's state, with which the next window begins. */
  RandomState random() {
    return random == null ? RandomState.ofThisThread() : random;
  }

  /** Sets this thread's generator, which is the one that trains, if a state waits for that. */
  void takeRandom() {
    if (random != null) {
      random.set();
      random = null;
    }
  }

  /** Takes another stream's place, as it stood at some moment. */
  void continueWith(WindowStream earlier, RandomState itsRandom) {
    stream = earlier;
    random = itsRandom;
  }

  /** {@return how windows are run} */
  public TrainingPath path() {
    return path.choice();
  }

  // A network that was initialised again has other arrays, and DL4J makes another updater for
  // another learning rate.
  private void choosePathAgainIfNeeded() {
    if (!path.isCurrent()) {
      choosePath();
    }
  }

  private void choosePath() {
    path = WindowPath.of(network, lambdas);
    watch = stream.plan instanceof AdaptivePlan ? new BiasWatch(network) : null;
  }

  private Totals sequences(InputCheck minibatch, Consumer<FitReport> listener) {
    Chunk chunk = path.pass().bring(minibatch.chunk());
    Optional<TruncationChoice> choice =
        stream.plan instanceof AdaptivePlan plan
            ? watch.beforeSequences(plan, chunk)
            : Optional.empty();
    WholeSequences sequences = new WholeSequences(network, path, stream.plan, update);
    Totals totals = sequences.run(chunk, this::rememberOnce);
    choice.ifPresent(totals::add);
    listener.accept(totals.report());
    return totals;
  }

  private Totals windows(InputCheck minibatch, Consumer<FitReport> listener) {
    if (!stateful) {
      beginStream();
    }
    stream.append(path.pass().bring(minibatch.chunk()), minibatch.form());
    Totals totals = new Totals();
    while (stream.buffer.end() - stream.next >= stream.plan.owned()) {
      totals.add(window(stream.next + stream.plan.owned(), listener));
    }
    if (!stateful) {
      runRest(totals, listener);
      beginStream();
    }
    return totals;
  }

  /**
   * Runs what waits in the buffer as a shorter window.
   *
   * @param listener gets the report of the window, if there is one
   * @return the totals
   */
  public Totals flush(Consumer<FitReport> listener) {
    return exclusively(
        () ->
            undoingFailures(
                () -> {
                  Totals totals = new Totals();
                  runRest(totals, listener);
                  return totals;
                }));
  }

  /**
   * Ends the stream: runs what waits, then forgets everything.
   *
   * @param listener gets the report of the window, if there is one
   * @return the totals
   */
  public Totals endStream(Consumer<FitReport> listener) {
    Totals totals = flush(listener);
    reset();
    return totals;
  }

  /**
   * Ends the sequences of some examples: what waits is flushed, then their state is zero and no
   * later window of theirs looks back past this point.
   *
   * @param examples rows of the minibatch
   * @param listener gets the report of the window, if there is one
   * @return the totals of the flush
   */
  public Totals endSequences(int[] examples, Consumer<FitReport> listener) {
    return exclusively(
        () -> {
          requireExamples(examples);
          return undoingFailures(() -> end(examples, listener));
        });
  }

  private void requireExamples(int[] examples) {
    int known = stream.examples();
    for (int example : examples) {
      if (example < 0 || example >= known) {
        throw new IllegalArgumentException(
            "Example "
                + example
                + " can't end: "
                + (known == 0
                    ? "no stream has begun. Call this after fit, on a stateful trainer."
                    : "the stream has examples 0 to " + (known - 1) + "."));
      }
    }
    long different = Arrays.stream(examples).distinct().count();
    if (different > 0 && different < known) {
      network.requireIndependentExamples(
          "end all sequences together (endSequences of all examples, or resetState).");
    }
  }

  private Totals end(int[] examples, Consumer<FitReport> listener) {
    Totals totals = new Totals();
    if (examples.length == 0) {
      return totals;
    }
    runRest(totals, listener);
    NetworkState now = stream.states.atOrBefore(stream.next).getValue();
    stream.states.put(stream.next, now.withZero(examples));
    for (int example : examples) {
      stream.begins[example] = stream.next;
    }
    return totals;
  }

  /** Forgets the stream: what waits in the buffer is not trained on. */
  public void reset() {
    exclusively(
        () -> {
          beginStream();
          return new Totals();
        });
  }

  private void beginStream() {
    stream = new WindowStream(network.zeroState(), stream.plan.anew());
  }

  /** {@return bytes of data and states held for later windows} */
  public long heldBytes() {
    return stream.buffer.bytes() + stream.states.bytes();
  }

  /** {@return steps that wait for their window} */
  public int pendingSteps() {
    return (int) (stream.buffer.end() - stream.next);
  }

  private interface Call {
    Totals run();
  }

  private Totals undoingFailures(Call call) {
    WindowStream before = stream.copy();
    takeRandom();
    boolean done = false;
    try {
      Totals totals = call.run();
      stream.forget();
      done = true;
      return totals;
    } catch (TrainingStop stop) { // what was trained stays
      done = true;
      throw stop;
    } finally {
      network.clearLayerStates();
      if (!done) {
        stream = before;
        if (checkpoint != null) {
          checkpoint.restore();
        }
      }
      checkpoint = null;
    }
  }

  private Totals exclusively(Call call) {
    if (!AT_WORK.putIfAbsent(network.model(), true)) {
      throw new IllegalStateException(
          "A trainer of this network is at work in another call, of another thread or of a"
              + " listener: one at a time.");
    }
    // A stream's data and states outlive the workspaces that the caller has open.
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return call.run();
    } finally {
      AT_WORK.remove(network.model());
    }
  }

  private void runRest(Totals totals, Consumer<FitReport> listener) {
    if (stream.buffer.end() > stream.next) {
      totals.add(window(stream.buffer.end(), listener));
    }
  }

  private Totals window(long end, Consumer<FitReport> listener) {
    choosePathAgainIfNeeded(); // a listener may have set another learning rate
    Optional<TruncationChoice> choice =
        watch != null
            ? watch.beforeWindow(stream, end, new StreamStates(path.pass()), isLast(end))
            : Optional.empty();
    Totals totals = new WindowRun(network, path, update).run(stream, end, this::rememberOnce);
    choice.ifPresent(totals::add);
    listener.accept(totals.report());
    return totals;
  }

  private boolean isLast(long end) {
    return !stateful && end == stream.buffer.end();
  }

  private void rememberOnce() {
    if (checkpoint == null) {
      checkpoint = update.checkpoint();
    }
  }
}
