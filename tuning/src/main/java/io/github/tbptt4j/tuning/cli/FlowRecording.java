package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.GradientFlowListener;
import io.github.tbptt4j.diagnostics.GradientFlowRecord;
import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Records during a training how far gradients go back. What a file has of this training's future is
 * taken out: of a training before, or of steps that a crash has undone.
 */
final class FlowRecording extends BaseTrainingListener {
  private static final int LOSSES = 64;

  private final Path file;
  private final DataSet probe;
  private final GradientFlowListener listener;
  private boolean begun;

  FlowRecording(Path file, DataSet probe) {
    this.file = file;
    this.probe = probe;
    listener = GradientFlowListener.builder(probe, file).losses(LOSSES).build();
  }

  /**
   * Before the training: sees that the file can be written, and is a record if it is there.
   *
   * @throws IllegalArgumentException if not
   */
  static void requireSense(Path file) throws IOException {
    OutputFile.requireWritable(file);
    if (Files.exists(file)) {
      if (!Files.isWritable(file)) { // it isn't replaced as a whole, as other files are
        throw new IllegalArgumentException(
            file + " can't be written: make it writable, or give another file.");
      }
      GradientFlowRecord.read(file);
    }
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    try {
      if (!begun) {
        begun = true;
        forgetFrom(iteration);
        warmUp((MultiLayerNetwork) model); // train makes no graphs
      }
      listener.iterationDone(model, iteration, epoch);
    } catch (IOException | UncheckedIOException e) {
      throw new UncheckedIOException(
          "The record of the gradient's flow can't be written ("
              + e.getMessage()
              + "). Make room, or leave out --flow, and go on with --resume.",
          e instanceof IOException io ? io : ((UncheckedIOException) e).getCause());
    }
  }

  /**
   * Has Java load and compile before the listener's clock runs: it lets the next measurement wait
   * by what the first one took, and a training learns most at its beginning.
   */
  private void warmUp(MultiLayerNetwork network) {
    try {
      GradientFlow.of(network).losses(LOSSES).measure(probe);
    } catch (IllegalStateException e) {
      // a gradient that isn't finite: the listener writes that down
    }
  }

  private void forgetFrom(int iteration) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    List<GradientFlowRecord> records = GradientFlowRecord.read(file);
    long kept = records.stream().takeWhile(record -> record.iteration() < iteration).count();
    if (kept < records.size()) {
      StringBuilder lines = new StringBuilder();
      Files.readAllLines(file).stream().limit(kept).forEach(l -> lines.append(l).append('\n'));
      AtomicFiles.write(file, lines.toString());
    }
  }
}
