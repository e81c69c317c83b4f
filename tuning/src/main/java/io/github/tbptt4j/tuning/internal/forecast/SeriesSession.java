package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a model says along one series, row by row. Not for several threads. */
final class SeriesSession {
  private final Encoder encoder;
  private final double[] weights;
  private final String series;
  private final InputWalk walk;
  private final InferenceSession network;
  private final float[] inputs;
  private final float[] outputs;

  /** In the zero state, before the first row. */
  SeriesSession(Encoder encoder, double[] weights, String series, InferenceSession network) {
    this.encoder = encoder;
    this.weights = weights;
    this.series = series;
    this.network = network.newSession();
    walk = new InputWalk(encoder, series);
    inputs = new float[encoder.inputSize()];
    outputs = new float[encoder.outputSize()];
  }

  /** Takes a row, and what is known of the one that is predicted from it. */
  void next(RowValues row, RowValues ahead) {
    walk.next(row, ahead, inputs);
    network.step(inputs, outputs);
  }

  /** {@return what the last row says of a target's z at the horizon} */
  double z(int target) {
    TargetWalk at = walk.target(target);
    return encoder
        .targets()
        .get(target)
        .z(at.anchor(), at.statement(), outputs[target], weights[target]);
  }

  /** {@return what the last row says of a target at the horizon} */
  double value(int target) {
    return encoder.targets().get(target).out(series, z(target));
  }

  /** {@return the last row's probability of a class at the horizon} */
  double probability(int label) {
    return outputs[label];
  }

  /**
   * All that later rows depend on.
   *
   * @param walk of the linear parts and carried values
   * @param hidden states of the recurrent layers
   */
  record State(double[][] walk, float[][] hidden) {}

  State state() {
    float[][] hidden = new float[network.recurrentLayers()][];
    for (int layer = 0; layer < hidden.length; layer++) {
      hidden[layer] = network.state(layer).toFloatVector();
    }
    return new State(walk.state(), hidden);
  }

  void restore(State state) {
    if (state.hidden.length != network.recurrentLayers()) {
      throw new IllegalArgumentException("The state is of another model.");
    }
    walk.restore(state.walk);
    for (int layer = 0; layer < state.hidden.length; layer++) {
      INDArray hidden = Nd4j.createFromArray(state.hidden[layer]).reshape(1, -1);
      network.setState(layer, hidden);
    }
  }

  /** {@return another session that goes on from here} */
  SeriesSession copy() {
    SeriesSession copy = new SeriesSession(encoder, weights, series, network);
    copy.restore(state());
    return copy;
  }
}
