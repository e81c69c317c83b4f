package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;

/**
 * The memory that truncation is about: what backpropagation must keep of the past. It is computed,
 * not measured, so that it doesn't depend on garbage collection and on what else runs.
 *
 * <p>Of each recurrent layer, the inputs and states of the steps that one backward pass holds at a
 * time, of all examples of a minibatch:
 *
 * <pre>bytes = B * steps * sum over layers of (nIn + nOut) * bytes of a number</pre>
 *
 * <p>With the trainer, steps is k2, and 2 k1 more steps of input are buffered and k2/k1 + 2 states
 * stored (see {@link io.github.tbptt4j.TruncatedBpttTrainer}); never more than for the whole
 * sequence at once. In DL4J's {@code fit} the whole sequence, or DL4J's segment, is held whatever
 * k2 is. Parameters, the updater's state, the output layer and DL4J's workspaces come on top and
 * are the same for every truncation.
 */
public final class StateMemory {
  private StateMemory() {}

  /**
   * With the trainer.
   *
   * @param layers the recurrent layers, nIn and nOut known
   * @param kind k1 and k2; an adaptive one counts as the furthest it may look back, a random one,
   *     whose windows have no bound, as its mean
   * @param minibatch examples, B
   * @param timeSteps of a minibatch, T
   * @param continuous whether minibatches continue each other
   * @param bytesPerNumber 4 for float
   * @return bytes
   */
  public static long ofTrainer(
      List<? extends BaseRecurrentLayer> layers,
      Truncation kind,
      long minibatch,
      long timeSteps,
      boolean continuous,
      int bytesPerNumber) {
    TruncatedBptt truncation = longestWindow(kind);
    if (truncation.isFull()) {
      return ofSequence(layers, minibatch, timeSteps, bytesPerNumber);
    }
    long k1 = Math.min(truncation.k1(), timeSteps);
    long k2 = continuous ? truncation.k2() : Math.min(truncation.k2(), timeSteps);
    long states = k2 / k1 + 2;
    long buffered = 2 * k1 * (layers.isEmpty() ? 0 : layers.get(0).getNIn());
    long stored = states * layers.stream().mapToLong(BaseRecurrentLayer::getNOut).sum();
    return minibatch * (k2 * width(layers) + buffered + stored) * bytesPerNumber;
  }

  private static TruncatedBptt longestWindow(Truncation kind) {
    if (kind instanceof AdaptiveTruncation adaptive) {
      return TruncatedBptt.of(adaptive.k1(), adaptive.kMax());
    }
    if (kind instanceof RandomTruncation random) {
      int mean = (int) Math.ceil(random.mean());
      return TruncatedBptt.of(mean, mean);
    }
    return (TruncatedBptt) kind;
  }

  /**
   * Where a sequence, or DL4J's segment of it, is held as a whole.
   *
   * @param layers the recurrent layers, nIn and nOut known
   * @param minibatch examples, B
   * @param timeSteps of the sequence or segment
   * @param bytesPerNumber 4 for float
   * @return bytes
   */
  public static long ofSequence(
      List<? extends BaseRecurrentLayer> layers,
      long minibatch,
      long timeSteps,
      int bytesPerNumber) {
    return minibatch * timeSteps * width(layers) * bytesPerNumber;
  }

  private static long width(List<? extends BaseRecurrentLayer> layers) {
    return layers.stream().mapToLong(layer -> layer.getNIn() + layer.getNOut()).sum();
  }
}
