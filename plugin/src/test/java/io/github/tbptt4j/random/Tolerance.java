package io.github.tbptt4j.random;

import org.nd4j.linalg.api.buffer.DataType;

/** How far two ways of computing the same may be apart; grows with the length of the sums. */
final class Tolerance {
  /** Gradients below this are compared as if they were this large. */
  static final double FLOOR = 1e-2;

  private Tolerance() {}

  /** Against plain loops and finite differences. */
  static double ofPlain(Case c) {
    return c.type() == DataType.DOUBLE ? 1e-6 : 4e-7 * length(c);
  }

  /** Against the reference kernel. */
  static double ofKernels(Case c) {
    return (c.type() == DataType.DOUBLE ? 1e-14 : 1e-7) * length(c);
  }

  private static double length(Case c) {
    int widest = c.nIn();
    for (Case.Recurrent layer : c.layers()) {
      widest = Math.max(widest, layer.nOut());
    }
    int terms = c.batches().stream().mapToInt(b -> b.examples() * b.steps()).sum();
    return 100 + Math.sqrt((double) widest * terms);
  }
}
