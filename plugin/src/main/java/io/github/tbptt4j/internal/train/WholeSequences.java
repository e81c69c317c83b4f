package io.github.tbptt4j.internal.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs sequences that have one loss each, at their last real steps: a network that ends in
 * LastTimeStep or global pooling. One window goes back so many steps from each example's end and
 * makes one update; the state that enters it, and what was pooled before it, are constants.
 *
 * @param network the network
 * @param path how it is run
 * @param plan how far the window goes back
 * @param update what follows a backward pass
 */
record WholeSequences(
    TrainableNetwork network, WindowPath path, WindowPlan plan, UpdateStep update) {
  /** How many steps are run at once before the window. */
  private static final int ADVANCE = 256;

  /**
   * Trains on a minibatch.
   *
   * @param beforeUpdate called before anything is changed
   */
  Totals run(Chunk minibatch, Runnable beforeUpdate) {
    int[] ends = ends(minibatch);
    WindowPlan.Cut cut = plan.nextWhole(Arrays.stream(ends).max().getAsInt());
    int depth = cut.depth();
    int[] begins = Arrays.stream(ends).map(end -> Math.max(0, end - depth)).toArray();
    OwnedLosses losses = path.pass().losses(minibatch.windows(begins, ends, depth), 0);
    if (!losses.any()) {
      return Totals.ofEmptyWindow(minibatch.steps());
    }
    NetworkState entering = entering(minibatch, begins);
    beforeUpdate.run();
    WindowPass.Result result = path.pass().run(losses, entering, cut.carry());
    network.score(result.score());
    UpdateStep.Outcome outcome = update.apply(minibatch.examples(), path.update());
    double penalty = network.meanOverExamples(result.omega(), minibatch.examples());
    return Totals.of(result.losses(), result.score(), penalty, depth, outcome, minibatch.steps());
  }

  private static int[] ends(Chunk minibatch) {
    int[] ends = new int[minibatch.examples()];
    INDArray mask = minibatch.featureMasks()[0];
    for (int b = 0; b < ends.length; b++) {
      ends[b] = minibatch.steps();
      while (mask != null && ends[b] > 0 && mask.getDouble(b, ends[b] - 1) == 0) {
        ends[b]--;
      }
      if (ends[b] == 0) {
        throw new IllegalArgumentException(
            "Example "
                + b
                + " has no time step, its features' mask is 0 everywhere: leave it out of the"
                + " minibatch.");
      }
    }
    return ends;
  }

  /** The states before the window of each example; {@code begins} says where that is. */
  private NetworkState entering(Chunk minibatch, int[] begins) {
    path.pass().begin();
    NetworkState state = network.zeroState();
    List<NetworkState> parts = new ArrayList<>();
    List<int[]> rows = new ArrayList<>();
    int at = 0;
    long[] starts = Arrays.stream(begins).asLongStream().toArray();
    for (Map.Entry<Long, int[]> group : WindowStream.grouped(starts).entrySet()) {
      while (at < group.getKey()) {
        int to = (int) Math.min(group.getKey(), at + ADVANCE);
        boolean[] reached = reach(begins, to);
        Chunk steps = minibatch.slice(at, to).withoutMaskOf(not(reached));
        state = path.pass().advance(steps, state);
        path.pass().passBy(reached);
        at = to;
      }
      if (at > 0) {
        parts.add(state.rows(group.getValue()));
        rows.add(group.getValue());
      }
    }
    return parts.isEmpty() ? state : NetworkState.join(parts, rows, begins.length);
  }

  private static boolean[] reach(int[] begins, int step) {
    boolean[] reach = new boolean[begins.length];
    for (int b = 0; b < begins.length; b++) {
      reach[b] = begins[b] >= step;
    }
    return reach;
  }

  private static boolean[] not(boolean[] values) {
    boolean[] inverted = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      inverted[i] = !values[i];
    }
    return inverted;
  }
}
