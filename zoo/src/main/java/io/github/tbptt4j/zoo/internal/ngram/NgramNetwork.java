package io.github.tbptt4j.zoo.internal.ngram;

/**
 * A recurrent network that reads hashed n-grams and then says what the text is:
 *
 * <pre>
 * h_t = sum of E[i] over the n-grams i that end at t + h_{t-1} RW + b, h_0 = 0
 * p   = softmax(h_T V + c)
 * </pre>
 *
 * <p>With RW = I it is a log-linear model of n-grams, naive Bayes among them: h adds up evidence; a
 * learned RW forgets and mixes it. E lies in bytes with a scale for each unit, so that it stays in
 * the processor's cache; the rest is float. It is what {@code VanillaRnn} with the identity as
 * activation computes, without ND4J, whose start would take seconds. Immutable; any number of
 * threads may use one.
 */
public final class NgramNetwork {
  private final byte[] embedding; // [rows, units]
  private final float[] scales; // [units]
  private final float[] recurrent; // [units (from), units (to)]
  private final float[] bias; // [units]
  private final float[] output; // [labels, units]
  private final float[] outputBias; // [labels]
  private final int units;

  /**
   * A network of given weights, which are not copied.
   *
   * @param embedding E / scales, [rows, units], a row after the other
   * @param scales of each unit
   * @param recurrent RW, [units, units], a row for each unit that it comes from
   * @param bias b, [units]
   * @param output V transposed, [labels, units]
   * @param outputBias c, [labels]
   */
  public NgramNetwork(
      byte[] embedding,
      float[] scales,
      float[] recurrent,
      float[] bias,
      float[] output,
      float[] outputBias) {
    this.embedding = embedding;
    this.scales = scales;
    this.recurrent = recurrent;
    this.bias = bias;
    this.output = output;
    this.outputBias = outputBias;
    this.units = scales.length;
  }

  /**
   * Reads a text.
   *
   * @param indices [T * perStep], {@link Ngrams#NONE} for none
   * @param perStep n-grams of a step
   * @return the logarithm of the odds of each label, up to a number that all have in common
   */
  public float[] logits(int[] indices, int perStep) {
    float[] state = new float[units];
    float[] next = new float[units];
    int[] sum = new int[units];
    for (int from = 0; from < indices.length; from += perStep) {
      System.arraycopy(bias, 0, next, 0, units);
      addRecurrent(state, next);
      addEmbeddings(indices, from, from + perStep, sum);
      for (int u = 0; u < units; u++) {
        next[u] += sum[u] * scales[u];
        sum[u] = 0;
      }
      float[] swap = state;
      state = next;
      next = swap;
    }
    return outputs(state);
  }

  /** Four units at a time: each sum is loaded and stored once for all of them. */
  private void addRecurrent(float[] state, float[] next) {
    int from = 0;
    for (; from + 3 < units; from += 4) {
      float h0 = state[from];
      float h1 = state[from + 1];
      float h2 = state[from + 2];
      float h3 = state[from + 3];
      int r0 = from * units;
      int r1 = r0 + units;
      int r2 = r1 + units;
      int r3 = r2 + units;
      for (int to = 0; to < units; to++) {
        next[to] +=
            h0 * recurrent[r0 + to]
                + h1 * recurrent[r1 + to]
                + h2 * recurrent[r2 + to]
                + h3 * recurrent[r3 + to];
      }
    }
    for (; from < units; from++) {
      for (int to = 0; to < units; to++) {
        next[to] += state[from] * recurrent[from * units + to];
      }
    }
  }

  /** In whole numbers: the scales come once a step. */
  private void addEmbeddings(int[] indices, int from, int to, int[] sum) {
    for (int i = from; i < to; i++) {
      if (indices[i] != Ngrams.NONE) {
        int row = indices[i] * units;
        for (int u = 0; u < units; u++) {
          sum[u] += embedding[row + u];
        }
      }
    }
  }

  private float[] outputs(float[] state) {
    float[] logits = outputBias.clone();
    for (int label = 0, at = 0; label < logits.length; label++, at += units) {
      float sum = 0;
      for (int u = 0; u < units; u++) {
        sum += state[u] * output[at + u];
      }
      logits[label] += sum;
    }
    return logits;
  }
}
