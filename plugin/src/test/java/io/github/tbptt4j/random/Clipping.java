package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Cell;
import io.github.tbptt4j.random.Case.Clip;

/** Clips a gradient by hand as the case says. */
final class Clipping {
  private Clipping() {}

  static void apply(Case c, PlainNetwork network, double[] g) {
    if (c.clip() == Clip.GLOBAL) {
      toNorm(g, 0, g.length, c.threshold());
      return;
    }
    for (PlainNetwork.Node node : network.nodes) {
      if (node.cell() == null || node.layer().cell() != Cell.VANILLA) {
        continue;
      }
      int directions = node.layer().wrapper().bidirectional() ? 2 : 1;
      int to = node.at() + directions * node.cell().size();
      if (c.clip() == Clip.NORM) {
        toNorm(g, node.at(), to, c.threshold());
      }
      for (int p = node.at(); c.clip() == Clip.VALUE && p < to; p++) {
        g[p] = Math.max(-c.threshold(), Math.min(c.threshold(), g[p]));
      }
    }
  }

  private static void toNorm(double[] g, int from, int to, double threshold) {
    double squares = 0;
    for (int p = from; p < to; p++) {
      squares += g[p] * g[p];
    }
    double norm = Math.sqrt(squares);
    for (int p = from; norm > threshold && p < to; p++) {
      g[p] *= threshold / norm;
    }
  }
}
