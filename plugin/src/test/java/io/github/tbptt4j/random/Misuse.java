package io.github.tbptt4j.random;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.random.Case.Cell;
import io.github.tbptt4j.random.Case.FeatureMask;
import io.github.tbptt4j.random.Case.LabelMask;
import io.github.tbptt4j.random.Case.Output;
import io.github.tbptt4j.random.Case.Symbols;
import io.github.tbptt4j.random.Case.Topology;
import io.github.tbptt4j.random.Case.Way;
import io.github.tbptt4j.random.Case.Wrapper;
import io.github.tbptt4j.testing.SmallNetworks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Calls with one thing wrong each: states, streams, sessions, options. */
enum Misuse {
  STATE_WIDTH(Misuse::steps, (c, r) -> step(c, r, state(c, 2, 0, 1)), c -> shape(c, 0, 1)),
  STATE_EXAMPLES(Misuse::steps, (c, r) -> step(c, r, state(c, 2, 1, 0)), c -> "" + (b(c) + 1)),
  STATE_RANK_1(
      Misuse::steps,
      (c, r) -> step(c, r, state(c, 2, 0, 0).reshape(b(c) * width(c))),
      c -> "[" + b(c) * width(c) + "]"),
  STATE_RANK_3(
      Misuse::steps,
      (c, r) -> step(c, r, state(c, 3, 0, 0)),
      c -> "[" + b(c) + ", " + width(c) + ", 1]"),
  STATE_CLOSED(Misuse::steps, (c, r) -> step(c, r, Spoil.closed(state(c, 2, 0, 0))), c -> "closed"),
  STATE_TEXT(Misuse::steps, (c, r) -> step(c, r, Spoil.text(state(c, 2, 0, 0))), c -> "UTF8"),
  SEGMENT_STATE_WIDTH(
      Misuse::segments, (c, r) -> segment(c, r, state(c, 2, 0, 1)), c -> shape(c, 0, 1)),
  SEGMENT_STATE_EXAMPLES(
      Misuse::segments, (c, r) -> segment(c, r, state(c, 2, 1, 0)), c -> "" + (b(c) + 1)),
  SEGMENT_STATE_RANK_3(
      Misuse::segments,
      (c, r) -> segment(c, r, state(c, 3, 0, 0)),
      c -> "[" + b(c) + ", " + width(c) + ", 1]"),
  SEGMENT_STATE_CLOSED(
      Misuse::segments, (c, r) -> segment(c, r, Spoil.closed(state(c, 2, 0, 0))), c -> "closed"),
  HISTORY_WIDTH(
      Misuse::lookBack, (c, r) -> history(c, r, a -> Spoil.resized(a, a.rank() - 1, 1)), c -> ""),
  HISTORY_STEPS(Misuse::lookBack, (c, r) -> history(c, r, a -> Spoil.resized(a, 0, 1)), c -> ""),
  HISTORY_CLOSED(Misuse::lookBack, (c, r) -> history(c, r, Spoil::closed), c -> "closed"),
  HISTORY_MISSING(Misuse::lookBack, (c, r) -> history(c, r, a -> null), c -> "is missing"),
  STEP_EXAMPLES(
      Misuse::steps,
      (c, r) -> {
        r.subject().timeStep(input(c, 0, 0));
        r.subject().timeStep(input(c, 1, 0));
      },
      c -> "" + (b(c) + 1)),
  STEP_SIZE(
      c -> steps(c) && c.symbols() == Symbols.DENSE,
      (c, r) -> r.subject().timeStep(input(c, 0, 1)),
      c -> "" + (c.nIn() + 1)),
  END_NEGATIVE(c -> c.way() == Way.STREAM, (c, r) -> r.trainer().endSequences(-1), c -> "-1"),
  END_TOO_LARGE(
      c -> c.way() == Way.STREAM, (c, r) -> r.trainer().endSequences(0, b(c)), c -> "" + b(c)),
  STREAM_OF_FULL_BPTT(
      Case::trained,
      (c, r) -> builder(r).stateful(true).truncation(TruncatedBptt.full()).build(),
      c -> "full"),
  LISTENER_FAILS(
      Misuse::updates,
      (c, r) -> {
        r.trace().failAtNextUpdate();
        r.fit(new Minibatches(c).of(Sample.of(c).get(0)));
      },
      c -> "The listener fails"),
  K1_ZERO(c -> true, (c, r) -> TruncatedBptt.of(0, 3), c -> "k1 (0)"),
  K2_NEGATIVE(c -> true, (c, r) -> TruncatedBptt.of(3, -2), c -> "k2 (-2)"),
  THRESHOLD_NAN(Case::trained, (c, r) -> builder(r).clipGlobalNorm(Double.NaN), c -> "NaN"),
  THRESHOLD_INFINITE(
      c -> true,
      (c, r) -> new VanillaRnn.Builder().clipErrorPerTimeStep(Double.POSITIVE_INFINITY),
      c -> "Infinity"),
  TWO_CLIPPINGS(
      c -> true,
      (c, r) ->
          new VanillaRnn.Builder()
              .clipErrorPerTimeStep(1.25)
              .gradientNormalization(GradientNormalization.ClipL2PerLayer)
              .build(),
      c -> "1.25"),
  KERNEL_UNKNOWN(
      c -> c.layers().get(0).cell() == Cell.VANILLA,
      (c, r) -> Run.on("fast", () -> output(c, r)),
      c -> "\"fast\""),
  KERNEL_CAN_NOT(
      c -> c.type() == DataType.DOUBLE && c.onlyVanilla(),
      (c, r) -> Run.on("vector", () -> output(c, r)),
      c -> "vector"),
  SESSION_SYMBOL(
      Misuse::sessions,
      (c, r) -> session(c, r, s -> run(s, s.dataType(), s.nOut(), 0, c.nIn(), 0)),
      c -> "" + c.nIn()),
  SESSION_OUTPUT(
      Misuse::sessions,
      (c, r) -> session(c, r, s -> run(s, s.dataType(), s.nOut() + 1, 0, 0)),
      c -> "" + (c.heads().get(0).nOut() + 1)),
  SESSION_TYPE(
      Misuse::sessions,
      (c, r) ->
          session(
              c,
              r,
              s ->
                  run(
                      s,
                      c.type() == DataType.FLOAT ? DataType.DOUBLE : DataType.FLOAT,
                      s.nOut(),
                      0)),
      c -> c.type().toString()),
  SESSION_INPUT(
      Misuse::sessions,
      (c, r) ->
          session(
              c,
              r,
              s -> {
                if (c.type() == DataType.FLOAT) {
                  s.step(new float[c.nIn() + 1], new float[s.nOut()]);
                } else {
                  s.step(new double[c.nIn() + 1], new double[s.nOut()]);
                }
              }),
      c -> "" + (c.nIn() + 1)),
  SESSION_STATE_WIDTH(
      Misuse::sessions,
      (c, r) -> session(c, r, s -> s.setState(0, Nd4j.ones(c.type(), 1, width(c) + 1))),
      c -> "[1, " + (width(c) + 1) + "]"),
  SESSION_STATE_RANK(
      Misuse::sessions,
      (c, r) -> session(c, r, s -> s.setState(0, Nd4j.ones(c.type(), 1, width(c), 1))),
      c -> "[1, " + width(c) + ", 1]"),
  SESSION_STATE_CLOSED(
      Misuse::sessions,
      (c, r) -> session(c, r, s -> s.setState(0, Spoil.closed(Nd4j.ones(c.type(), 1, width(c))))),
      c -> "closed"),
  SESSION_LAYER(
      Misuse::sessions,
      (c, r) -> session(c, r, s -> s.state(c.layers().size())),
      c -> "" + c.layers().size());

