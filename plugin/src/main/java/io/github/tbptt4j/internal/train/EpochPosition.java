package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a training over an iterator stands.
 *
 * @param epochs that have ended
 * @param minibatches of the present epoch that have been trained on
 * @param lastMinibatch a checksum of the last of them, to know it again; 0 of none
 * @param totals of all of it
 */
record EpochPosition(int epochs, long minibatches, long lastMinibatch, Totals totals) {
  static EpochPosition beginning() {
    return new EpochPosition(0, 0, 0, new Totals());
  }

  /** A minibatch's checksum, of its numbers and its form. */
  static long checksum(Minibatch minibatch) {
    CheckedOutputStream sum =
        new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32C());
    CheckpointWriter writer = new CheckpointWriter(sum);
    try {
      for (INDArray[] arrays :
          new INDArray[][] {
            minibatch.features(),
            minibatch.labels(),
            minibatch.featureMasks(),
            minibatch.labelMasks()
          }) {
        writer.bool(arrays != null);
        if (arrays != null) {
          writer.arrays(arrays);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum.getChecksum().getValue();
  }

  /**
   * Brings an iterator, which is as it was before the first of these epochs, to this position: by
   * as many resets as there were, and by minibatches that are skipped, all but the last, which is
   * compared.
   *
   * @throws IllegalArgumentException if that can't be, or gives other minibatches
   */
  void bringTo(MinibatchSource source, int epochsToRun) {
    if (epochs > epochsToRun || epochs == epochsToRun && minibatches > 0) {
      throw new IllegalArgumentException(
          "The checkpoint is in epoch "
              + (minibatches > 0 ? epochs + 1 : epochs)
              + ", and epochs ("
              + epochsToRun
              + ") are to be run in all: give at least as many as before.");
    }
    if (epochs == epochsToRun) {
      return;
    }
    if (epochs > 0 && !source.canReset()) {
      throw new IllegalArgumentException(
          "The checkpoint is behind epoch "
              + epochs
              + ", and the iterator can't be reset: it can't be brought there.");
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      source.begin();
      source.reset().run();
    }
    if (minibatches > 0) {
      source.begin();
      skip(source);
    }
  }

  private void skip(MinibatchSource source) {
    long skipped = source.skip().applyAsLong(minibatches - 1);
    if (!source.minibatches().hasNext()) {
      throw wrong("has only " + skipped + " minibatches in that epoch");
    }
    if (checksum(source.minibatches().next()) != lastMinibatch) {
      throw wrong("gives another minibatch at that place");
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "The checkpoint was made after minibatch "
            + minibatches
            + " of epoch "
            + (epochs + 1)
            + ", but the iterator "
            + what
            + ": it must give the same minibatches as then, and be where it was before the first"
            + " epoch. If it shuffles, give it the same seed.");
  }

  void write(CheckpointWriter out) throws IOException {
    out.integer(epochs);
    out.number(minibatches);
    out.number(lastMinibatch);
    totals.write(out);
  }

  static EpochPosition read(CheckpointReader in) throws IOException {
    return new EpochPosition(in.integer(), in.number(), in.number(), Totals.read(in));
  }
}
