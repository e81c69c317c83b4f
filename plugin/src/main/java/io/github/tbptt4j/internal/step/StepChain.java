package io.github.tbptt4j.internal.step;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Recurrent layers, with dense ones where they like, and an output layer, one time step at a time:
 * shared weights, a state of its own. Not for two threads at once.
 *
 * @param <A> float[] or double[]
 */
public final class StepChain<A> {
  private final List<StepWeights<A>> layers;
  private final StepWeights<A> output;
  private final List<A> state = new ArrayList<>(); // of a dense layer, what it gave
  private final List<A> next = new ArrayList<>();
  private final List<Integer> recurrent = new ArrayList<>();

  /**
   * A chain in the zero state.
   *
   * @param layers the hidden layers and, last, the output layer
   */
  public StepChain(List<StepWeights<A>> layers) {
    this.layers = List.copyOf(layers.subList(0, layers.size() - 1));
    this.output = layers.get(layers.size() - 1);
    for (StepWeights<A> layer : this.layers) {
      state.add(layer.zeros());
      if (layer.isRecurrent()) {
        recurrent.add(next.size());
      }
      next.add(layer.zeros());
    }
  }

  /**
   * Another one on the same weights.
   *
   * @return a chain in the zero state
   */
  public StepChain<A> fresh() {
    List<StepWeights<A>> all = new ArrayList<>(layers);
    all.add(output);
    return new StepChain<>(all);
  }

  /** {@return the number of recurrent layers} */
  public int depth() {
    return recurrent.size();
  }

  /** {@return the size of the input} */
  public int nIn() {
    return layers.get(0).nIn();
  }

  /** {@return the size of the output} */
  public int nOut() {
    return output.nOut();
  }

  /** {@return the size of a recurrent layer's state} */
  public int size(int layer) {
    return layers.get(recurrent.get(layer)).nOut();
  }

  /** {@return a copy of a recurrent layer's state, [1, size]} */
  public INDArray state(int layer) {
    int at = recurrent.get(layer);
    return layers.get(at).array(state.get(at));
  }

  /** Copies a recurrent layer's state in, [1, size]. */
  public void setState(int layer, INDArray h) {
    int at = recurrent.get(layer);
    state.set(at, layers.get(at).vector(h));
  }

  /** Back to the zero state. */
  public void reset() {
    for (int layer = 0; layer < layers.size(); layer++) {
      state.set(layer, layers.get(layer).zeros());
    }
  }

  /**
   * One step.
   *
   * @param input x_t, of nIn elements
   * @param result written: y_t, of nOut elements
   */
  public void step(A input, A result) {
    layers.get(0).step(input, state.get(0), next.get(0));
    advance(0);
    finish(result);
  }

  /**
   * One step on a one-hot input.
   *
   * @param symbol where the input is 1
   * @param result written: y_t, of nOut elements
   */
  public void step(int symbol, A result) {
    layers.get(0).step(symbol, state.get(0), next.get(0));
    advance(0);
    finish(result);
  }

  /**
   * One step on the sum of some one-hot inputs.
   *
   * @param symbols where they are 1; -1 for none
   * @param result written: y_t, of nOut elements
   */
  public void step(int[] symbols, A result) {
    layers.get(0).step(symbols, state.get(0), next.get(0));
    advance(0);
    finish(result);
  }

  /** A step for each symbol; the result is that of the last. */
  public void run(int[] symbols, A result) {
    for (int symbol : symbols) {
      step(symbol, result);
    }
  }

  private void finish(A result) {
    for (int l = 1; l < layers.size(); l++) {
      layers.get(l).step(state.get(l - 1), state.get(l), next.get(l));
      advance(l);
    }
    output.step(state.get(layers.size() - 1), null, result);
  }

  /** What was computed is the state now; the old array takes the next result. */
  private void advance(int layer) {
    A computed = next.get(layer);
    next.set(layer, state.get(layer));
    state.set(layer, computed);
  }
}
