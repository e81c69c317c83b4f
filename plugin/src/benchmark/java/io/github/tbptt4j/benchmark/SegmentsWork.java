package io.github.tbptt4j.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.dataset.DataSet;

/**
 * DL4J's {@code fit} of the same minibatch in segments of k1 steps. It begins each minibatch with
 * zero state and has no clipping over all parameters, and SimpleRnn's gradient isn't exact from the
 * second segment on: it is timed, but only its first loss can be compared.
 */
final class SegmentsWork implements Work {
  private final Case one;
  private final MultiLayerNetwork network;
  private final DataSet minibatch;

  SegmentsWork(Case one, Family family) {
    this.one = one;
    CaseData data = CaseData.of(one);
    network = family.characterModel(one, data);
    minibatch = family.stretch(one, data);
  }

  @Override
  public void run() {
    network.fit(minibatch);
  }

  @Override
  public Results results() {
    List<Double> scores = new ArrayList<>();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            scores.add(model.score());
          }
        });
    network.fit(minibatch);
    network.setListeners();
    if (scores.size() != one.updates()) {
      throw new IllegalStateException(
          "DL4J made " + scores.size() + " updates, " + one.updates() + " expected.");
    }
    return new Results().putLosses(List.of(scores.get(0) / one.k1()));
  }
}
