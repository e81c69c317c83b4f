package io.github.tbptt4j.tuning.data;

import io.github.tbptt4j.tuning.internal.data.KneserNey;
import io.github.tbptt4j.tuning.internal.data.Lazy;
import io.github.tbptt4j.tuning.internal.data.TextFile;
import io.github.tbptt4j.zoo.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A text as a character model sees it: at each time step a character as one-hot vector, the label
 * is the character that follows.
 *
 * <p>The text is split in the order of reading. The vocabulary is that of the training part; other
 * characters are one unknown symbol. Each part is cut into B equal streams, row b of every
 * minibatch continues row b of the one before, and a minibatch has up to T steps.
 */
public final class TextData implements SequenceData {
  private static final int[] NGRAMS = {1, 3, 6};

  private final Map<String, Object> description;
  private final Vocabulary vocabulary;
  private final int[][] parts; // symbols of training, validation, test
  private final int streams;
  private final int timeSteps;
  private final int evaluationStreams;

  private TextData(Builder builder, String text) {
    int[] codePoints = text.codePoints().toArray();
    Split split = builder.split;
    int trainingEnd = split.trainingEnd(codePoints.length);
    int validationEnd = split.validationEnd(codePoints.length);
    String training = new String(codePoints, 0, trainingEnd);
    vocabulary = Vocabulary.of(training, builder.minimumCount);
    String validation = new String(codePoints, trainingEnd, validationEnd - trainingEnd);
    String test = new String(codePoints, validationEnd, codePoints.length - validationEnd);
    parts =
        new int[][] {
          vocabulary.encode(training), vocabulary.encode(validation), vocabulary.encode(test)
        };
    streams = builder.streams;
    timeSteps = builder.timeSteps;
    evaluationStreams = builder.evaluationStreams;
    requireRoom("training", parts[0], streams, builder.name);
    requireRoom("validation", parts[1], evaluationStreams, builder.name);
    if (split.test() > 0) {
      requireRoom("test", parts[2], evaluationStreams, builder.name);
    }
    description = describe(builder, text);
  }

  private static void requireRoom(String part, int[] symbols, int streams, String name) {
    if (symbols.length <= streams) {
      throw new IllegalArgumentException(
          "The split leaves %d characters of %s for %s, too few for %d streams of at least 2 characters: use a longer text, another split, or fewer streams."
              .formatted(symbols.length, name, part, streams));
    }
  }

  /**
   * A text file in UTF-8.
   *
   * @param file the file
   * @return a builder
   * @throws IllegalArgumentException if it is missing, empty or no UTF-8
   */
  public static Builder of(Path file) {
    return new Builder(file.getFileName().toString(), TextFile.read(file));
  }

  /**
   * A text.
   *
   * @param name for messages and the sweep's folder
   * @param text all of it
   * @return a builder
   * @throws IllegalArgumentException if it is empty
   */
  public static Builder of(String name, String text) {
    return new Builder(name, text);
  }

  /** {@return the characters of the training part} */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public DataSetIterator training() {
    return new TextStreams(parts[0], vocabulary.size(), streams, timeSteps);
  }

  @Override
  public DataSetIterator validation() {
    return new TextStreams(parts[1], vocabulary.size(), evaluationStreams, timeSteps);
  }

  @Override
  public Optional<DataSetIterator> test() {
    return parts[2].length == 0
        ? Optional.empty()
        : Optional.of(new TextStreams(parts[2], vocabulary.size(), evaluationStreams, timeSteps));
  }

  @Override
  public int inputSize() {
    return vocabulary.size();
  }

  @Override
  public int outputSize() {
    return vocabulary.size();
  }

  @Override
  public Target target() {
    return Target.CLASSES;
  }

  @Override
  public boolean continuous() {
    return true;
  }

  @Override
  public Metric metric() {
    return Metrics.bitsPerCharacter();
  }

