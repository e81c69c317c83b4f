package io.github.tbptt4j;

import java.util.Arrays;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Ready initialisations of the recurrent weights RW, for {@code weightInitRecurrent(..)}. Over many
 * steps the gradient is multiplied by RW again and again: its singular values decide whether it
 * explodes, its spectral radius whether it vanishes.
 */
public final class RecurrentInit {
  private RecurrentInit() {}

  /**
   * A random orthogonal matrix: all singular values are 1 (Saxe, McClelland, Ganguli 2013).
   *
   * @return the initialisation
   */
  public static IWeightInit orthogonal() {
    return orthogonal(1.0);
  }

  /**
   * A random orthogonal matrix times a gain: all singular values are the gain.
   *
   * @param gain positive and finite
   * @return the initialisation
   */
  public static IWeightInit orthogonal(double gain) {
    return new Orthogonal(gain);
  }

  /**
   * The identity, meant for ReLU: an IRNN (Le, Jaitly, Hinton 2015).
   *
   * @return the initialisation
   */
  public static IWeightInit identity() {
    return new WeightInitIdentity();
  }

  /**
   * The identity times a scale.
   *
   * @param scale positive and finite
   * @return the initialisation
   */
  public static IWeightInit identity(double scale) {
    return new WeightInitIdentity(requirePositive("scale", scale));
  }

  /**
   * A Gaussian random matrix scaled to a spectral radius, .95 being usual for tanh.
   *
   * @param radius largest absolute eigenvalue, positive and finite
   * @return the initialisation
   */
  public static IWeightInit spectralRadius(double radius) {
    return new SpectralRadius(radius);
  }

  private static double requirePositive(String name, double value) {
    if (!(value > 0.0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " (" + value + ") must be positive and finite.");
    }
    return value;
  }

  /**
   * A random orthogonal matrix times a gain; of a matrix that isn't square, the rows or the columns
   * are orthogonal, whichever are fewer. DL4J's OrthogonalDistribution can't be used: its singular
   * value decomposition doesn't end for some matrices.
   */
  public static final class Orthogonal implements IWeightInit {
    private static final long serialVersionUID = 1L;

    /** All singular values. */
    private final double gain;

    /**
     * The initialisation; {@link RecurrentInit#orthogonal(double)} reads better.
     *
     * @param gain all singular values, positive and finite
     */
    public Orthogonal(@JsonProperty("gain") double gain) {
      this.gain = requirePositive("gain", gain);
    }

    @Override
    public INDArray init(
        double fanIn, double fanOut, long[] shape, char order, INDArray paramView) {
      if (shape.length != 2) {
        throw new IllegalArgumentException(
            "Orthogonal weights need a matrix, not " + Arrays.toString(shape) + ".");
      }
      boolean wide = shape[0] <= shape[1];
      INDArray rows =
          Nd4j.randn(DataType.DOUBLE, Math.min(shape[0], shape[1]), Math.max(shape[0], shape[1]));
      orthonormalise(rows);
      INDArray scaled = (wide ? rows : rows.transpose()).mul(gain);
      paramView.assign(Nd4j.toFlattened(order, scaled).castTo(paramView.dataType()));
      return paramView.reshape(order, shape);
    }

    /** Gram-Schmidt, each row twice for the sake of rounding. */
    private static void orthonormalise(INDArray rows) {
      for (int i = 0; i < rows.rows(); i++) {
        INDArray row = rows.getRow(i, true); // [1, n]
        for (int pass = 0; i > 0 && pass < 2; pass++) {
          INDArray before = rows.get(NDArrayIndex.interval(0, i), NDArrayIndex.all()); // [i, n]
          row.subi(row.mmul(before.transpose()).mmul(before));
        }
        row.divi(row.norm2Number());
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Orthogonal that && gain == that.gain;
    }

    @Override
    public int hashCode() {
      return Double.hashCode(gain);
    }

    @Override
    public String toString() {
      return "Orthogonal(" + gain + ")";
    }
  }

  /** A Gaussian random matrix scaled to a spectral radius. */
  public static final class SpectralRadius implements IWeightInit {
    private static final long serialVersionUID = 1L;

    /** Largest absolute eigenvalue. */
    private final double radius;

    /**
     * The initialisation; {@link RecurrentInit#spectralRadius(double)} reads better.
     *
     * @param radius largest absolute eigenvalue, positive and finite
     */
    public SpectralRadius(@JsonProperty("radius") double radius) {
      this.radius = requirePositive("radius", radius);
    }

    @Override
    public INDArray init(
        double fanIn, double fanOut, long[] shape, char order, INDArray paramView) {
      if (shape.length != 2 || shape[0] != shape[1]) {
        throw new IllegalArgumentException(
            "Spectral radius needs square weights, not "
                + Arrays.toString(shape)
                + ": use it with weightInitRecurrent.");
      }
      INDArray gaussian = Nd4j.randn(DataType.DOUBLE, shape);
      INDArray scaled = gaussian.muli(radius / spectralRadius(gaussian));
      paramView.assign(Nd4j.toFlattened(order, scaled).castTo(paramView.dataType()));
      return paramView.reshape(order, shape);
    }

    /** By Gelfand's formula, lim ||A^k||^(1/k), with k = 2^30 by repeated squaring. */
    private static double spectralRadius(INDArray matrix) {
      INDArray power = matrix.dup();
      double logNorm = 0.0; // of A^k, where power = A^k / exp(logNorm)
      double k = 1.0;
      for (int i = 0; i < 30; i++) {
        double norm = power.norm2Number().doubleValue();
        logNorm += Math.log(norm);
        power.divi(norm);
        power = power.mmul(power);
        logNorm *= 2.0;
        k *= 2.0;
      }
      return Math.exp((logNorm + Math.log(power.norm2Number().doubleValue())) / k);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SpectralRadius that && radius == that.radius;
    }

    @Override
    public int hashCode() {
      return Double.hashCode(radius);
    }

    @Override
    public String toString() {
      return "SpectralRadius(" + radius + ")";
    }
  }
}
