package io.github.tbptt4j.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is timed: the cases of the project's table, named as there.
 *
 * @param name its name in the results
 * @param kind what one call is
 * @param minibatch B
 * @param nIn inputs, and symbols of a language model
 * @param nOut hidden units
 * @param steps T
 * @param k1 steps from window to window, T for full BPTT
 * @param k2 steps that a window reaches back, T for full BPTT
 * @param traits in which it differs from others of its kind
 */
record Case(
    String name,
    Kind kind,
    int minibatch,
    int nIn,
    int nOut,
    int steps,
    int k1,
    int k2,
    Set<Trait> traits) {

  /** What one call of a case is. */
  enum Kind {
    /** The layer's forward and backward pass, all gradients, the input's too. */
    LAYER,
    /** Layer, softmax output layer and SGD update on one-hot characters. */
    LANGUAGE_MODEL,
    /** One character in, the probabilities of the next one out; the state is carried. */
    INFERENCE,
    /** The layer's backward pass alone. */
    BACKWARD,
    /**
     * A minibatch of a stream: an update every k1 steps from a window of k2, clipped by the norm
     * over all parameters. Its times are those of an update.
     */
    TRAINER
  }

  /** What most cases of a kind don't have. */
  enum Trait {
    /** Adam in place of SGD. */
    ADAM,
    /** Real numbers as input, in place of symbols. */
    DENSE,
    /** One thread for each peer. */
    ONE_THREAD
  }

  private static final int LONG = 1000;

  /** Full BPTT over the sequences of the truncated cases: what they are compared with. */
  static final Case FULL_BPTT = backward("tbptt-full-T1000", LONG, LONG);

  /** Minibatches of a stream have so many steps, where that isn't more updates than can wait. */
  private static final int STREAM = 200;

  private static final int MOST_UPDATES = 50;

  private static final List<Case> ALL = new ArrayList<>();

  static {
    ALL.addAll(
        List.of(
            layer(32, 64, 128, 100),
            layer(32, 64, 256, 100),
            layer(64, 128, 512, 50),
            layer(1, 64, 256, 100),
            layer(128, 32, 64, 50),
            languageModel(32, 64, 128, 100),
            languageModel(32, 64, 256, 100),
            languageModel(32, 96, 512, 50),
            languageModel(1, 64, 256, 100),
            inference(128),
            inference(256),
            inference(512),
            FULL_BPTT,
            backward("tbptt-k20-k20-T1000", 20, 20),
            backward("tbptt-k20-k60-T1000", 20, 60)));
    for (int units : List.of(128, 256, 512)) {
      ALL.add(trainer(units, 20, 20));
      ALL.add(trainer(units, 5, 20));
      ALL.add(trainer(units, 1, 20));
      ALL.add(trainer(units, 20, 60));
      ALL.add(trainer(units, 20, 20, Trait.ADAM));
    }
    ALL.add(trainer(128, 20, 20, Trait.ONE_THREAD));
    ALL.add(trainer(256, 20, 20, Trait.ONE_THREAD));
    ALL.add(
        new Case(
            "trainer-dense-1x32x32-20-20",
            Kind.TRAINER,
            1,
            32,
            32,
            STREAM,
            20,
            20,
            Set.of(Trait.DENSE)));
  }

  Case(String name, Kind kind, int minibatch, int nIn, int nOut, int steps, int k1, int k2) {
    this(name, kind, minibatch, nIn, nOut, steps, k1, k2, Set.of());
  }

  /** {@return all cases in the table's order} */
  static List<Case> all() {
    return List.copyOf(ALL);
  }

  /** {@return the case of this name} */
  static Case named(String name) {
    return ALL.stream().filter(one -> one.name.equals(name)).findFirst().orElseThrow();
  }

  private static Case layer(int minibatch, int nIn, int nOut, int steps) {
    String name = "layer-" + minibatch + "x" + nIn + "x" + nOut + "x" + steps;
    return new Case(name, Kind.LAYER, minibatch, nIn, nOut, steps, steps, steps);
  }

  private static Case languageModel(int minibatch, int nIn, int nOut, int steps) {
    String name = "lm-" + minibatch + "x" + nIn + "x" + nOut + "x" + steps;
    return new Case(name, Kind.LANGUAGE_MODEL, minibatch, nIn, nOut, steps, steps, steps);
  }

  private static Case inference(int nOut) {
    return new Case("inference-" + nOut, Kind.INFERENCE, 1, 64, nOut, 1, 1, 1);
  }

  private static Case backward(String name, int k1, int k2) {
    return new Case(name, Kind.BACKWARD, 32, 64, 128, LONG, k1, k2);
  }

  private static Case trainer(int units, int k1, int k2, Trait... traits) {
    StringBuilder name = new StringBuilder("trainer-" + units + "-" + k1 + "-" + k2);
    for (Trait trait : traits) {
      name.append(trait == Trait.ADAM ? "-adam" : "-1t");
    }
    int steps = Math.min(STREAM, MOST_UPDATES * k1);
    return new Case(
        name.toString(), Kind.TRAINER, 32, 64, units, Math.max(k2, steps), k1, k2, Set.of(traits));
  }

  /** {@return whether the layer itself truncates: errors don't reach back to the first step} */
  boolean isTruncated() {
    return kind == Kind.BACKWARD && k2 < steps;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** {@return whether the input is symbols, as the output always is} */
  boolean readsSymbols() {
    return !has(Trait.DENSE) && (kind == Kind.LANGUAGE_MODEL || kind == Kind.TRAINER);
  }

  /** {@return how many updates a call makes that are timed one by one} */
  int updates() {
    return kind == Kind.TRAINER ? steps / k1 : 1;
  }

  /** {@return whether a setting that is the best for one of them may be taken for the other's} */
  boolean isLike(Case other) {
    return kind == other.kind && traits.equals(other.traits);
  }

  /**
   * Floating-point operations that one call can't do without: 2 a multiply-add, in matrix products
   * only. A product forward is two backward: weight gradient and input gradient. One-hot characters
   * need no product with W. A truncated backward pass is counted as a full one. Of a trainer it is
   * those of an update, without the input's gradient, which nobody needs.
   */
  double flop() {
    double positions = (double) minibatch * steps;
    double recurrence = 2 * positions * nOut * nOut;
    double projection = 2 * positions * nOut * nIn;
    return switch (kind) {
      case LAYER, LANGUAGE_MODEL -> 3 * (recurrence + projection);
      case BACKWARD -> 2 * (recurrence + projection);
      case INFERENCE -> recurrence + projection;
      case TRAINER -> {
        double output = 3 * 2.0 * minibatch * k1 * nOut * nIn;
        double input = has(Trait.DENSE) ? 2 * 2.0 * minibatch * k2 * nOut * nIn : 0;
        yield 3 * recurrence / steps * k2 + input + output;
      }
    };
  }
}
