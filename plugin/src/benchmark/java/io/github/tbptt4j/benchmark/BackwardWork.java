package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.internal.kernels.Kernels;

/** The backward pass of a layer on DL4J, again and again after one forward pass. */
final class BackwardWork implements Work {
  private final Case one;
  private final Family family;
  private final LayerInNetwork layer;

  BackwardWork(Case one, Family family) {
    this.one = one;
    this.family = family;
    layer = new LayerInNetwork(one, family);
    layer.forward();
  }

  @Override
  public void run() {
    layer.backward(gradients -> {});
  }

  /**
   * No peer truncates like ours: a truncated gradient is compared with the portable kernel's here,
   * where it is cheap to force it.
   */
  @Override
  public Results results() {
    Results fast = gradients(layer);
    if (one.isTruncated()) {
      System.setProperty(Kernels.PROPERTY, "portable");
      try {
        LayerInNetwork other = new LayerInNetwork(one, family);
        other.forward();
        Agreement.check(one.name() + ", the fast and the portable kernel", fast, gradients(other));
      } finally {
        System.clearProperty(Kernels.PROPERTY);
      }
    }
    return fast;
  }

  private static Results gradients(LayerInNetwork layer) {
    Results results = new Results();
    layer.backward(gradients -> LayerWork.putGradients(results, gradients));
    return results;
  }
}
