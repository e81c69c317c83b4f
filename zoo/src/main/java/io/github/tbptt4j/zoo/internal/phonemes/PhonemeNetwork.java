package io.github.tbptt4j.zoo.internal.phonemes;

import java.util.ArrayList;
import java.util.List;

/**
 * A stack of vanilla RNNs that goes through the letters of a word and says what each stands for:
 *
 * <pre>
 * h1_t = tanh(sum of E[i] over the rows i of {@link Window} + h1_{t-1} RW1 + b1)
 * h2_t = tanh(h1_t W2 + h2_{t-1} RW2 + b2), and so on
 * p_t  = softmax(h_t V + c)
 * </pre>
 *
 * <p>E lies in bytes with a scale for each unit; the rest is float. It is what the layers of {@code
 * network()} compute, without ND4J, whose start would take seconds. Immutable; any number of
 * threads may use one.
 */
public final class PhonemeNetwork {
  private static final float LOG2_E = 1.442695f;
  private static final float LN_2 = 0.6931472f;
  private static final float SATURATED = 9; // 1 - tanh(9) is below the precision of float

  private final byte[] embedding; // [rows, units]
  private final float[] scales; // [units]
  private final List<float[]> inputs = new ArrayList<>(); // W [from, to] of the second layer on
  private final List<float[]> recurrent = new ArrayList<>(); // RW [from, to]
  private final List<float[]> biases = new ArrayList<>(); // b
  private final float[] output; // V [from, to]
  private final float[] outputBias; // c
  private final int units;

  /**
   * A network of given weights.
   *
   * @param embedding E / scales, [rows, units], a row after the other; not copied
   * @param scales of each unit
   * @param rest all other parameters in DL4J's order: RW1, b1, W2, RW2, b2, .., V, c, matrices
   *     column by column
   * @param layers how many recurrent ones
   * @param sounds size of the output
   * @throws IllegalArgumentException if there are more or fewer parameters
   */
  public PhonemeNetwork(byte[] embedding, float[] scales, float[] rest, int layers, int sounds) {
    this.embedding = embedding;
    this.scales = scales;
    this.units = scales.length;
    int square = units * units;
    long expected = (long) square * (2L * layers - 1) + (long) units * (layers + sounds) + sounds;
    if (layers < 1 || rest.length != expected) {
      throw new IllegalArgumentException(
          "%d layers of %d units and %d sounds need %,d parameters after W, not %,d."
              .formatted(layers, units, sounds, expected, rest.length));
    }
    int at = 0;
    for (int layer = 0; layer < layers; layer++) {
      if (layer > 0) {
        inputs.add(rowByRow(rest, at, units, units));
        at += square;
      }
      recurrent.add(rowByRow(rest, at, units, units));
      at += square;
      biases.add(rowByRow(rest, at, 1, units));
      at += units;
    }
    this.output = rowByRow(rest, at, units, sounds);
    this.outputBias = rowByRow(rest, at + units * sounds, 1, sounds);
  }

  private static float[] rowByRow(float[] columns, int at, int rows, int width) {
    float[] matrix = new float[rows * width];
    for (int column = 0, i = at; column < width; column++) {
      for (int row = 0; row < rows; row++) {
        matrix[row * width + column] = columns[i++];
      }
    }
    return matrix;
  }

  /** {@return the states before the first letter, [layers][units]} */
  float[][] start() {
    return new float[recurrent.size()][units];
  }

  /** {@return how many symbols it tells apart} */
  int sounds() {
    return outputBias.length;
  }

  /**
   * The part of a step that all hypotheses have in common.
   *
   * @param rows of E, the first {@code count} of them
   * @return [units]
   */
  float[] spelling(int[] rows, int count) {
    float[] sum = biases.get(0).clone();
    add(rows, 0, count, sum);
    return sum;
  }

  /**
   * A step.
   *
   * @param spelling of {@link #spelling}
   * @param rows of E, those that depend on what was said before
   * @param states after the step before, [layers][units]
   * @param next gets those after this step
   * @param logits gets the logarithms of the odds, [sounds]
   */
  void step(float[] spelling, int[] rows, float[][] states, float[][] next, float[] logits) {
    for (int layer = 0; layer < next.length; layer++) {
      float[] to = next[layer];
      if (layer == 0) {
        System.arraycopy(spelling, 0, to, 0, units);
        add(rows, 0, rows.length, to);
      } else {
        System.arraycopy(biases.get(layer), 0, to, 0, units);
        addProduct(next[layer - 1], inputs.get(layer - 1), to);
      }
      addProduct(states[layer], recurrent.get(layer), to);
      tanh(to);
    }
    System.arraycopy(outputBias, 0, logits, 0, logits.length);
    addProduct(next[next.length - 1], output, logits);
  }

  /** In whole numbers: the scales come once a step. */
  private void add(int[] rows, int from, int to, float[] sum) {
    int[] whole = new int[units];
    for (int i = from; i < to; i++) {
      int row = rows[i] * units;
      for (int u = 0; u < units; u++) {
        whole[u] += embedding[row + u];
      }
    }
    for (int u = 0; u < units; u++) {
      sum[u] += whole[u] * scales[u];
    }
  }

  /** Four rows at a time: each sum is loaded and stored once for all of them. */
  private static void addProduct(float[] x, float[] matrix, float[] sum) {
    int width = sum.length;
    int from = 0;
    for (; from + 3 < x.length; from += 4) {
      float x0 = x[from];
      float x1 = x[from + 1];
      float x2 = x[from + 2];
      float x3 = x[from + 3];
      int r0 = from * width;
      int r1 = r0 + width;
      int r2 = r1 + width;
      int r3 = r2 + width;
      for (int to = 0; to < width; to++) {
        sum[to] +=
            x0 * matrix[r0 + to]
                + x1 * matrix[r1 + to]
                + x2 * matrix[r2 + to]
                + x3 * matrix[r3 + to];
      }
    }
    for (; from < x.length; from++) {
      for (int to = 0; to < width; to++) {
        sum[to] += x[from] * matrix[from * width + to];
      }
    }
  }

  /**
   * tanh x = 1 - 2 / (e^2x + 1), with e^2x = 2^n 2^f, n whole and |f| at most a half, of which
   * seven terms of the exponential series are exact to float's precision.
   */
  static void tanh(float[] values) {
    for (int i = 0; i < values.length; i++) {
      float x = Math.max(-SATURATED, Math.min(SATURATED, values[i]));
      float power = 2 * LOG2_E * x;
      int n = (int) (power + 64.5f) - 64;
      float y = (power - n) * LN_2;
      float series =
          1 + y * (1 + y * (0.5f + y * (1 / 6f + y * (1 / 24f + y * (1 / 120f + y * (1 / 720f))))));
      values[i] = 1 - 2 / (series * Float.intBitsToFloat((n + 127) << 23) + 1);
    }
  }
}
