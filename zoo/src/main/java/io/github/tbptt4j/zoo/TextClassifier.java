package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.text.Alphabet;
import io.github.tbptt4j.zoo.internal.text.Symbols;
import io.github.tbptt4j.zoo.internal.text.TextBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model that reads a text character by character and then says what it is: many to one.
 *
 * @param <T> the model's own class
 */
abstract class TextClassifier<T extends TextClassifier<T>> extends SequenceModel<T> {
  private static final String ALPHABET = "alphabet";
  private static final String LABELS = "labels";
  private static final int MINIBATCH = 64;

  private final Alphabet alphabet;
  private final List<String> labels;
  private final int window; // characters that one time step holds
  private final int longestText;
  private final NetworkPool networks;

  /**
   * A model from its file.
   *
   * @param file the file
   * @param longestText how many characters of a text are read
   */
  TextClassifier(ModelFile file, int longestText) {
    super(file);
    this.alphabet = new Alphabet(String.join("", file.texts(ALPHABET)));
    this.labels = file.texts(LABELS);
    this.longestText = longestText;
    this.networks = new NetworkPool(file::network);
    this.window = window(file.network());
    networks.use(this::requireOnePredictionForAText);
  }

  /** {@return a model as a file} */
  static ModelFile file(
      String family, MultiLayerNetwork network, String alphabet, List<String> labels) {
    return ModelFile.of(family, network, Map.of(ALPHABET, List.of(alphabet), LABELS, labels));
  }

  private int window(MultiLayerNetwork network) {
    int inputs = network.layerInputSize(0);
    int outputs = network.layerSize(network.getnLayers() - 1);
    int character = alphabet.size() + 1;
    if (inputs == 0 || inputs % character != 0 || outputs != outputs()) {
      throw new IllegalArgumentException(
          "The network has %d inputs and %d outputs, alphabet and labels need a multiple of %d and %d."
              .formatted(inputs, outputs, character, outputs()));
    }
    return inputs / character;
  }

  private long[] requireOnePredictionForAText(MultiLayerNetwork network) {
    long[] shape = output(network, List.of(alphabet.encode("ab", 2))).shape();
    if (!Arrays.equals(shape, new long[] {1, outputs()})) {
      throw new IllegalArgumentException(
          "For one text the network's output has shape %s: it must be [1, %d], a probability for each label. End with LastTimeStep and an OutputLayer."
              .formatted(Arrays.toString(shape), outputs()));
    }
    return shape;
  }

  /** {@return whether a text says anything about its label} */
  abstract boolean hasEvidence(String text);

  /** {@return the labels, in the order of the network's outputs} */
  final List<String> labels() {
    return labels;
  }

  @Override
  final int inputs() {
    return window * (alphabet.size() + 1);
  }

  @Override
  final int outputs() {
    return labels.size();
  }

  /** {@return all labels for each text, the most probable first} */
  final List<List<Prediction>> predictions(List<String> texts) {
    List<Symbols> symbols = texts.stream().map(this::symbols).toList();
    // Texts of like length share a minibatch; those without evidence don't come into one.
    int[] order =
        IntStream.range(0, symbols.size())
            .filter(i -> symbols.get(i).length() > 0)
            .boxed()
            .sorted(Comparator.comparingInt(i -> symbols.get(i).length()))
            .mapToInt(i -> i)
            .toArray();
    List<List<Prediction>> predictions =
        new ArrayList<>(Collections.nCopies(texts.size(), uniform()));
    for (int from = 0; from < order.length; from += MINIBATCH) {
      int[] minibatch = Arrays.copyOfRange(order, from, Math.min(from + MINIBATCH, order.length));
      double[][] probabilities =
          probabilities(Arrays.stream(minibatch).mapToObj(symbols::get).toList());
      for (int i = 0; i < minibatch.length; i++) {
        predictions.set(minibatch[i], ranked(probabilities[i]));
      }
    }
    return List.copyOf(predictions);
  }

  /** {@return the symbols of a text, none where it says nothing} */
  private Symbols symbols(String text) {
    if (text == null) {
      throw new IllegalArgumentException("A text is null: leave it out, or give an empty one.");
    }
    String beginning = Alphabet.normalise(text, longestText);
    return alphabet.encode(hasEvidence(beginning) ? beginning : "", longestText);
  }

  /** {@return [text][label]} */
  private double[][] probabilities(List<Symbols> texts) {
    return networks.use(network -> output(network, texts).toDoubleMatrix());
  }

  private INDArray output(MultiLayerNetwork network, List<Symbols> texts) {
    TextBatch batch = TextBatch.of(texts, alphabet.size(), window);
    return network.output(batch.features(), false, batch.mask(), null);
  }

  private List<Prediction> uniform() {
    double[] equal = new double[labels.size()];
    Arrays.fill(equal, 1.0 / equal.length);
    return ranked(equal);
  }

  private List<Prediction> ranked(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(i -> new Prediction(labels.get(i), probabilities[i]))
        .sorted(Comparator.comparingDouble(Prediction::probability).reversed())
        .toList();
  }
}
