package io.github.tbptt4j.tuning;

import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.internal.sweep.Retraining;
import io.github.tbptt4j.tuning.internal.sweep.SingleJob;
import io.github.tbptt4j.tuning.internal.sweep.SweepRun;
import io.github.tbptt4j.tuning.internal.sweep.SweepSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * Trains many candidates that differ in their truncation, and in whatever else the space says, and
 * keeps what it finds in a folder.
 *
 * <pre>{@code
 * TruncationSpace truncations =
 *     TruncationSpace.builder().k1(1, 5, 20).k2(5, 20, 100).k2AtLeastK1().build();
 * TextData book = TextData.of(Path.of("book.txt")).build();
 * SweepResult result =
 *     TruncationSweep.builder()
 *         .data(book)
 *         .space(SequenceModels.of(book).hidden(128).trainer(truncations))
 *         .limits(TrainingLimits.updates(2_000).evaluatedEvery(200))
 *         .seed(42)
 *         .folder(Path.of("sweep"))
 *         .build()
 *         .run();
 * }</pre>
 *
 * <p>The same seed gives the same candidates and, unless there is a limit in time, the same scores,
 * however many candidates run at a time. Each candidate has one thread and begins with the same
 * seed. Killed and run again, a sweep finishes what is missing and repeats nothing.
 */
public final class TruncationSweep {
  private final SweepSettings settings;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private TruncationSweep(SweepSettings settings) {
    this.settings = settings;
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Runs what the folder doesn't have yet.
   *
   * @return the candidates, the old ones too, and the winner
   * @throws IllegalStateException if another sweep is at work in the folder, if the folder belongs
   *     to a sweep that was asked for something else, or if no candidate has a score; the message
   *     says what differs, or why they failed
   * @throws SweepInterruptedException if the thread is interrupted, or {@link #stop()} was called;
   *     the sweep can be run again
   * @throws java.io.UncheckedIOException if the folder can't be written, or a listener says that
   *     something else can't; what has finished is kept
   */
  public SweepResult run() {
    return new SweepRun(settings, stopped::get).run();
  }

  /**
   * The same with the candidates trained elsewhere, {@link Builder#parallel} of them at a time.
   *
   * @param elsewhere has them trained
   * @return the candidates, the old ones too, and the winner
   * @throws IllegalStateException as {@link #run()}
   */
  public SweepResult run(CandidateRunner elsewhere) {
    return new SweepRun(settings, stopped::get, elsewhere).run();
  }

  /**
   * Trains one candidate of such a sweep in this process, from where its checkpoint in the sweep's
   * folder is, and writes its files there. Nothing else in the folder is read or written: it may be
   * one that has nothing but the checkpoint.
   *
   * @param job what to train
   * @return what came of it
   * @throws SweepInterruptedException if {@link #stop()} was called; a checkpoint is kept
   * @throws java.io.UncheckedIOException if the folder can't be written
   */
  public CandidateResult train(CandidateJob job) {
    return SingleJob.run(settings, job, stopped::get);
  }

  /**
   * Ends the sweep, which another thread runs: each candidate in training after its minibatch, with
   * a checkpoint where there are any. It can be run again with the same settings, by another
   * object.
   */
  public void stop() {
    stopped.set(true);
  }

  /** Describes a sweep. */
  public static final class Builder {
    private static final int LEARNING = 8;
    private static final int HALVING = 64;

    private SequenceData data;
    private CandidateSpace space;
    private SearchMethod search = SearchMethod.GRID;
    private int candidates = Integer.MAX_VALUE;
    private int discretization = 5;
    private int population = 10;
    private int repeats = 1;
    private Halving halving;
    private Integer lookahead;
    private TrainingLimits limits = TrainingLimits.epochs(10);
    private int parallel = Runtime.getRuntime().availableProcessors();
    private Duration time;
    private long seed = 42;
    private Path folder;
    private Duration checkpointEvery;
    private boolean progress;
    private Supplier<? extends TrainingListener> listener;
    private Path warmStart;
    private Retraining retraining;

    private Builder() {}

    /** Trains a candidate of another sweep once more. */
    Builder retraining(Retraining candidate) {
      this.retraining = candidate;
      return this;
    }

    /**
     * Sets what to train and score on.
     *
     * @param data a text, CSV sequences, or a class of your own
     * @return this builder
     */
    public Builder data(SequenceData data) {
      this.data = Objects.requireNonNull(data, "data must not be null.");
      return this;
    }

    /**
     * Sets what to choose from.
     *
     * @param space networks, and how they are trained
     * @return this builder
     */
    public Builder space(CandidateSpace space) {
      this.space = Objects.requireNonNull(space, "space must not be null.");
      return this;
    }

    /**
     * Sets how to choose.
     *
     * @param search the whole grid by default
     * @return this builder
     */
    public Builder search(SearchMethod search) {
      this.search = Objects.requireNonNull(search, "search must not be null.");
      return this;
    }

    /**
     * Sets how many configurations there are to be at most, each trained with every seed.
     *
     * @param candidates all of a grid by default; must be given for random and genetic search
     * @return this builder
     */
    public Builder candidates(int candidates) {
      this.candidates = requirePositive("candidates", candidates);
      return this;
    }

    /**
     * Sets into how many values a grid cuts a continuous range, or a range of integers that has
     * more.
     *
     * @param values 5 by default
     * @return this builder
     */
    public Builder discretization(int values) {
      this.discretization = requirePositive("discretization", values);
      return this;
    }

    /**
     * Sets the size of a generation of the genetic search.
     *
     * @param candidates 10 by default, at least 3
     * @return this builder
     */
    public Builder population(int candidates) {
      this.population = requirePositive("population", candidates);
      return this;
    }

    /**
     * Trains each configuration with several seeds, so that scores have intervals. A candidate is a
     * configuration with one of them.
     *
     * @param seeds the sweep's seed and those that follow it; 1 by default
     * @return this builder
     */
    public Builder repeats(int seeds) {
      this.repeats = requirePositive("repeats", seeds);
      return this;
    }

    /**
     * Stops losers early.
     *
     * @param halving how; none by default: each candidate is trained to its end
     * @return this builder
     */
    public Builder halving(Halving halving) {
      this.halving = Objects.requireNonNull(halving, "halving must not be null.");
      return this;
    }

    /**
     * Sets how many trainings are decided before the oldest of them has ended, where what is
     * trained next depends on results. More are not trained at a time; fewer make decisions know
     * more.
     *
     * @param jobs 8 by default
     * @return this builder
     */
    public Builder lookahead(int jobs) {
      this.lookahead = requirePositive("lookahead", jobs);
      return this;
    }

    /**
     * Sets when the training of a candidate ends.
     *
     * @param limits 10 epochs by default
     * @return this builder
     */
    public Builder limits(TrainingLimits limits) {
      this.limits = Objects.requireNonNull(limits, "limits must not be null.");
      return this;
    }

    /**
     * Sets how many candidates are trained at a time, each by one thread.
     *
     * @param candidates one a processor by default
     * @return this builder
     */
    public Builder parallel(int candidates) {
      this.parallel = requirePositive("parallel", candidates);
      return this;
    }

    /**
     * Sets when the sweep ends: no candidate is begun after it, and those in training then end with
     * what they have.
     *
     * @param time from the call of {@code run}; none by default
     * @return this builder
     */
    public Builder time(Duration time) {
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException("time (" + time + ") must be positive.");
      }
      this.time = time;
      return this;
    }

    /**
     * Sets the seed of the search and of every network's initialisation.
     *
     * @param seed 42 by default
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets where the sweep keeps what it has.
     *
     * @param folder it need not exist; if it has a sweep, that sweep goes on
     * @return this builder
     */
    public Builder folder(Path folder) {
      this.folder = Objects.requireNonNull(folder, "folder must not be null.");
      return this;
    }

    /**
     * Saves each candidate in training every now and then, and when the sweep is stopped. Run
     * again, the sweep goes on with it from there, to the same model; otherwise from its beginning.
     *
     * @param period time between two checkpoints of a candidate, positive; none by default
     * @return this builder
     */
    public Builder checkpointEvery(Duration period) {
      if (period.isZero() || period.isNegative()) {
        throw new IllegalArgumentException("period (" + period + ") must be positive.");
      }
      this.checkpointEvery = period;
      return this;
    }

    /**
     * Begins with what an older sweep has found, as far as this one's space has it. Where data,
     * metric and limits are the same and losers aren't stopped early, TPE and genetic search are
     * told the older scores; otherwise the five best of the older sweep are tried first. What was
     * taken over is kept in this sweep's folder: the older one isn't needed again.
     *
     * @param folder of the older sweep, at its end or not
     * @return this builder
     */
    public Builder warmStart(Path folder) {
      this.warmStart = Objects.requireNonNull(folder, "folder must not be null.");
      return this;
    }

    /**
     * Shows progress on standard error: a bar on a terminal, a line for each candidate elsewhere.
     *
     * @param progress false by default
     * @return this builder
     */
    public Builder progress(boolean progress) {
      this.progress = progress;
      return this;
    }

    /**
     * Has the training of each candidate listened to. A listener that throws an {@link
     * java.io.UncheckedIOException} ends the sweep, which can be run again; one that throws
     * something else ends the training of its candidate.
     *
     * @param listener makes one for each candidate, when its training begins or goes on; none by
     *     default
     * @return this builder
     */
    public Builder listener(Supplier<? extends TrainingListener> listener) {
      this.listener = Objects.requireNonNull(listener, "listener must not be null.");
      return this;
    }

    private static int requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
      }
      return value;
    }

