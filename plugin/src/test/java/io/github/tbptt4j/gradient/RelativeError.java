package io.github.tbptt4j.gradient;

/** How far two gradients are apart. */
final class RelativeError {
  private RelativeError() {}

  /** max |a - b| over max(|a|, |b|) of the whole vector, 0 where both are exactly zero. */
  static double of(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " and " + b.length + " elements");
    }
    double difference = 0.0;
    double size = 0.0;
    for (int i = 0; i < a.length; i++) {
      if (!Double.isFinite(a[i]) || !Double.isFinite(b[i])) {
        return Double.POSITIVE_INFINITY;
      }
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
      size = Math.max(size, Math.max(Math.abs(a[i]), Math.abs(b[i])));
    }
    return difference == 0.0 ? 0.0 : difference / size;
  }
}
