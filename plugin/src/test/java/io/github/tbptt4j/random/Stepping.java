package io.github.tbptt4j.random;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.random.Case.Cell;
import io.github.tbptt4j.random.Case.Symbols;
import io.github.tbptt4j.random.Case.Wrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sequences that come in pieces: rnnTimeStep, chopped at random, and sessions. */
final class Stepping {
  private Stepping() {}

  /** Whether DL4J's rnnTimeStep takes such a network and input. */
  static boolean possible(Case c) {
    return c.layers().stream()
            .allMatch(
                l ->
                    l.wrapper() == Wrapper.NONE
                        // It takes a single step of NWC for one of NCW.
                        && (l.cell() != Cell.SIMPLE || c.format() == RNNFormat.NCW))
        && c.symbols() != Symbols.INDEX_MATRIX;
  }

  /** The outputs of all steps, each [T][B][nOut] in one vector. */
  static List<double[]> timeSteps(Case c, Subject subject, Sample sample) {
    SplittableRandom random = new SplittableRandom(c.seed() + 4);
    List<List<Double>> outputs = new ArrayList<>();
    c.heads().forEach(head -> outputs.add(new ArrayList<>()));
    subject.forget();
    for (int from = 0; from < sample.steps(); ) {
      int to = from + 1 + random.nextInt(sample.steps() - from);
      INDArray[] out = subject.timeStep(piece(c, sample, from, to, random.nextInt(2) == 0));
      for (int i = 0; i < out.length; i++) {
        for (int t = 0; t < to - from; t++) {
          for (int b = 0; b < sample.examples(); b++) {
            for (int j = 0; j < c.heads().get(i).nOut(); j++) {
              outputs.get(i).add(at(c, out[i], b, t, j));
            }
          }
        }
      }
      from = to;
    }
    return outputs.stream().map(o -> o.stream().mapToDouble(v -> v).toArray()).toList();
  }

  private static double at(Case c, INDArray out, int b, int t, int j) {
    if (out.rank() == 2) {
      return out.getDouble(b, j);
    }
    return c.format() == RNNFormat.NWC ? out.getDouble(b, t, j) : out.getDouble(b, j, t);
  }

  private static INDArray[] piece(Case c, Sample sample, int from, int to, boolean flat) {
    INDArray[] x = new INDArray[sample.x().size()];
    for (int i = 0; i < x.length; i++) {
      double[][][] all = sample.x().get(i);
      double[][][] part = new double[all.length][][];
      Arrays.setAll(part, b -> Arrays.copyOfRange(all[b], from, to));
      x[i] = new Minibatches(c).features(part);
      // One step as a matrix, which DL4J understands in NCW alone.
      if (flat && to - from == 1 && c.symbols() == Symbols.DENSE && c.format() == RNNFormat.NCW) {
        x[i] = x[i].dup('c').reshape(all.length, c.nIn());
      }
    }
    return x;
  }

  /** The outputs of a session over the first example, [T][nOut] in one vector. */
  static double[] session(Case c, Subject subject, Sample sample) {
    InferenceSession session = session(subject);
    List<Double> outputs = new ArrayList<>();
    for (double[] x : sample.x().get(0)[0]) {
      double[] y = new double[session.nOut()];
      if (c.type() == DataType.DOUBLE) {
        if (c.symbols() == Symbols.DENSE) {
          session.step(x, y);
        } else {
          session.step(symbol(x), y);
        }
      } else {
        float[] single = new float[y.length];
        if (c.symbols() == Symbols.DENSE) {
          session.step(floats(x), single);
        } else {
          session.step(symbol(x), single);
        }
        Arrays.setAll(y, j -> single[j]);
      }
      Arrays.stream(y).forEach(outputs::add);
    }
    return outputs.stream().mapToDouble(v -> v).toArray();
  }

  static InferenceSession session(Subject subject) {
    return subject.model() instanceof ComputationGraph graph
        ? InferenceSession.of(graph)
        : InferenceSession.of((MultiLayerNetwork) subject.model());
  }

  private static int symbol(double[] ones) {
    int symbol = 0;
    while (ones[symbol] != 1) {
      symbol++;
    }
    return symbol;
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }
}
