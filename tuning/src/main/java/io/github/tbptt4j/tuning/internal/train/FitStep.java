package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.GlobalNormClipping;
import io.github.tbptt4j.NonFinitePolicy;
import io.github.tbptt4j.internal.train.NetworkCheckpoint;
import io.github.tbptt4j.internal.train.NetworkGradient;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** DL4J's own fit. */
final class FitStep extends TrainingStep {
  private final CandidateConfiguration candidate;
  private final Model network;

  FitStep(CandidateConfiguration candidate, Model network) {
    this.candidate = candidate;
    this.network = network;
    // Before the clipping, which scales the gradient.
    addListener(network, new NormCounter());
    candidate
        .clipGlobalNorm()
        .ifPresent(
            threshold ->
                addListener(
                    network, GlobalNormClipping.of(threshold).nonFinite(NonFinitePolicy.SKIP)));
  }

  private final class NormCounter extends BaseTrainingListener {
    @Override
    public void onGradientCalculation(Model model) {
      countUpdate(NetworkGradient.of(model).norm());
    }
  }

  @Override
  void fit(DataSet minibatch) {
    if (network instanceof MultiLayerNetwork layers) {
      layers.fit(minibatch);
    } else {
      ((ComputationGraph) network).fit(minibatch);
    }
    countLoss(network.score() / labelledSteps(minibatch), minibatch.getFeatures().size(2));
  }

  /** Of an example, on average: DL4J sums losses over them. */
  private double labelledSteps(DataSet minibatch) {
    INDArray mask = minibatch.getLabelsMaskArray();
    if (mask != null) {
      return mask.sumNumber().doubleValue() / mask.size(0);
    }
    return candidate.segment().orElse((int) minibatch.getLabels().size(2));
  }

  @Override
  void endEpoch() {
    if (network instanceof MultiLayerNetwork layers) {
      layers.incrementEpochCount();
    } else {
      ((ComputationGraph) network).incrementEpochCount();
    }
  }

  @Override
  void save(Path file, byte[] attachment) {
    NetworkCheckpoint.save(file, network, attachment);
  }

  @Override
  byte[] restore(Path file) {
    return NetworkCheckpoint.restore(file, network);
  }

  @Override
  long stateBytes(long examples, long timeSteps) {
    long held = Math.min(timeSteps, candidate.segment().orElse(Integer.MAX_VALUE));
    return StateMemory.ofSequence(
        candidate.recurrentLayers(), examples, held, network.params().dataType().width());
  }
}
