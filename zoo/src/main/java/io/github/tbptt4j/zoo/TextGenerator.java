package io.github.tbptt4j.zoo;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Writes text character by character, and says how well it predicts a text.
 *
 * <pre>{@code
 * TextGenerator.pretrained().generate("The old man", 200, 0.7, 42);
 * }</pre>
 *
 * <p>A character is a Unicode code point. Every text begins as if it followed a line break. Quotes,
 * dashes, ellipses, spaces and line ends that the model doesn't know are read as those that it
 * knows: a book with curly quotes and em dashes as one with " and --. Any other unknown character,
 * unpaired surrogates among them, is read as the unknown symbol, and is never written. Immutable;
 * any number of threads may use one model.
 */
public final class TextGenerator extends SequenceModel<TextGenerator> {
  static final String NAME = "text-generator";

  private static final int LONGEST_PROMPT = 10_000;
  private static TextGenerator shipped;

  private final CharacterModel model;

  TextGenerator(ModelFile file) {
    super(file);
    this.model = new CharacterModel(file);
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
    return new TextGenerator(ModelFile.of(NAME, network, CharacterModel.texts(vocabulary)));
  }

  /**
   * A model from a network that reads contexts.
   *
   * @param network trained on {@link ContextFeatures}
   * @param vocabulary what its outputs stand for
   * @param bits of a context's hash
   */
  static TextGenerator of(MultiLayerNetwork network, Vocabulary vocabulary, int bits) {
    int rows = network.layerInputSize(0);
    return new TextGenerator(
        ModelFile.of(
            NAME,
            network,
            all -> QuantizedParameters.of(all, rows, network.layerSize(0)),
            CharacterModel.texts(vocabulary, bits)));
  }

  /**
   * This model with other weights: those of {@link #network()} after more training.
   *
   * @param network that reads what {@link #sequences} gives and predicts this model's characters;
   *     it is copied
   * @return the model, whose card is its own
   * @throws IllegalArgumentException if the network's sizes are others, or it has other layers than
   *     {@link InferenceSession} knows
   */
  public TextGenerator withNetwork(MultiLayerNetwork network) {
    return withNetwork(network, vocabulary());
  }

  /** The same with characters more behind those that this model knows. */
  TextGenerator withNetwork(MultiLayerNetwork network, Vocabulary vocabulary) {
    return model.contextBits() == 0
        ? of(network, vocabulary)
        : of(network, vocabulary, model.contextBits());
  }

  /**
   * Goes on learning from a text of your own, which takes seconds for some ten thousand characters.
   * Characters that this model doesn't know are added where the text has them three times. The last
   * tenth of the text isn't learned from: training ends when it isn't predicted better any more,
   * and the card says how well it is, beside this model.
   *
   * @param text at least 1,000 characters
   * @return a model that predicts such texts better; this one stays as it is
   * @throws IllegalArgumentException if the text is too short
   */
  public TextGenerator fineTuned(String text) {
    return new TextTuning(this, text).run();
  }

  /** {@return this model with a card that says what fine-tuning has brought} */
  TextGenerator scored(double before, double after, int characters) {
    ModelCard card =
        card().toBuilder()
            .scores(
                List.of(
                    new ModelCard.Score(
                        "held out: the last %,d characters of the text that it was fine-tuned on"
                            .formatted(characters),
                        "mean of -log2 p of a character, lower is better",
                        "bits/character",
                        rounded(after),
                        List.of(new ModelCard.Baseline("before fine-tuning", rounded(before))))))
            .build();
    return new TextGenerator(file().withCard(() -> card));
  }

  private static double rounded(double bits) {
    return Math.round(1_000 * bits) / 1_000.0;
  }

  /** {@return a text in the typography in which it is read} */
  String typography(String text) {
    return model.typography(text);
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
    return generate(
        prompt, Sampling.builder().length(length).temperature(temperature).seed(seed).build());
  }

  /**
   * Continues a text.
   *
   * @param prompt what was written so far, maybe empty; only its last 10,000 characters are read
   * @param sampling how characters are drawn, and when the text ends
   * @return the characters after the prompt, without a stop string
   */
  public String generate(String prompt, Sampling sampling) {
    return stream(prompt, sampling).collect(Collectors.joining());
  }

  /**
   * Continues texts, on as many threads as there are processors.
   *
   * @param prompts any number of them
   * @param sampling for each of them as if it were alone
   * @return what {@link #generate(String, Sampling)} gives for each
   */
  public List<String> generate(List<String> prompts, Sampling sampling) {
    return prompts.parallelStream().map(prompt -> generate(prompt, sampling)).toList();
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
    return stream(prompt, Sampling.builder().temperature(temperature).seed(seed).build(), true);
  }

  /**
   * Continues a text, each character as soon as it is asked for. What may be the beginning of a
   * stop string comes when it is clear that it isn't.
   *
   * @param prompt what was written so far, maybe empty; only its last 10,000 characters are read
   * @param sampling how characters are drawn, and when the text ends
   * @return the characters after the prompt, one by one, without a stop string; sequential
   */
  public Stream<String> stream(String prompt, Sampling sampling) {
    return stream(prompt, sampling, false);
  }

  private Stream<String> stream(String prompt, Sampling sampling, boolean endless) {
    Objects.requireNonNull(prompt, "The prompt is null: give an empty one to begin a text.");
    Objects.requireNonNull(sampling, "sampling must not be null.");
    int[] read = model.afterStart(lastCharacters(prompt));
    Iterator<String> writer = new TextWriter(model::reader, vocabulary(), read, sampling, endless);
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
   * is what a text compresses to. What is read in another typography counts as what is read. An
   * unknown character costs the unknown symbol and 20.1 bits more to say which one of Unicode's
   * 1,114,112 it is.
   *
   * @param text the text, at least one character
   * @return bits per character
   * @throws IllegalArgumentException if the text is empty
   */
  public double score(String text) {
    Objects.requireNonNull(text, "text must not be null.");
    return model.score(text);
  }

  /** {@return the bits of each character} */
  double[] bits(String text) {
    return model.bits(text);
  }

  /**
   * Minibatches of a text as {@link #network()} reads it, to train it on: with {@link
   * io.github.tbptt4j.TruncatedBpttTrainer}, stateful, since each stream goes on from one to the
   * next. For one pass; take a new one for the next.
   *
   * @param text at least one character for each stream and one more
   * @param streams the minibatch's size
   * @param timeSteps of a minibatch
   * @return features [streams, 1 or more indices, timeSteps], labels [streams, 1, timeSteps]
   * @throws IllegalArgumentException if the text is too short
   */
  public DataSetIterator sequences(String text, int streams, int timeSteps) {
    return model.sequences(text, streams, timeSteps);
  }

  /** {@return the characters that this model knows} */
  public Vocabulary vocabulary() {
    return model.vocabulary();
  }

  @Override
  int inputs() {
    return model.inputs();
  }

  @Override
  int outputs() {
    return vocabulary().size();
  }
}