  /** A wrong call. */
  interface Call {
    void of(Case c, Run run);
  }

  /** What the message must name. */
  interface Named {
    String of(Case c);
  }

  private final Predicate<Case> fits;
  private final Call call;
  private final Named named;

  Misuse(Predicate<Case> fits, Call call, Named named) {
    this.fits = fits;
    this.call = call;
    this.named = named;
  }

  boolean fits(Case c) {
    return fits.test(c);
  }

  /** Whether states have been set or moved before what is wrong is met. */
  boolean setsStates() {
    return Stream.of("STATE", "SEGMENT", "HISTORY", "STEP").anyMatch(name()::startsWith);
  }

  void attempt(Case c, Run run) {
    call.of(c, run);
  }

  String named(Case c) {
    return named.of(c);
  }

  /** Whether rnnTimeStep reaches a VanillaRnn first. */
  static boolean steps(Case c) {
    return c.layers().get(0).cell() == Cell.VANILLA
        && c.layers().stream().allMatch(l -> l.wrapper() == Wrapper.NONE)
        && c.topology() != Topology.TWO_INPUTS
        && c.symbols() != Symbols.INDEX_MATRIX;
  }

  private static boolean segments(Case c) {
    return steps(c) && c.onlyVanilla() && !c.trained() && !c.graph();
  }

