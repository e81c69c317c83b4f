package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Cell;
import io.github.tbptt4j.random.Case.Head;
import io.github.tbptt4j.random.Case.Recurrent;
import io.github.tbptt4j.random.Case.Topology;
import io.github.tbptt4j.random.Case.Wrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A case's network in plain loops, for one example at a time. */
final class PlainNetwork {

  /** A recurrent layer, or the layers in {@code from} side by side where it has no cell. */
  record Node(String name, List<String> from, PlainCell cell, int at, Recurrent layer) {
    boolean is(Wrapper wrapper) {
      return layer != null && layer.wrapper() == wrapper;
    }
  }

  /**
   * The numbers of one example.
   *
   * @param x inputs by name, [T][nIn]
   * @param mask [T], or null
   * @param y labels of each output, [T][nOut]
   * @param weights of each output, [T][nOut], or null
   */
  record Example(
      Map<String, double[][]> x, double[] mask, List<double[][]> y, List<double[][]> weights) {
    int steps() {
      return x.get("in0").length;
    }

    double mask(int t) {
      return mask == null ? 1 : mask[t];
    }
  }

  final List<Node> nodes = new ArrayList<>();
  final List<PlainHead> heads = new ArrayList<>();
  private final String top;
  private final boolean takesMask;

  PlainNetwork(Case c, Map<String, Integer> offsets) {
    takesMask = c.trained() || !c.graph();
    int n = c.layers().size();
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("in0", c.nIn());
    sizes.put("in1", c.nIn());
    String below = "in0";
    for (int i = 0; i < n; i++) {
      boolean second = c.topology() == Topology.TWO_INPUTS && i == 1;
      add(c.layers().get(i), "r" + i, second ? "in1" : below, sizes, offsets);
      below = "r" + i;
      if (second) {
        below = merge("merged", List.of("r0", "r1"), sizes);
      }
    }
    if (c.topology() == Topology.SKIP) {
      below = merge("skipped", List.of("r0", below), sizes);
    }
    top = below;
    for (int i = 0; i < c.heads().size(); i++) {
      Head head = c.heads().get(i);
      heads.add(new PlainHead(head, sizes.get(top), offsets.get("o" + i)));
    }
  }

  private void add(
      Recurrent layer,
      String name,
      String from,
      Map<String, Integer> sizes,
      Map<String, Integer> offsets) {
    int nIn = sizes.get(from);
    PlainCell cell =
        layer.cell() == Cell.LSTM
            ? new PlainCell.Lstm(nIn, layer.nOut())
            : new PlainCell.Simple(nIn, layer.nOut(), layer.activation().f);
    nodes.add(new Node(name, List.of(from), cell, offsets.get(name), layer));
    sizes.put(name, layer.outputSize());
  }

  private String merge(String name, List<String> from, Map<String, Integer> sizes) {
    nodes.add(new Node(name, from, null, 0, null));
    sizes.put(name, from.stream().mapToInt(sizes::get).sum());
    return name;
  }

  /** One for each parameter that training moves. */
  boolean[] trainable(int parameters) {
    boolean[] trainable = new boolean[parameters];
    Arrays.fill(trainable, true);
    for (Node node : nodes) {
      if (node.layer() != null && node.layer().wrapper().frozen()) {
        Arrays.fill(trainable, node.at(), node.at() + node.cell().size(), false);
      }
    }
    return trainable;
  }

