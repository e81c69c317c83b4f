package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import io.github.tbptt4j.tuning.GradientNorms;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;

/** Trains a network on one minibatch after the other, and counts. */
abstract class TrainingStep {
  // Losses since they were last asked for.
  private double lossSum;
  private double lossSteps;

  private final GradientNormRecorder norms = new GradientNormRecorder();
  private long updates;
  private long skipped;
  private int skippedInARow;

  static void addListener(Model network, TrainingListener listener) {
    if (network instanceof MultiLayerNetwork layers) {
      layers.addListeners(listener);
    } else {
      ((ComputationGraph) network).addListeners(listener);
    }
  }

  /** Trains. */
  abstract void fit(DataSet minibatch);

  /** Ends a pass over the data. */
  abstract void endEpoch();

  /** Memory of the states that backpropagation keeps of such a minibatch. */
  abstract long stateBytes(long examples, long timeSteps);

  /** Saves the network and how it is trained, and with it what else belongs to this moment. */
  abstract void save(Path file, byte[] attachment);

  /** Goes back to what was saved; returns what else belongs to that moment. */
  abstract byte[] restore(Path file);

  /** Writes the counts. */
  final void write(CheckpointWriter out) throws IOException {
    out.real(lossSum);
    out.real(lossSteps);
    norms.write(out);
    out.number(updates);
    out.number(skipped);
    out.integer(skippedInARow);
  }

  /** Reads the counts. */
  final void read(CheckpointReader in) throws IOException {
    lossSum = in.real();
    lossSteps = in.real();
    norms.read(in);
    updates = in.number();
    skipped = in.number();
    skippedInARow = in.integer();
  }

  final void countUpdate(double norm) {
    if (Double.isFinite(norm)) {
      norms.add(norm);
      updates++;
      skippedInARow = 0;
    } else {
      skipped++;
      skippedInARow++;
    }
  }

  final void countLoss(double meanLoss, double steps) {
    if (Double.isFinite(meanLoss)) {
      lossSum += meanLoss * steps;
      lossSteps += steps;
    }
  }

  /** {@return the mean loss since the last call; null if there was none} */
  final Double takeLoss() {
    Double loss = lossSteps == 0 ? null : Double.valueOf(lossSum / lossSteps);
    lossSum = 0;
    lossSteps = 0;
    return loss;
  }

  final long updates() {
    return updates;
  }

  final long skipped() {
    return skipped;
  }

  final int skippedInARow() {
    return skippedInARow;
  }

  final GradientNorms norms() {
    return norms.norms();
  }
}
