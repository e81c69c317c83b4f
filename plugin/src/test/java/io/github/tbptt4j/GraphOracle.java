package io.github.tbptt4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What {@code TruncatedBpttTrainer} must differentiate in a graph with several inputs and outputs,
 * computed with DL4J's inference alone: the sum over windows and outputs of the losses, each window
 * entered with the states that theta0 gives at its first step.
 */
final class GraphOracle {
  /** Cross entropy per entry of the softmax's output and the labels. */
  static final BinaryOperator<INDArray> MCXENT = (p, y) -> Transforms.log(p).muli(y).negi();

  /** Squared error per entry, NCW; DL4J averages over the entries of a step. */
  static BinaryOperator<INDArray> mse(int sizeAxis) {
    return (p, y) -> Transforms.pow(p.sub(y), 2).divi(p.size(sizeAxis));
  }

  private static final double STEP = 1e-5;
  private static final int DIRECTIONS = 6;

  private final ComputationGraph graph;
  private final int timeAxis;
  private final MultiDataSet data;
  private final List<BinaryOperator<INDArray>> losses;

  GraphOracle(
      ComputationGraph graph,
      int timeAxis,
      MultiDataSet data,
      List<BinaryOperator<INDArray>> losses) {
    this.graph = graph;
    this.timeAxis = timeAxis;
    this.data = data;
    this.losses = losses;
  }

  /** Largest error of the trainer's gradient in a few directions, relative to both norms. */
  double error(TruncatedBptt truncation) {
    int steps = (int) data.getFeatures(0).size(timeAxis);
    List<WindowOracle.Span> spans = WindowOracle.spans(truncation.k1(), truncation.k2(), steps);
    WindowOracle.GradientSum trained = new WindowOracle.GradientSum();
    graph.setListeners(trained);
    TruncatedBpttTrainer.builder(graph).truncation(truncation).build().fit(data);
    graph.setListeners();
    INDArray gradient = trained.sum;
    INDArray theta = graph.params();
    INDArray original = theta.dup();
    INDArray trainable = trainable();
    List<List<Map<String, INDArray>>> states = enteringStates(spans);
    double worst = gradient.mul(trainable.rsub(1)).norm2Number().doubleValue(); // frozen: zero
    for (int seed = 0; seed < DIRECTIONS; seed++) {
      INDArray direction = TestNetworks.uniform(seed, 1, theta.shape()).mul(trainable);
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

  /** One for each parameter that training moves, zero for those of frozen layers. */
  private INDArray trainable() {
    ComputationGraph marks = graph.clone();
    marks.params().assign(1);
    for (Layer layer : marks.getLayers()) {
      if (layer.getClass().getSimpleName().startsWith("Frozen") && layer.numParams() > 0) {
        layer.params().assign(0);
      }
    }
    return marks.params().dup();
  }

  private List<List<Map<String, INDArray>>> enteringStates(List<WindowOracle.Span> spans) {
    List<List<Map<String, INDArray>>> states = new ArrayList<>();
    for (WindowOracle.Span span : spans) {
      forget();
      if (span.start() > 0) {
        outputs(0, span.start());
      }
      List<Map<String, INDArray>> entering = new ArrayList<>();
      for (RecurrentLayer layer : recurrent()) {
        Map<String, INDArray> copy = new HashMap<>();
        layer.rnnGetTBPTTState().forEach((key, state) -> copy.put(key, state.dup()));
        entering.add(copy);
      }
      states.add(entering);
    }
    forget();
    return states;
  }

  private double surrogate(
      List<WindowOracle.Span> spans, List<List<Map<String, INDArray>>> states) {
    double sum = 0;
    for (int w = 0; w < spans.size(); w++) {
      WindowOracle.Span span = spans.get(w);
      for (int i = 0; i < recurrent().size(); i++) {
        enter(recurrent().get(i), states.get(w).get(i));
      }
      List<INDArray> outputs = outputs(span.start(), span.end());
      for (int o = 0; o < outputs.size(); o++) {
        int hidden = span.firstError() - span.start();
        int steps = span.end() - span.start();
        INDArray loss =
            losses
                .get(o)
                .apply(
                    slice(outputs.get(o), timeAxis, hidden, steps),
                    slice(data.getLabels(o), timeAxis, span.firstError(), span.end()));
        sum += masked(loss, o, span).sumNumber().doubleValue();
      }
    }
    forget();
    return sum;
  }

  private INDArray masked(INDArray loss, int output, WindowOracle.Span span) {
    INDArray mask = data.getLabelsMaskArrays() == null ? null : data.getLabelsMaskArray(output);
    if (mask == null) {
      return loss;
    }
    INDArray cut = slice(mask, mask.rank() - 1, span.firstError(), span.end());
    INDArray ncw = timeAxis == 2 ? loss : loss.permute(0, 2, 1);
    return ncw.mul(
        mask.rank() == 3
            ? cut
            : cut.reshape(cut.size(0), 1, cut.size(1)).broadcast(ncw.shape().clone()));
  }

  /** The outputs of some steps; the layers' states go on. */
  private List<INDArray> outputs(int from, int to) {
    INDArray[] x = new INDArray[data.getFeatures().length];
    INDArray[] masks = new INDArray[x.length];
    boolean masked = data.getFeaturesMaskArrays() != null;
    for (int i = 0; i < x.length; i++) {
      x[i] = slice(data.getFeatures(i), timeAxis, from, to);
      INDArray mask = masked ? data.getFeaturesMaskArray(i) : null;
      masks[i] = mask == null ? null : slice(mask, 1, from, to);
    }
    graph.setLayerMaskArrays(masked ? masks : null, null);
    Map<String, INDArray> activations = graph.rnnActivateUsingStoredState(x, false, true);
    graph.clearLayerMaskArrays();
    return graph.getConfiguration().getNetworkOutputs().stream().map(activations::get).toList();
  }

  private void forget() {
    recurrent().forEach(layer -> enter(layer, Map.of()));
  }

  // DL4J's LSTMs store into one map and read from the other.
  private static void enter(RecurrentLayer layer, Map<String, INDArray> state) {
    layer.rnnSetTBPTTState(state);
    layer.rnnSetPreviousState(state);
  }

  private List<RecurrentLayer> recurrent() {
    List<RecurrentLayer> layers = new ArrayList<>();
    for (Layer layer : graph.getLayers()) {
      Layer inner = layer;
      while (inner instanceof BaseWrapperLayer wrapper) {
        inner = wrapper.getUnderlying();
      }
      if (inner instanceof RecurrentLayer found) {
        layers.add(found);
      }
    }
    return layers;
  }

  static INDArray slice(INDArray array, int axis, int from, int to) {
    INDArrayIndex[] indices = new INDArrayIndex[array.rank()];
    java.util.Arrays.fill(indices, NDArrayIndex.all());
    indices[array.rank() - 1] = NDArrayIndex.interval(from, to);
    int last = array.rank() - 1;
    return array.swapAxes(axis, last).dup('c').get(indices).swapAxes(axis, last).dup('c');
  }
}
