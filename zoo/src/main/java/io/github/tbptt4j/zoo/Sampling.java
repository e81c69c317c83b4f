package io.github.tbptt4j.zoo;

import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link TextGenerator} draws characters, and when it stops.
 *
 * <pre>{@code
 * Sampling sampling = Sampling.builder().temperature(0.8).topP(0.95).stop("\n\n").build();
 * TextGenerator.pretrained().generate("The old man", sampling);
 * }</pre>
 *
 * <p>The order is that of other libraries: penalty, temperature, top-k, top-p. Immutable.
 */
public final class Sampling {
  private final int length;
  private final double temperature;
  private final int topK;
  private final double topP;
  private final double repetitionPenalty;
  private final List<String> stops;
  private final long seed;

  private Sampling(Builder builder) {
    this.length = builder.length;
    this.temperature = builder.temperature;
    this.topK = builder.topK;
    this.topP = builder.topP;
    this.repetitionPenalty = builder.repetitionPenalty;
    this.stops = List.copyOf(builder.stops);
    this.seed = builder.seed;
  }

  /** {@return the defaults: 500 characters, drawn from the prediction as it is, seed 42} */
  public static Builder builder() {
    return new Builder();
  }

  int length() {
    return length;
  }

  double temperature() {
    return temperature;
  }

  int topK() {
    return topK;
  }

  double topP() {
    return topP;
  }

  double repetitionPenalty() {
    return repetitionPenalty;
  }

  List<String> stops() {
    return stops;
  }

  long seed() {
    return seed;
  }

  /** Chooses. */
  public static final class Builder {
    private int length = 500;
    private double temperature = 1;
    private int topK = Integer.MAX_VALUE;
    private double topP = 1;
    private double repetitionPenalty = 1;
    private final List<String> stops = new ArrayList<>();
    private long seed = 42;

    private Builder() {}

    /**
     * How many characters to write at most.
     *
     * @param characters at least 0 (500)
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder length(int characters) {
      if (characters < 0) {
        throw new IllegalArgumentException("length (" + characters + ") must be at least 0.");
      }
      this.length = characters;
      return this;
    }

    /**
     * How bold the choice is.
     *
     * @param temperature 1 draws from the prediction as it is, less prefers what is likely, 0
     *     always takes the likeliest character (1)
     * @return this
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Builder temperature(double temperature) {
      if (!(temperature >= 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException(
            "temperature (%s) must be finite and at least 0; 0 always takes the likeliest character."
                .formatted(temperature));
      }
      this.temperature = temperature;
      return this;
    }

    /**
     * Draws from the k likeliest characters alone (Fan et al. 2018).
     *
     * @param k at least 1 (all)
     * @return this
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder topK(int k) {
      if (k < 1) {
        throw new IllegalArgumentException(
            "topK (" + k + ") must be at least 1: 1 always takes the likeliest character.");
      }
      this.topK = k;
      return this;
    }

    /**
     * Draws from the nucleus alone: the fewest characters that have a share p of the probability
     * together (Holtzman et al. 2020).
     *
     * @param p above 0, at most 1 (1, all)
     * @return this
     * @throws IllegalArgumentException if it is outside
     */
    public Builder topP(double p) {
      if (!(p > 0 && p <= 1)) {
        throw new IllegalArgumentException(
            "topP (" + p + ") must be above 0 and at most 1, which keeps all characters.");
      }
      this.topP = p;
      return this;
    }

    /**
     * Discourages from writing the same again. Single characters recur all the time; what is
     * penalised is one with which at least nine characters in a row would be those of an earlier
     * place among the last 1,000: its probability is divided by the penalty once for the ninth and
     * once more for each further one, so that no loop lasts.
     *
     * @param penalty at least 1 (1, none)
     * @return this
     * @throws IllegalArgumentException if it is below 1 or not finite
     */
    public Builder repetitionPenalty(double penalty) {
      if (!(penalty >= 1) || Double.isInfinite(penalty)) {
        throw new IllegalArgumentException(
            "repetitionPenalty (%s) must be finite and at least 1, which is none."
                .formatted(penalty));
      }
      this.repetitionPenalty = penalty;
      return this;
    }

    /**
     * Ends the text before one of these is written.
     *
     * @param strings none of them empty (none)
     * @return this
     * @throws IllegalArgumentException if one is empty
     */
    public Builder stop(String... strings) {
      for (String string : strings) {
        if (string.isEmpty()) {
          throw new IllegalArgumentException("An empty stop string ends every text: leave it out.");
        }
      }
      stops.addAll(List.of(strings));
      return this;
    }

    /**
     * The same seed gives the same text.
     *
     * @param seed any number (42)
     * @return this
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** {@return the choices} */
    public Sampling build() {
      return new Sampling(this);
    }
  }
}
