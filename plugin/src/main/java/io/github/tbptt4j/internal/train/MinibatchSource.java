package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.data.Skipping;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * DL4J's two kinds of iterators.
 *
 * @param minibatches the minibatches of this epoch that are left
 * @param canReset whether there can be another epoch
 * @param reset begins another one
 * @param skip goes on behind some minibatches and returns how many there were
 */
public record MinibatchSource(
    Iterator<Minibatch> minibatches, boolean canReset, Runnable reset, LongUnaryOperator skip) {
  /**
   * An iterator as a source.
   *
   * @param data minibatches with one input and one output
   * @return its minibatches, as they come
   */
  public static MinibatchSource of(DataSetIterator data) {
    Objects.requireNonNull(data, "minibatches must not be null.");
    Iterator<Minibatch> minibatches = each(data::hasNext, () -> Minibatch.of(given(data.next())));
    // A pre-processor may have a state that goes on with each minibatch.
    LongUnaryOperator skip =
        data instanceof Skipping skipping && data.getPreProcessor() == null
            ? skipping::skip
            : count -> take(minibatches, count);
    return new MinibatchSource(minibatches, data.resetSupported(), data::reset, skip);
  }

  /**
   * An iterator as a source.
   *
   * @param data minibatches
   * @return its minibatches, as they come
   */
  public static MinibatchSource of(MultiDataSetIterator data) {
    Objects.requireNonNull(data, "minibatches must not be null.");
    Iterator<Minibatch> minibatches = each(data::hasNext, () -> Minibatch.of(given(data.next())));
    return new MinibatchSource(
        minibatches, data.resetSupported(), data::reset, count -> take(minibatches, count));
  }

  private static Iterator<Minibatch> each(BooleanSupplier hasNext, Supplier<Minibatch> next) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return hasNext.getAsBoolean();
      }

      @Override
      public Minibatch next() {
        return next.get();
      }
    };
  }

  private static long take(Iterator<Minibatch> minibatches, long count) {
    long taken = 0;
    for (; taken < count && minibatches.hasNext(); taken++) {
      minibatches.next();
    }
    return taken;
  }

  private static <T> T given(T minibatch) {
    if (minibatch == null) {
      throw new IllegalArgumentException(
          "The iterator gave null for a minibatch: check its data. The minibatches before it are"
              + " trained.");
    }
    return minibatch;
  }

  void requireEpochs(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs (" + epochs + ") must be at least 1.");
    }
    if (epochs > 1 && !canReset) {
      throw new IllegalArgumentException(
          "epochs (" + epochs + ") must be 1 for an iterator that can't be reset.");
    }
  }

  /** Begins an epoch: what was not read of the last one, or all of it again. */
  void begin() {
    if (!minibatches.hasNext() && canReset) {
      reset.run();
    }
    if (!minibatches.hasNext()) {
      throw new IllegalArgumentException(
          "The iterator has no minibatch: nothing can be trained. Reset it, or check its data.");
    }
  }
}
