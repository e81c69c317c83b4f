package io.github.tbptt4j;

import io.github.tbptt4j.internal.data.Alphabet;
import io.github.tbptt4j.internal.data.ByteRecords;
import io.github.tbptt4j.internal.data.IntRecords;
import io.github.tbptt4j.internal.data.Records;
import io.github.tbptt4j.internal.data.Streams;
import io.github.tbptt4j.internal.data.TextRecords;
import io.github.tbptt4j.internal.data.Window;
import io.github.tbptt4j.internal.layer.Dl4jCaller;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
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
 *
 * <p>A sequence may be a file that is longer than the memory: {@link #builder(Path)} of bytes,
 * {@link #builder(Path, Charset, String)} of characters. The minibatches are the same as of the
 * same sequence in memory. One thread reads a few of them ahead; the memory taken is some MB and
 * grows with a minibatch, not with the file.
 */
public final class SymbolSequenceIterator extends StreamIterator {
  private static final long serialVersionUID = 1L;

  /** Whole numbers that a float has without gaps. */
  private static final int MOST_SYMBOLS = 1 << 24;

  /** How many different symbols there may be. */
  private final int size;

  /** Whether features are one-hot, or else indices. */
  private final boolean oneHotFeatures;

  /** Whether labels are one-hot, or else indices. */
  private final boolean oneHotLabels;

  private SymbolSequenceIterator(Builder builder) {
    super(new Streams(builder.symbols, builder.minibatch, builder.steps, 1));
    size = builder.size;
    oneHotFeatures = builder.oneHotFeatures;
    oneHotLabels = builder.oneHotLabels;
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
    requireSize(size);
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
    return new Builder(new IntRecords(symbols.clone()), size);
  }

  private static void requireSize(int size) {
    if (size < 1 || size > MOST_SYMBOLS) {
      throw new IllegalArgumentException(
          "size (" + size + ") must be from 1 to " + MOST_SYMBOLS + ".");
    }
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
    Alphabet numbered = new Alphabet(alphabet);
    int[] symbols = new int[text.length()];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = numbered.number(text.charAt(i));
      if (symbols[i] < 0) {
        throw numbered.unknown(text.charAt(i), String.valueOf(i));
      }
    }
    return builder(symbols, numbered.size());
  }

  /**
   * Minibatches of a file's bytes, 256 symbols, read while they are asked for.
   *
   * @param file a regular file, of any length; it must not change while the iterator is in use
   * @return a builder
   * @throws IOException if there is no such file
   */
  public static Builder builder(Path file) throws IOException {
    Objects.requireNonNull(file, "file must not be null.");
    return new Builder(new ByteRecords(file), 256);
  }

  /**
   * Minibatches of a file's characters, Java's as in {@link #builder(CharSequence, String)} and the
   * same ones as of {@link java.nio.file.Files#readString}, read while they are asked for. Here the
   * file is read once as a whole: each character is checked, and where some of them are is
   * remembered, so that streams can begin at any character.
   *
   * @param file a regular file, of any length; it must not change while the iterator is in use
   * @param charset UTF-8, UTF-16 (also LE and BE), or one with one byte a character
   * @param alphabet all characters, each once; a character's symbol is its place in it
   * @return a builder
   * @throws IOException if there is no such file, or reading it fails
   * @throws IllegalArgumentException if the text has a character that the alphabet doesn't have, or
   *     bytes that are no character; if the alphabet has one twice; if the charset is another one
   */
  public static Builder builder(Path file, Charset charset, String alphabet) throws IOException {
    Objects.requireNonNull(file, "file must not be null.");
    Objects.requireNonNull(charset, "charset must not be null.");
    Alphabet numbered = new Alphabet(alphabet);
    requireSize(numbered.size());
    return new Builder(new TextRecords(file, charset, numbered), numbered.size());
  }

  /**
   * The alphabet of a file's text, for {@link #builder(Path, Charset, String)}. The file is read
   * once as a whole.
   *
   * @param file a regular file, of any length
   * @param charset as of the builder
   * @return all characters, Java's, each once and sorted
   * @throws IOException if there is no such file, or reading it fails
   * @throws IllegalArgumentException if bytes are no character, or the charset isn't read there
   */
  public static String alphabet(Path file, Charset charset) throws IOException {
    Objects.requireNonNull(file, "file must not be null.");
    Objects.requireNonNull(charset, "charset must not be null.");
    return Alphabet.of(file, charset);
  }

  @Override
  DataSet arrays(Window window) {
    // DL4J's evaluations compare shapes.
    boolean oneHot = oneHotLabels || Dl4jCaller.isEvaluation();
    return new DataSet(array(window, 0, oneHotFeatures), array(window, 1, oneHot), null, null);
  }

  /** The symbols ahead of a window's, [streams, 1 or size, steps]. */
  private INDArray array(Window window, int ahead, boolean oneHot) {
    int count = window.steps();
    long elements = (long) batch() * count * (oneHot ? size : 1);
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "One-hot arrays of streams ("
              + batch()
              + "), size ("
              + size
              + ") and timeSteps ("
              + count
              + ") have more elements than an int counts: take indices, or fewer steps.");
    }
    int rowLength = oneHot ? size * count : count;
    float[] values = new float[(int) elements];
    for (int row = 0; row < batch(); row++) {
      for (int t = 0; t < count; t++) {
        float symbol = window.get(row, t + ahead, 0);
        if (oneHot) {
          values[row * rowLength + (int) symbol * count + t] = 1;
        } else {
          values[row * rowLength + t] = symbol;
        }
      }
    }
    return Nd4j.create(values, new long[] {batch(), oneHot ? size : 1, count}, 'c');
  }

  @Override
  public int inputColumns() {
    return oneHotFeatures ? size : 1;
  }

  @Override
  public int totalOutcomes() {
    return size;
  }

  /** Describes a {@link SymbolSequenceIterator}. */
  public static final class Builder {
    private final Records symbols;
    private final int size;
    private int minibatch = 32;
    private int steps = 100;
    private boolean oneHotFeatures;
    private boolean oneHotLabels;

    private Builder(Records symbols, int size) {
      this.symbols = symbols;
      this.size = size;
    }

    /**
     * How many streams the sequence is cut into; 32 by default.
     *
     * @param streams at least 1
     * @return this builder
     */
    public Builder streams(int streams) {
      minibatch = StreamIterator.positive("streams", streams);
      return this;
    }

    /**
     * How many time steps a minibatch has; 100 by default.
     *
     * @param timeSteps at least 1
     * @return this builder
     */
    public Builder timeSteps(int timeSteps) {
      steps = StreamIterator.positive("timeSteps", timeSteps);
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
      return new SymbolSequenceIterator(this);
    }
  }
}
