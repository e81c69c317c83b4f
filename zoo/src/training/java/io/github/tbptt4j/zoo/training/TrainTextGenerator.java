package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains the text generator on The Old Curiosity Shop. */
final class TrainTextGenerator implements Train.Program {
  private static final TextRecipe RECIPE =
      new TextRecipe(
          640,
          0.15,
          32,
          1.5,
          0.5,
          1e-3,
          5e-5,
          16,
          10,
          List.of(
              new TextRecipe.Stage(TruncatedBptt.of(16, 16), 5),
              new TextRecipe.Stage(TruncatedBptt.of(32, 32), 11)),
          3,
          1841);
  private static final String FILE = "weights.zip";
  private static final String CHECKPOINT = "checkpoint.zip";

  @Override
  public ModelCard train(Path directory) throws IOException {
    long start = System.nanoTime();
    Files.createDirectories(directory);
    Book book = Book.theOldCuriosityShop();
    Vocabulary vocabulary = Vocabulary.of(book.training(), RECIPE.rare());
    MultiLayerNetwork network =
        new TextTraining(
                RECIPE,
                vocabulary,
                book.training(),
                book.validation(),
                new ProgressLines(start),
                best -> save(best, directory.resolve(CHECKPOINT)))
            .run();
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    Path file = directory.resolve(FILE);
    TextGenerator model = TextGenerator.of(network, vocabulary);
    model.save(file);
    Files.deleteIfExists(directory.resolve(CHECKPOINT));
    ModelCard card = card(book, model, file, time);
    Files.writeString(directory.resolve("card.json"), card.toJson());
    return card;
  }

  private static void save(TextGenerator model, Path file) {
    try {
      model.save(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelCard card(Book book, TextGenerator model, Path file, Duration time)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new ModelCard(
        "text-generator",
        TextGenerator.class.getSimpleName(),
        "Writes English prose character by character in the manner of a book by Dickens, and says"
            + " how many bits a text takes.",
        "VanillaRnn(%d, tanh), softmax over %d symbols"
            .formatted(RECIPE.hidden(), model.vocabulary().size()),
        model.network().numParams(),
        FILE,
        bytes.length,
        TrainingData.sha256(bytes),
        "Apache-2.0",
        List.of(Book.DICKENS, Book.MACBETH),
        new Training(
            "mvn -q -B -pl zoo -am -Ptrain -Dmodel=text-generator process-test-classes",
            time.toSeconds(),
            "one thread of a virtual machine with 2 cores (AVX2) that was busy with other work",
            RECIPE.seed()),
        new TextScores(book, model.vocabulary()).measure(model),
        List.of(
            "Demonstrations and tests of recurrent networks",
            "A start for fine-tuning on other English text"),
        List.of(
            "One book of 1841: other subjects, spellings and languages are predicted badly, as"
                + " Macbeth shows",
            "Sentences are locally plausible and mean nothing; what it writes is not a source of"
                + " facts",
            "Knows %d characters; all others are read as one unknown symbol and never written"
                .formatted(model.vocabulary().size() - 1),
            "Text as old as the book's repeats the prejudices of its time"));
  }

  /** Prints a line at every percent. */
  private static final class ProgressLines
      implements java.util.function.Consumer<TextTraining.Progress> {
    private final long start;
    private int percent = -1;

    ProgressLines(long start) {
      this.start = start;
    }

    @Override
    public void accept(TextTraining.Progress progress) {
      int now = (int) (100 * progress.done());
      if (now == percent) {
        return;
      }
      percent = now;
      System.out.printf(
          Locale.ROOT,
          "%3d %% %,5d s: training %.3f, validation %.3f bits/character, gradient norm %.1f%n",
          percent,
          Duration.ofNanos(System.nanoTime() - start).toSeconds(),
          progress.training(),
          progress.validation(),
          progress.gradientNorm());
    }
  }
}
