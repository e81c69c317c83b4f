package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.ngram.AgentWords;
import io.github.tbptt4j.zoo.internal.ngram.Features;
import io.github.tbptt4j.zoo.internal.ngram.NgramNetwork;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import io.github.tbptt4j.zoo.internal.ngram.Pieces;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import io.github.tbptt4j.zoo.internal.ngram.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A network that reads hashed n-grams, without ND4J. */
final class NgramScorer implements Scorer {
  static final String READING = "reading";

  private static final String REFUSED = "refused label";
  private static final String REFUSAL = "refusal";
  private static final String PIECE = "longest piece";
  private static final String LONGEST = "longest n-gram";
  private static final String BITS = "bits of a hash";
  private static final String STEPS = "steps"; // n-grams of each character where there is none
  private static final String AGENT_WORDS = "words of user agents";

  private final Reading reading;
  private final Features features;
  private final NgramNetwork network;
  private final int labels;
  private final int longestText;
  private final int piece; // characters that are read at once
  private final int refused; // label of texts that are none of the others; -1 if there is none
  private final double growth; // of its logit, with the logarithm of the text's length

  /**
   * A network from its file.
   *
   * @param file the file
   * @param labels how many there are
   * @param longestText how many characters of a text are read
   */
  NgramScorer(ModelFile file, int labels, int longestText) {
    if (!(file.parameters() instanceof QuantizedParameters parameters)) {
      throw new IllegalArgumentException("A model of n-grams has quantized parameters.");
    }
    this.reading = Reading.named(file.texts(READING).get(0));
    this.features = features(file);
    this.longestText = longestText;
    this.labels = labels;
    this.network = network(parameters, labels);
    this.piece = number(file, PIECE);
    this.refused = file.has(REFUSAL) ? number(file, REFUSED) : -1;
    this.growth = file.has(REFUSAL) ? Double.parseDouble(file.texts(REFUSAL).get(0)) : 0;
    if (piece < 1) {
      throw new IllegalArgumentException("Pieces of " + piece + " characters can't be read.");
    }
    if (refused >= labels || !Double.isFinite(growth)) {
      throw new IllegalArgumentException(
          "What is refused, label %d by %s, can't be.".formatted(refused, growth));
    }
  }

  /** {@return what of a text is read} */
  Reading reading() {
    return reading;
  }

  /** {@return what is read at each step} */
  Features features() {
    return features;
  }

  /** {@return how many characters are read at once} */
  int piece() {
    return piece;
  }

  /** {@return how many characters of a text are read} */
  int longestText() {
    return longestText;
  }

  /**
   * What a file says of refusal.
   *
   * @param label of texts that are none of the others
   * @param growth what its logit gains when a text is e times as long: the longer a text, the surer
   *     a network that adds up evidence is of the wrong label, too
   */
  static Map<String, List<String>> refusal(int label, double growth) {
    return Map.of(
        REFUSED, List.of(Integer.toString(label)), REFUSAL, List.of(Double.toString(growth)));
  }

  /**
   * What a file says of the way in which texts are read.
   *
   * @param reading what of them is read
   * @param ngrams at each step
   * @param piece the most steps that the network has learned to go: of a longer text it reads
   *     pieces
   */
  static Map<String, List<String>> texts(Reading reading, Ngrams ngrams, int piece) {
    return Map.of(
        PIECE, List.of(Integer.toString(piece)),
        READING, List.of(reading.text()),
        LONGEST, List.of(Integer.toString(ngrams.longest())),
        BITS, List.of(Integer.toString(ngrams.bits())));
  }

  /**
   * What a file says of user agents, which are read whole, word by word.
   *
   * @param words at each step
   * @param longest how many characters are read
   */
  static Map<String, List<String>> texts(AgentWords words, int longest) {
    return Map.of(
        PIECE, List.of(Integer.toString(longest + 2)), // with the spaces around them
        READING, List.of(Reading.CHARACTERS.text()),
        STEPS, List.of(AGENT_WORDS),
        BITS, List.of(Integer.toString(words.bits())));
  }

  private static Features features(ModelFile file) {
    if (!file.has(STEPS)) {
      return new Ngrams(number(file, LONGEST), number(file, BITS));
    }
    String steps = file.texts(STEPS).get(0);
    if (!steps.equals(AGENT_WORDS)) {
      throw new IllegalArgumentException(
          "There are no steps called \"%s\": \"%s\" are known.".formatted(steps, AGENT_WORDS));
    }
    return new AgentWords(number(file, BITS));
  }

  private static int number(ModelFile file, String name) {
    String text = file.texts(name).get(0);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Its " + name + " is \"" + text + "\".", e);
    }
  }

  private NgramNetwork network(QuantizedParameters parameters, int labels) {
    int units = parameters.scales().length;
    float[] rest = parameters.rest(); // RW and V column by column, b and c
    int expected = units * units + units + units * labels + labels;
    if (parameters.rows().length != features.rows() * units || rest.length != expected) {
      throw new IllegalArgumentException(
          "The network has an embedding of %,d numbers and %,d others: %,d rows, %d units and %d labels need %,d and %,d."
              .formatted(
                  parameters.rows().length,
                  rest.length,
                  features.rows(),
                  units,
                  labels,
                  (long) features.rows() * units,
                  expected));
    }
    float[] recurrent = new float[units * units];
    for (int to = 0, i = 0; to < units; to++) {
      for (int from = 0; from < units; from++) {
        recurrent[from * units + to] = rest[i++];
      }
    }
    int bias = units * units;
    int output = bias + units;
    int outputBias = output + units * labels;
    return new NgramNetwork(
        parameters.rows(),
        parameters.scales(),
        recurrent,
        Arrays.copyOfRange(rest, bias, output),
        Arrays.copyOfRange(rest, output, outputBias), // V's columns are the labels' rows
        Arrays.copyOfRange(rest, outputBias, rest.length));
  }

  @Override
  public int inputs() {
    return features.perStep();
  }

  @Override
  public double[][] probabilities(List<String> texts) {
    double[][] probabilities = new double[texts.size()][];
    int i = 0;
    for (String text : texts) {
      probabilities[i++] = probabilities(text);
    }
    return probabilities;
  }

  private double[] probabilities(String text) {
    String read = reading.of(text, longestText);
    if (read.isEmpty()) {
      return null;
    }
    if (read.length() <= piece) {
      return ofPiece(read);
    }
    // Each piece from a state of zeros: what a learned RW does over many more steps than in
    // training, nobody has seen. Their mean gives each language its share of the text.
    double[] mean = new double[labels];
    int size = Pieces.size(read.length(), piece);
    int all = 0;
    for (int from = 0; from < read.length() - 1; ) {
      int end = Pieces.end(read, from, size, piece);
      double[] probabilities = ofPiece(read.substring(from, end));
      for (int label = 0; label < labels; label++) {
        mean[label] += (end - from) * probabilities[label];
      }
      all += end - from;
      from = Pieces.next(read, from, end);
    }
    for (int label = 0; label < labels; label++) {
      mean[label] /= all;
    }
    return mean;
  }

  private double[] ofPiece(String read) {
    float[] logits = network.logits(features.of(read), features.perStep());
    if (refused >= 0) {
      logits[refused] += (float) (growth * Refusal.lengths(read));
    }
    return softmax(logits);
  }

  private static double[] softmax(float[] logits) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
