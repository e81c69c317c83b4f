package io.github.tbptt4j.examples;

import java.time.Duration;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** One training run on a book, as long as the recipe's budget lasts. */
final class BookTraining {
  private static final int LEARNING_RATE_STEPS = 100;
  private static final int EVALUATIONS = 10;
  private static final int HELD_OUT_STREAMS = 64;
  private static final int HELD_OUT_STEPS = 100;

  private final Recipe recipe;
  private final MultiLayerNetwork network;
  private final CharacterStreams training;
  private final CharacterStreams heldOut;
  private final LearningCurve curve = new LearningCurve();

  private long characters;
  private double bits;
  private int updates;

  BookTraining(Recipe recipe, Book book, MultiLayerNetwork network) {
    this.recipe = recipe;
    this.network = network;
    int symbols = book.vocabulary().size();
    training = new CharacterStreams(book.training(), symbols, recipe.streams(), recipe.k1());
    heldOut = new CharacterStreams(book.heldOut(), symbols, HELD_OUT_STREAMS, HELD_OUT_STEPS);
  }

  /** {@return what was measured on the way; the last held-out measurement is of the end} */
  LearningCurve run(ProgressDisplay display) {
    long start = System.nanoTime();
    for (int step = 0; step < LEARNING_RATE_STEPS; step++) {
      double spentAtEnd = (step + 1.0) / LEARNING_RATE_STEPS;
      network.setLearningRate(recipe.learningRateAt((double) step / LEARNING_RATE_STEPS));
      while (since(start).toNanos() < spentAtEnd * recipe.budget().toNanos()) {
        update();
      }
      if (updates > 0) {
        record();
      }
      if ((step + 1) % (LEARNING_RATE_STEPS / EVALUATIONS) == 0) {
        curve.addHeldOut(characters, BitsPerCharacter.measure(network.clone(), heldOut));
      }
      Duration spent = since(start);
      display.show(spent, message(spent));
    }
    return curve;
  }

  private void update() {
    if (!training.hasNext()) {
      training.reset();
    }
    network.fit(training.next());
    bits += BitsPerCharacter.ofLoss(network.score() / recipe.k1());
    updates++;
    characters += (long) recipe.streams() * recipe.k1();
  }

  private void record() {
    curve.addTraining(characters, bits / updates);
    bits = 0;
    updates = 0;
  }

  private String message(Duration spent) {
    return String.format(
        Locale.ROOT,
        "training %.2f bits, held out %.2f, %,d characters/s",
        curve.training().get(curve.training().size() - 1).bits(),
        curve.lastHeldOut().orElse(Double.NaN),
        characters * 1000 / Math.max(1, spent.toMillis()));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
