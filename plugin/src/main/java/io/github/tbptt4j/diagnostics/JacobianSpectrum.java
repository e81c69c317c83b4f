package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.internal.nativemem.Lapack;
import io.github.tbptt4j.internal.spectrum.Recurrence;
import io.github.tbptt4j.internal.spectrum.Recurrences;
import io.github.tbptt4j.internal.spectrum.Trajectories;
import io.github.tbptt4j.internal.spectrum.Trajectory;
import io.github.tbptt4j.internal.spectrum.Walks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The matrices by which errors are multiplied on their way back through VanillaRnn and SimpleRnn
 * layers: singular values and eigenvalues of the recurrent weights, and along data the Lyapunov
 * exponents of the Jacobians.
 *
 * <pre>{@code
 * System.out.println(JacobianSpectrum.of(network));
 * var spectrum = JacobianSpectrum.along(network, minibatch).layers().get(0);
 * double[] exponents = spectrum.trajectory().orElseThrow().lyapunovExponents();
 * }</pre>
 *
 * <p>Wrapped and frozen layers are looked at like others, and both directions of Bidirectional.
 * Computed in double by the LAPACK that comes with nd4j-native; a layer of 256 units takes some 100
 * ms without data, and a few seconds with. The network isn't changed: it runs as a copy.
 *
 * <p>Sources: Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural
 * networks"; Benettin et al. (1980) for the exponents; Engelken, Wolf and Abbott (2023), "Lyapunov
 * spectra of chaotic recurrent neural networks".
 */
public final class JacobianSpectrum {
  private final List<LayerSpectrum> layers;
  private final List<String> others;

  private JacobianSpectrum(List<LayerSpectrum> layers, List<String> others) {
    this.layers = layers;
    this.others = others;
  }

  /**
   * Looks at the recurrent weights.
   *
   * @param network initialised
   * @return the spectrum, without trajectories
   * @throws IllegalStateException if there is no VanillaRnn or SimpleRnn; if weights are NaN; on
   *     backends without LAPACK
   */
  public static JacobianSpectrum of(MultiLayerNetwork network) {
    return builder(network).ofWeights();
  }

  /**
   * Looks at the recurrent weights.
   *
   * @param graph initialised
   * @return the spectrum, without trajectories
   * @throws IllegalStateException if there is no VanillaRnn or SimpleRnn; if weights are NaN; on
   *     backends without LAPACK
   */
  public static JacobianSpectrum of(ComputationGraph graph) {
    return builder(graph).ofWeights();
  }

  /**
   * Looks at the recurrent weights, and at the Jacobians along data, with the defaults of {@link
   * Builder}.
   *
   * @param network initialised
   * @param data features and their mask; labels don't matter
   * @return the spectrum
   * @throws IllegalStateException as {@link #of(MultiLayerNetwork)}, or if a state isn't finite
   * @throws IllegalArgumentException if the data don't fit the network, or are too short
   */
  public static JacobianSpectrum along(MultiLayerNetwork network, DataSet data) {
    return builder(network).along(data);
  }

  /**
   * Looks at the recurrent weights, and at the Jacobians along data, with the defaults of {@link
   * Builder}.
   *
   * @param graph initialised
   * @param data features and their mask; labels don't matter
   * @return the spectrum
   * @throws IllegalStateException as {@link #of(ComputationGraph)}, or if a state isn't finite
   * @throws IllegalArgumentException if the data don't fit the network, or are too short
   */
  public static JacobianSpectrum along(ComputationGraph graph, DataSet data) {
    return builder(graph).along(data);
  }

  /**
   * Looks at the recurrent weights, and at the Jacobians along data, with the defaults of {@link
   * Builder}.
   *
   * @param graph initialised
   * @param data features and their masks; labels don't matter
   * @return the spectrum
   * @throws IllegalStateException as {@link #of(ComputationGraph)}, or if a state isn't finite
   * @throws IllegalArgumentException if the data don't fit the network, or are too short
   */
  public static JacobianSpectrum along(ComputationGraph graph, MultiDataSet data) {
    return builder(graph).along(data);
  }

  /**
   * Begins a look along data with settings.
   *
   * @param network initialised
   * @return a builder
   */
  public static Builder builder(MultiLayerNetwork network) {
    Objects.requireNonNull(network, "network must not be null.");
    return new Builder(
        Recurrences.of(network),
        (layers, features, masks) -> {
          if (features.length != 1) {
            throw new IllegalArgumentException(
                "The data have " + features.length + " arrays of features, the network one input.");
          }
          return Trajectories.of(network, layers, features[0], masks == null ? null : masks[0]);
        });
  }

