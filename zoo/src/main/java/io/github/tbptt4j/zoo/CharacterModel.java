package io.github.tbptt4j.zoo;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.SymbolSequenceIterator;
import io.github.tbptt4j.zoo.internal.text.Contexts;
import io.github.tbptt4j.zoo.internal.text.Typography;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * What a text generator asks: a network that predicts characters, and the way in which it reads a
 * text. Serves many threads.
 */
final class CharacterModel {
  private static final String SYMBOLS = "symbols";
  private static final String CONTEXT_BITS = "bits of a context's hash";
  private static final double LN_2 = Math.log(2);
  private static final double UNKNOWN_BITS = Math.log(Character.MAX_CODE_POINT + 1) / LN_2;

  private final Vocabulary vocabulary;
  private final int contextBits; // 0 for a network that reads characters alone
  private final Contexts contexts; // null for that

  /** Never steps itself: each text gets a session of its own, with these weights. */
  private final InferenceSession prototype;

  /** What every text follows: a line break, or the unknown symbol where there is none. */
  private final int start;

  CharacterModel(ModelFile file) {
    vocabulary = Vocabulary.ofCharacters(file.texts(SYMBOLS));
    start = vocabulary.encode('\n');
    contextBits = file.has(CONTEXT_BITS) ? Integer.parseInt(file.texts(CONTEXT_BITS).get(0)) : 0;
    contexts = contextBits == 0 ? null : new Contexts(vocabulary.characters(), contextBits);
    prototype = InferenceSession.of(file.network());
    requireSizes(prototype.nIn(), prototype.nOut());
  }

  /** {@return what a file says of a network that reads characters alone} */
  static Map<String, List<String>> texts(Vocabulary vocabulary) {
    return Map.of(SYMBOLS, vocabulary.characters());
  }

  /** {@return what a file says of a network that reads contexts, hashed to so many bits} */
  static Map<String, List<String>> texts(Vocabulary vocabulary, int bits) {
    Map<String, List<String>> texts = new TreeMap<>(texts(vocabulary));
    texts.put(CONTEXT_BITS, List.of(Integer.toString(bits)));
    return texts;
  }

  private void requireSizes(int inputs, int outputs) {
    int symbols = vocabulary.size();
    if (contexts == null && (inputs != symbols || outputs != symbols)) {
      throw new IllegalArgumentException(
          "The network has %d inputs and %d outputs, the vocabulary %d symbols: they must be equal."
              .formatted(inputs, outputs, symbols));
    }
    if (contexts != null && (inputs != contexts.rows() || outputs != symbols)) {
      throw new IllegalArgumentException(
          "The network has %,d inputs and %d outputs: %,d contexts and %d symbols need as many."
              .formatted(inputs, outputs, contexts.rows(), symbols));
    }
  }

  /** {@return the bits of a context's hash; 0 for a network that reads characters alone} */
  int contextBits() {
    return contextBits;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** {@return how many indices, or elements of a one-hot vector, a step reads} */
  int inputs() {
    return contexts == null ? vocabulary.size() : Contexts.PER_STEP;
  }

  /** {@return a reader that has read nothing yet} */
  SymbolReader reader() {
    return new SymbolReader(prototype, contexts);
  }

  /** {@return the symbols of a prompt, behind what every text follows} */
  int[] afterStart(String prompt) {
    int[] symbols = encode(prompt);
    int[] all = new int[symbols.length + 1];
    all[0] = start;
    System.arraycopy(symbols, 0, all, 1, symbols.length);
    return all;
  }

  private int[] encode(String text) {
    return vocabulary.encode(typography(text));
  }

  /** {@return a text in the typography in which it is read} */
  String typography(String text) {
    return Typography.plain(text, c -> vocabulary.encode(c) != Vocabulary.UNKNOWN);
  }

  /** {@return the mean of what {@link #bits} gives} */
  double score(String text) {
    return Arrays.stream(bits(text)).average().orElseThrow();
  }

  /** {@return -log2 p of each character of a text, in the typography in which it is read} */
  double[] bits(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "The text is empty: it has no character whose bits could be counted.");
    }
    int[] symbols = encode(text);
    if (symbols.length == 0) { // a byte order mark alone
      throw new IllegalArgumentException("The text has nothing that is read: give another one.");
    }
    SymbolReader reader = reader();
    float[] prediction = new float[vocabulary.size()];
    double[] bits = new double[symbols.length];
    int last = start;
    for (int i = 0; i < bits.length; i++) {
      reader.step(last, prediction);
      bits[i] = bits(symbols[i], prediction[symbols[i]]);
      last = symbols[i];
    }
    return bits;
  }

  private static double bits(int symbol, float probability) {
    double bits = -Math.log(Math.max(probability, Float.MIN_NORMAL)) / LN_2;
    return symbol == Vocabulary.UNKNOWN ? bits + UNKNOWN_BITS : bits;
  }

  /** {@return minibatches of a text as the network reads it, for one pass} */
  DataSetIterator sequences(String text, int streams, int timeSteps) {
    DataSetIterator sequences =
        SymbolSequenceIterator.builder(encode(text), vocabulary.size())
            .streams(streams)
            .timeSteps(timeSteps)
            .build();
    if (contexts != null) {
      sequences.setPreProcessor(new ContextFeatures(contexts, 0, 0));
    }
    return sequences;
  }
}
