package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.InferenceSession;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What a network says of each row of encoded series. */
public final class Outputs {
  private Outputs() {}

  /**
   * Single steps of a network.
   *
   * @param network of VanillaRnn, dense and output layers, as InferenceSession takes them
   * @return a session
   */
  public static InferenceSession session(Model network) {
    return network instanceof MultiLayerNetwork layers
        ? InferenceSession.of(layers)
        : InferenceSession.of((ComputationGraph) network);
  }

  /**
   * Runs over all series, each from the zero state.
   *
   * @param session of the network
   * @param series encoded
   * @param end for each series the row to end before
   * @return [series][row][output]
   */
  static List<float[][]> of(InferenceSession session, List<Examples> series, int[] end) {
    List<float[][]> all = new ArrayList<>();
    for (int s = 0; s < series.size(); s++) {
      InferenceSession own = session.newSession();
      float[][] outputs = new float[end[s]][own.nOut()];
      for (int row = 0; row < end[s]; row++) {
        own.step(series.get(s).inputs()[row], outputs[row]);
      }
      all.add(outputs);
    }
    return all;
  }
}
