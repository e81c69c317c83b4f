package io.github.tbptt4j;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What {@code TruncatedBpttTrainer} must differentiate, computed with nothing but {@code
 * rnnTimeStep}: S(theta), the sum of the cross entropies of all windows, each entered with the
 * state that theta0 gives at its first step.
 */
final class WindowOracle {
  private static final double STEP = 1e-5;
  private static final int DIRECTIONS = 4;

  /** Covers [start, end), the losses of [firstError, end) enter. */
  record Span(int start, int firstError, int end) {}

  private final MultiLayerNetwork network; // NCW
  private final INDArray x; // [B, nIn, T]
  private final INDArray y; // [B, nOut, T]
  private final INDArray featureMask; // [B, T] or null
  private final INDArray labelMask; // [B, T] or null
  private final int[] begins; // per example: where its sequence begins

  WindowOracle(
      MultiLayerNetwork network,
      INDArray x,
      INDArray y,
      INDArray featureMask,
      INDArray labelMask,
      int... begins) {
    this.network = network;
    this.x = x;
    this.y = y;
    this.featureMask = featureMask;
    this.labelMask = labelMask;
    this.begins = begins.length == 0 ? new int[(int) x.size(0)] : begins;
  }

  static List<Span> spans(int k1, int k2, int steps) {
    List<Span> spans = new ArrayList<>();
    for (int a = 0; a < steps; a += k1) {
      int e = Math.min(a + k1, steps);
      int start = Math.max(e - k2, 0);
      spans.add(new Span(start, Math.max(a, start), e));
    }
    return spans;
  }

  /** Central differences for every parameter. */
  double[] gradient(List<Span> spans) {
    INDArray theta = network.params();
    List<List<Map<String, INDArray>>> states = enteringStates(spans);
    double[] gradient = new double[(int) theta.length()];
    for (int i = 0; i < gradient.length; i++) {
      double value = theta.getDouble(i);
      theta.putScalar(i, value + STEP);
      double plus = surrogate(spans, states);
      theta.putScalar(i, value - STEP);
      double minus = surrogate(spans, states);
      theta.putScalar(i, value);
      gradient[i] = (plus - minus) / (2 * STEP);
    }
    return gradient;
  }

  /** Largest error of a gradient in a few random directions, relative to the norms of both. */
  double errorInDirections(List<Span> spans, INDArray gradient) {
    INDArray theta = network.params();
    INDArray original = theta.dup();
    List<List<Map<String, INDArray>>> states = enteringStates(spans);
    double worst = 0;
    for (int seed = 0; seed < DIRECTIONS; seed++) {
      INDArray direction = TestNetworks.uniform(seed, 1, theta.shape());
      theta.assign(original.add(direction.mul(STEP)));
      double plus = surrogate(spans, states);
      theta.assign(original.sub(direction.mul(STEP)));
      double minus = surrogate(spans, states);
      theta.assign(original);
      double difference =
          (plus - minus) / (2 * STEP) - gradient.mul(direction).sumNumber().doubleValue();
      double scale = gradient.norm2Number().doubleValue() * direction.norm2Number().doubleValue();
      worst = Math.max(worst, Math.abs(difference) / scale);
    }
    return worst;
  }

  private List<List<Map<String, INDArray>>> enteringStates(List<Span> spans) {
    List<List<Map<String, INDArray>>> states = new ArrayList<>();
    for (Span span : spans) {
      network.rnnClearPreviousState();
      for (int t = 0; t < span.start; t++) {
        step(t);
      }
      beginSequences(span.start);
      states.add(copyOfStates());
    }
    return states;
  }