    /**
     * Checks the description.
     *
     * @return the sweep
     * @throws IllegalStateException if something is missing; the message says what
     */
    public TruncationSweep build() {
      require("data", data);
      require("space", space);
      require("folder", folder);
      if (search != SearchMethod.GRID && candidates == Integer.MAX_VALUE) {
        throw new IllegalStateException(
            "A " + search + " search has no end of its own: set candidates.");
      }
      if (search == SearchMethod.GRID && warmStart != null) {
        throw new IllegalStateException(
            "A grid tries everything in any case: leave out warmStart, or search otherwise.");
      }
      if (search == SearchMethod.GENETIC && halving != null) {
        throw new IllegalStateException(
            "A genetic search breeds from candidates that were trained to their end: leave out"
                + " halving, or search otherwise.");
      }
      return new TruncationSweep(
          new SweepSettings(
              data,
              space,
              search,
              candidates,
              discretization,
              population,
              repeats,
              halving,
              lookahead != null ? lookahead : search == SearchMethod.TPE ? LEARNING : HALVING,
              limits,
              parallel,
              time,
              seed,
              folder.toAbsolutePath().normalize(),
              checkpointEvery,
              progress,
              listener,
              warmStart,
              retraining));
    }

    private static void require(String name, Object value) {
      if (value == null) {
        throw new IllegalStateException("A sweep needs " + name + ": set it.");
      }
    }
  }
}
