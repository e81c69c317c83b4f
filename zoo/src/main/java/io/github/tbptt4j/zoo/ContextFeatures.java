package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.text.Contexts;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes of minibatches of symbols [B, 1, T], whose rows go on from one to the next, what a network
 * with contexts reads: [B, {@link Contexts#PER_STEP}, T].
 */
final class ContextFeatures implements DataSetPreProcessor {
  private static final long serialVersionUID = 1L;

  private final transient Contexts contexts;
  private final double dropout;
  private final transient Random random;
  private transient Contexts.Reader[] readers; // of each row

  /**
   * A processor for one pass.
   *
   * @param contexts what a step reads
   * @param dropout probability that a hashed context isn't read: the rarer ones mustn't be learned
   *     by heart
   * @param seed of the dropout
   */
  ContextFeatures(Contexts contexts, double dropout, long seed) {
    this.contexts = contexts;
    this.dropout = dropout;
    this.random = new Random(seed);
  }

  @Override
  public void preProcess(DataSet minibatch) {
    INDArray symbols = minibatch.getFeatures();
    int b = (int) symbols.size(0);
    int steps = (int) symbols.size(2);
    if (readers == null) {
      readers = new Contexts.Reader[b];
      for (int row = 0; row < b; row++) {
        readers[row] = contexts.reader();
      }
    }
    float[] numbers = symbols.dup('c').data().asFloat();
    float[] rows = new float[b * Contexts.PER_STEP * steps]; // in f order: example fastest
    for (int row = 0; row < b; row++) {
      for (int t = 0; t < steps; t++) {
        int[] read = readers[row].next((int) numbers[row * steps + t]);
        for (int j = 0; j < read.length; j++) {
          boolean hidden = j > 0 && dropout > 0 && random.nextDouble() < dropout;
          rows[(t * read.length + j) * b + row] = hidden ? Contexts.NONE : read[j];
        }
      }
    }
    minibatch.setFeatures(Nd4j.create(rows, new int[] {b, Contexts.PER_STEP, steps}, 'f'));
  }
}
