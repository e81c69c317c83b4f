package io.github.tbptt4j.zoo;

import io.github.tbptt4j.InferenceSession;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
  private static final double LN_2 = Math.log(2);
  private static final double UNKNOWN_BITS = Math.log(Character.MAX_CODE_POINT + 1) / LN_2;
  private static TextGenerator shipped;

  private final Vocabulary vocabulary;

  /** Never steps itself: each text gets a session of its own, with these weights. */
  private final InferenceSession prototype;

  /** What every text follows: a line break, or the unknown symbol where there is none. */
  private final int start;

  TextGenerator(ModelFile file) {
    super(file);
    vocabulary = Vocabulary.ofCharacters(file.texts(SYMBOLS));
    start = vocabulary.encode('\n');
    prototype = InferenceSession.of(file.network());
    requireSizes(prototype, vocabulary.size());
  }

  private static void requireSizes(InferenceSession session, int symbols) {
    int inputs = session.nIn();
    int outputs = session.nOut();
    if (inputs != symbols || outputs != symbols) {
      throw new IllegalArgumentException(
          "The network has %d inputs and %d outputs, the vocabulary %d symbols: they must be equal."
              .formatted(inputs, outputs, symbols));
    }
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
   *     softmax, VanillaRnn layers between; it is copied
   * @param vocabulary what the symbols stand for
   * @return the model
   * @throws IllegalArgumentException if network and vocabulary don't fit together, or if the
   *     network has other layers than {@link InferenceSession} knows
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
    return read(NAME, file, TextGenerator::new);
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
    return read(NAME, source, sha256, TextGenerator::new);
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
    SymbolSampler sampler = new SymbolSampler(temperature, seed);
    Iterator<String> writer = new Writer(lastCharacters(prompt), sampler);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(writer, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private static String lastCharacters(String prompt) {
    return prompt.codePointCount(0, prompt.length()) <= LONGEST_PROMPT
        ? prompt
        : prompt.substring(prompt.offsetByCodePoints(prompt.length(), -LONGEST_PROMPT));
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
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "The text is empty: it has no character whose bits could be counted.");
    }
    int[] symbols = vocabulary.encode(text);
    InferenceSession session = prototype.newSession();
    float[] prediction = new float[vocabulary.size()];
    double bits = 0;
    int last = start;
    for (int symbol : symbols) {
      session.step(last, prediction);
      bits += bits(symbol, prediction[symbol]);
      last = symbol;
    }
    return bits / symbols.length;
  }

  private static double bits(int symbol, float probability) {
    double bits = -Math.log(Math.max(probability, Float.MIN_NORMAL)) / LN_2;
    return symbol == Vocabulary.UNKNOWN ? bits + UNKNOWN_BITS : bits;
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

  /** Writes without end. The prompt is read when the first character is asked for. */
  private final class Writer implements Iterator<String> {
    private final String prompt;
    private final SymbolSampler sampler;
    private final float[] prediction = new float[vocabulary.size()];
    private InferenceSession session;

    Writer(String prompt, SymbolSampler sampler) {
      this.prompt = prompt;
      this.sampler = sampler;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    @SuppressWarnings("IteratorNextThrows") // it never ends
    public String next() {
      if (session == null) {
        session = prototype.newSession();
        session.step(start, prediction);
        for (int symbol : vocabulary.encode(prompt)) {
          session.step(symbol, prediction);
        }
      }
      int symbol = sampler.draw(prediction);
      session.step(symbol, prediction);
      return vocabulary.decode(symbol);
    }
  }
}
