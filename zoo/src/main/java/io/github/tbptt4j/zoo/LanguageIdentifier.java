package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import io.github.tbptt4j.zoo.internal.ngram.Scripts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Says in which language a text is written.
 *
 * <pre>{@code
 * LanguageIdentifier.pretrained().identify("Wo ist der Bahnhof?").get(0); // de
 * LanguageIdentifier.pretrained().restrictedTo("da", "nb", "sv").top("Hvor er toget?", 1);
 * }</pre>
 *
 * <p>Any Unicode text will do, unpaired surrogates and unknown characters included; capitals and
 * small letters may be mixed. The first 1,000 characters are read; addresses, {@code @names},
 * {@code #topics}, emoji and markup are not. Of more than 90 characters, pieces are read, and a
 * text in two languages gets both by their shares. A text without a letter among them, or in a
 * language or a script that the model doesn't know, is {@value #UNKNOWN}. Immutable; any number of
 * threads may use one model.
 */
public final class LanguageIdentifier extends LabelModel<LanguageIdentifier> {
  /** The label of texts in no language that the model knows. */
  public static final String UNKNOWN = "unknown";

  static final String NAME = "language-identifier";

  static final String SCRIPTS = "scripts";
  private static final int LONGEST_PIECE = 90; // as in training
  private static final int LONGEST_TEXT = 1_000;
  private static LanguageIdentifier shipped;

  private final Scripts scripts; // null for models that refuse nothing
  private final int unknown; // its label; -1 for models that refuse nothing
  private final Set<String> languages;

  LanguageIdentifier(ModelFile file) {
    super(file, LONGEST_TEXT);
    this.scripts = file.has(SCRIPTS) ? new Scripts(file.texts(SCRIPTS)) : null;
    this.unknown = labels().indexOf(UNKNOWN);
    this.languages = new LinkedHashSet<>(labels());
    this.languages.remove(UNKNOWN);
  }

  private LanguageIdentifier(LanguageIdentifier model, Set<String> languages) {
    super(model);
    this.scripts = model.scripts;
    this.unknown = model.unknown;
    this.languages = languages;
  }

  /**
   * The model in the jar.
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
   * @return the model, which refuses no text
   * @throws IllegalArgumentException if they don't fit together
   */
  public static LanguageIdentifier of(
      MultiLayerNetwork network, String alphabet, List<String> languages) {
    return new LanguageIdentifier(file(NAME, network, alphabet, languages));
  }

  /** {@return a model whose network reads n-grams; its embedding is rounded to bytes} */
  static LanguageIdentifier of(
      MultiLayerNetwork network, Map<String, List<String>> texts, Ngrams ngrams) {
    return new LanguageIdentifier(
        ModelFile.of(
            NAME,
            network,
            all -> QuantizedParameters.of(all, ngrams.rows(), network.layerSize(0)),
            texts));
  }

  /** {@return what the file of such a model says} */
  static Map<String, List<String>> texts(
      Ngrams ngrams, List<String> languages, List<String> scripts, double growth) {
    List<String> labels = new ArrayList<>(languages);
    labels.add(UNKNOWN);
    Map<String, List<String>> texts =
        new TreeMap<>(NgramScorer.texts(Reading.WORDS, ngrams, LONGEST_PIECE));
    texts.putAll(NgramScorer.refusal(languages.size(), growth));
    texts.put(LABELS, labels);
    texts.put(SCRIPTS, scripts);
    return texts;
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
   * The same model for texts that are in one of a few languages: what is between relatives, such as
   * Danish and Norwegian, is better told if only one of them can be.
   *
   * @param languages codes of languages that it knows, at least one
   * @return the model; it takes no texts for {@value #UNKNOWN} that have a letter
   * @throws IllegalArgumentException if there is none, or one that this model doesn't know
   */
  public LanguageIdentifier restrictedTo(String... languages) {
    Set<String> few = new LinkedHashSet<>(Arrays.asList(languages));
    if (few.isEmpty() || !this.languages.containsAll(few)) {
      throw new IllegalArgumentException(
          "The languages %s can't be the only ones: give some of %s."
              .formatted(few, this.languages));
    }
    return new LanguageIdentifier(this, few);
  }

  /**
   * The languages that a text may be in.
   *
   * @param text any text
   * @return every language's code (ISO 639-1) and {@value #UNKNOWN} with their probabilities, the
   *     most probable first
   * @throws IllegalArgumentException if the text is null
   */
  public List<Prediction> identify(String text) {
    return identify(Collections.singletonList(text)).get(0);
  }

  /**
   * The languages of many texts.
   *
   * @param texts any texts
   * @return for each of them what {@link #identify(String)} says
   * @throws IllegalArgumentException if a text is null
   */
  public List<List<Prediction>> identify(List<String> texts) {
    return predictions(texts);
  }

  /**
   * The most probable languages of a text.
   *
   * @param text any text
   * @param k how many, at least 1
   * @return the first k of {@link #identify(String)}; all if there are less
   * @throws IllegalArgumentException if the text is null, or k below 1
   */
  public List<Prediction> top(String text, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k (" + k + ") must be at least 1.");
    }
    List<Prediction> all = identify(text);
    return all.subList(0, Math.min(k, all.size()));
  }

  /** {@return the codes of the languages that this model knows} */
  public List<String> languages() {
    return List.copyOf(languages);
  }

  @Override
  boolean hasEvidence(String text) {
    return text.codePoints().anyMatch(Character::isLetter);
  }

  @Override
  double[] said(String text, double[] probabilities) {
    if (unknown < 0) {
      return restricted(super.said(text, probabilities));
    }
    if (probabilities == null || !scripts.know(text, LONGEST_TEXT)) {
      double[] none = new double[labels().size()];
      for (int i = 0; i < none.length; i++) {
        none[i] = i == unknown ? 1 : languages.contains(labels().get(i)) ? 0 : Double.NaN;
      }
      return none;
    }
    return restricted(probabilities);
  }

  /** All labels of a whole model; of a restricted one its languages, adding up to 1. */
  private double[] restricted(double[] probabilities) {
    int all = labels().size() - (unknown < 0 ? 0 : 1);
    if (languages.size() == all) {
      return probabilities;
    }
    double sum = 0;
    double[] few = new double[probabilities.length];
    for (int i = 0; i < few.length; i++) {
      few[i] = languages.contains(labels().get(i)) ? probabilities[i] : Double.NaN;
      sum += Double.isNaN(few[i]) ? 0 : few[i];
    }
    for (int i = 0; i < few.length; i++) {
      few[i] = sum > 0 ? few[i] / sum : Double.isNaN(few[i]) ? few[i] : 1.0 / languages.size();
    }
    return few;
  }
}
