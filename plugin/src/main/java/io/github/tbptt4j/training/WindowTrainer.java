package io.github.tbptt4j.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cuts a stream of minibatches into windows and makes one update of each.
 *
 * <p>Positions count the steps of the stream. Window [a, e) owns the losses of k1 steps and covers
 * {@code e-k2 .. e-1}. What a later window may look back at is kept, and nothing else: steps in the
 * buffer and the states that windows ended with. Where a window begins between two stored states,
 * the network runs forward from the earlier one.
 */
public final class WindowTrainer {
  /** How many steps are run at once when only the state is wanted. */
  private static final int ADVANCE = 256;

  private final TrainableNetwork network;
  private final UpdateStep update;
  private final int k1;
  private final int k2;
  private final boolean stateful;
  private final AtomicBoolean busy = new AtomicBoolean();
  private WindowStream stream;
  private UpdateStep.Checkpoint checkpoint; // before the first update of a call; null until then

  /**
   * A trainer of windows.
   *
   * @param network the network, checked here
   * @param k1 steps between two updates; {@link Integer#MAX_VALUE} for the whole sequence
   * @param k2 steps that a window covers; {@link Integer#MAX_VALUE} for all
   * @param stateful whether minibatches continue each other's sequences
   * @param update what follows each backward pass
   */
  public WindowTrainer(
      TrainableNetwork network, int k1, int k2, boolean stateful, UpdateStep update) {
    network.requireTrainable();
    this.network = network;
    this.k1 = k1;
    this.k2 = k2;
    this.stateful = stateful;
    this.update = update;
    beginStream();
  }

  /**
   * Trains on a minibatch. If anything fails, parameters, updater state, counts and stream are what
   * they were before.
   *
   * @param minibatch the data
   * @param listener gets the totals of each update
   * @return the totals of all
   */
  public RunTotals fit(Minibatch minibatch, Consumer<RunTotals> listener) {
    network.requireTrainable();
    Chunk chunk = InputCheck.check(network, minibatch);
    return undoingFailures(
        () -> {
          if (!stateful) {
            beginStream();
          }
          stream.append(chunk);
          RunTotals totals = new RunTotals();
          while (stream.buffer.end() - stream.next >= k1) {
            totals.add(window(stream.next + k1, listener));
          }
          if (!stateful) {
            runRest(totals, listener);
            beginStream();
          }
          return totals;
        });
  }

  /**
   * Runs what waits in the buffer as a shorter window.
   *
   * @param listener gets the totals of the update, if there is one
   * @return the totals
   */
  public RunTotals flush(Consumer<RunTotals> listener) {
    return undoingFailures(
        () -> {
          RunTotals totals = new RunTotals();
          runRest(totals, listener);
          return totals;
        });
  }

  /**
   * Ends the stream: runs what waits, then forgets everything.
   *
   * @param listener gets the totals of the update, if there is one
   * @return the totals
   */
  public RunTotals endStream(Consumer<RunTotals> listener) {
    RunTotals totals = flush(listener);
    reset();
    return totals;
  }

  /**
   * Ends the sequences of some examples: what waits is flushed, then their state is zero and no
   * later window of theirs looks back past this point.
   *
   * @param examples rows of the minibatch
   * @param listener gets the totals of the update, if there is one
   * @return the totals of the flush
   */
  public RunTotals endSequences(int[] examples, Consumer<RunTotals> listener) {
    int known = stream.examples();
    if (Arrays.stream(examples).distinct().count() < known) {
      network.requireIndependentExamples();
    }
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
    return undoingFailures(
        () -> {
          RunTotals totals = new RunTotals();
          runRest(totals, listener);
          Map.Entry<Long, NetworkState> now = stream.states.atOrBefore(stream.next);
          stream.states.put(stream.next, now.getValue().withZero(examples));
          for (int example : examples) {
            stream.begins[example] = stream.next;
          }
          return totals;
        });
  }

  /** Forgets the stream: what waits in the buffer is not trained on. */
  public void reset() {
    exclusively(
        () -> {
          beginStream();
          return new RunTotals();
        });
  }

  private void beginStream() {
    stream = new WindowStream(network.zeroState());
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
    RunTotals run();
  }

