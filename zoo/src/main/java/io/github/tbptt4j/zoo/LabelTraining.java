package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a classifier is trained on examples of your own, where {@link TextClassifier#train} and
 * {@code fineTuned} alone won't do. Immutable.
 *
 * <pre>{@code
 * LabelTraining training =
 *     LabelTraining.builder().heldOut(0.1).atMost(Duration.ofMinutes(1)).listener(bar::show).build();
 * TextClassifier mails = TextClassifier.train(examples, training);
 * }</pre>
 *
 * <p>Some of the examples are held out, and the scores on the model's card are of those; others say
 * which weights are the best and how sure of itself the model may be; it learns from the rest. The
 * same examples and the same seed give the same model, unless time ended the training.
 */
public final class LabelTraining {
  private static final int LONGEST_TEXT = 1_000;
  private static final int MOST_CHARACTERS = 10_000;

  final long seed;
  final double heldOut;
  final Duration limit; // null for none
  final int updates; // 0 for as many as the data need
  final int longestText;
  final Listener listener;
  final List<DataSource> sources;
  final String command; // null for the method's name

  /** Sees how far a training is. */
  @FunctionalInterface
  public interface Listener {
    /**
     * After an update. What it throws ends the training.
     *
     * @param done part of the training, 0 to 1
     * @param loss mean of -ln p of the last minibatches
     * @param validationLoss the best so far of examples that aren't learned from; infinite before
     *     the first
     */
    void show(double done, double loss, double validationLoss);
  }

  private LabelTraining(Builder builder) {
    this.seed = builder.seed;
    this.heldOut = builder.heldOut;
    this.limit = builder.limit;
    this.updates = builder.updates;
    this.longestText = builder.longestText;
    this.listener = builder.listener;
    this.sources = List.copyOf(builder.sources);
    this.command = builder.command;
  }

  /** {@return a builder whose defaults suit most data} */
  public static Builder builder() {
    return new Builder();
  }

  /** Choices in the making. */
  public static final class Builder {
    private long seed = 42;
    private double heldOut = 0.2;
    private Duration limit;
    private int updates;
    private int longestText = LONGEST_TEXT;
    private Listener listener = (done, loss, validationLoss) -> {};
    private final List<DataSource> sources = new ArrayList<>();
    private String command;

    private Builder() {}

    /**
     * Chooses the seed of the initial weights, of the order and of what is held out (42).
     *
     * @param seed any number
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Says how much is held out to measure with (0.2). At 0 the card has no scores.
     *
     * @param part of the examples of each label, from 0 to 0.5
     * @return this builder
     * @throws IllegalArgumentException if it is outside
     */
    public Builder heldOut(double part) {
      if (!(part >= 0 && part <= 0.5)) {
        throw new IllegalArgumentException(
            "heldOut (" + part + ") must be from 0 to 0.5: what is held out teaches nothing.");
      }
      this.heldOut = part;
      return this;
    }

    /**
     * Limits the time of the training (no limit). What was best until then is kept.
     *
     * @param limit positive
     * @return this builder
     * @throws IllegalArgumentException if it isn't
     */
    public Builder atMost(Duration limit) {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException("atMost (" + limit + ") must be positive.");
      }
      this.limit = limit;
      return this;
    }

    /**
     * Fixes the number of updates (as many as the examples need, fewer where more don't help).
     *
     * @param updates at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder updates(int updates) {
      if (updates < 1) {
        throw new IllegalArgumentException("updates (" + updates + ") must be at least 1.");
      }
      this.updates = updates;
      return this;
    }

    /**
     * Says how much of a text is read (1,000). A model that is fine-tuned reads as much as before.
     *
     * @param characters from 10 to 10,000
     * @return this builder
     * @throws IllegalArgumentException if it is outside
     */
    public Builder longestText(int characters) {
      if (characters < 10 || characters > MOST_CHARACTERS) {
        throw new IllegalArgumentException(
            "longestText (%d) must be from 10 to %d.".formatted(characters, MOST_CHARACTERS));
      }
      this.longestText = characters;
      return this;
    }

    /**
     * Sees the progress.
     *
     * @param listener called after each update
     * @return this builder
     */
    public Builder listener(Listener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Says where the examples come from, for the model's card.
     *
     * @param source such as a file with its SHA-256
     * @return this builder
     */
    public Builder source(DataSource source) {
      sources.add(source);
      return this;
    }

    /**
     * Says what trains such a model again, for the model's card.
     *
     * @param command such as a command line
     * @return this builder
     */
    public Builder command(String command) {
      this.command = command;
      return this;
    }

    /** {@return the choices} */
    public LabelTraining build() {
      return new LabelTraining(this);
    }
  }
}