  /** Whether the trainer makes an update of the first minibatch. */
  private static boolean updates(Case c) {
    return c.trained()
        && (c.way() == Way.TRAINER
            || c.beyond().truncation() == null && c.batches().get(0).steps() >= c.trainer().k1())
        && c.featureMask() == FeatureMask.NONE
        && c.heads().stream().allMatch(h -> h.mask() == LabelMask.NONE);
  }

  /** Whether a segment leaves more than its last state. */
  private static boolean lookBack(Case c) {
    int k2 = c.layers().get(0).cut().k2();
    return segments(c) && k2 > 1 && k2 < Integer.MAX_VALUE;
  }

  static boolean sessions(Case c) {
    return steps(c)
        && c.onlyVanilla()
        && (c.topology() == Topology.LAYERS || c.topology() == Topology.CHAIN)
        && c.layers().stream().allMatch(l -> l.activation().simple)
        && c.heads().get(0).output() != Output.LOSS_LAYER;
  }

  private static int b(Case c) {
    return c.batches().get(0).examples();
  }

  private static int width(Case c) {
    return c.layers().get(0).nOut();
  }

  private static String shape(Case c, int moreExamples, int moreUnits) {
    return "[" + (b(c) + moreExamples) + ", " + (width(c) + moreUnits) + "]";
  }

  private static INDArray state(Case c, int rank, int moreExamples, int moreUnits) {
    long[] shape = {b(c) + moreExamples, width(c) + moreUnits, 1};
    return Nd4j.zeros(c.type(), Arrays.copyOf(shape, rank));
  }

  /** Zeros, or the symbol 0. */
  private static INDArray input(Case c, int moreExamples, int moreSize) {
    long[] shape = {b(c) + moreExamples, 1, 1};
    shape[Spoil.sizeAxis(c)] = (c.symbols() == Symbols.DENSE ? c.nIn() : 1) + moreSize;
    shape[Spoil.timeAxis(c)] = 2;
    return Nd4j.zeros(c.type(), shape);
  }

  private static RecurrentLayer first(Run run) {
    return (RecurrentLayer) run.subject().layers().get("r0");
  }

  private static void step(Case c, Run run, INDArray state) {
    first(run).rnnSetPreviousState(Map.of("prevAct", state));
    run.subject().timeStep(input(c, 0, 0));
  }

  private static void segment(Case c, Run run, INDArray state) {
    first(run).rnnSetTBPTTState(Map.of("prevAct", state));
    train(c, run);
  }

  private static void train(Case c, Run run) {
    ((MultiLayerNetwork) run.subject().model())
        .rnnActivateUsingStoredState(input(c, 0, 0), true, true);
  }

  /** Spoils one of the arrays that a segment leaves for the next one. */
  private static void history(Case c, Run run, UnaryOperator<INDArray> change) {
    train(c, run);
    Map<String, INDArray> state = new HashMap<>(first(run).rnnGetTBPTTState());
    String key =
        state.keySet().stream().sorted().skip(c.seed() % state.size()).findFirst().orElseThrow();
    INDArray spoilt = change.apply(state.remove(key));
    if (spoilt != null) {
      state.put(key, spoilt);
    }
    first(run).rnnSetTBPTTState(state);
    train(c, run);
  }

  private static TruncatedBpttTrainer.Builder builder(Run run) {
    return SmallNetworks.trainer(run.subject().model());
  }

  /** Uses a session in the middle of a sequence, whose state must stay. */
  private static void session(Case c, Run run, Consumer<InferenceSession> use) {
    InferenceSession session = Stepping.session(run.subject());
    run(session, c.type(), session.nOut(), 0);
    INDArray before = session.state(0);
    try {
      use.accept(session);
    } finally {
      assertIdentical(before, session.state(0), "the session's states");
    }
  }

  private static void run(InferenceSession session, DataType type, int outputs, int... symbols) {
    if (type == DataType.FLOAT) {
      session.run(symbols, new float[outputs]);
    } else {
      session.run(symbols, new double[outputs]);
    }
  }

  private static INDArray[] output(Case c, Run run) {
    return run.subject().output(new Minibatches(c).of(Sample.of(c).get(0)));
  }
}