  /** {@return n-grams, by interpolated modified Kneser-Ney, of the training part} */
  @Override
  public List<BaselineModel> baselines() {
    return IntStream.of(NGRAMS)
        .mapToObj(
            order -> {
              Supplier<KneserNey> model =
                  Lazy.of(() -> KneserNey.of(parts[0], vocabulary.size(), order));
              return new BaselineModel(
                  order == 1 ? "character frequencies" : order + "-grams",
                  () -> bits(model.get(), parts[1]),
                  () -> parts[2].length == 0 ? Double.NaN : bits(model.get(), parts[2]));
            })
        .toList();
  }

  /** Per character of the streams that networks are scored on; each begins without a context. */
  private double bits(KneserNey model, int[] symbols) {
    int length = TextStreams.length(symbols, evaluationStreams);
    double sum = 0;
    for (int stream = 0; stream < evaluationStreams; stream++) {
      int from = stream * length;
      for (int at = from + 1; at <= from + length; at++) {
        sum -= Math.log(model.probability(symbols, from, at));
      }
    }
    return sum / Math.log(2) / ((double) length * evaluationStreams);
  }

  private Map<String, Object> describe(Builder builder, String text) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", "text");
    all.put("name", builder.name);
    all.put("sha256", Checksums.sha256(text.getBytes(StandardCharsets.UTF_8)));
    all.put("trainingCharacters", parts[0].length);
    all.put("validationCharacters", parts[1].length);
    all.put("testCharacters", parts[2].length);
    all.put("minimumCount", builder.minimumCount);
    all.put("streams", streams);
    all.put("timeSteps", timeSteps);
    all.put("evaluationStreams", evaluationStreams);
    int[] known = IntStream.range(Vocabulary.UNKNOWN + 1, vocabulary.size()).toArray();
    all.put("vocabulary", vocabulary.decode(known));
    return all;
  }

  @Override
  public Map<String, Object> description() {
    return description;
  }

  /** Says how a text is cut. */
  public static final class Builder {
    private final String name;
    private final String text;
    private Split split = Split.byTime(0.8, 0.1);
    private int minimumCount = 1;
    private int streams = 32;
    private int timeSteps = 100;
    private int evaluationStreams = 32;

    private Builder(String name, String text) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException(name + " is empty: there is nothing to learn from.");
      }
      this.name = name;
      this.text = text;
    }

    /**
     * Sets the parts of the text.
     *
     * @param split by time; 80 % training, 10 % validation, 10 % test by default
     * @return this builder
     * @throws IllegalArgumentException if it is by sequence: a text is one
     */
    public Builder split(Split split) {
      if (split.kind() != Split.Kind.TIME) {
        throw new IllegalArgumentException("A text is one sequence: use Split.byTime.");
      }
      this.split = split;
      return this;
    }

    /**
     * Makes rare characters unknown.
     *
     * @param count occurrences in the training part that make a character known, 1 by default
     * @return this builder
     */
    public Builder minimumCount(int count) {
      this.minimumCount = Checks.requirePositive("minimumCount", count);
      return this;
    }

    /**
     * Sets the minibatch size of training.
     *
     * @param streams parallel streams, B, 32 by default
     * @return this builder
     */
    public Builder streams(int streams) {
      this.streams = Checks.requirePositive("streams", streams);
      return this;
    }

    /**
     * Sets the length of minibatches. Where DL4J's {@code fit} trains, that is the length of its
     * sequences; where the trainer does, it is of no matter but for memory.
     *
     * @param steps time steps, T, 100 by default
     * @return this builder
     */
    public Builder timeSteps(int steps) {
      this.timeSteps = Checks.requirePositive("timeSteps", steps);
      return this;
    }

    /**
     * Sets the minibatch size of evaluations: many streams are faster, each begins with an empty
     * memory.
     *
     * @param streams parallel streams, 32 by default
     * @return this builder
     */
    public Builder evaluationStreams(int streams) {
      this.evaluationStreams = Checks.requirePositive("evaluationStreams", streams);
      return this;
    }

    /**
     * Cuts the text.
     *
     * @return the data
     * @throws IllegalArgumentException if a part is too short
     */
    public TextData build() {
      return new TextData(this, text);
    }
  }
}
