package io.github.tbptt4j.internal.train;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs one window of a stream: forward and backward and an update, or forward only where no loss
 * counts.
 *
 * @param network the network
 * @param path how it is run
 * @param update what follows a backward pass
 */
record WindowRun(TrainableNetwork network, WindowPath path, UpdateStep update) {
  /** Examples of a window that begin at the same step. */
  private record Part(long start, int[] examples, OwnedLosses losses) {
    boolean counts() {
      return losses.any();
    }
  }

  /**
   * Runs the window that owns the steps from the last one's end to {@code end}.
   *
   * @param beforeUpdate called before anything is changed
   */
  Totals run(WindowStream stream, long end, Runnable beforeUpdate) {
    // Examples whose sequence began inside the window are run on their own, from there: nothing of
    // the sequence before is seen, whatever the layer.
    WindowPlan.Cut cut = stream.plan.next((int) (end - stream.next));
    List<Part> parts =
        stream.groupsByStart(end, cut.depth()).entrySet().stream()
            .map(group -> part(stream, group.getKey(), end, group.getValue()))
            .toList();
    if (parts.stream().anyMatch(Part::counts)) {
      beforeUpdate.run();
      return update(stream, parts, end, cut.carry());
    }
    return empty(stream, parts, end);
  }

  private Part part(WindowStream stream, long start, long end, int[] examples) {
    Chunk steps = stream.steps(start, end, examples);
    int firstError = (int) (Math.max(stream.next, start) - start);
    return new Part(start, examples, path.pass().losses(steps, firstError));
  }

  // Without a loss there is no gradient, but DL4J's updaters would move parameters all the same, by
  // momentum and penalties.
  private Totals empty(WindowStream stream, List<Part> parts, long end) {
    long owned = end - stream.next;
    List<NetworkState> leaving = parts.stream().map(part -> forward(stream, part, end)).toList();
    stream.advanceTo(end, join(stream, leaving, parts));
    return Totals.ofEmptyWindow(owned);
  }

  private Totals update(WindowStream stream, List<Part> parts, long end, double[] carry) {
    long owned = stream.next;
    int examples = stream.examples();
    List<NetworkState> leaving = new ArrayList<>();
    WindowPass.Result last = null;
    Losses losses = Losses.NONE;
    double omega = 0;
    INDArray gradient = null;
    for (Part part : parts) {
      if (!part.counts()) {
        leaving.add(forward(stream, part, end));
        continue;
      }
      NetworkState entering = new StreamStates(path.pass()).at(stream, part.start, part.examples);
      last = path.pass().run(part.losses, entering, carry);
      leaving.add(last.leaving());
      losses = losses.plus(last.losses());
      omega += last.omega();
      if (parts.size() > 1) {
        INDArray summand = network.gradientView();
        gradient = gradient == null ? summand.dup() : gradient.addi(summand);
      }
    }
    double score = last.score();
    if (parts.size() > 1) {
      network.gradientView().assign(gradient);
      network.setArrays(stream.buffer.slice(owned, end)); // listeners ask for the minibatch size
      score = path.pass().score(losses, examples, last.regularization());
    }
    network.score(score);

    UpdateStep.Outcome outcome = update.apply(examples, path.update());
    NetworkState state = join(stream, leaving, parts);
    stream.advanceTo(end, Double.isFinite(outcome.norm()) ? state : state.finite());
    long start = parts.stream().filter(Part::counts).findFirst().orElseThrow().start;
    double penalty = network.meanOverExamples(omega, examples);
    return Totals.of(losses, score, penalty, (int) (end - start), outcome, end - owned);
  }

  private NetworkState forward(WindowStream stream, Part part, long end) {
    StreamStates states = new StreamStates(path.pass());
    NetworkState entering = states.at(stream, part.start, part.examples);
    return states.forward(stream, part.start, end, part.examples, entering);
  }

  private static NetworkState join(
      WindowStream stream, List<NetworkState> states, List<Part> parts) {
    return states.size() == 1
        ? states.get(0)
        : NetworkState.join(states, parts.stream().map(Part::examples).toList(), stream.examples());
  }
}
