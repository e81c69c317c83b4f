package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.text.Alphabet;
import io.github.tbptt4j.zoo.internal.text.Symbols;
import io.github.tbptt4j.zoo.internal.text.TextBatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network of DL4J's that reads one-hot characters. */
final class CharacterScorer implements Scorer {
  static final String ALPHABET = "alphabet";

  private static final int MINIBATCH = 64;

  private final Alphabet alphabet;
  private final int labels;
  private final int window; // characters that one time step holds
  private final int longestText;
  private final Predicate<String> hasEvidence;
  private final NetworkPool networks;

  /**
   * A network from its file.
   *
   * @param file the file
   * @param labels how many there are
   * @param longestText how many characters of a text are read
   * @param hasEvidence whether a text says anything about its label
   */
  CharacterScorer(ModelFile file, int labels, int longestText, Predicate<String> hasEvidence) {
    this.alphabet = new Alphabet(String.join("", file.texts(ALPHABET)));
    this.labels = labels;
    this.longestText = longestText;
    this.hasEvidence = hasEvidence;
    this.networks = new NetworkPool(file::network);
    this.window = window(file.network());
    networks.use(this::requireOnePredictionForAText);
  }

  private int window(MultiLayerNetwork network) {
    int inputs = network.layerInputSize(0);
    int outputs = network.layerSize(network.getnLayers() - 1);
    int character = alphabet.size() + 1;
    if (inputs == 0 || inputs % character != 0 || outputs != labels) {
      throw new IllegalArgumentException(
          "The network has %d inputs and %d outputs, alphabet and labels need a multiple of %d and %d."
              .formatted(inputs, outputs, character, labels));
    }
    return inputs / character;
  }

  private long[] requireOnePredictionForAText(MultiLayerNetwork network) {
    long[] shape = output(network, List.of(alphabet.encode("ab", 2))).shape();
    if (!Arrays.equals(shape, new long[] {1, labels})) {
      throw new IllegalArgumentException(
          "For one text the network's output has shape %s: it must be [1, %d], a probability for each label. End with LastTimeStep and an OutputLayer."
              .formatted(Arrays.toString(shape), labels));
    }
    return shape;
  }

  @Override
  public int inputs() {
    return window * (alphabet.size() + 1);
  }

  @Override
  public double[][] probabilities(List<String> texts) {
    List<Symbols> symbols = texts.stream().map(this::symbols).toList();
    // Texts of like length share a minibatch; those without evidence don't come into one.
    int[] order =
        IntStream.range(0, symbols.size())
            .filter(i -> symbols.get(i).length() > 0)
            .boxed()
            .sorted(Comparator.comparingInt(i -> symbols.get(i).length()))
            .mapToInt(i -> i)
            .toArray();
    double[][] probabilities = new double[texts.size()][];
    for (int from = 0; from < order.length; from += MINIBATCH) {
      int[] minibatch = Arrays.copyOfRange(order, from, Math.min(from + MINIBATCH, order.length));
      List<Symbols> some = Arrays.stream(minibatch).mapToObj(symbols::get).toList();
      double[][] said = networks.use(network -> output(network, some).toDoubleMatrix());
      for (int i = 0; i < minibatch.length; i++) {
        probabilities[minibatch[i]] = said[i];
      }
    }
    return probabilities;
  }

  /** {@return the symbols of a text, none where it says nothing} */
  private Symbols symbols(String text) {
    String beginning = Alphabet.normalise(text, longestText);
    return alphabet.encode(hasEvidence.test(beginning) ? beginning : "", longestText);
  }

  private INDArray output(MultiLayerNetwork network, List<Symbols> texts) {
    TextBatch batch = TextBatch.of(texts, alphabet.size(), window);
    return network.output(batch.features(), false, batch.mask(), null);
  }
}
