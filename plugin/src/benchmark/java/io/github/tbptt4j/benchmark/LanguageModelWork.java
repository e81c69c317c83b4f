package io.github.tbptt4j.benchmark;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** A training step of a character model on DL4J: {@code fit} of one minibatch. */
final class LanguageModelWork implements Work {
  private final MultiLayerNetwork network;
  private final DataSet minibatch;

  LanguageModelWork(Case one, Family family) {
    CaseData data = CaseData.of(one);
    network = family.characterModel(one, data);
    minibatch = family.characters(one, data.symbols(), data.nextSymbols());
  }

  @Override
  public void run() {
    network.fit(minibatch);
  }

  /** The loss, summed over time and averaged over the minibatch, and what one update changes. */
  @Override
  public Results results() {
    INDArray before = network.params().dup();
    network.fit(minibatch);
    Results results = new Results().put("loss", new float[] {(float) network.score()});
    putUpdate(results, network, before);
    return results;
  }

  /** By how much the parameters differ from those before. */
  static void putUpdate(Results results, MultiLayerNetwork network, INDArray before) {
    MultiLayerNetwork update = network.clone();
    update.setParams(network.params().sub(before));
    update
        .paramTable()
        .forEach((key, value) -> results.put("update " + key, TimeMajorArrays.rows(value)));
  }
}
