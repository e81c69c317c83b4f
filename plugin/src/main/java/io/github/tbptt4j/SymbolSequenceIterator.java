package io.github.tbptt4j;

import io.github.tbptt4j.internal.layer.Dl4jCaller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Minibatches for models that predict the next symbol, of characters or bytes say.
 *
 * <p>The sequence is cut into {@code streams} streams of equal length, one after the other, and
 * each stream into chunks of {@code timeSteps} symbols. Row b of a minibatch continues row b of the
 * one before, so that a state may be carried on ({@link TruncatedBpttTrainer.Builder#stateful}); at
 * each step the label is the symbol that follows in the sequence. Each symbol but the first is a
 * label once, up to two remainders:
 *
 * <ul>
 *   <li>(length - 1) mod minibatch symbols at the end belong to no stream and are left out;
 *   <li>the last minibatch is shorter where steps doesn't divide the streams' length.
 * </ul>
 *
 * <p>Features and labels are indices, [minibatch, 1, steps] of type FLOAT, as {@link
 * FusedRnnOutputLayer} takes them; {@link Builder#oneHotFeatures()} and {@link
 * Builder#oneHotLabels()} give [minibatch, size, steps] for other layers. DL4J's {@code evaluate}
 * and {@code doEvaluation} are given one-hot labels in any case, as they need them, unless another
 * iterator with a thread of its own lies between: {@link SequenceEvaluation} takes indices. A
 * minibatch is written when it is asked for, so there is no need to prefetch, and DL4J makes no
 * copy of it.
 */
public final class SymbolSequenceIterator implements DataSetIterator {
  private static final long serialVersionUID = 1L;

  /** Whole numbers that a float has without gaps. */
  private static final int MOST_SYMBOLS = 1 << 24;

  /** The whole sequence. */
  private final int[] symbols;

  /** How many different symbols there may be. */
  private final int size;

  /** How many streams there are. */
  private final int minibatch;

  /** Time steps of a minibatch. */
  private final int steps;

  /** Whether features are one-hot, or else indices. */
  private final boolean oneHotFeatures;

  /** Whether labels are one-hot, or else indices. */
  private final boolean oneHotLabels;

  /** Labels in a stream. */
  private final int streamLength;

  /** Steps of each stream that have been given. */
  private int position;

  /** What sees each minibatch before it is given, or null. */
  private DataSetPreProcessor preProcessor;

  private SymbolSequenceIterator(Builder builder) {
    symbols = builder.symbols;
    size = builder.size;
    minibatch = builder.minibatch;
    steps = builder.steps;
    oneHotFeatures = builder.oneHotFeatures;
    oneHotLabels = builder.oneHotLabels;
    streamLength = (symbols.length - 1) / minibatch;
  }

  /**
   * Minibatches of a sequence of numbers.
   *
   * @param symbols the sequence, each from 0 to size-1
   * @param size how many different symbols there may be, from 1 to 16,777,216: beyond, float has
   *     gaps
   * @return a builder
   * @throws IllegalArgumentException if the size or a symbol is out of range
   */
  public static Builder builder(int[] symbols, int size) {
    Objects.requireNonNull(symbols, "symbols must not be null.");
    if (size < 1 || size > MOST_SYMBOLS) {
      throw new IllegalArgumentException(
          "size (" + size + ") must be from 1 to " + MOST_SYMBOLS + ".");
    }
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] < 0 || symbols[i] >= size) {
        throw new IllegalArgumentException(
            "Symbol "
                + symbols[i]
                + " at "
                + i
                + " must be from 0 to size-1 ("
                + (size - 1)
                + ").");
      }
    }
    return new Builder(symbols.clone(), size);
  }

  /**
   * Minibatches of bytes, 256 symbols.
   *
   * @param bytes the sequence, each byte taken as 0 to 255
   * @return a builder
   */
  public static Builder builder(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes must not be null.");
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return builder(symbols, 256);
  }

  /**
   * Minibatches of characters, Java's: one beyond U+FFFF, such as an emoji, is two symbols. To have
   * it as one, number the text's code points and give {@link #builder(int[], int)} the numbers.
   *
   * @param text the sequence
   * @param alphabet all characters, each once; a character's symbol is its place in it
   * @return a builder
   * @throws IllegalArgumentException if the text has a character that the alphabet doesn't have, or
   *     the alphabet has one twice
   */
  public static Builder builder(CharSequence text, String alphabet) {
    Objects.requireNonNull(text, "text must not be null.");
    Map<Character, Integer> places = places(alphabet);
    int[] symbols = new int[text.length()];
    for (int i = 0; i < symbols.length; i++) {
      Integer symbol = places.get(text.charAt(i));
      if (symbol == null) {
        throw new IllegalArgumentException(
            named(text.charAt(i))
                + " at "
                + i
                + " isn't in the alphabet of "
                + alphabet.length()
                + " characters: add it, or replace it in the text.");
      }
      symbols[i] = symbol;
    }
    return builder(symbols, alphabet.length());
  }

  private static Map<Character, Integer> places(String alphabet) {
    Objects.requireNonNull(alphabet, "alphabet must not be null.");
    Map<Character, Integer> places = new HashMap<>();
    for (int i = 0; i < alphabet.length(); i++) {
      Integer before = places.put(alphabet.charAt(i), i);
      if (before != null) {
        throw new IllegalArgumentException(
            named(alphabet.charAt(i))
                + " stands twice in the alphabet, at "
                + before
                + " and "
                + i
                + ": leave one out"
                + (Character.isSurrogate(alphabet.charAt(i))
                    ? ", or number code points, of which it is a half."
                    : "."));
      }
    }
    return places;
  }

  private static String named(char character) {
    String code = String.format("(U+%04X)", (int) character);
    return Character.isSurrogate(character)
        ? "Half a character " + code
        : "Character '" + character + "' " + code;
  }

  @Override
  public boolean hasNext() {
    return position < streamLength;
  }

  @Override
  public DataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "All " + streamLength + " steps of the streams have been given: call reset().");
    }
    int count = Math.min(steps, streamLength - position);
    // DL4J's evaluations compare shapes.
    boolean oneHot = oneHotLabels || Dl4jCaller.isEvaluation();
    DataSet data =
        new DataSet(array(count, 0, oneHotFeatures), array(count, 1, oneHot), null, null);
    position += count;
    if (preProcessor != null) {
      preProcessor.preProcess(data);
    }
    return data;
  }

  /** The symbols ahead of the current ones, [minibatch, 1 or size, count]. */
  private INDArray array(int count, int ahead, boolean oneHot) {
    long elements = (long) minibatch * count * (oneHot ? size : 1);
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "One-hot arrays of streams ("
              + minibatch
              + "), size ("
              + size
              + ") and timeSteps ("
              + count
              + ") have more elements than an int counts: take indices, or fewer steps.");
    }
    int rowLength = oneHot ? size * count : count;
    float[] values = new float[(int) elements];
    for (int row = 0; row < minibatch; row++) {
      int first = row * streamLength + position + ahead;
      for (int t = 0; t < count; t++) {
        int symbol = symbols[first + t];
        if (oneHot) {
          values[row * rowLength + symbol * count + t] = 1;
        } else {
          values[row * rowLength + t] = symbol;
        }
      }
    }
    return Nd4j.create(values, new long[] {minibatch, oneHot ? size : 1, count}, 'c');
  }

  /**
   * Not available: a row is a stream, which the number of examples can't change.
   *
   * @param num the number of examples
   * @return never
   * @throws UnsupportedOperationException if num isn't the minibatch's size
   */
  @Override
  public DataSet next(int num) {
    if (num != minibatch) {
      throw new UnsupportedOperationException(
          "A minibatch has " + minibatch + " examples, one a stream, not " + num + ": use next().");
    }
    return next();
  }

  @Override
  public int inputColumns() {
    return oneHotFeatures ? size : 1;
  }

  @Override
  public int totalOutcomes() {
    return size;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public void reset() {
    position = 0;
  }

  @Override
  public int batch() {
    return minibatch;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /** {@return null: symbols have no names here} */
  @Override
  public List<String> getLabels() {
    return null;
  }

  /** Describes a {@link SymbolSequenceIterator}. */
  public static final class Builder {
    private final int[] symbols;
    private final int size;
    private int minibatch = 32;
    private int steps = 100;
    private boolean oneHotFeatures;
    private boolean oneHotLabels;

    private Builder(int[] symbols, int size) {
      this.symbols = Objects.requireNonNull(symbols, "symbols");
      this.size = size;
    }

    /**
     * How many streams the sequence is cut into; 32 by default.
     *
     * @param streams at least 1
     * @return this builder
     */
    public Builder streams(int streams) {
      minibatch = positive("streams", streams);
      return this;
    }

    /**
     * How many time steps a minibatch has; 100 by default.
     *
     * @param timeSteps at least 1
     * @return this builder
     */
    public Builder timeSteps(int timeSteps) {
      steps = positive("timeSteps", timeSteps);
      return this;
    }

    /**
     * The same as {@link #streams}.
     *
     * @param streams at least 1
     * @return this builder
     * @deprecated use {@link #streams}
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // its annotation would be a dependency
    public Builder minibatch(int streams) {
      return streams(streams);
    }

    /**
     * The same as {@link #timeSteps}.
     *
     * @param timeSteps at least 1
     * @return this builder
     * @deprecated use {@link #timeSteps}
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // its annotation would be a dependency
    public Builder steps(int timeSteps) {
      return timeSteps(timeSteps);
    }

    /**
     * One-hot features in place of indices.
     *
     * @return this builder
     */
    public Builder oneHotFeatures() {
      oneHotFeatures = true;
      return this;
    }

    /**
     * One-hot labels in place of indices.
     *
     * @return this builder
     */
    public Builder oneHotLabels() {
      oneHotLabels = true;
      return this;
    }

    /**
     * The iterator, at its beginning.
     *
     * @return the iterator
     * @throws IllegalArgumentException if the sequence is too short for a label in each stream
     */
    public SymbolSequenceIterator build() {
      if (symbols.length <= minibatch) {
        throw new IllegalArgumentException(
            "The sequence has "
                + symbols.length
                + " symbols, too few for "
                + minibatch
                + " streams: it takes at least "
                + (minibatch + 1L)
                + ", or fewer streams.");
      }
      return new SymbolSequenceIterator(this);
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
      }
      return value;
    }
  }
}