  Example example(Sample sample, int b) {
    Map<String, double[][]> x = new HashMap<>();
    for (int i = 0; i < sample.x().size(); i++) {
      x.put("in" + i, sample.x().get(i)[b]);
    }
    double[] mask = sample.mask() == null ? null : sample.mask()[b];
    List<double[][]> y = new ArrayList<>();
    List<double[][]> weights = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      y.add(sample.y().get(i)[b]);
      double[][][] labelMask = sample.labelMasks().get(i);
      weights.add(labelMask == null ? byDefault(i, mask) : labelMask[b]);
    }
    return new Example(x, mask, y, weights);
  }

  /**
   * A mask for features is one for labels in RnnLossLayer alone: in the trainer always, in DL4J's
   * fit in a MultiLayerNetwork.
   */
  private double[][] byDefault(int output, double[] mask) {
    Head head = heads.get(output).head();
    if (mask == null || head.output() != Case.Output.LOSS_LAYER || !takesMask) {
      return null;
    }
    double[][] weights = new double[mask.length][head.nOut()];
    for (int t = 0; t < mask.length; t++) {
      Arrays.fill(weights[t], mask[t]);
    }
    return weights;
  }

  /** What enters a node at a step. */
  static double[] input(Node node, Map<String, double[][]> sequences, int t) {
    if (node.from().size() == 1) {
      return sequences.get(node.from().get(0))[t];
    }
    return node.from().stream()
        .flatMapToDouble(name -> Arrays.stream(sequences.get(name)[t]))
        .toArray();
  }

  /** MaskZeroLayer makes a mask of its own, of steps whose inputs are all zero. */
  static double mask(Node node, Example example, double[] x, int t) {
    if (node.is(Wrapper.MASK_ZERO)) {
      return Arrays.stream(x).allMatch(v -> v == 0) ? 0 : 1;
    }
    return example.mask(t);
  }

  /**
   * Runs some steps as one network, all layers going forward.
   *
   * @param states of the recurrent layers by name; overwritten by those that leave
   * @return all sequences by name; only the steps that were run are there
   */
  Map<String, double[][]> run(
      double[] theta, Example example, int from, int to, Map<String, double[]> states) {
    Map<String, double[][]> sequences = new HashMap<>(example.x());
    for (Node node : nodes) {
      double[][] out = new double[example.steps()][];
      double[] state = states.get(node.name());
      for (int t = from; t < to; t++) {
        double[] x = input(node, sequences, t);
        if (node.cell() == null) {
          out[t] = x;
          continue;
        }
        state = node.cell().next(theta, node.at(), x, state, mask(node, example, x, t));
        out[t] = Arrays.copyOf(state, node.cell().nOut());
      }
      if (node.cell() != null) {
        states.put(node.name(), state);
      }
      sequences.put(node.name(), out);
    }
    return sequences;
  }

  Map<String, double[]> zeroStates() {
    Map<String, double[]> states = new HashMap<>();
    for (Node node : nodes) {
      if (node.cell() != null) {
        states.put(node.name(), node.cell().zero());
      }
    }
    return states;
  }

  /** The losses of the steps from {@code from} to {@code to}. */
  double loss(
      double[] theta, Example example, Map<String, double[][]> sequences, int from, int to) {
    double sum = 0;
    for (int i = 0; i < heads.size(); i++) {
      sum += loss(theta, example, sequences, from, to, i);
    }
    return sum;
  }

  /** One output's. */
  double loss(
      double[] theta,
      Example example,
      Map<String, double[][]> sequences,
      int from,
      int to,
      int output) {
    PlainHead head = heads.get(output);
    double[][] h = sequences.get(top);
    double[][] y = example.y().get(output);
    double[][] weights = example.weights().get(output);
    if (head.head().output() == Case.Output.OUTPUT) {
      return head.loss(theta, h[lastReal(example)], y[0], null);
    }
    double sum = 0;
    for (int t = from; t < to; t++) {
      sum += head.loss(theta, h[t], y[t], weights == null ? null : weights[t]);
    }
    return sum;
  }

  /** What output i says at a step; above LastTimeStep there is one. */
  double[] output(
      double[] theta, Example example, Map<String, double[][]> sequences, int i, int t) {
    boolean last = heads.get(i).head().output() == Case.Output.OUTPUT;
    return heads.get(i).output(theta, sequences.get(top)[last ? lastReal(example) : t]);
  }

  static int lastReal(Example example) {
    int last = example.steps() - 1;
    while (last > 0 && example.mask(last) == 0) {
      last--;
    }
    return last;
  }
}
