package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import io.github.tbptt4j.internal.train.flow.LossRows;
import java.util.OptionalInt;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures a network on whole sequences, which are entered with zero states.
 *
 * @param norms what was measured
 * @param examples B
 * @param steps T
 * @param seconds how long it took
 */
public record FlowMeasurement(LagNorms norms, int examples, int steps, double seconds) {
  /** Where nobody asks for more or less. */
  private static final int DEFAULT_LAGS = 100;

  /** Multiply-adds that nobody waits for long, a few seconds at most. */
  private static final long DEFAULT_WORK = 4_000_000_000L;

  private static final int FEWEST_LOSSES = 64;
  private static final int MOST_LOSSES = 4096;

  /** Memory for the gradients kept by each k2. */
  private static final long MOST_BYTES = 128L << 20;

  private static final int FEWEST_DEPTHS = 6;

  /**
   * What is asked.
   *
   * @param lags K; empty for all there are, 100 at most
   * @param losses how many at most; empty for as many as take no more than a few seconds
   * @param seed of the choice of losses
   * @param progress whether a person watches
   */
  public record Settings(OptionalInt lags, OptionalInt losses, long seed, boolean progress) {}

  /**
   * Measures.
   *
   * @param network the network, which isn't changed
   * @param minibatch the data
   * @param settings what is asked
   * @return the measurement
   * @throws IllegalStateException if the network has no recurrent layer, or a derivative isn't
   *     finite
   * @throws IllegalArgumentException if the data don't fit the network, or are too short
   */
  public static FlowMeasurement of(
      TrainableNetwork network, Minibatch minibatch, Settings settings) {
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      long begin = System.nanoTime();
      LagPass pass = LagPaths.of(network);
      InputCheck check = new InputCheck(network, minibatch);
      check.shapes();
      check.values();
      Chunk chunk = pass.bring(check.chunk());
      LossRows losses = losses(chunk);
      int lags = lags(settings.lags, losses);
      int[] depths = depths(lags, network);
      LagRequest one = new LagRequest(losses.pick(0), lags, depths);
      int most = settings.losses.orElseGet(() -> defaultLosses(pass, chunk, one));
      LagRequest request = new LagRequest(losses.spread(most, settings.seed), lags, depths);
      LagNorms norms = measure(pass, chunk, network.zeroState(), request, settings.progress);
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new FlowMeasurement(norms, chunk.examples(), chunk.steps(), seconds);
    }
  }

  private static LagNorms measure(
      LagPass pass, Chunk chunk, NetworkState entering, LagRequest request, boolean shown) {
    if (!shown) {
      return pass.measure(chunk, entering, request);
    }
    try (FlowProgress progress = new FlowProgress(request.losses().count())) {
      return pass.measure(chunk, entering, request, progress);
    }
  }

  private static LossRows losses(Chunk chunk) {
    LossRows losses = SingleLosses.of(chunk, 0);
    if (losses.count() == 0) {
      throw new IllegalArgumentException(
          "No loss counts: the masks of labels and features leave none of "
              + chunk.examples()
              + " examples with "
              + chunk.steps()
              + " time steps.");
    }
    if (losses.longestWay() == 1) {
      throw new IllegalArgumentException(
          "No loss has a step before it in its sequence ("
              + chunk.steps()
              + " time steps, masks considered): give longer sequences.");
    }
    return losses;
  }

  private static int lags(OptionalInt asked, LossRows losses) {
    int longest = losses.longestWay() - 1;
    int lags = asked.orElse(Math.min(DEFAULT_LAGS, longest));
    if (lags > longest) {
      throw new IllegalArgumentException(
          "lags ("
              + lags
              + ") must be at most "
              + longest
              + ", because no loss has more steps before it in its sequence: ask for fewer, or give"
              + " longer sequences.");
    }
    return lags;
  }

  private static int defaultLosses(LagPass pass, Chunk chunk, LagRequest one) {
    LagRequest two = new LagRequest(one.losses().pick(0, 0), one.lags(), one.depths());
    long ofOne =
        pass.multiplyAdds(chunk.steps(), chunk.examples(), two)
            - pass.multiplyAdds(chunk.steps(), chunk.examples(), one);
    return (int) Math.max(FEWEST_LOSSES, Math.min(MOST_LOSSES, DEFAULT_WORK / Math.max(1, ofOne)));
  }

  /** Every k2, or as many as the memory for their gradients holds. */
  private static int[] depths(int lags, TrainableNetwork network) {
    long held = MOST_BYTES / (network.model().numParams() * Double.BYTES);
    return LagRequest.depths(lags, (int) Math.max(FEWEST_DEPTHS, Math.min(lags + 1, held)));
  }
}
