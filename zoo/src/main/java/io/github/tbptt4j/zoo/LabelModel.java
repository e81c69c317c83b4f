package io.github.tbptt4j.zoo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A model that reads a text character by character and then says what it is: many to one.
 *
 * @param <T> the model's own class
 */
abstract class LabelModel<T extends LabelModel<T>> extends SequenceModel<T> {
  static final String LABELS = "labels";

  private static final Comparator<Prediction> MOST_PROBABLE_FIRST =
      Comparator.comparingDouble(Prediction::probability).reversed();

  private final List<String> labels;
  private final Scorer scorer;

  /**
   * A model from its file.
   *
   * @param file the file
   * @param longestText how many characters of a text are read
   */
  LabelModel(ModelFile file, int longestText) {
    super(file);
    this.labels = file.texts(LABELS);
    this.scorer =
        file.has(NgramScorer.READING)
            ? new NgramScorer(file, labels.size(), longestText)
            : new CharacterScorer(file, labels.size(), longestText, this::hasEvidence);
  }

  /**
   * The same model, another view of it.
   *
   * @param model whose weights are used
   */
  LabelModel(LabelModel<T> model) {
    super(model.file());
    this.labels = model.labels;
    this.scorer = model.scorer;
  }

  /** {@return a model that reads characters as a file} */
  static ModelFile file(
      String family, MultiLayerNetwork network, String alphabet, List<String> labels) {
    return ModelFile.of(
        family, network, Map.of(CharacterScorer.ALPHABET, List.of(alphabet), LABELS, labels));
  }

  /** {@return whether a text says anything about its label} */
  abstract boolean hasEvidence(String text);

  /** {@return the labels, in the order of the network's outputs} */
  List<String> labels() {
    return labels;
  }

  @Override
  final int inputs() {
    return scorer.inputs();
  }

  @Override
  final int outputs() {
    return labels.size();
  }

  /** {@return how it reads n-grams; null if it reads characters one by one} */
  final NgramScorer ngramScorer() {
    return scorer instanceof NgramScorer ngrams ? ngrams : null;
  }

  /**
   * Goes on learning, from a few hundred examples or more: labels that are new are added, and all
   * that is known already is the beginning. Only what the examples' n-grams say is changed: a text
   * that has none of them in common with the examples keeps the odds of its old labels, though a
   * new label takes its share of every text. With new labels, give some examples of the old ones,
   * too: what both have in common would go to the new ones otherwise.
   *
   * @param examples at least 20 texts, of old or new labels
   * @return another model of the same kind, which knows all labels; its card says how well it does
   *     on examples that were held out, beside this one
   * @throws IllegalArgumentException if there are too few texts, too many labels, or if this model
   *     is of an older kind that reads characters one by one
   */
  public T fineTuned(List<LabelledText> examples) {
    return fineTuned(examples, LabelTraining.builder().build());
  }

  /**
   * As {@link #fineTuned(List)}, with choices of your own.
   *
   * @param examples at least 20 texts, of old or new labels
   * @param training the choices; how much of a text is read is this model's
   * @return another model of the same kind, which knows all labels
   * @throws IllegalArgumentException if there are too few texts, too many labels, or if this model
   *     is of an older kind that reads characters one by one
   */
  @SuppressWarnings("unchecked") // a file of its family makes a model of its class
  public T fineTuned(List<LabelledText> examples, LabelTraining training) {
    return (T) Families.model(new LabelTrainer(training).fineTune(this, examples));
  }

  /** {@return all labels for each text, the most probable first} */
  final List<List<Prediction>> predictions(List<String> texts) {
    for (String text : texts) {
      if (text == null) {
        throw new IllegalArgumentException("A text is null: leave it out, or give an empty one.");
      }
    }
    double[][] probabilities = scorer.probabilities(texts);
    List<List<Prediction>> predictions = new ArrayList<>(texts.size());
    for (int i = 0; i < probabilities.length; i++) {
      predictions.add(ranked(said(texts.get(i), probabilities[i])));
    }
    return List.copyOf(predictions);
  }

  /**
   * What is said of a text.
   *
   * @param text the text
   * @param probabilities [label]; null if the text says nothing
   * @return [label]; NaN for a label that isn't ranked
   */
  double[] said(String text, double[] probabilities) {
    if (probabilities != null) {
      return probabilities;
    }
    double[] equal = new double[labels.size()];
    Arrays.fill(equal, 1.0 / equal.length);
    return equal;
  }

  private List<Prediction> ranked(double[] probabilities) {
    Prediction[] ranked = new Prediction[probabilities.length];
    int count = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (!Double.isNaN(probabilities[i])) {
        ranked[count++] = new Prediction(labels.get(i), probabilities[i]);
      }
    }
    Arrays.sort(ranked, 0, count, MOST_PROBABLE_FIRST);
    return List.of(Arrays.copyOf(ranked, count));
  }
}