  private double surrogate(List<Span> spans, List<List<Map<String, INDArray>>> states) {
    double sum = 0;
    for (int w = 0; w < spans.size(); w++) {
      Span span = spans.get(w);
      network.rnnClearPreviousState();
      List<RecurrentLayer> layers = recurrent();
      for (int i = 0; i < layers.size(); i++) {
        layers.get(i).rnnSetPreviousState(states.get(w).get(i));
      }
      boolean hidesSteps =
          featureMask != null && recurrent().stream().anyMatch(WindowOracle::isMasked);
      boolean atOnce = !hidesSteps && noneBeginsWithin(span);
      INDArray all = atOnce ? network.rnnTimeStep(steps(span.start, span.end)) : null;
      for (int t = span.start; t < span.end; t++) {
        INDArray p = atOnce ? step(all, t - span.start) : step(t);
        if (t < span.firstError) {
          continue;
        }
        for (int b = 0; b < x.size(0); b++) {
          double mask = labelMask == null ? 1 : labelMask.getDouble(b, t);
          for (int c = 0; c < y.size(1); c++) {
            sum -= mask * y.getDouble(b, c, t) * Math.log(p.getDouble(b, c));
          }
        }
      }
    }
    return sum;
  }

  // LSTM knows no feature mask.
  private static boolean isMasked(RecurrentLayer layer) {
    return layer instanceof SimpleRnn || layer instanceof VanillaRnnImpl;
  }

  private boolean noneBeginsWithin(Span span) {
    return Arrays.stream(begins).noneMatch(begin -> begin > span.start && begin < span.end);
  }

  private INDArray steps(int from, int to) {
    return x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup();
  }

  private static INDArray step(INDArray sequence, int t) {
    return sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t));
  }

  /** One time step, layer by layer as rnnTimeStep does it, with the masks that it doesn't know. */
  private INDArray step(int t) {
    beginSequences(t);
    INDArray h =
        x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1)).dup();
    if (featureMask == null) {
      return step(network.rnnTimeStep(h), 0);
    }
    INDArray mask = featureMask.getColumn(t, true);
    for (var layer : network.getLayers()) {
      if (layer instanceof RecurrentLayer simple && isMasked(simple)) {
        h = simple.rnnTimeStep(h, LayerWorkspaceMgr.noWorkspaces());
        h = h.mul(mask.reshape(mask.length(), 1, 1));
        Map<String, INDArray> masked = new HashMap<>();
        simple.rnnGetPreviousState().forEach((k, v) -> masked.put(k, v.mulColumnVector(mask)));
        simple.rnnSetPreviousState(masked);
      } else if (layer instanceof RecurrentLayer recurrent) {
        h = recurrent.rnnTimeStep(h, LayerWorkspaceMgr.noWorkspaces());
      } else {
        h = layer.activate(h, false, LayerWorkspaceMgr.noWorkspaces());
      }
    }
    return step(h, 0);
  }

  private void beginSequences(int t) {
    for (int b = 0; b < begins.length; b++) {
      if (t == 0 || begins[b] != t) {
        continue;
      }
      for (RecurrentLayer layer : recurrent()) {
        for (INDArray state : layer.rnnGetPreviousState().values()) {
          state.getRow(b).assign(0);
        }
      }
    }
  }

  private List<Map<String, INDArray>> copyOfStates() {
    List<Map<String, INDArray>> copies = new ArrayList<>();
    for (RecurrentLayer layer : recurrent()) {
      Map<String, INDArray> copy = new HashMap<>();
      layer.rnnGetPreviousState().forEach((k, v) -> copy.put(k, v.dup()));
      copies.add(copy);
    }
    return copies;
  }

  private List<RecurrentLayer> recurrent() {
    List<RecurrentLayer> layers = new ArrayList<>();
    for (var layer : network.getLayers()) {
      if (layer instanceof RecurrentLayer recurrent) {
        layers.add(recurrent);
      }
    }
    return layers;
  }

  /** Sums the gradients that a network hands its listeners, and counts them. */
  static final class GradientSum extends BaseTrainingListener {
    INDArray sum;
    final List<INDArray> each = new ArrayList<>();

    @Override
    public void onGradientCalculation(Model model) {
      INDArray gradient = model.gradient().gradient().dup();
      each.add(gradient);
      sum = sum == null ? gradient.dup() : sum.addi(gradient);
    }
  }

  static INDArray oneHot(int examples, int classes, int steps, Random random) {
    INDArray labels =
        Nd4j.zeros(org.nd4j.linalg.api.buffer.DataType.DOUBLE, examples, classes, steps);
    for (int b = 0; b < examples; b++) {
      for (int t = 0; t < steps; t++) {
        labels.putScalar(new int[] {b, random.nextInt(classes), t}, 1);
      }
    }
    return labels;
  }
}
