package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.internal.nativemem.Lapack;
import io.github.tbptt4j.internal.spectrum.Recurrence;
import io.github.tbptt4j.internal.spectrum.Slopes;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The spectrum of one layer's recurrent weights RW, and of what it does along data where there are
 * some.
 */
public final class LayerSpectrum {
  /** Numbers closer than this to a limit are on it: RW is float. */
  private static final double ROUNDING = 1e-5;

  private final String name;
  private final String activation;
  private final double largestSlope;
  private final double[] singularValues;
  private final List<Eigenvalue> eigenvalues;
  private final TrajectorySpectrum trajectory; // null for no data

  /**
   * An eigenvalue.
   *
   * @param real real part
   * @param imaginary imaginary part
   */
  public record Eigenvalue(double real, double imaginary) {
    /** {@return its distance from 0} */
    public double modulus() {
      return Math.hypot(real, imaginary);
    }

    /** The eigenvalues of a matrix, [n, n] in any order, the largest first. */
    static List<Eigenvalue> of(double[] matrix, int n) {
      double[][] parts = Lapack.eigenvalues(matrix, n);
      return IntStream.range(0, n)
          .mapToObj(i -> new Eigenvalue(parts[0][i], parts[1][i]))
          .sorted(Comparator.comparingDouble(Eigenvalue::modulus).reversed())
          .toList();
    }
  }

  LayerSpectrum(Recurrence layer, TrajectorySpectrum trajectory) {
    name = layer.name();
    activation = layer.activation().toString();
    largestSlope = Slopes.largest(layer.activation());
    double[] weights = layer.recurrentWeights();
    singularValues = Lapack.singularValues(weights, layer.units());
    eigenvalues = Eigenvalue.of(weights, layer.units());
    this.trajectory = trajectory;
  }

  /**
   * {@return which layer, such as {@code layer 0 ("rnn")}, with its direction where it is in
   * Bidirectional}
   */
  public String name() {
    return name;
  }

  /** {@return n} */
  public int units() {
    return singularValues.length;
  }

  /** {@return the name of f} */
  public String activation() {
    return activation;
  }

  /** {@return the n singular values of RW, the largest first} */
  public double[] singularValues() {
    return singularValues.clone();
  }

  /** {@return the n eigenvalues of RW, the one farthest from 0 first} */
  public List<Eigenvalue> eigenvalues() {
    return eigenvalues;
  }

  /** {@return the largest modulus of an eigenvalue of RW} */
  public double spectralRadius() {
    return eigenvalues.get(0).modulus();
  }

  /** {@return the largest singular value of RW} */
  public double largestSingularValue() {
    return singularValues[0];
  }

  /**
   * gamma = max |f'|: 1 for tanh, 1/4 for sigmoid; of activations not known here, the largest found
   * between -30 and 30.
   *
   * @return infinite where f' has no bound
   */
  public double largestSlope() {
    return largestSlope;
  }

  /**
   * 1/gamma, what Pascanu, Mikolov and Bengio (2013) compare the largest singular value with: below
   * it gradients vanish for sure, and without being above it they can't explode.
   *
   * @return the limit
   */
  public double limit() {
    return 1 / largestSlope;
  }

  /** {@return whether the largest singular value is below the limit: sufficient for vanishing} */
  public boolean mustVanish() {
    return largestSingularValue() < limit() * (1 - ROUNDING);
  }

  /** {@return whether the largest singular value is above the limit: necessary for exploding} */
  public boolean canExplode() {
    return largestSingularValue() > limit() * (1 + ROUNDING);
  }

  /** {@return what the layer does along the data; empty where none were given} */
  public Optional<TrajectorySpectrum> trajectory() {
    return Optional.ofNullable(trajectory);
  }

  /** {@return what the numbers say, some sentences} */
  public String words() {
    String weights =
        String.format(
            Locale.ROOT,
            "%s (%d units, %s): the largest singular value of RW is %.4g, %s. Its spectral radius"
                + " is %.4g.",
            Character.toUpperCase(name.charAt(0)) + name.substring(1),
            units(),
            activation,
            largestSingularValue(),
            verdict(),
            spectralRadius());
    return trajectory == null ? weights : weights + " " + trajectory.words();
  }

  private String verdict() {
    String compared = String.format(Locale.ROOT, "%.4g (1 / max f')", limit());
    if (mustVanish()) {
      return "below "
          + compared
          + String.format(
              Locale.ROOT,
              ": gradients vanish, to %.3g of what they were or less with each step back",
              largestSingularValue() * largestSlope);
    }
    return canExplode()
        ? "above "
            + compared
            + ": gradients can explode, that much is necessary for it and not sufficient"
        : "just at " + compared + ": gradients can't explode, and needn't vanish";
  }

  /** {@return {@link #words}} */
  @Override
  public String toString() {
    return words();
  }
}
