package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import io.github.tbptt4j.zoo.internal.text.Typography;
import java.util.List;

/** Measures the text generator, and baselines beside it that know the same training text. */
final class TextScores {
  private static final double LN_2 = Math.log(2);
  private static final double UNKNOWN_BITS = Math.log(Character.MAX_CODE_POINT + 1) / LN_2;
  static final String METRIC = "mean of -log2 p of a character, lower is better";
  static final String UNIT = "bits/character";

  private final Book book;
  private final Vocabulary vocabulary;
  private final int[] training;

  TextScores(Book book, Vocabulary vocabulary) {
    this.book = book;
    this.vocabulary = vocabulary;
    this.training = vocabulary.encode(book.training());
  }

  /** {@return the scores of the card, rounded to what it shows} */
  List<Score> measure(TextGenerator model) {
    NgramModel fivegrams = ngrams(5);
    NgramModel sixgrams = ngrams(6);
    String macbeth = Book.macbeth();
    return List.of(
        score(
            "held out: the last 10 % of the book",
            model.score(book.heldOut()),
            baseline("5-gram, Kneser-Ney", bits(fivegrams, book.heldOut())),
            baseline("6-gram, Kneser-Ney", bits(sixgrams, book.heldOut())),
            baseline(
                "xz -9 after the training text",
                Compression.after(book.training(), book.heldOut()))),
        score(
            "out of domain: Macbeth, in the spelling of 1623",
            model.score(macbeth),
            baseline("5-gram, Kneser-Ney", bits(fivegrams, macbeth)),
            baseline("6-gram, Kneser-Ney", bits(sixgrams, macbeth)),
            baseline(
                "xz -9 after the training text", Compression.after(book.training(), macbeth))));
  }

  /**
   * What only those can measure who have the novels too.
   *
   * @param model to measure
   * @param novels that it was trained on beside the book
   * @param unseen a novel that it wasn't trained on
   */
  List<Score> measure(TextGenerator model, String novels, String unseen) {
    int[] all = vocabulary.encode(novels + book.training());
    NgramModel fivegrams = ngrams(5);
    NgramModel fivegramsOfAll = new NgramModel(all, vocabulary.size(), 5);
    NgramModel sixgramsOfAll = new NgramModel(all, vocabulary.size(), 6);
    return List.of(
        score(
            "held out: the last 10 % of the book, beside models of the book and the novels",
            model.score(book.heldOut()),
            baseline("5-gram, Kneser-Ney", bits(fivegramsOfAll, book.heldOut())),
            baseline("6-gram, Kneser-Ney", bits(sixgramsOfAll, book.heldOut()))),
        score(
            "out of domain: Moby-Dick (1851)",
            model.score(unseen),
            baseline("5-gram, Kneser-Ney, of the book", bits(fivegrams, unseen)),
            baseline(
                "5-gram, Kneser-Ney, of the book and the novels", bits(fivegramsOfAll, unseen)),
            baseline(
                "6-gram, Kneser-Ney, of the book and the novels", bits(sixgramsOfAll, unseen))));
  }

  private NgramModel ngrams(int order) {
    return new NgramModel(training, vocabulary.size(), order);
  }

  /** Reads and counts as {@link TextGenerator#score} does. */
  private double bits(SymbolModel model, String text) {
    int[] symbols =
        vocabulary.encode(Typography.plain(text, c -> vocabulary.encode(c) != Vocabulary.UNKNOWN));
    double unknown = 0;
    for (int symbol : symbols) {
      unknown += symbol == Vocabulary.UNKNOWN ? 1 : 0;
    }
    return model.bitsPerSymbol(symbols) + UNKNOWN_BITS * unknown / symbols.length;
  }

  private static Score score(String data, double value, Baseline... baselines) {
    return new Score(data, METRIC, UNIT, rounded(value), List.of(baselines));
  }

  private static Baseline baseline(String name, double value) {
    return new Baseline(name, rounded(value));
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
