package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.internal.train.flow.Decay;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import io.github.tbptt4j.internal.train.flow.LossRows;
import io.github.tbptt4j.internal.train.flow.NotFiniteException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures on the data that are trained on how far back the gradient goes, and has an adaptive plan
 * choose by it.
 */
final class BiasWatch {
  private static final Logger log = LoggerFactory.getLogger(BiasWatch.class);

  /** Losses of one measurement: more tell no more of a rate of decay, and take their time. */
  static final int LOSSES = 64;

  private final TrainableNetwork network;
  private final LagPass lags;

  BiasWatch(TrainableNetwork network) {
    this.network = network;
    lags = LagPaths.of(network);
  }

  /**
   * Looks at a window that is about to be run, if it is time.
   *
   * @param end step after its last one
   * @param states of the stream
   * @param last whether no later window of these sequences has more steps before it
   * @return what was chosen, empty where nothing was
   */
  Optional<TruncationChoice> beforeWindow(
      WindowStream stream, long end, StreamStates states, boolean last) {
    AdaptivePlan plan = (AdaptivePlan) stream.plan;
    int owned = (int) (end - stream.next);
    plan.worked(stream.examples() * (long) plan.depth(owned));
    // Small windows have few losses: those of steps before are taken with them.
    int measured = Math.max(owned, (LOSSES - 1) / stream.examples() + 1);
    int depth = measured + plan.truncation().kMax();
    // The examples that have been going on for longest, or all of them.
    Map.Entry<Long, int[]> oldest = stream.groupsByStart(end, depth).firstEntry();
    int[] examples = oldest.getValue();
    long start = oldest.getKey();
    if (end - start < depth && !last || !plan.mayMeasure(steps(end - start, examples.length))) {
      return Optional.empty();
    }
    Chunk chunk = lags.bring(stream.steps(start, end, examples));
    int first = Math.max(0, chunk.steps() - measured);
    return choose(plan, chunk, states.at(stream, start, examples), SingleLosses.of(chunk, first));
  }

  /**
   * Looks at whole sequences that are about to be run, if it is time.
   *
   * @param minibatch with one loss a sequence
   * @return what was chosen, empty where nothing was
   */
  Optional<TruncationChoice> beforeSequences(AdaptivePlan plan, Chunk minibatch) {
    long examples = minibatch.examples();
    plan.worked(examples * Math.min(plan.depth(1), minibatch.steps()));
    return plan.mayMeasure(steps(minibatch.steps(), examples))
        ? choose(plan, lags.bring(minibatch), network.zeroState(), SingleLosses.of(minibatch, 0))
        : Optional.empty();
  }

  /** Steps of examples that a measurement goes over: all of them forward, losses backward. */
  private long steps(long steps, long examples) {
    return steps * (examples + (long) lags.stepsOfALoss() * LOSSES);
  }

  private Optional<TruncationChoice> choose(
      AdaptivePlan plan, Chunk chunk, NetworkState entering, LossRows all) {
    int iteration = BaseOptimizer.getIterationCount(network.model());
    LossRows losses = all.spread(LOSSES, iteration);
    int lag = Math.min(plan.truncation().kMax(), losses.longestWay() - 1);
    if (lag < 1) {
      return Optional.empty();
    }
    plan.measured(steps(chunk.steps(), chunk.examples()));
    try {
      LagNorms.Layer norms =
          lags.measure(chunk, entering, LagRequest.ofNorms(losses, lag)).together();
      Decay decay = Decay.of(norms.norms(), losses.examples());
      int k = plan.choose(smallest(plan.truncation(), decay, norms));
      double beta = decay.last() < 0 ? Double.NaN : decay.beta();
      return Optional.of(said(new TruncationChoice(iteration, k, bias(decay, norms, k), beta)));
    } catch (NotFiniteException e) {
      return Optional.empty(); // the update that follows meets the same, and has a policy for it
    }
  }

  private static TruncationChoice said(TruncationChoice choice) {
    if (log.isDebugEnabled()) {
      log.debug(
          String.format(
              Locale.ROOT,
              "Iteration %d: K = %d (relative bias %.3f, beta %.3f).",
              choice.iteration(),
              choice.k(),
              choice.relativeBias(),
              choice.decay()));
    }
    return choice;
  }

  /** The smallest K whose bias is known to be small enough, else the largest. */
  private static int smallest(AdaptiveTruncation truncation, Decay decay, LagNorms.Layer norms) {
    int k = truncation.kMin();
    while (k < truncation.kMax() && !(bias(decay, norms, k) < truncation.delta())) {
      k++;
    }
    return k;
  }

  private static double bias(Decay decay, LagNorms.Layer norms, int k) {
    double[] sums = norms.sums();
    return decay.relativeBias(k, sums[Math.min(k, sums.length - 1)]);
  }
}