  /**
   * Begins a look along data with settings.
   *
   * @param graph initialised
   * @return a builder
   */
  public static Builder builder(ComputationGraph graph) {
    Objects.requireNonNull(graph, "graph must not be null.");
    return new Builder(
        Recurrences.of(graph),
        (layers, features, masks) -> Trajectories.of(graph, layers, features, masks));
  }

  /** {@return the vanilla layers, the lowest first} */
  public List<LayerSpectrum> layers() {
    return layers;
  }

  /** {@return what each layer says, line by line; recurrent layers of other kinds are named} */
  @Override
  public String toString() {
    return Stream.concat(layers.stream().map(LayerSpectrum::words), others.stream())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** A network's run. */
  private interface Run {
    List<Trajectory> along(List<Recurrence> layers, INDArray[] features, INDArray[] masks);
  }

  /** Settings of a look along data. */
  public static final class Builder {
    private final Recurrences recurrences;
    private final Run run;
    private OptionalInt exponents = OptionalInt.empty();
    private OptionalInt lags = OptionalInt.empty();
    private OptionalInt examples = OptionalInt.empty();

    private Builder(Recurrences recurrences, Run run) {
      this.recurrences = recurrences;
      this.run = run;
    }

    /**
     * Sets how many Lyapunov exponents are computed, the largest ones.
     *
     * @param exponents 1 to the units of the smallest layer; by default all up to 128 units, else
     *     32
     * @return this builder
     * @throws IllegalArgumentException if exponents is below 1
     */
    public Builder exponents(int exponents) {
      this.exponents = OptionalInt.of(requireAtLeastOne("exponents", exponents));
      return this;
    }

    /**
     * Sets over how many steps Jacobians are multiplied.
     *
     * @param lags K; by default 20, or 5 from 257 units on, and no more than the data have
     * @return this builder
     * @throws IllegalArgumentException if lags is below 1
     */
    public Builder lags(int lags) {
      this.lags = OptionalInt.of(requireAtLeastOne("lags", lags));
      return this;
    }

    /**
     * Sets how many examples are followed, the first ones.
     *
     * @param examples at most this many; by default as many as take no more than some seconds
     * @return this builder
     * @throws IllegalArgumentException if examples is below 1
     */
    public Builder examples(int examples) {
      this.examples = OptionalInt.of(requireAtLeastOne("examples", examples));
      return this;
    }

    private static int requireAtLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
      }
      return value;
    }

    /**
     * Looks along data.
     *
     * @param data features and their mask; labels don't matter
     * @return the spectrum
     * @throws IllegalStateException if weights or states aren't finite
     * @throws IllegalArgumentException if the data don't fit the network, or are too short for the
     *     lags asked
     */
    public JacobianSpectrum along(DataSet data) {
      Objects.requireNonNull(data, "data must not be null.");
      INDArray mask = data.getFeaturesMaskArray();
      return along(
          new INDArray[] {data.getFeatures()}, mask == null ? null : new INDArray[] {mask});
    }

    /**
     * Looks along data.
     *
     * @param data one array an input, and masks
     * @return the spectrum
     * @throws IllegalStateException if weights or states aren't finite
     * @throws IllegalArgumentException if the data don't fit the network, or are too short for the
     *     lags asked
     */
    public JacobianSpectrum along(MultiDataSet data) {
      Objects.requireNonNull(data, "data must not be null.");
      return along(data.getFeatures(), data.getFeaturesMaskArrays());
    }

    private JacobianSpectrum along(INDArray[] features, INDArray[] masks) {
      Lapack.require();
      List<Recurrence> vanilla = recurrences.vanilla();
      Walks.Settings settings = new Walks.Settings(exponents, lags, examples);
      List<Trajectory> trajectories = run.along(vanilla, features, masks);
      List<LayerSpectrum> layers = new ArrayList<>();
      for (int i = 0; i < vanilla.size(); i++) {
        layers.add(
            new LayerSpectrum(
                vanilla.get(i), along(vanilla.get(i), trajectories.get(i), settings)));
      }
      return new JacobianSpectrum(List.copyOf(layers), recurrences.others());
    }

    private static TrajectorySpectrum along(
        Recurrence layer, Trajectory trajectory, Walks.Settings settings) {
      return new TrajectorySpectrum(
          layer.units(),
          Walks.lyapunov(layer.name(), trajectory, settings),
          Walks.products(layer.name(), trajectory, settings));
    }

    private JacobianSpectrum ofWeights() {
      return new JacobianSpectrum(
          recurrences.vanilla().stream().map(layer -> new LayerSpectrum(layer, null)).toList(),
          recurrences.others());
    }
  }
}
