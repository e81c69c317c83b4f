package io.github.tbptt4j.benchmark;

import java.util.List;

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
 */
record Case(String name, Kind kind, int minibatch, int nIn, int nOut, int steps, int k1, int k2) {

  /** What one call of a case is. */
  enum Kind {
    /** The layer's forward and backward pass, all gradients, the input's too. */
    LAYER,
    /** Layer, softmax output layer and SGD update on one-hot characters. */
    LANGUAGE_MODEL,
    /** One character in, the probabilities of the next one out; the state is carried. */
    INFERENCE,
    /** The layer's backward pass alone. */
    BACKWARD
  }

  private static final int LONG = 1000;

  /** Full BPTT over the sequences of the truncated cases: what they are compared with. */
  static final Case FULL_BPTT = backward("tbptt-full-T1000", LONG, LONG);

  private static final List<Case> ALL =
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
          backward("tbptt-k20-k60-T1000", 20, 60));

  /** {@return all cases in the table's order} */
  static List<Case> all() {
    return ALL;
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

  /** {@return whether errors don't reach back to the first step} */
  boolean isTruncated() {
    return k2 < steps;
  }

  /**
   * Floating-point operations that one call can't do without: 2 a multiply-add, in matrix products
   * only. A product forward is two backward: weight gradient and input gradient. One-hot characters
   * need no product with W. A truncated backward pass is counted as a full one.
   */
  double flop() {
    double positions = (double) minibatch * steps;
    double recurrence = 2 * positions * nOut * nOut;
    double projection = 2 * positions * nOut * nIn;
    return switch (kind) {
      case LAYER, LANGUAGE_MODEL -> 3 * (recurrence + projection);
      case BACKWARD -> 2 * (recurrence + projection);
      case INFERENCE -> recurrence + projection;
    };
  }
}
