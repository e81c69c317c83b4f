package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.phonemes.BeamSearch;
import io.github.tbptt4j.zoo.internal.phonemes.Letters;
import io.github.tbptt4j.zoo.internal.phonemes.PhonemeNetwork;
import io.github.tbptt4j.zoo.internal.phonemes.Window;
import io.github.tbptt4j.zoo.internal.phonemes.Words;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Says how English words are pronounced in North America, those that no dictionary has too.
 *
 * <pre>{@code
 * Pronouncer.pretrained().pronounce("backpropagation").get(0).arpabet();
 * Pronouncer.pretrained().top("data", 2).get(1).ipa();
 * }</pre>
 *
 * <p>A word has letters from a to z, in any case, apostrophes, hyphens and full stops, and at most
 * {@value #LONGEST} of them; accents are left out. Digits and other scripts can't be read: write
 * numbers as words. The network reads every word by its letters and looks none up. Immutable; any
 * number of threads may use one model.
 */
public final class Pronouncer extends SequenceModel<Pronouncer> {
  /** Letters of the longest word. */
  public static final int LONGEST = 64;

  static final String NAME = "pronouncer";

  private static final String SYMBOLS = "symbols";
  private static final String REACH = "letters to each side";
  private static final String BITS = "bits of a hash";
  private static final String LAYERS = "layers";
  private static final int MOST_LAYERS = 8;
  private static final int BEAM = 8;
  private static final double THRESHOLD = 5; // of the logarithm: 1 in 148
  private static final int QUOTED = 40; // characters of a word in a message
  private static Pronouncer shipped;

  private final List<String> symbols;
  private final Window window;
  private final BeamSearch search;

  Pronouncer(ModelFile file) {
    super(file);
    if (!(file.parameters() instanceof QuantizedParameters parameters)) {
      throw new IllegalArgumentException("A pronouncer has quantized parameters.");
    }
    symbols = List.copyOf(file.texts(SYMBOLS));
    window = new Window(number(file, REACH), number(file, BITS), symbols.size());
    int units = parameters.scales().length;
    int layers = number(file, LAYERS);
    if (parameters.rows().length != (long) window.rows() * units || layers > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "The network has %d layers and an embedding of %,d numbers: its window needs %,d rows of %d, and at most %d layers can be."
              .formatted(layers, parameters.rows().length, window.rows(), units, MOST_LAYERS));
    }
    search =
        new BeamSearch(
            new PhonemeNetwork(
                parameters.rows(), parameters.scales(), parameters.rest(), layers, symbols.size()),
            window,
            symbols,
            BEAM,
            THRESHOLD);
  }

  private static int number(ModelFile file, String name) {
    String text = file.texts(name).get(0);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Its " + name + " are \"" + text + "\".", e);
    }
  }

  /**
   * The model in the jar, trained on the CMU Pronouncing Dictionary.
   *
   * @return the model, the same one at each call
   */
  public static synchronized Pronouncer pretrained() {
    if (shipped == null) {
      shipped = new Pronouncer(PretrainedFiles.read(NAME));
    }
    return shipped;
  }

  /** {@return a model of a trained network; its embedding is rounded to bytes} */
  static Pronouncer of(MultiLayerNetwork network, Window window, List<String> symbols) {
    int layers = network.getnLayers() - 1;
    return new Pronouncer(
        ModelFile.of(
            NAME,
            network,
            all -> QuantizedParameters.of(all, window.rows(), network.layerSize(0)),
            Map.of(
                SYMBOLS, symbols,
                REACH, List.of(Integer.toString(window.reach())),
                BITS, List.of(Integer.toString(window.bits())),
                LAYERS, List.of(Integer.toString(layers)))));
  }

  /**
   * Reads a model that {@link #save(Path)} has written.
   *
   * @param file the file
   * @return the model
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static Pronouncer load(Path file) throws IOException {
    return read(NAME, file, Pronouncer::new);
  }

  /**
   * Fetches a model into DL4J's cache, unless it is there already, and reads it.
   *
   * @param source an {@code https:} or {@code file:} URL of a file that {@link #save(Path)} wrote
   * @param sha256 the file's SHA-256 in hexadecimal, verified before anything is read
   * @return the model
   * @throws IOException if it can't be fetched, has another checksum, or holds something else
   */
  public static Pronouncer load(URI source, String sha256) throws IOException {
    return read(NAME, source, sha256, Pronouncer::new);
  }

  /**
   * The ways to say a word.
   *
   * @param word a word; {@link #canPronounce} tells whether it can be read
   * @return those that the search has found, at most 8, the most probable first; each once
   * @throws IllegalArgumentException if the word is null, empty or too long, or has characters that
   *     can't be read: the message names the first one
   */
  public List<Pronunciation> pronounce(String word) {
    String folded = folded(word);
    String problem = problem(folded);
    if (problem != null) {
      throw new IllegalArgumentException(
          "%s can't be pronounced: %s".formatted(quoted(word), problem));
    }
    return ways(word, folded);
  }

  /**
   * The ways to say many words.
   *
   * @param words words
   * @return for each of them what {@link #pronounce(String)} says
   * @throws IllegalArgumentException if one of them can't be read
   */
  public List<List<Pronunciation>> pronounce(List<String> words) {
    return words.stream().map(this::pronounce).toList();
  }

  /**
   * The most probable ways to say a word.
   *
   * @param word a word
   * @param k how many, at least 1
   * @return the first k of {@link #pronounce(String)}; all if there are less
   * @throws IllegalArgumentException if the word can't be read, or k is below 1
   */
  public List<Pronunciation> top(String word, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k (" + k + ") must be at least 1.");
    }
    List<Pronunciation> all = pronounce(word);
    return all.subList(0, Math.min(k, all.size()));
  }

  /**
   * Reads a text aloud, word by word, each when it is asked for: the memory doesn't grow with the
   * text.
   *
   * @param text any text
   * @return for each word what {@link #pronounce(String)} says; for one that can't be read, such as
   *     a number, one pronunciation without phonemes whose probability is 0
   * @throws IllegalArgumentException if the text is null
   */
  public Stream<List<Pronunciation>> read(String text) {
    if (text == null) {
      throw new IllegalArgumentException("The text is null.");
    }
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                new Words(text), Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .map(
            word -> {
              String folded = folded(word);
              return problem(folded) == null
                  ? ways(word, folded)
                  : List.of(new Pronunciation(word, List.of(), 0));
            });
  }

  /**
   * Whether a word can be read.
   *
   * @param word anything
   * @return whether {@link #pronounce(String)} takes it
   */
  public boolean canPronounce(String word) {
    return word != null && problem(folded(word)) == null;
  }

  /**
   * {@return what a letter may stand for: phonemes of ARPAbet joined by spaces, none for silence}
   */
  public List<String> symbols() {
    return symbols;
  }

  private List<Pronunciation> ways(String word, String folded) {
    return search.search(folded).stream()
        .map(way -> new Pronunciation(word, way.phonemes(), way.probability()))
        .toList();
  }

  /** What is too long stays as it is. */
  private static String folded(String word) {
    if (word == null) {
      throw new IllegalArgumentException("The word is null.");
    }
    return word.length() > 4 * LONGEST ? word : Letters.folded(word);
  }

  /** {@return why a word can't be read, null if it can} */
  private static String problem(String folded) {
    if (folded.length() > LONGEST) {
      return "it has more than %d letters. Split texts into words, or use read(text)."
          .formatted(LONGEST);
    }
    if (Letters.canSpell(folded)) {
      return null;
    }
    return folded.isEmpty()
        ? "it is empty."
        : folded
            .codePoints()
            .filter(character -> !Letters.canSpell("a" + Character.toString(character)))
            .mapToObj(
                character ->
                    "%s is no letter from a to z, apostrophe, hyphen or full stop. Write numbers as words, and texts of several words with read(text)."
                        .formatted(name(character)))
            .findFirst()
            .orElse("it has no letter.");
  }

  private static String name(int character) {
    return Character.isLetterOrDigit(character)
        ? "%s (U+%04X)".formatted(Character.toString(character), character)
        : "U+%04X".formatted(character);
  }

  private static String quoted(String word) {
    String few = word.length() <= QUOTED ? word : word.substring(0, QUOTED) + "..";
    StringBuilder safe = new StringBuilder("\"");
    few.codePoints()
        .map(
            c ->
                Character.isISOControl(c) || (c < 0x10000 && Character.isSurrogate((char) c))
                    ? '?'
                    : c)
        .forEach(safe::appendCodePoint);
    return safe.append('"').toString();
  }

  @Override
  int inputs() {
    return window.perStep();
  }

  @Override
  int outputs() {
    return symbols.size();
  }
}
