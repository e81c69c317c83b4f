package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.internal.files.JsonLines;
import io.github.tbptt4j.internal.train.FlowMeasurement;
import io.github.tbptt4j.internal.train.Minibatch;
import io.github.tbptt4j.internal.train.flow.NotFiniteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Records during training, every so many iterations, how far gradients go back on a fixed
 * minibatch: one {@link GradientFlowRecord} a line, in a file that is right whenever the process
 * dies.
 *
 * <pre>{@code
 * network.addListeners(
 *     GradientFlowListener.builder(probe, Path.of("flow.jsonl")).every(100).build());
 * }</pre>
 *
 * <p>It keeps to a share of the time: a measurement is left out where, if it took as long as the
 * one before, all of them took more than the share of the time since the first iteration. Only the
 * first one is made in any case. For {@code fit} and for the trainer; the training isn't changed,
 * and a gradient that isn't finite is recorded, no failure. A listener is for one network, in one
 * thread.
 */
public final class GradientFlowListener extends BaseTrainingListener {
  private final Minibatch probe;
  private final Path file;
  private final int every;
  private final double share;
  private final FlowMeasurement.Settings settings;
  private final LongSupplier clock;

  private boolean begun;
  private long begin;
  private long spent;
  private long last; // what the last measurement took

  private GradientFlowListener(Builder builder) {
    probe = builder.probe;
    file = builder.file;
    every = builder.every;
    share = builder.share;
    settings =
        new FlowMeasurement.Settings(
            builder.lags, OptionalInt.of(builder.losses), builder.seed, false);
    clock = builder.clock;
  }

  /**
   * Begins a configuration.
   *
   * @param probe what is measured on, each time the same; not copied
   * @param file where to; measurements are added where it is there
   * @return a builder
   */
  public static Builder builder(DataSet probe, Path file) {
    return new Builder(
        Minibatch.of(Objects.requireNonNull(probe, "probe must not be null.")), file);
  }

  /**
   * Begins a configuration.
   *
   * @param probe what is measured on, each time the same; not copied
   * @param file where to; measurements are added where it is there
   * @return a builder
   */
  public static Builder builder(MultiDataSet probe, Path file) {
    return new Builder(
        Minibatch.of(Objects.requireNonNull(probe, "probe must not be null.")), file);
  }

  /**
   * Measures, where it is due and the time allows.
   *
   * @throws IllegalArgumentException if the probe doesn't fit the network
   * @throws IllegalStateException if the network has no recurrent layer
   * @throws UncheckedIOException if the file can't be written
   */
  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    long now = clock.getAsLong();
    if (!begun) {
      begun = true;
      begin = now;
    }
    if (iteration % every != 0 || spent > 0 && exceeds(now)) {
      return;
    }
    try {
      JsonLines.append(file, record(model, iteration, epoch, now));
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(
          file + " can't be written: there is no such folder. Make it before the training.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be written: " + e.getMessage(), e);
    }
    last = Math.max(1, clock.getAsLong() - now);
    spent += last;
  }

  private boolean exceeds(long now) {
    return spent + last > share * (now - begin + last);
  }

  /** {@return the part of the time since the first iteration that measurements have taken} */
  public double shareSoFar() {
    return spent == 0 ? 0 : (double) spent / (clock.getAsLong() - begin);
  }

  private GradientFlowRecord record(Model model, int iteration, int epoch, long now) {
    List<Integer> depths = List.of();
    List<GradientFlowRecord.Layer> layers = List.of();
    String failure = "";
    try {
      GradientFlow flow =
          new GradientFlow(FlowMeasurement.of(GradientFlow.adapter(model), probe, settings));
      depths = flow.depths();
      layers =
          flow.layers().stream()
              .map(layer -> GradientFlowRecord.Layer.of(layer, flow.depths()))
              .toList();
    } catch (NotFiniteException e) {
      failure = e.getMessage();
    }
    double took = (clock.getAsLong() - now) / 1e9;
    return new GradientFlowRecord(
        iteration, epoch, (now - begin) / 1e9, took, depths, layers, failure);
  }

  /** Configures a listener. */
  public static final class Builder {
    private final Minibatch probe;
    private final Path file;
    private int every = 100;
    private double share = .05;
    private OptionalInt lags = OptionalInt.empty();
    private int losses = 64;
    private long seed;
    private LongSupplier clock = System::nanoTime;

    private Builder(Minibatch probe, Path file) {
      this.probe = probe;
      this.file = Objects.requireNonNull(file, "file must not be null.");
    }

    /**
     * Sets how often measurements are due: at DL4J's iterations 0 (after the first update), every,
     * 2 every ..
     *
     * @param iterations iterations between two, at least 1; 100 by default
     * @return this builder
     * @throws IllegalArgumentException if iterations is below 1
     */
    public Builder every(int iterations) {
      every = GradientFlow.requireAtLeastOne("every", iterations);
      return this;
    }

    /**
     * Sets which part of the time measurements may take.
     *
     * @param share above 0, at most 1; .05 by default
     * @return this builder
     * @throws IllegalArgumentException if it is something else
     */
    public Builder share(double share) {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "share (" + share + ") must be above 0 and at most 1, such as .05.");
      }
      this.share = share;
      return this;
    }

    /**
     * Sets how far losses are followed back.
     *
     * @param lags K, at least 1; by default all that the probe has, 100 at most
     * @return this builder
     * @throws IllegalArgumentException if lags is below 1
     */
    public Builder lags(int lags) {
      this.lags = OptionalInt.of(GradientFlow.requireAtLeastOne("lags", lags));
      return this;
    }

    /**
     * Sets how many losses are followed back at most.
     *
     * @param losses at least 1; 64 by default
     * @return this builder
     * @throws IllegalArgumentException if losses is below 1
     */
    public Builder losses(int losses) {
      this.losses = GradientFlow.requireAtLeastOne("losses", losses);
      return this;
    }

    /**
     * Sets the seed by which losses are chosen, each time the same ones.
     *
     * @param seed 0 by default
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** For tests: nanoseconds. */
    Builder clock(LongSupplier nanoseconds) {
      clock = nanoseconds;
      return this;
    }

    /**
     * Builds the listener.
     *
     * @return the listener
     */
    public GradientFlowListener build() {
      return new GradientFlowListener(this);
    }
  }
}
