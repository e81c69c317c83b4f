package io.github.tbptt4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Trains a character language model on The Old Curiosity Shop in two and a half minutes, with k1
 * &ne; k2.
 *
 * <p>{@code mvn -q -B -pl plugin test-compile exec:java}; {@code -Dbook.seconds=60} trains for
 * another time, {@code -Dbook.choosing=true} measures on a tenth of the training part, to choose
 * settings by ({@code -Dbook.hidden=256} and so on, see {@link Recipe}). The network and the
 * learning curve come to {@code plugin/target/book}.
 */
public final class TrainOnBook {
  static final String NETWORK = "network.zip";
  static final String PICTURE = "learning-curve.png";

  private static final int DEFAULT_SECONDS = 135;
  private static final double TEMPERATURE = 0.7;
  private static final int SAMPLE_LENGTH = 600;
  private static final String PROMPT = "The old man ";

  private TrainOnBook() {}

  /**
   * Trains, evaluates, saves, draws and samples.
   *
   * @param args none
   * @throws IOException if a result can't be written
   */
  public static void main(String[] args) throws IOException {
    Threads.useOneForEachOperation();
    System.setProperty("java.awt.headless", "true");
    Path directory =
        Files.createDirectories(Path.of(System.getProperty("book.directory", "target/book")));
    Duration duration = Duration.ofSeconds(Integer.getInteger("book.seconds", DEFAULT_SECONDS));
    System.out.printf(
        "Training on Charles Dickens, The Old Curiosity Shop, for %d s.%n", duration.toSeconds());
    Book book = Book.theOldCuriosityShop();
    boolean choosing = Boolean.getBoolean("book.choosing");
    run(
        choosing ? book.forChoosing() : book,
        Recipe.ofProperties(),
        Budget.ofTime(duration),
        directory);
  }

  static LearningCurve run(Book book, Recipe recipe, Budget budget, Path directory)
      throws IOException {
    MultiLayerNetwork network = CharacterNetwork.create(recipe, book.vocabulary().size());
    System.out.printf(
        "%,d characters to train on, %,d held out, %d symbols; a network of %,d parameters.%n",
        book.training().length,
        book.heldOut().length,
        book.vocabulary().size(),
        network.numParams());
    System.out.printf("%s%n", recipe);

    LearningCurve curve;
    try (ProgressDisplay display = ProgressDisplay.create()) {
      curve = new BookTraining(recipe, budget, book, network).run(display);
    }
    System.out.printf(
        "Held-out text: %.3f bits per character.%n", curve.lastHeldOut().orElseThrow());

    Path picture = directory.resolve(PICTURE);
    LearningCurvePlot.write(
        curve,
        "The Old Curiosity Shop, k1 = %d, k2 = %d".formatted(recipe.k1(), recipe.k2()),
        picture);
    Path file = directory.resolve(NETWORK);
    ModelSerializer.writeModel(network, file.toFile(), true);
    System.out.printf("Network: %s%nLearning curve: %s%n%n", file, picture);

    MultiLayerNetwork reloaded = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
    TextSampler sampler = new TextSampler(reloaded, book.vocabulary(), TEMPERATURE);
    System.out.printf("%s%s%n", PROMPT, sampler.continuing(PROMPT, SAMPLE_LENGTH, recipe.seed()));
    return curve;
  }
}
