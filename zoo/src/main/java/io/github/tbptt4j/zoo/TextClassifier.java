package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.zoo.PretrainedType;

/**
 * Says which of your own labels a text has, having learned from examples.
 *
 * <pre>{@code
 * TextClassifier mails = TextClassifier.train(examples); // seconds to minutes
 * mails.classify("Where is my parcel?").get(0); // label and probability
 * mails.save(file);
 * mails.card().toText(); // how well it does, on examples that were held out
 * }</pre>
 *
 * <p>Any Unicode text will do, unpaired surrogates and control characters included; capitals and
 * small letters are the same. The beginning of a text is read, 1,000 characters unless {@link
 * LabelTraining.Builder#longestText} said otherwise. A text in which nothing can be read has the
 * same probability for every label. Immutable; any number of threads may use one model.
 */
public final class TextClassifier extends LabelModel<TextClassifier> {
  static final String NAME = "text-classifier";

  private static final String LONGEST_TEXT = "longest text";
  private static final int MOST_CHARACTERS = 10_000;

  TextClassifier(ModelFile file) {
    super(file, longestText(file));
  }

  private static int longestText(ModelFile file) {
    String longest = file.texts(LONGEST_TEXT).get(0);
    if (!longest.matches("\\d{1,5}") || Integer.parseInt(longest) > MOST_CHARACTERS) {
      throw new IllegalArgumentException("Texts of " + longest + " characters can't be read.");
    }
    return Integer.parseInt(longest);
  }

  /** {@return a model of a trained network} */
  static ModelFile file(
      MultiLayerNetwork network,
      Ngrams ngrams,
      Reading reading,
      int piece,
      int longestText,
      List<String> labels) {
    Map<String, List<String>> texts = new TreeMap<>(NgramScorer.texts(reading, ngrams, piece));
    texts.put(LABELS, labels);
    texts.put(LONGEST_TEXT, List.of(Integer.toString(longestText)));
    return ModelFile.of(
        NAME,
        network,
        all -> QuantizedParameters.of(all, ngrams.rows(), network.layerSize(0)),
        texts);
  }

  /**
   * Learns from examples: how many updates, which characters are read and how sure of itself the
   * model may be is chosen by some of them; a fifth is held out, for the scores on the card.
   *
   * @param examples at least 20 texts of at least two and at most 10,000 labels, in any order
   * @return the model
   * @throws IllegalArgumentException if there are too few texts, or too few or too many labels
   */
  public static TextClassifier train(List<LabelledText> examples) {
    return train(examples, LabelTraining.builder().build());
  }

  /**
   * As {@link #train(List)}, with choices of your own.
   *
   * @param examples at least 20 texts of at least two and at most 10,000 labels, in any order
   * @param training the choices
   * @return the model
   * @throws IllegalArgumentException if there are too few texts, or too few or too many labels
   */
  public static TextClassifier train(List<LabelledText> examples, LabelTraining training) {
    return new TextClassifier(new LabelTrainer(training).train(examples));
  }

  /**
   * Reads a model that {@link #save(Path)} has written.
   *
   * @param file the file
   * @return the model
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static TextClassifier load(Path file) throws IOException {
    return read(NAME, file, TextClassifier::new);
  }

  /**
   * Fetches a model into DL4J's cache, unless it is there already, and reads it.
   *
   * @param source an {@code https:} or {@code file:} URL of a file that {@link #save(Path)} wrote
   * @param sha256 the file's SHA-256 in hexadecimal, verified before anything is read
   * @return the model
   * @throws IOException if it can't be fetched, has another checksum, or holds something else
   */
  public static TextClassifier load(URI source, String sha256) throws IOException {
    return read(NAME, source, sha256, TextClassifier::new);
  }

  /**
   * The labels that a text may have.
   *
   * @param text any text
   * @return every label and its probability, the most probable first
   * @throws IllegalArgumentException if the text is null
   */
  public List<Prediction> classify(String text) {
    return classify(Collections.singletonList(text)).get(0);
  }

  /**
   * The labels of many texts.
   *
   * @param texts any texts
   * @return for each of them what {@link #classify(String)} says
   * @throws IllegalArgumentException if a text is null
   */
  public List<List<Prediction>> classify(List<String> texts) {
    return predictions(texts);
  }

  /**
   * The most probable labels of a text.
   *
   * @param text any text
   * @param k how many, at least 1
   * @return the first k of {@link #classify(String)}; all if there are less
   * @throws IllegalArgumentException if the text is null, or k below 1
   */
  public List<Prediction> top(String text, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k (" + k + ") must be at least 1.");
    }
    List<Prediction> all = classify(text);
    return all.subList(0, Math.min(k, all.size()));
  }

  /** {@return the labels that this model knows} */
  @Override
  public List<String> labels() {
    return super.labels();
  }

  /** {@return false: such a model is trained on data of your own} */
  @Override
  public boolean pretrainedAvailable(PretrainedType type) {
    return false;
  }

  /**
   * There is no pretrained one.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public MultiLayerNetwork initPretrained() {
    throw new UnsupportedOperationException(
        "A TextClassifier has no weights in the jar: train one, or load(file). network() is this"
            + " one's.");
  }

  @Override
  boolean hasEvidence(String text) {
    return !text.isBlank();
  }
}
