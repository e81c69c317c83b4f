package io.github.tbptt4j.random;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.random.Case.Batch;
import io.github.tbptt4j.random.Case.Beyond;
import io.github.tbptt4j.random.Case.Cell;
import io.github.tbptt4j.random.Case.Clip;
import io.github.tbptt4j.random.Case.Cut;
import io.github.tbptt4j.random.Case.FeatureMask;
import io.github.tbptt4j.random.Case.Head;
import io.github.tbptt4j.random.Case.LabelMask;
import io.github.tbptt4j.random.Case.Labels;
import io.github.tbptt4j.random.Case.Layout;
import io.github.tbptt4j.random.Case.Output;
import io.github.tbptt4j.random.Case.Recurrent;
import io.github.tbptt4j.random.Case.Symbols;
import io.github.tbptt4j.random.Case.Topology;
import io.github.tbptt4j.random.Case.Update;
import io.github.tbptt4j.random.Case.Way;
import io.github.tbptt4j.random.Case.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Draws a case. Where two choices don't go together in DL4J, or the library refuses them when the
 * network is built, the later one gives way; each such place says why.
 */
final class Draw {
  private static final int[] SIZES = {1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 11, 13};
  private static final int[] LARGE = {16, 17, 31, 32, 33, 37, 64, 65};
  private static final int[] EXAMPLES = {1, 1, 2, 2, 3, 4, 5, 7};
  private static final int[] STEPS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13};

  private static final boolean VECTOR_RUNS =
      Kernels.byName("vector").runs(DataType.FLOAT, StepActivation.TANH);

  private final SplittableRandom random;

  private Draw(SplittableRandom random) {
    this.random = random;
  }

  static Case of(long seed) {
    return new Draw(new SplittableRandom(seed)).draw(seed);
  }

  private Case draw(long seed) {
    Way way = any(Way.values());
    boolean trained = way == Way.TRAINER || way == Way.STREAM;
    Topology topology = chance(.5) ? Topology.LAYERS : any(Topology.values());
    // DL4J cuts the last dimension whatever the format; the layer refuses it.
    RNNFormat format = way != Way.SEGMENTS && chance(.4) ? RNNFormat.NWC : RNNFormat.NCW;
    List<Batch> batches = batches(way);
    int longest = batches.stream().mapToInt(Batch::steps).max().orElseThrow();
    Clip clip = any(Clip.values());
    FeatureMask featureMask = chance(.5) ? FeatureMask.NONE : any(FeatureMask.values());
    List<Recurrent> layers = layers(way, topology, longest, featureMask);
    if (layers.stream().anyMatch(l -> l.wrapper() == Wrapper.MASK_ZERO)) {
      featureMask = FeatureMask.NONE; // it makes one of its own
    }
    boolean last = layers.stream().anyMatch(l -> l.wrapper() == Wrapper.LAST_STEP);
    if (last && featureMask != FeatureMask.NONE) {
      featureMask = FeatureMask.RAGGED; // without a real step there is no last one
    }
    int smallest = batches.stream().mapToInt(Batch::examples).min().orElseThrow();
    Cut trainer = trained ? cut(longest, way == Way.STREAM) : Cut.FULL;
    if (clip == Clip.ERROR && layers.stream().noneMatch(l -> l.cell() == Cell.VANILLA)) {
      clip = Clip.NONE;
    }
    Symbols symbols = symbols(layers.get(0), topology, way);
    List<Head> heads = heads(topology, layers, format, way, last, smallest, featureMask);
    DataType type = chance(.5) ? DataType.FLOAT : DataType.DOUBLE;
    // With it finite differences hold over all segments.
    double rate = chance(way == Way.SEGMENTS ? .7 : .4) ? 0 : .05;
    return new Case(
        seed,
        way,
        kernel(type, layers, heads, smallest),
        type,
        format,
        topology,
        symbols == Symbols.ONE_HOT ? Math.max(2, size()) : size(), // a single 1 is an index, too
        symbols,
        layers,
        heads,
        trainer,
        trained ? beyond(new SplittableRandom(seed + 7), longest, layers) : Beyond.NONE,
        way == Way.SEGMENTS ? 1 + random.nextInt(longest / 2 + 1) : 0,
        featureMask,
        clip,
        clip == Clip.NONE ? 0 : Math.pow(10, -random.nextInt(4)),
        chance(.3)
            ? Update.NESTEROVS
            : rate == 0
                ? Update.SGD // DL4J's Adam makes its epsilon of a rate of 0
                : any(Update.values()),
        rate,
        chance(.5) ? Layout.C : any(Layout.values()),
        batches,
        chance(.15) && way != Way.STREAM);
  }

  private String kernel(DataType type, List<Recurrent> layers, List<Head> heads, int smallest) {
    // On the portable kernel DL4J computes the outputs, which knows weights as little as a mask of
    // one row.
    boolean weighted = heads.stream().anyMatch(h -> h.mask() == LabelMask.WEIGHTS);
    boolean oneRow = smallest == 1 && heads.stream().anyMatch(h -> h.mask() != LabelMask.NONE);
    List<String> kernels =
        new ArrayList<>(
            List.of(Case.CHOSEN, weighted || oneRow ? "reference" : "portable", "reference"));
    boolean simple =
        layers.stream().allMatch(l -> l.cell() != Cell.VANILLA || l.activation().simple);
    if (simple && type == DataType.FLOAT) {
      kernels.addAll(List.of("openblas", "openblas", "openblas"));
      if (VECTOR_RUNS) {
        kernels.addAll(List.of("vector", "vector", "vector"));
      }
    }
    return kernels.get(random.nextInt(kernels.size()));
  }

  private List<Batch> batches(Way way) {
    List<Batch> batches = new ArrayList<>();
    int examples = examples();
    int count = way == Way.STREAM ? 1 + random.nextInt(4) : 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      List<Integer> ended = new ArrayList<>();
      if (way == Way.STREAM) {
        for (int e = 0; e < examples && i + 1 < count; e++) {
          if (chance(.15)) {
            ended.add(e);
          }
        }
      } else {
        examples = examples();
      }
      batches.add(new Batch(examples, STEPS[random.nextInt(STEPS.length)], List.copyOf(ended)));
    }
    return List.copyOf(batches);
  }

  private List<Recurrent> layers(Way way, Topology topology, int longest, FeatureMask mask) {
    boolean trained = way == Way.TRAINER || way == Way.STREAM;
    int depth = chance(.55) ? 1 : 2 + random.nextInt(2);
    if (topology == Topology.TWO_INPUTS) {
      depth = Math.max(depth, 2); // the first two are side by side
    }
    List<Recurrent> layers = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      Cell cell = trained && chance(.3) ? any(Cell.values()) : Cell.VANILLA;
      // The trainer cuts the windows itself.
      Cut cut = trained || cell != Cell.VANILLA || chance(.3) ? Cut.FULL : cut(longest, false);
      Squash f = chance(.6) ? Squash.TANH : any(Squash.values());
      if (cell == Cell.LSTM) {
        f = Squash.TANH;
      }
      layers.add(new Recurrent(cell, size(), f, cut, wrapper(way, topology, i, depth, cell)));
    }
    return List.copyOf(layers);
  }

  private Wrapper wrapper(Way way, Topology topology, int i, int depth, Cell cell) {
    // DL4J carries no state through wrappers in its segments. What comes beside another layer's
    // output keeps its steps.
    boolean branched = topology == Topology.SKIP || topology == Topology.TWO_INPUTS;
    if (way == Way.SEGMENTS || chance(.7)) {
      return Wrapper.NONE;
    }
    Wrapper wrapper = any(Wrapper.values());
    boolean fits =
        switch (wrapper) {
          case NONE, FROZEN_WITH_BACKPROP -> true;
          // Nothing below it would be trained.
          case FROZEN -> i == 0 && !branched;
          case BIDIRECTIONAL_CONCAT, BIDIRECTIONAL_ADD -> way == Way.FIT && !branched;
          case LAST_STEP ->
              way == Way.FIT && i == depth - 1 && !branched && topology != Topology.TWO_OUTPUTS;
          case MASK_ZERO -> way == Way.FIT && i == 0 && !branched && cell == Cell.VANILLA;
        };
    return fits ? wrapper : Wrapper.NONE;
  }

  private Cut cut(int longest, boolean bounded) {
    if (!bounded && chance(.15)) {
      return Cut.FULL;
    }
    int k1 = 1 + random.nextInt(longest + 2);
    int k2 = chance(.25) ? k1 : 1 + random.nextInt(chance(.5) ? 2 * longest : longest + 2);
    return new Cut(k1, k2);
  }

  /** From another generator: what else is drawn of a seed stays what it was. */
  private static Beyond beyond(SplittableRandom random, int longest, List<Recurrent> layers) {
    if (random.nextDouble() < .7) { // these are held against plain loops
      return Beyond.NONE;
    }
    int kMin = 1 + random.nextInt(3);
    Truncation truncation =
        switch (random.nextInt(3)) {
          case 0 ->
              AdaptiveTruncation.of(
                  1 + random.nextInt(longest), kMin, kMin + random.nextInt(longest), .5);
          case 1 -> RandomTruncation.of(1 + random.nextInt(longest)).withSeed(random.nextLong());
          default -> null;
        };
    // It acts on layers that are trained.
    boolean vanilla =
        layers.stream().anyMatch(l -> l.cell() == Cell.VANILLA && !l.wrapper().frozen());
    return new Beyond(truncation, vanilla && random.nextDouble() < .5 ? .1 : 0);
  }

  private Symbols symbols(Recurrent first, Topology topology, Way way) {
    boolean can =
        first.cell() == Cell.VANILLA
            && (first.wrapper() == Wrapper.NONE || first.wrapper() == Wrapper.FROZEN)
            && topology != Topology.TWO_INPUTS
            && topology != Topology.SKIP;
    if (!can || chance(.5)) {
      return Symbols.DENSE;
    }
    Symbols symbols = any(Symbols.values());
    // DL4J doesn't cut matrices into segments.
    return symbols == Symbols.INDEX_MATRIX && way == Way.SEGMENTS ? Symbols.INDICES : symbols;
  }

  private List<Head> heads(
      Topology topology,
      List<Recurrent> layers,
      RNNFormat format,
      Way way,
      boolean last,
      int smallest,
      FeatureMask featureMask) {
    if (last) {
      int nOut = 1 + random.nextInt(4);
      return List.of(
          new Head(
              Output.OUTPUT,
              chance(.5) && nOut > 1 ? Labels.ONE_HOT : Labels.NUMBERS,
              LabelMask.NONE,
              nOut));
    }
    List<Head> heads = new ArrayList<>();
    for (int i = 0; i < (topology == Topology.TWO_OUTPUTS ? 2 : 1); i++) {
      heads.add(head(topology, layers, format, way, smallest, featureMask != FeatureMask.NONE));
    }
    return List.copyOf(heads);
  }

  private Head head(
      Topology topology,
      List<Recurrent> layers,
      RNNFormat format,
      Way way,
      int smallest,
      boolean masked) {
    Output output = chance(.45) ? Output.FUSED : any(Output.values());
    int few = chance(.2) ? 16 + random.nextInt(5) : 2 + random.nextInt(5); // or enough for a tile
    int nOut = chance(.9) ? few : 1;
    Recurrent top = layers.get(layers.size() - 1);
    boolean lossFits =
        format == RNNFormat.NCW // in NWC DL4J's score leaves out the labels
            && topology != Topology.SKIP
            && topology != Topology.TWO_INPUTS
            && (smallest > 1 || !masked); // DL4J takes a mask of one row for one per output
    if (output == Output.OUTPUT || output == Output.LOSS_LAYER && !lossFits) {
      output = Output.RNN_OUTPUT;
    }
    if (output == Output.LOSS_LAYER) {
      nOut = top.outputSize();
    }
    Labels labels = any(Labels.values());
    if (output != Output.FUSED && labels.indices()) {
      labels = Labels.ONE_HOT;
    }
    if (nOut == 1) {
      labels = Labels.NUMBERS; // DL4J refuses a softmax of one class
    }
    LabelMask mask = chance(.4) ? LabelMask.NONE : any(LabelMask.values());
    if (mask == LabelMask.PER_OUTPUT
        && (labels.classes() || way == Way.SEGMENTS || output == Output.LOSS_LAYER)) {
      mask = LabelMask.ZERO_ONE; // DL4J knows it for sums over outputs, and cuts matrices only
    }
    if (mask == LabelMask.WEIGHTS && (output != Output.FUSED || !labels.classes())) {
      mask = LabelMask.ZERO_ONE; // DL4J would multiply the logits: refused
    }
    if (output != Output.FUSED && labels.classes() && smallest == 1) {
      mask = LabelMask.NONE; // the same
    }
    return new Head(output, labels, mask, nOut);
  }

  private int size() {
    int[] from = chance(.12) ? LARGE : SIZES;
    return from[random.nextInt(from.length)];
  }

  private int examples() {
    return chance(.04) ? 17 + random.nextInt(20) : EXAMPLES[random.nextInt(EXAMPLES.length)];
  }

  private boolean chance(double p) {
    return random.nextDouble() < p;
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
