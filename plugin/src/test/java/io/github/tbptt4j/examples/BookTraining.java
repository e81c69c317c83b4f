package io.github.tbptt4j.examples;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import java.time.Duration;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * One training run on a book: as many updates as the budget has room for.
 *
 * <p>The budget is spent in equal parts; each begins with a lower learning rate. Measuring on the
 * held-out text, after every tenth part, is paid from the budget too.
 */
final class BookTraining {
  private static final int PARTS = 100;
  private static final int PARTS_PER_EVALUATION = 10;
  private static final int UPDATES_PER_POINT = 20;
  private static final int HELD_OUT_STREAMS = 64;
  private static final int HELD_OUT_STEPS = 100;

  private final Recipe recipe;
  private final Budget budget;
  private final MultiLayerNetwork network;
  private final TruncatedBpttTrainer trainer;
  private final CharacterStreams training;
  private final CharacterStreams heldOut;
  private final LearningCurve curve = new LearningCurve();
  private final long start = System.nanoTime();

  private int updates;
  private int updatesSincePoint;
  private double bitsSincePoint;
  private double gradientNorm;

  BookTraining(Recipe recipe, Budget budget, Book book, MultiLayerNetwork network) {
    this.recipe = recipe;
    this.budget = budget;
    this.network = network;
    int symbols = book.vocabulary().size();
    training = new CharacterStreams(book.training(), symbols, recipe.streams(), recipe.k1());
    heldOut = heldOut(book);
    trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(recipe.k1(), recipe.k2()))
            .clipGlobalNorm(recipe.clip())
            .stateful(true)
            .build();
  }

  /** {@return the held-out text as it is measured: many short streams are faster than one} */
  static CharacterStreams heldOut(Book book) {
    return new CharacterStreams(
        book.heldOut(), book.vocabulary().size(), HELD_OUT_STREAMS, HELD_OUT_STEPS);
  }

  /** {@return what was measured on the way; the last held-out measurement is of the end} */
  LearningCurve run(ProgressDisplay display) {
    for (int part = 1; part <= PARTS; part++) {
      network.setLearningRate(recipe.learningRateAt((part - 1.0) / PARTS));
      trainUntil((double) part / PARTS);
      if (part % PARTS_PER_EVALUATION == 0) {
        curve.addHeldOut(characters(), heldOutBits());
        freeOffHeapMemory();
      }
      display.show(100 * part / PARTS, message());
    }
    return curve;
  }

  private void trainUntil(double partOfBudget) {
    do {
      FitReport report = trainer.fit(nextMinibatch());
      gradientNorm = report.lastGradientNorm();
      updates++;
      record(report.loss());
    } while (budget.spent(updates) < partOfBudget);
  }

  /** Averages over some updates at least: a single minibatch says little. */
  private void record(double loss) {
    bitsSincePoint += BitsPerCharacter.ofLoss(loss);
    updatesSincePoint++;
    if (updatesSincePoint == UPDATES_PER_POINT) {
      curve.addTraining(characters(), bitsSincePoint / UPDATES_PER_POINT);
      bitsSincePoint = 0;
      updatesSincePoint = 0;
    }
  }

  private long characters() {
    return (long) updates * recipe.streams() * recipe.k1();
  }

  /** The streams' next k1 steps; the streams begin anew where fewer are left. */
  private DataSet nextMinibatch() {
    if (training.stepsLeft() < recipe.k1()) {
      training.reset();
      trainer.resetState();
    }
    return training.next();
  }

  /** Of a copy, because measuring clears the state that training carries. */
  private double heldOutBits() {
    return BitsPerCharacter.measure(network.clone(), heldOut);
  }

  /**
   * ND4J frees an array's memory when Java collects the array. The arrays are large outside of
   * Java's heap and tiny inside, so that Java by itself sees no need to for minutes.
   */
  private static void freeOffHeapMemory() {
    System.gc();
  }

  private String message() {
    Duration spent = Duration.ofNanos(System.nanoTime() - start);
    return String.format(
        Locale.ROOT,
        "%d s: training %.2f bits/character, held out %.2f, %,d characters/s, gradient norm %.1f",
        spent.toSeconds(),
        curve.lastTraining().orElse(Double.NaN),
        curve.lastHeldOut().orElse(Double.NaN),
        characters() * 1000 / Math.max(1, spent.toMillis()),
        gradientNorm);
  }
}
