package io.github.tbptt4j.examples;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.SymbolSequenceIterator;
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
  private static final int UPDATES_PER_MINIBATCH = 20;
  private static final int HELD_OUT_STREAMS = 64;
  private static final int HELD_OUT_STEPS = 100;

  private final Recipe recipe;
  private final Budget budget;
  private final MultiLayerNetwork network;
  private final TruncatedBpttTrainer trainer;
  private final SymbolSequenceIterator training;
  private final SymbolSequenceIterator heldOut;
  private final LearningCurve curve = new LearningCurve();
  private final long start = System.nanoTime();

  private int updates;
  private long characters;
  private double gradientNorm;

  BookTraining(Recipe recipe, Budget budget, Book book, MultiLayerNetwork network) {
    this.recipe = recipe;
    this.budget = budget;
    this.network = network;
    int symbols = book.vocabulary().size();
    int steps = UPDATES_PER_MINIBATCH * recipe.k1();
    training = streams(book.training(), symbols, recipe.streams(), steps);
    heldOut = heldOut(book);
    trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(recipe.k1(), recipe.k2()))
            .clipGlobalNorm(recipe.clip())
            .stateful(true)
            .build();
  }

  /** {@return the held-out text as it is measured: many short streams are faster than one} */
  static SymbolSequenceIterator heldOut(Book book) {
    return streams(book.heldOut(), book.vocabulary().size(), HELD_OUT_STREAMS, HELD_OUT_STEPS);
  }

  private static SymbolSequenceIterator streams(int[] text, int symbols, int streams, int steps) {
    return SymbolSequenceIterator.builder(text, symbols).streams(streams).timeSteps(steps).build();
  }

  /** {@return what was measured on the way; the last held-out measurement is of the end} */
  LearningCurve run(ProgressDisplay display) {
    for (int part = 1; part <= PARTS; part++) {
      network.setLearningRate(recipe.learningRateAt((part - 1.0) / PARTS));
      trainUntil((double) part / PARTS);
      if (part % PARTS_PER_EVALUATION == 0) {
        curve.addHeldOut(characters, heldOutBits());
        freeOffHeapMemory();
      }
      display.show(100 * part / PARTS, message());
    }
    return curve;
  }

  private void trainUntil(double partOfBudget) {
    while (updates == 0 || budget.spent(updates) < partOfBudget) {
      if (!training.hasNext()) {
        training.reset();
        trainer.resetState();
      }
      DataSet minibatch = training.next();
      FitReport report = trainer.fit(minibatch);
      updates += report.updates();
      characters += recipe.streams() * minibatch.getFeatures().size(2);
      if (report.updates() > 0) { // else the rest of the streams was shorter than k1
        gradientNorm = report.meanGradientNorm();
        curve.addTraining(characters, BitsPerCharacter.ofLoss(report.loss()));
      }
    }
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
        characters * 1000 / Math.max(1, spent.toMillis()),
        gradientNorm);
  }
}
