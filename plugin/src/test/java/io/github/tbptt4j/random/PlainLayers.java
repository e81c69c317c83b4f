package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Cut;
import io.github.tbptt4j.random.Case.Wrapper;
import io.github.tbptt4j.random.PlainNetwork.Example;
import io.github.tbptt4j.random.PlainNetwork.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * S(theta) of the design for fit, where each layer cuts its own windows: a step's output comes from
 * the window that owns the step, whose entering state is frozen; where no window covers a step it
 * is a constant. What is below a layer enters it through all windows that cover it.
 *
 * <p>One example; segments are taken one after the other, each with the parameters of its time.
 */
final class PlainLayers {
  private final PlainNetwork network;
  private final Example example;
  private final Map<String, double[][]> base = new HashMap<>(); // as it ran
  private final Map<String, double[][]> entering = new HashMap<>(); // states before each step
  private double[] frozen;
  private int from;
  private int to;

  PlainLayers(PlainNetwork network, Example example) {
    this.network = network;
    this.example = example;
    base.putAll(example.x());
    for (Node node : network.nodes) {
      base.put(node.name(), new double[example.steps()][]);
      double[][] states = new double[example.steps() + 1][];
      if (node.cell() != null) {
        states[0] = node.cell().zero();
      }
      entering.put(node.name(), states);
    }
  }

  /** Goes on to the next segment, which ends before a step. */
  void segment(double[] theta, int end) {
    frozen = theta.clone();
    from = to;
    to = end;
    for (Node node : network.nodes) {
      double[][] out = base.get(node.name());
      if (node.layer() != null && node.layer().wrapper().bidirectional()) {
        bidirectional(node, frozen, base, out);
        continue;
      }
      double[][] states = entering.get(node.name());
      for (int t = from; t < to; t++) {
        double[] x = PlainNetwork.input(node, base, t);
        out[t] = x;
        if (node.cell() != null) {
          double mask = PlainNetwork.mask(node, example, x, t);
          states[t + 1] = node.cell().next(frozen, node.at(), x, states[t], mask);
          out[t] = Arrays.copyOf(states[t + 1], node.cell().nOut());
        }
      }
    }
  }

  /** The sequences as they ran. */
  Map<String, double[][]> sequences() {
    return base;
  }

  /** The segment's losses as it ran. */
  double loss() {
    return network.loss(frozen, example, base, from, to);
  }

  /** S of the segment. */
  double surrogate(double[] theta) {
    Map<String, double[][]> sequences = new HashMap<>(example.x());
    for (Node node : network.nodes) {
      double[][] out = base.get(node.name()).clone();
      if (node.cell() == null) {
        for (int t = from; t < to; t++) {
          out[t] = PlainNetwork.input(node, sequences, t);
        }
      } else if (node.layer().wrapper().bidirectional()) {
        bidirectional(node, theta, sequences, out);
      } else {
        double[][] x = new double[to][];
        Arrays.setAll(x, t -> PlainNetwork.input(node, sequences, t));
        double[] mask = new double[to];
        Arrays.setAll(mask, t -> PlainNetwork.mask(node, example, x[t], t));
        windows(
            node.cell(),
            node.at(),
            node.layer().cut(),
            theta,
            x,
            mask,
            entering.get(node.name()),
            from,
            out);
      }
      sequences.put(node.name(), out);
    }
    return network.loss(theta, example, sequences, from, to);
  }

  /** Overwrites the outputs that depend on theta. */
  private static void windows(
      PlainCell cell,
      int at,
      Cut cut,
      double[] theta,
      double[][] x,
      double[] mask,
      double[][] entering,
      int from,
      double[][] out) {
    int to = x.length;
    boolean full = cut.k2() == Integer.MAX_VALUE;
    for (int owned = from; owned < to; ) {
      int end = full ? to : (int) Math.min((long) owned + cut.k1(), to);
      int start = full ? from : (int) Math.max(0, (long) end - cut.k2());
      double[] state = entering[start];
      for (int t = start; t < end; t++) {
        state = cell.next(theta, at, x[t], state, mask[t]);
        if (t >= owned) {
          out[t] = Arrays.copyOf(state, cell.nOut());
        }
      }
      owned = end;
    }
  }

  /** Both directions over the whole sequence; the other one has parameters behind the first's. */
  private void bidirectional(
      Node node, double[] theta, Map<String, double[][]> sequences, double[][] out) {
    int last = example.steps() - 1;
    double[][] x = new double[last + 1][];
    double[] mask = new double[last + 1];
    for (int t = 0; t <= last; t++) {
      x[t] = PlainNetwork.input(node, sequences, t);
      mask[t] = example.mask(t);
    }
    double[][] reversedX = new double[last + 1][];
    double[] reversedMask = new double[last + 1];
    for (int t = 0; t <= last; t++) {
      reversedX[t] = x[last - t];
      reversedMask[t] = mask[last - t];
    }
    double[][] forward = direction(node, node.at(), theta, x, mask, "f");
    double[][] backward =
        direction(node, node.at() + node.cell().size(), theta, reversedX, reversedMask, "b");
    for (int t = 0; t <= last; t++) {
      out[t] = both(node, forward[t], backward[last - t]);
    }
  }

  private static double[] both(Node node, double[] f, double[] b) {
    double[] both = Arrays.copyOf(f, node.layer().outputSize());
    for (int j = 0; j < b.length; j++) {
      if (node.is(Wrapper.BIDIRECTIONAL_CONCAT)) {
        both[f.length + j] = b[j];
      } else {
        both[j] += b[j];
      }
    }
    return both;
  }

  private double[][] direction(
      Node node, int at, double[] theta, double[][] x, double[] mask, String direction) {
    PlainCell cell = node.cell();
    String key = node.name() + direction;
    double[][] out = new double[x.length][];
    if (!entering.containsKey(key)) { // the first run: nothing varies yet
      double[][] states = new double[x.length + 1][];
      states[0] = cell.zero();
      for (int t = 0; t < x.length; t++) {
        states[t + 1] = cell.next(theta, at, x[t], states[t], mask[t]);
      }
      entering.put(key, states);
    }
    double[][] states = entering.get(key);
    Arrays.setAll(out, t -> Arrays.copyOf(states[t + 1], cell.nOut()));
    windows(cell, at, node.layer().cut(), theta, x, mask, states, 0, out);
    return out;
  }
}
