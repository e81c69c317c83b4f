package io.github.tbptt4j.zoo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Says in which language a text is written.
 *
 * <pre>{@code
 * LanguageIdentifier.pretrained().identify("Wo ist der Bahnhof?").get(0); // de
 * }</pre>
 *
 * <p>Any Unicode text will do, unpaired surrogates and unknown characters included; capitals and
 * small letters may be mixed. The first 1,000 characters are read. A text without a letter among
 * them has the same probability for every language. A text in a language that the model doesn't
 * know gets the one it looks most like. Immutable; any number of threads may use one model.
 */
public final class LanguageIdentifier extends TextClassifier<LanguageIdentifier> {
  static final String NAME = "language-identifier";

  private static final int LONGEST_TEXT = 1_000;
  private static LanguageIdentifier shipped;

  private LanguageIdentifier(ModelFile file) {
    super(file, LONGEST_TEXT);
  }

  /**
   * The model in the jar: 20 languages of the European Union, learned from the proceedings of its
   * parliament.
   *
   * @return the model, the same one at each call
   */
  public static synchronized LanguageIdentifier pretrained() {
    if (shipped == null) {
      shipped = new LanguageIdentifier(PretrainedFiles.read(NAME));
    }
    return shipped;
  }

  /**
   * A model from a trained network.
   *
   * @param network reads one-hot vectors of the alphabet's characters and of six kinds of other
   *     ones, with one more element that marks a capital; gives a softmax over the languages; it is
   *     copied
   * @param alphabet the characters that have an input of their own, in lower case
   * @param languages the languages' codes
   * @return the model
   * @throws IllegalArgumentException if they don't fit together
   */
  public static LanguageIdentifier of(
      MultiLayerNetwork network, String alphabet, List<String> languages) {
    return new LanguageIdentifier(file(NAME, network, alphabet, languages));
  }

  /**
   * Reads a model that {@link #save(Path)} has written.
   *
   * @param file the file
   * @return the model
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static LanguageIdentifier load(Path file) throws IOException {
    return read(NAME, file, LanguageIdentifier::new);
  }

  /**
   * Fetches a model into DL4J's cache, unless it is there already, and reads it.
   *
   * @param source an {@code https:} or {@code file:} URL of a file that {@link #save(Path)} wrote
   * @param sha256 the file's SHA-256 in hexadecimal, verified before anything is read
   * @return the model
   * @throws IOException if it can't be fetched, has another checksum, or holds something else
   */
  public static LanguageIdentifier load(URI source, String sha256) throws IOException {
    return read(NAME, source, sha256, LanguageIdentifier::new);
  }

  /**
   * The languages that a text may be in.
   *
   * @param text any text
   * @return every language's code (ISO 639-1) and probability, the most probable first
   * @throws IllegalArgumentException if the text is null
   */
  public List<Prediction> identify(String text) {
    return identify(Collections.singletonList(text)).get(0);
  }

  /**
   * The languages of many texts at once, which takes less time than one by one.
   *
   * @param texts any texts
   * @return for each of them what {@link #identify(String)} says
   * @throws IllegalArgumentException if a text is null
   */
  public List<List<Prediction>> identify(List<String> texts) {
    return predictions(texts);
  }

  /** {@return the codes of the languages that this model knows} */
  public List<String> languages() {
    return labels();
  }

  @Override
  boolean hasEvidence(String text) {
    return text.codePoints().anyMatch(Character::isLetter);
  }
}
