package io.github.tbptt4j.zoo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Writes text character by character, and says how well it predicts a text.
 *
 * <pre>{@code
 * TextGenerator.pretrained().generate("The old man", 200, 0.7, 42);
 * }</pre>
 *
 * <p>A character is a Unicode code point. Every text begins as if it followed a line break. An
 * unknown character, unpaired surrogates among them, is read as the unknown symbol, and is never
 * written. Immutable; any number of threads may use one model.
 */
public final class TextGenerator extends SequenceModel<TextGenerator> {
  static final String NAME = "text-generator";

  private static final String SYMBOLS = "symbols";
  private static final int LONGEST_PROMPT = 10_000;
  private static TextGenerator shipped;

  private final Vocabulary vocabulary;

  private TextGenerator(ModelFile file) {
    super(file);
    vocabulary = Vocabulary.ofCharacters(file.texts(SYMBOLS));
  }

  /**
   * The model in the jar, trained on Charles Dickens, The Old Curiosity Shop.
   *
   * @return the model, the same one at each call
   */
  public static synchronized TextGenerator pretrained() {
    if (shipped == null) {
      shipped = new TextGenerator(PretrainedFiles.read(NAME));
    }
    return shipped;
  }

  /**
   * A model from a network that was trained to predict the next symbol.
   *
   * @param network input and output are one-hot vectors of the vocabulary's size, the output a
   *     softmax; it is copied
   * @param vocabulary what the symbols stand for
   * @return the model
   * @throws IllegalArgumentException if network and vocabulary don't fit together
   */
  public static TextGenerator of(MultiLayerNetwork network, Vocabulary vocabulary) {
    return new TextGenerator(ModelFile.of(NAME, network, Map.of(SYMBOLS, vocabulary.characters())));
  }

  /**
   * Reads a model that {@link #save(Path)} has written.
   *
   * @param file the file
   * @return the model
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static TextGenerator load(Path file) throws IOException {
    return new TextGenerator(read(NAME, file));
  }

  /**
   * Fetches a model into DL4J's cache, unless it is there already, and reads it.
   *
   * @param source an {@code https:} or {@code file:} URL of a file that {@link #save(Path)} wrote
   * @param sha256 the file's SHA-256 in hexadecimal, verified before anything is read
   * @return the model
   * @throws IOException if it can't be fetched, has another checksum, or isn't a text generator
   */
  public static TextGenerator load(URI source, String sha256) throws IOException {
    return new TextGenerator(read(NAME, source, sha256));
  }

  /**
   * Continues a text.
   *
   * @param prompt what was written so far, maybe empty; only its last 10,000 characters are read
   * @param length how many characters to write, at least 0
   * @param temperature 1 draws from the prediction as it is, less prefers what is likely, 0 always
   *     takes the likeliest character
   * @param seed the same seed gives the same text
   * @return the characters after the prompt
   * @throws IllegalArgumentException if length or temperature is negative or not a number
   */
  public String generate(String prompt, int length, double temperature, long seed) {
    if (length < 0) {
      throw new IllegalArgumentException("length (" + length + ") must be at least 0.");
    }
    return stream(prompt, temperature, seed).limit(length).collect(Collectors.joining());
  }

  /**
   * Continues a text without end, each character as soon as it is asked for.
   *
   * @param prompt what was written so far, maybe empty; only its last 10,000 characters are read
   * @param temperature see {@link #generate}
   * @param seed the same seed gives the same text
   * @return the characters after the prompt, one by one; sequential
   * @throws IllegalArgumentException if temperature is negative or not finite
   */
  public Stream<String> stream(String prompt, double temperature, long seed) {
    throw new UnsupportedOperationException();
  }

  /**
   * How well this model predicts a text: the mean of -log2 of each character's probability, which
   * is what a text compresses to. An unknown character costs the unknown symbol and 20.1 bits more
   * to say which one of Unicode's 1,114,112 it is.
   *
   * @param text the text, at least one character
   * @return bits per character
   * @throws IllegalArgumentException if the text is empty
   */
  public double score(String text) {
    throw new UnsupportedOperationException();
  }

  /** {@return the characters that this model knows} */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  int inputs() {
    return vocabulary.size();
  }

  @Override
  int outputs() {
    return vocabulary.size();
  }
}
