package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.internal.train.FlowMeasurement;
import io.github.tbptt4j.internal.train.GraphAdapter;
import io.github.tbptt4j.internal.train.Minibatch;
import io.github.tbptt4j.internal.train.MultiLayerAdapter;
import io.github.tbptt4j.internal.train.TrainableNetwork;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * How far gradients go back in time, measured on one's own network and data: for each recurrent
 * layer the mean norm of dL_s/dh_{s-k} by the lag k, how fast it decays, and how much of the
 * gradient each truncation length k2 keeps.
 *
 * <pre>{@code
 * GradientFlow flow = GradientFlow.measure(network, minibatch);
 * System.out.println(flow);
 * double bias = flow.layers().get(0).relativeBias(20);
 * }</pre>
 *
 * <p>Each loss is that of a single time step (weighted by its mask; those masked out, and padding,
 * don't count). A network with LastTimeStep or global pooling has one loss a sequence, at its last
 * real step. Sequences are entered with zero state and gone back over without truncation, whatever
 * the layers' own says; there is no dropout and no clipping of errors: it is the pure gradient. All
 * losses of a lag share one product a matrix: 64 losses and 100 lags of a layer of 256 units take
 * 1.2 thousand million multiply-adds, some .3 s on two cores.
 *
 * <p>The network isn't changed: neither parameters, gradient, updater and states, nor score,
 * listeners and the random generator. Sources: Pascanu, Mikolov and Bengio (2013), "On the
 * difficulty of training recurrent neural networks"; Aicher, Foti and Fox (2019), "Adaptively
 * truncating backpropagation through time to control gradient bias".
 */
public final class GradientFlow {
  private final FlowMeasurement measurement;
  private final List<LayerFlow> layers;
  private final LayerFlow together;

  GradientFlow(FlowMeasurement measurement) {
    this.measurement = measurement;
    LagNorms norms = measurement.norms();
    layers = norms.layers().stream().map(layer -> new LayerFlow(norms, layer)).toList();
    together = layers.size() == 1 ? layers.get(0) : new LayerFlow(norms, norms.together());
  }

  /**
   * Measures with the defaults of {@link Builder}.
   *
   * @param network initialised
   * @param data features and labels, [B, n, T] or as the network's data format says, and masks [B,
   *     T]
   * @return the measurement
   * @throws IllegalStateException if the network has no recurrent layer, or a gradient isn't finite
   * @throws IllegalArgumentException if the data don't fit the network
   */
  public static GradientFlow measure(MultiLayerNetwork network, DataSet data) {
    return of(network).measure(data);
  }

  /**
   * Measures with the defaults of {@link Builder}.
   *
   * @param graph initialised
   * @param data features and labels, and masks
   * @return the measurement
   * @throws IllegalStateException if the network has no recurrent layer, or a gradient isn't finite
   * @throws IllegalArgumentException if the data don't fit the network
   */
  public static GradientFlow measure(ComputationGraph graph, DataSet data) {
    return of(graph).measure(data);
  }

  /**
   * Measures with the defaults of {@link Builder}.
   *
   * @param graph initialised
   * @param data features and labels, and masks
   * @return the measurement
   * @throws IllegalStateException if the network has no recurrent layer, or a gradient isn't finite
   * @throws IllegalArgumentException if the data don't fit the network
   */
  public static GradientFlow measure(ComputationGraph graph, MultiDataSet data) {
    return of(graph).measure(data);
  }

  /**
   * Begins a measurement with settings.
   *
   * @param network initialised
   * @return a builder
   */
  public static Builder of(MultiLayerNetwork network) {
    return new Builder(adapter(Objects.requireNonNull(network, "network must not be null.")));
  }

  /**
   * Begins a measurement with settings.
   *
   * @param graph initialised
   * @return a builder
   */
  public static Builder of(ComputationGraph graph) {
    return new Builder(adapter(Objects.requireNonNull(graph, "graph must not be null.")));
  }

  static TrainableNetwork adapter(Model network) {
    return network instanceof ComputationGraph graph
        ? new GraphAdapter(graph)
        : new MultiLayerAdapter((MultiLayerNetwork) network);
  }

  static int requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
    return value;
  }

  /** {@return the recurrent layers, the lowest first} */
  public List<LayerFlow> layers() {
    return layers;
  }

  /** {@return all of them as one, whose state is the states of all side by side} */
  public LayerFlow together() {
    return together;
  }

  /** {@return the largest lag, K} */
  public int lags() {
    return measurement.norms().lags();
  }

  /** {@return how many losses were followed back} */
  public int losses() {
    return measurement.norms().losses().count();
  }

  /** {@return examples of the data} */
  public int examples() {
    return measurement.examples();
  }

  /** {@return time steps of the data} */
  public int steps() {
    return measurement.steps();
  }

  /**
   * The k2s for which gradients were measured: all from 1 to K+1, or where that took more than 128
   * MB, some, ascending, K+1 the last.
   *
   * @return k2s
   */
  public List<Integer> depths() {
    return Arrays.stream(measurement.norms().depths()).boxed().toList();
  }

  /** {@return multiply-adds of the matrix products} */
  public long multiplyAdds() {
    return measurement.norms().multiplyAdds();
  }

  /** {@return how long it took} */
  public double seconds() {
    return measurement.seconds();
  }

  /** {@return what each layer says, line by line} */
  @Override
  public String toString() {
    return layers.stream()
        .map(LayerFlow::words)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Settings of a measurement. */
  public static final class Builder {
    private final TrainableNetwork network;
    private OptionalInt lags = OptionalInt.empty();
    private OptionalInt losses = OptionalInt.empty();
    private long seed;
    private boolean progress;

    private Builder(TrainableNetwork network) {
      this.network = network;
    }

    /**
     * Sets how far losses are followed back.
     *
     * @param lags K, at least 1; by default all that the data have, 100 at most
     * @return this builder
     * @throws IllegalArgumentException if lags is below 1
     */
    public Builder lags(int lags) {
      this.lags = OptionalInt.of(requireAtLeastOne("lags", lags));
      return this;
    }

    /**
     * Sets how many losses are followed back at most, spread over all time steps and examples.
     *
     * @param losses at least 1; by default as many as take some seconds at most, 64 to 4096
     * @return this builder
     * @throws IllegalArgumentException if losses is below 1
     */
    public Builder losses(int losses) {
      this.losses = OptionalInt.of(requireAtLeastOne("losses", losses));
      return this;
    }

    /**
     * Sets the seed by which losses are chosen where there are more than are followed.
     *
     * @param seed 0 by default
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Shows on standard error how far it is.
     *
     * @param progress false by default
     * @return this builder
     */
    public Builder progress(boolean progress) {
      this.progress = progress;
      return this;
    }

    /**
     * Measures.
     *
     * @param data features and labels, [B, n, T] or as the network's data format says, and masks
     *     [B, T]
     * @return the measurement
     * @throws IllegalStateException if the network has no recurrent layer, or a gradient isn't
     *     finite; the message names layer, lag and loss
     * @throws IllegalArgumentException if the data don't fit the network, or have fewer lags than
     *     asked
     */
    public GradientFlow measure(DataSet data) {
      return measure(Minibatch.of(data));
    }

    /**
     * Measures.
     *
     * @param data one array an input and output, and masks
     * @return the measurement
     * @throws IllegalStateException if the network has no recurrent layer, or a gradient isn't
     *     finite; the message names layer, lag and loss
     * @throws IllegalArgumentException if the data don't fit the network, or have fewer lags than
     *     asked
     */
    public GradientFlow measure(MultiDataSet data) {
      return measure(Minibatch.of(data));
    }

    private GradientFlow measure(Minibatch data) {
      return new GradientFlow(
          FlowMeasurement.of(
              network, data, new FlowMeasurement.Settings(lags, losses, seed, progress)));
    }
  }
}
