package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.ContextModels;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Memory;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains the text generator on The Old Curiosity Shop. */
final class TrainTextGenerator implements Train.Program {
  private static final TextRecipe RECIPE =
      new TextRecipe(
          14,
          128,
          640,
          0.1,
          0.1,
          64,
          0.9,
          1e-3,
          2e-5,
          10,
          List.of(
              new TextRecipe.Stage(TextRecipe.Text.ALL, TruncatedBptt.of(16, 16), 2),
              new TextRecipe.Stage(TextRecipe.Text.ALL, TruncatedBptt.of(32, 32), 2.5),
              new TextRecipe.Stage(TextRecipe.Text.BOOK, TruncatedBptt.of(32, 32), 8)),
          3,
          1841);
  private static final String FILE = "weights.zip";
  private static final String CHECKPOINT = "checkpoint.zip";

  @Override
  public ModelCard train(Path directory) throws IOException {
    Path folder = Path.of(System.getProperty("novels", ""));
    String novels = Novels.austen(folder);
    String unseen = Novels.melville(folder);
    Files.createDirectories(directory);
    long start = System.nanoTime();
    Book book = Book.theOldCuriosityShop();
    String all = novels + book.training().repeat(2);
    Vocabulary vocabulary = Vocabulary.of(all, RECIPE.rare());
    MultiLayerNetwork network =
        new TextTraining(
                RECIPE,
                vocabulary,
                Map.of(TextRecipe.Text.ALL, all, TextRecipe.Text.BOOK, book.training()),
                book.validation(),
                new ProgressLines(start),
                best -> save(best, directory.resolve(CHECKPOINT)))
            .run();
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    Path file = directory.resolve(FILE);
    TextGenerator model = ContextModels.textGenerator(network, vocabulary, RECIPE.contextBits());
    model.save(file);
    Files.deleteIfExists(directory.resolve(CHECKPOINT));
    ModelCard card = card(model, file, time, book, novels, unseen);
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

  static ModelCard card(
      TextGenerator model, Path file, Duration time, Book book, String novels, String unseen)
      throws IOException {
    TextScores texts = new TextScores(book, model.vocabulary());
    List<ModelCard.Score> scores = new ArrayList<>(texts.measure(model));
    scores.addAll(texts.measure(model, novels, unseen));
    // The file's rows as bytes, and all weights as floats for the sessions.
    double bytes = Files.size(file) + 4.0 * model.network().numParams();
    return card(model, file, time, scores).toBuilder()
        .breakdowns(TextParts.of(model, "held out: the last 10 % of the book", book.heldOut()))
        .speed(TextSpeed.of(model, book.heldOut()))
        .memory(List.of(new Memory("loaded", Math.round(bytes / 1e5) / 10.0)))
        .build();
  }

  private static ModelCard card(
      TextGenerator model, Path file, Duration time, List<ModelCard.Score> scores)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new ModelCard(
        "text-generator",
        TextGenerator.class.getSimpleName(),
        "Writes English prose character by character in the manner of a book by Dickens, and says"
            + " how many bits a text takes.",
        "the character and hashed contexts (the word so far, the word before, three characters),"
            + " VanillaRnn(%d, identity), VanillaRnn(%d, tanh), softmax over %d symbols"
                .formatted(RECIPE.embedding(), RECIPE.hidden(), model.vocabulary().size()),
        model.network().numParams(),
        FILE,
        bytes.length,
        TrainingData.sha256(bytes),
        "Apache-2.0",
        List.of(Book.DICKENS, Novels.AUSTEN, Novels.MELVILLE, Book.MACBETH),
        new Training(
            "mvn -q -B -pl zoo -am -Ptrain -Dmodel=text-generator -Dnovels=FOLDER"
                + " process-test-classes",
            time.toSeconds(),
            "one thread of a virtual machine with 2 cores (AVX-512) that was busy with other work",
            RECIPE.seed()),
        scores,
        List.of(
            "Demonstrations and tests of recurrent networks",
            "A start for fine-tuning on other English text"),
        List.of(
            "Seven novels of 1811 to 1841: other subjects, spellings and languages are predicted"
                + " badly, as Macbeth shows",
            "Sentences are locally plausible and mean nothing; what it writes is not a source of"
                + " facts",
            "Knows %d characters; all others are read as one unknown symbol and never written"
                .formatted(model.vocabulary().size() - 1),
            "Text as old as the novels' repeats the prejudices of its time"));
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
