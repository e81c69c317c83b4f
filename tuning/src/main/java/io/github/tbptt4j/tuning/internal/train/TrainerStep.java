package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.NonFinitePolicy;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/** Windows over the whole network. */
final class TrainerStep extends TrainingStep {
  private final CandidateConfiguration candidate;
  private final Truncation truncation;
  private final TruncatedBpttTrainer trainer;
  private final boolean continuous;
  private final Model network;

  TrainerStep(
      CandidateConfiguration candidate, Model network, Truncation truncation, boolean continuous) {
    this.candidate = candidate;
    this.network = network;
    this.truncation = truncation;
    this.continuous = continuous;
    TruncatedBpttTrainer.Builder builder =
        network instanceof MultiLayerNetwork layers
            ? TruncatedBpttTrainer.builder(layers)
            : TruncatedBpttTrainer.builder((ComputationGraph) network);
    candidate.clipGlobalNorm().ifPresent(builder::clipGlobalNorm);
    this.trainer =
        builder
            .truncation(truncation)
            .stateful(continuous)
            .nonFinite(NonFinitePolicy.SKIP)
            .listener(this::count)
            .build();
  }

  private void count(FitReport update) {
    countUpdate(update.lastGradientNorm());
    countLoss(update.loss(), update.timeSteps());
  }

  @Override
  void fit(DataSet minibatch) {
    trainer.fit(minibatch);
  }

  @Override
  void endEpoch() {
    if (continuous) {
      trainer.flush();
      trainer.resetState();
    }
    if (network instanceof MultiLayerNetwork layers) {
      layers.incrementEpochCount();
    } else {
      ((ComputationGraph) network).incrementEpochCount();
    }
  }

  @Override
  void save(Path file, byte[] attachment) {
    trainer.saveCheckpoint(file, attachment);
  }

  @Override
  byte[] restore(Path file) {
    return trainer.restoreCheckpoint(file);
  }

  @Override
  long stateBytes(long examples, long timeSteps) {
    return StateMemory.ofTrainer(
        candidate.recurrentLayers(),
        truncation,
        examples,
        timeSteps,
        continuous,
        network.params().dataType().width());
  }
}
