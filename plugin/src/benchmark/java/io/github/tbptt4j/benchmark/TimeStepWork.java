package io.github.tbptt4j.benchmark;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One step of a character model by DL4J's {@code rnnTimeStep}. */
final class TimeStepWork implements Work {
  private final MultiLayerNetwork network;
  private final INDArray[] oneHot;
  private int symbol;

  TimeStepWork(Case one, Family family) {
    network = family.characterModel(one, CaseData.of(one));
    oneHot = new INDArray[one.nIn()];
    for (int i = 0; i < oneHot.length; i++) {
      float[] row = CaseData.oneHot(one.nIn(), i);
      oneHot[i] = Nd4j.create(row, new long[] {1, one.nIn()}, 'c');
    }
  }

  @Override
  public void run() {
    network.rnnTimeStep(oneHot[symbol]);
    symbol = (symbol + 1) % oneHot.length;
  }

  @Override
  public Results results() {
    Results results = new Results();
    for (int i = 0; i < CaseData.INFERENCE_STEPS; i++) {
      results.put("probabilities " + i, TimeMajorArrays.rows(network.rnnTimeStep(oneHot[i])));
    }
    return results;
  }
}
