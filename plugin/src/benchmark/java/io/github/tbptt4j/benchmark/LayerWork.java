package io.github.tbptt4j.benchmark;

import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The forward and backward pass of a layer on DL4J. */
final class LayerWork implements Work {
  private final LayerInNetwork layer;

  LayerWork(Case one, Family family) {
    layer = new LayerInNetwork(one, family);
  }

  @Override
  public void run() {
    layer.forwardAndBackward((h, gradients) -> {});
  }

  @Override
  public Results results() {
    Results results = new Results();
    layer.forwardAndBackward(
        (h, gradients) -> {
          results.put("h", TimeMajorArrays.fromDl4j(h));
          putGradients(results, gradients);
        });
    return results;
  }

  static void putGradients(Results results, Pair<Gradient, INDArray> gradients) {
    gradients
        .getFirst()
        .gradientForVariable()
        .forEach((key, value) -> results.put("d" + key, TimeMajorArrays.rows(value)));
    results.put("dx", TimeMajorArrays.fromDl4j(gradients.getSecond()));
  }
}
