package io.github.tbptt4j.zoo;

import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The quantile loss, which is least where an output is the quantile of the label: with e = y - x,
 * the sum of max(q e, (q - 1) e), divided by the number of outputs (Koenker and Bassett 1978).
 *
 * <p>Output j is of the level j modulo their number, so that a few quantiles of each of several
 * values can be learned at once; the labels then repeat each value as often. A label of {@link
 * #MISSING} or more counts for nothing. As DL4J's losses do, it sums over time.
 */
public final class QuantileLoss implements ILossFunction {
  /** The label of a value that isn't known; not NaN, which no one takes for data. */
  public static final float MISSING = 1e30f;

  private static final long serialVersionUID = 1L;

  /** Of the quantiles, in the order of the outputs. */
  private final double[] levels;

  /**
   * A loss.
   *
   * @param levels of the quantiles, each in (0, 1)
   * @throws IllegalArgumentException if there is none, or one beyond
   */
  public QuantileLoss(@JsonProperty("levels") double... levels) {
    boolean wrong = levels == null || levels.length == 0;
    if (wrong || !Arrays.stream(levels).allMatch(level -> level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "The levels of quantiles %s must be numbers between 0 and 1, at least one."
              .formatted(Arrays.toString(levels)));
    }
    this.levels = levels.clone();
  }

  /** {@return the levels of the quantiles} */
  @JsonProperty("levels")
  public double[] levels() {
    return levels.clone();
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    double sum = computeScoreArray(labels, preOutput, activation, mask).sumNumber().doubleValue();
    return average ? sum / labels.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray output = activation.getActivation(preOutput.dup(), true);
    float[] x = floats(output);
    float[] y = floats(labels);
    int outputs = Math.toIntExact(labels.size(1));
    double[] weights = weights(mask, y.length, outputs);
    double[] sums = new double[Math.toIntExact(labels.size(0))];
    for (int i = 0; i < y.length; i++) {
      if (y[i] < MISSING) {
        double error = (double) y[i] - x[i];
        double level = level(i % outputs);
        sums[i / outputs] += weights[i] * Math.max(level * error, (level - 1) * error);
      }
    }
    return Nd4j.createFromArray(sums).divi(outputs).reshape(sums.length, 1);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray output = activation.getActivation(preOutput.dup(), true);
    float[] x = floats(output);
    float[] y = floats(labels);
    int outputs = Math.toIntExact(labels.size(1));
    double[] weights = weights(mask, y.length, outputs);
    float[] gradient = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      if (y[i] < MISSING) {
        double level = level(i % outputs);
        double slope = y[i] > x[i] ? -level : y[i] < x[i] ? 1 - level : 0;
        gradient[i] = (float) (weights[i] * slope / outputs);
      }
    }
    INDArray epsilon =
        Nd4j.createFromArray(gradient)
            .reshape('c', labels.size(0), outputs)
            .castTo(preOutput.dataType());
    return activation.backprop(preOutput, epsilon).getFirst();
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  private double level(int output) {
    return levels[output % levels.length];
  }

  /** As {@code data().asFloat()}, which asks for each number by itself. */
  private static float[] floats(INDArray array) {
    float[] all = new float[Math.toIntExact(array.length())];
    array.castTo(DataType.FLOAT).dup('c').data().asNioFloat().get(all);
    return all;
  }

  /** {@return what each label counts: a mask has a column, or is of the labels' shape} */
  private static double[] weights(INDArray mask, int labels, int outputs) {
    double[] all = new double[labels];
    Arrays.fill(all, 1);
    if (mask != null) {
      float[] given = floats(mask);
      for (int i = 0; i < labels; i++) {
        all[i] = given[given.length == labels ? i : i / outputs];
      }
    }
    return all;
  }

  @Override
  public String name() {
    return "QuantileLoss";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantileLoss loss && Arrays.equals(levels, loss.levels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(levels);
  }

  @Override
  public String toString() {
    return "QuantileLoss" + Arrays.toString(levels);
  }
}
