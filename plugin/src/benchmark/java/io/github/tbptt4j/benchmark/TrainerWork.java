package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.internal.threads.Parallelism;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** A minibatch of a stream through {@link TruncatedBpttTrainer}, again and again. */
final class TrainerWork implements Work {
  private final Case one;
  private final MultiLayerNetwork network;
  private final DataSet minibatch;
  private final TruncatedBpttTrainer trainer;

  TrainerWork(Case one) {
    this.one = one;
    CaseData data = CaseData.of(one);
    network = Family.OURS.characterModel(one, data);
    minibatch = Family.OURS.stretch(one, data);
    trainer = trainer().build();
  }

  private TruncatedBpttTrainer.Builder trainer() {
    return TruncatedBpttTrainer.builder(network)
        .truncation(TruncatedBptt.of(one.k1(), one.k2()))
        .clipGlobalNorm(CaseData.CLIP_NORM)
        .stateful(true);
  }

  @Override
  public void run() {
    fit(trainer);
  }

  private FitReport fit(TruncatedBpttTrainer by) {
    if (!one.has(Case.Trait.ONE_THREAD)) {
      return by.fit(minibatch);
    }
    try (Parallelism alone = Parallelism.ofThisThread(1)) {
      return by.fit(minibatch);
    }
  }

  /** The loss of each update, and what all of them change. */
  @Override
  public Results results() {
    INDArray before = network.params().dup();
    List<Double> losses = new ArrayList<>();
    TruncatedBpttTrainer observed = trainer().listener(update -> losses.add(update.loss())).build();
    for (int i = 0; i < CaseData.COMPARED_MINIBATCHES; i++) {
      FitReport report = fit(observed);
      if (report.clippedUpdates() < report.updates()) {
        throw new IllegalStateException(
            "Of %d updates of %s only %d were clipped: CLIP_NORM (%s) is too large to be seen."
                .formatted(
                    report.updates(), one.name(), report.clippedUpdates(), CaseData.CLIP_NORM));
      }
    }
    Results results = new Results().putLosses(losses);
    LanguageModelWork.putUpdate(results, network, before);
    return results;
  }
}
