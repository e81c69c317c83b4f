package io.github.tbptt4j.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    return exclusively(
        () -> {
          network.requireTrainable();
          InputCheck check = new InputCheck(network, minibatch);
          check.shapes();
          if (stateful) {
            stream.requireSameForm(check);
          }
          check.values();
          return undoingFailures(() -> windows(check, listener));
        });
  }

  private RunTotals windows(InputCheck minibatch, Consumer<RunTotals> listener) {
    if (!stateful) {
      beginStream();
    }
    stream.append(minibatch.chunk(), minibatch.form());
    RunTotals totals = new RunTotals();
    while (stream.buffer.end() - stream.next >= k1) {
      totals.add(window(stream.next + k1, listener));
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
   * @param listener gets the totals of the update, if there is one
   * @return the totals
   */
  public RunTotals flush(Consumer<RunTotals> listener) {
    return exclusively(
        () ->
            undoingFailures(
                () -> {
                  RunTotals totals = new RunTotals();
                  runRest(totals, listener);
                  return totals;
                }));
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
      network.requireIndependentExamples();
    }
  }

  private RunTotals end(int[] examples, Consumer<RunTotals> listener) {
    RunTotals totals = new RunTotals();
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
    WindowStream before = stream.copy();
    boolean done = false;
    try {
      RunTotals totals = call.run();
      stream.buffer.keepFrom(oldestNeeded());
      done = true;
      return totals;
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

  private RunTotals exclusively(Call call) {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "The trainer is at work in another call, of another thread or of a listener: one at a"
              + " time.");
    }
    // A stream's data and states outlive the workspaces that the caller has open.
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
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

  /** Examples of a window that begin at the same step, and which of their losses enter. */
  private record Part(long start, int[] examples, Chunk steps, TrainableNetwork.LabelMasks masks) {}

  private RunTotals window(long end, Consumer<RunTotals> listener) {
    // Examples whose sequence began inside the window are run on their own, from there: nothing of
    // the sequence before is seen, whatever the layer.
    List<Part> parts =
        stream.groupsByStart(end, k2).entrySet().stream()
            .map(group -> part(group.getKey(), end, group.getValue()))
            .toList();
    RunTotals totals =
        parts.stream().allMatch(part -> part.masks.hidesAll())
            ? emptyWindow(parts, end)
            : update(parts, end);
    listener.accept(totals);
    return totals;
  }

  private Part part(long start, long end, int[] examples) {
    Chunk steps = examplesOf(stream.buffer.slice(start, end), examples);
    int firstError = (int) (Math.max(stream.next, start) - start);
    return new Part(start, examples, steps, network.labelMasks(steps, firstError));
  }

  // Without a loss there is no gradient, but DL4J's updaters move parameters all the same
  // (momentum,
  // penalties): leave them alone.
  private RunTotals emptyWindow(List<Part> parts, long end) {
    long steps = end - stream.next;
    List<NetworkState> leaving = parts.stream().map(part -> runForward(part, end)).toList();
    advanceTo(end, join(leaving, parts));
    return RunTotals.ofEmptyWindow(steps);
  }

  private RunTotals update(List<Part> parts, long end) {
    if (checkpoint == null) {
      checkpoint = update.checkpoint();
    }
    long owned = stream.next;
    int examples = stream.examples();
    List<NetworkState> leaving = new ArrayList<>();
    TrainableNetwork.Pass last = null;
    Losses losses = Losses.NONE;
    INDArray gradient = null;
    for (Part part : parts) {
      if (part.masks.hidesAll()) {
        leaving.add(runForward(part, end));
        continue;
      }
      last = network.pass(part.steps, part.masks, stateAt(part.start, part.examples));
      leaving.add(last.leaving());
      losses = losses.plus(last.losses());
      if (parts.size() > 1) {
        INDArray summand = network.gradientView();
        gradient = gradient == null ? summand.dup() : gradient.addi(summand);
      }
    }
    double score = last.score();
    if (parts.size() > 1) {
      network.gradientView().assign(gradient);
      network.setArrays(stream.buffer.slice(owned, end)); // listeners ask for the minibatch size
      score = network.score(losses, examples, last.regularization());
    }
    network.score(score);

    UpdateStep.Outcome outcome = update.apply(examples);
    NetworkState state = join(leaving, parts);
    advanceTo(end, Double.isFinite(outcome.norm()) ? state : state.finite());
    int depth = (int) (end - parts.get(0).start);
    return RunTotals.of(losses, score, depth, outcome, end - owned);
  }

  private void advanceTo(long end, NetworkState leaving) {
    stream.states.put(end, leaving);
    stream.next = end;
    stream.states.keepFor(firstLookedAt());
  }

  private NetworkState stateAt(long position, int[] examples) {
    Map.Entry<Long, NetworkState> stored = stream.states.atOrBefore(position);
    NetworkState state = stored.getValue();
    if (examples.length < stream.examples()) {
      state = state.rows(examples);
    }
    return runForward(stored.getKey(), position, examples, state);
  }

  private NetworkState runForward(Part part, long end) {
    return runForward(part.start, end, part.examples, stateAt(part.start, part.examples));
  }

  private NetworkState runForward(long start, long end, int[] examples, NetworkState entering) {
    NetworkState state = entering;
    for (long from = start; from < end; ) {
      long to = Math.min(end, from + ADVANCE);
      state = network.advance(examplesOf(stream.buffer.slice(from, to), examples), state);
      from = to;
    }
    return state;
  }

  private Chunk examplesOf(Chunk steps, int[] examples) {
    return examples.length < stream.examples() ? steps.rows(examples) : steps;
  }

  private NetworkState join(List<NetworkState> states, List<Part> parts) {
    return states.size() == 1
        ? states.get(0)
        : NetworkState.join(states, parts.stream().map(Part::examples).toList(), stream.examples());
  }

  // The earliest step that the shortest next window, one step, covers.
  private long firstLookedAt() {
    return Math.max(0, stream.next + 1 - k2);
  }

  private long oldestNeeded() {
    return Math.min(stream.states.keepFor(firstLookedAt()), stream.next);
  }
}
