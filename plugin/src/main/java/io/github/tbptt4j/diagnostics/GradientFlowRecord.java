package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.internal.files.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A measurement of a {@link GradientFlowListener}, as its file holds it.
 *
 * @param iteration the network's iteration, as DL4J counts
 * @param epoch the network's epoch
 * @param seconds from the listener's first iteration to this measurement
 * @param took seconds that this measurement took
 * @param depths k2s of each layer's {@code relativeBias}
 * @param layers the recurrent layers, the lowest first; empty where the measurement failed
 * @param failure why it failed: a gradient that isn't finite; empty where it didn't
 */
public record GradientFlowRecord(
    int iteration,
    int epoch,
    double seconds,
    double took,
    List<Integer> depths,
    List<Layer> layers,
    String failure) {

  /**
   * One layer; {@link LayerFlow} says what the numbers are.
   *
   * @param name which one
   * @param phi by lag, from 0 on
   * @param beta rate of decay
   * @param betaLow lower end of its interval
   * @param betaHigh upper end
   * @param relativeBias of each of the depths
   */
  public record Layer(
      String name,
      List<Double> phi,
      double beta,
      double betaLow,
      double betaHigh,
      List<Double> relativeBias) {
    static Layer of(LayerFlow flow, List<Integer> depths) {
      return new Layer(
          flow.name(),
          IntStream.rangeClosed(0, flow.lags()).mapToObj(flow::phi).toList(),
          flow.beta(),
          flow.betaLow(),
          flow.betaHigh(),
          depths.stream().map(flow::relativeBias).toList());
    }
  }

  /**
   * Reads what a listener has written, while it goes on, too. A last line that a killed process
   * left unfinished is left out.
   *
   * @param file the listener's file
   * @return the measurements in the order in which they were made
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it holds something else; the message names the line
   */
  public static List<GradientFlowRecord> read(Path file) throws IOException {
    return JsonLines.read(file, GradientFlowRecord.class);
  }
}