  private RunTotals undoingFailures(Call call) {
    return exclusively(
        () -> {
          WindowStream before = stream.copy();
          boolean done = false;
          try {
            RunTotals totals = call.run();
            stream.buffer.keepFrom(oldestNeeded());
            done = true;
            return totals;
          } catch (TrainingStop stop) {
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
        });
  }

  private RunTotals exclusively(Call call) {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "The trainer is at work in another call, of another thread or of a listener: one at a"
              + " time.");
    }
    try {
      return call.run();
    } finally {
      busy.set(false);
    }
  }

  private void runRest(RunTotals totals, Consumer<RunTotals> listener) {
    if (stream.buffer.end() > stream.next) {
      totals.add(window(stream.buffer.end(), listener));
    }
  }

  private RunTotals window(long end, Consumer<RunTotals> listener) {
    long owned = stream.next;
    // Examples whose sequence began inside the window are run on their own, from there: nothing of
    // the sequence before is seen, whatever the layer.
    Map<Long, int[]> groups = stream.groupsByStart(end, k2);
    List<TrainableNetwork.Pass> passes = new ArrayList<>();
    INDArray sum = null;
    for (Map.Entry<Long, int[]> group : groups.entrySet()) {
      long start = group.getKey();
      int firstError = (int) (Math.max(owned, start) - start);
      Chunk steps = examplesOf(stream.buffer.slice(start, end), group.getValue());
      passes.add(network.pass(steps, firstError, stateAt(start, group.getValue())));
      if (groups.size() > 1) {
        sum = sum == null ? network.gradientView().dup() : sum.addi(network.gradientView());
      }
    }
    if (sum != null) {
      network.gradientView().assign(sum);
      network.setArrays(stream.buffer.slice(owned, end)); // listeners ask for the minibatch size
    }
    int examples = stream.examples();
    double loss = passes.stream().mapToDouble(TrainableNetwork.Pass::loss).sum();
    double count = passes.stream().mapToDouble(TrainableNetwork.Pass::lossCount).sum();
    double score = score(passes, examples);
    network.score(score);
    NetworkState leaving = join(passes, groups, examples);

    if (checkpoint == null) {
      checkpoint = update.checkpoint();
    }
    UpdateStep.Outcome outcome = update.apply(examples);
    stream.states.put(end, Double.isFinite(outcome.norm()) ? leaving : leaving.finite());
    stream.next = end;
    stream.states.keepFor(firstLookedAt());
    int depth = (int) (end - groups.keySet().iterator().next());
    RunTotals one =
        RunTotals.of(loss, count, score, depth, outcome.norm(), outcome.clipped(), end - owned);
    listener.accept(one);
    return one;
  }

  /** DL4J's score of the whole minibatch. */
  private double score(List<TrainableNetwork.Pass> passes, int examples) {
    if (passes.size() == 1) {
      return passes.get(0).score();
    }
    double regularization = passes.get(0).regularization();
    double score = regularization;
    for (TrainableNetwork.Pass pass : passes) {
      double share = network.isMiniBatch() ? (double) pass.examples() / examples : 1;
      score += share * (pass.score() - regularization);
    }
    return score;
  }

  private NetworkState stateAt(long position, int[] examples) {
    Map.Entry<Long, NetworkState> stored = stream.states.atOrBefore(position);
    NetworkState state = stored.getValue();
    if (examples.length < stream.examples()) {
      state = state.rows(examples);
    }
    for (long from = stored.getKey(); from < position; ) {
      long to = Math.min(position, from + ADVANCE);
      state = network.advance(examplesOf(stream.buffer.slice(from, to), examples), state);
      from = to;
    }
    return state;
  }

  private Chunk examplesOf(Chunk steps, int[] examples) {
    return examples.length < stream.examples() ? steps.rows(examples) : steps;
  }

  private static NetworkState join(
      List<TrainableNetwork.Pass> passes, Map<Long, int[]> groups, int examples) {
    return passes.size() == 1
        ? passes.get(0).leaving()
        : NetworkState.join(
            passes.stream().map(TrainableNetwork.Pass::leaving).toList(),
            List.copyOf(groups.values()),
            examples);
  }

  // The earliest step that the shortest next window, one step, covers.
  private long firstLookedAt() {
    return Math.max(0, stream.next + 1 - k2);
  }

  private long oldestNeeded() {
    return Math.min(stream.states.keepFor(firstLookedAt()), stream.next);
  }
}
