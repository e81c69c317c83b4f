package io.github.tbptt4j.examples;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.SymbolSequenceIterator;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.TruncationChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Fixed truncations and an adaptive one on The Old Curiosity Shop: what a sweep over k2 finds, and
 * what one training finds that measures how far back its gradient goes.
 *
 * <p>{@code mvn -q -B -pl plugin test-compile exec:java
 * -Dexec.mainClass=io.github.tbptt4j.examples.TruncationsOnBook}. Each truncation is trained with
 * the same characters from the same starts, {@code -Dbook.seeds} of them; {@code -Dbook.epochs},
 * {@code -Dbook.hidden} and so on ({@link Recipe}) and {@code -Dbook.truncations} (separated by
 * blanks, see {@link Truncation#parse}) say otherwise. Scores are of a tenth of the training text
 * that isn't trained on.
 */
public final class TruncationsOnBook {
  private static final int STREAMS = 32;
  private static final int K1 = 5;
  private static final int K_MAX = 80;
  private static final int MINIBATCH_STEPS = 200;
  private static final String PROPERTY = "book.truncations";

  /** What one training came to. */
  private record Trained(double bits, double seconds, double meanDepth, List<Integer> chosen) {}

  private TruncationsOnBook() {}

  /**
   * Trains, and prints a table.
   *
   * @param args none
   */
  public static void main(String[] args) {
    Threads.useOneForEachOperation();
    Book book = Book.theOldCuriosityShop().forChoosing();
    run(
        book,
        truncations(),
        Integer.getInteger("book.epochs", 2),
        Integer.getInteger("book.seeds", 3));
  }

  private static List<Truncation> truncations() {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return Arrays.stream(given.trim().split("\\s+")).map(Truncation::parse).toList();
    }
    return List.of(
        TruncatedBptt.of(K1, K1),
        TruncatedBptt.of(K1, 2 * K1),
        TruncatedBptt.of(K1, 4 * K1),
        TruncatedBptt.of(K1, 8 * K1),
        TruncatedBptt.of(K1, K_MAX),
        AdaptiveTruncation.of(K1, 1, K_MAX, .5));
  }

  static void run(Book book, List<Truncation> truncations, int epochs, int seeds) {
    List<List<Trained>> trained = new ArrayList<>();
    truncations.forEach(truncation -> trained.add(new ArrayList<>()));
    for (int seed = 0; seed < seeds; seed++) { // in turns: a busy machine is busy for all of them
      for (int i = 0; i < truncations.size(); i++) {
        Trained one = train(book, truncations.get(i), epochs, seed);
        trained.get(i).add(one);
        System.err.printf(
            Locale.ROOT,
            "seed %d, %s: %.3f bits, %.1f s%n",
            seed,
            truncations.get(i),
            one.bits,
            one.seconds);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d characters, %d epochs, %d seeds%n%-50s %18s %9s %11s  %s%n",
        book.training().length,
        epochs,
        seeds,
        "truncation",
        "bits held out",
        "seconds",
        "mean depth",
        "K chosen");
    for (int i = 0; i < truncations.size(); i++) {
      List<Trained> all = trained.get(i);
      System.out.printf(
          Locale.ROOT,
          "%-50s %7.3f (+-%.3f) %9.1f %11.1f  %s%n",
          truncations.get(i),
          mean(all.stream().map(Trained::bits).toList()),
          deviation(all.stream().map(Trained::bits).toList()),
          mean(all.stream().map(Trained::seconds).toList()),
          mean(all.stream().map(Trained::meanDepth).toList()),
          all.stream().map(TruncationsOnBook::chosen).collect(Collectors.joining("; ")));
    }
  }

  private static String chosen(Trained trained) {
    List<Integer> sorted = trained.chosen.stream().sorted().toList();
    return sorted.isEmpty()
        ? "-"
        : trained.chosen.get(0) + " first, " + sorted.get(sorted.size() / 2) + " median";
  }

  private static Trained train(Book book, Truncation truncation, int epochs, long seed) {
    Recipe recipe = Recipe.ofProperties().withSeed(seed);
    int symbols = book.vocabulary().size();
    MultiLayerNetwork network = CharacterNetwork.create(recipe, symbols);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(truncation)
            .clipGlobalNorm(recipe.clip())
            .stateful(true)
            .build();
    SymbolSequenceIterator streams =
        SymbolSequenceIterator.builder(book.training(), symbols)
            .streams(STREAMS)
            .timeSteps(MINIBATCH_STEPS)
            .build();
    long all = (long) epochs * book.training().length;
    long done = 0;
    double depths = 0;
    int updates = 0;
    List<Integer> chosen = new ArrayList<>();
    long start = System.nanoTime();
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (streams.reset(); streams.hasNext(); ) {
        network.setLearningRate(recipe.learningRateAt((double) done / all));
        DataSet minibatch = streams.next();
        FitReport report = trainer.fit(minibatch);
        done += STREAMS * minibatch.getFeatures().size(2);
        if (report.updates() > 0) {
          depths += report.updates() * report.meanDepth();
        }
        updates += report.updates();
        report.choices().stream().map(TruncationChoice::k).forEach(chosen::add);
      }
      trainer.resetState();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double bits = BitsPerCharacter.measure(network, BookTraining.heldOut(book));
    return new Trained(bits, seconds, depths / updates, chosen);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1));
  }
}
