package io.github.tbptt4j;

import io.github.tbptt4j.internal.train.Minibatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Counts what a network gets right, with any of DL4J's evaluations, where DL4J's own {@code
 * evaluate} doesn't know the shapes: labels that are class indices, and sequences in NWC, of which
 * it takes time steps for classes.
 *
 * <pre>{@code
 * Evaluation found = SequenceEvaluation.evaluate(network, data);
 * found.accuracy();
 * RegressionEvaluation errors =
 *     SequenceEvaluation.evaluate(network, data, new RegressionEvaluation());
 * }</pre>
 *
 * <p>All minibatches that the iterator has are evaluated, from its beginning where it can be reset;
 * each sequence as a whole, from the zero state. An output [minibatch, nOut, T] (NCW) or
 * [minibatch, T, nOut] (NWC) has labels of the same shape, or of size 1 in place of nOut for class
 * indices 0 .. nOut-1. Each time step of each example is a row, given to the evaluation as labels
 * [rows, nOut] and predictions [rows, nOut]; a labels' mask [minibatch, T] of zeros and ones says
 * which rows there are, one of the labels' shape which elements of a row count, for evaluations
 * that know such masks. The features' mask is the network's alone, as in DL4J. Outputs that aren't
 * sequences are evaluated as DL4J does.
 *
 * <p>Wrong shapes, indices out of range, steps that count and have NaN or no class at all fail with
 * an {@link IllegalArgumentException}, a network whose output has NaN with an {@link
 * IllegalStateException}; what came before such a minibatch has been counted.
 *
 * <p>When not to use it: a sequence that is too long for one pass.
 */
public final class SequenceEvaluation {
  private SequenceEvaluation() {}

  /**
   * Accuracy, precision, recall, confusion matrix.
   *
   * @param network an initialised network
   * @param data minibatches with labels
   * @return the counts
   * @throws IllegalArgumentException if labels or masks don't fit, or there are no minibatches
   */
  public static Evaluation evaluate(MultiLayerNetwork network, DataSetIterator data) {
    return evaluate(network, data, new Evaluation());
  }

  /**
   * Accuracy, precision, recall, confusion matrix of a graph with one input and one output.
   *
   * @param network an initialised network
   * @param data minibatches with labels
   * @return the counts
   * @throws IllegalArgumentException if labels or masks don't fit, or there are no minibatches
   */
  public static Evaluation evaluate(ComputationGraph network, DataSetIterator data) {
    return evaluate(network, data, new Evaluation());
  }

  /**
   * What an evaluation of DL4J's counts.
   *
   * @param network an initialised network
   * @param data minibatches with labels
   * @param <T> which evaluation
   * @param evaluation counts on
   * @return the evaluation
   * @throws IllegalArgumentException if labels or masks don't fit, or there are no minibatches
   */
  public static <T extends IEvaluation<?>> T evaluate(
      MultiLayerNetwork network, DataSetIterator data, T evaluation) {
    requireInitialised(Objects.requireNonNull(network, "network must not be null.").getLayers());
    Layer output = network.getOutputLayer().conf().getLayer();
    run(
        fromTheBeginning(data),
        Minibatch::of,
        batch ->
            new INDArray[] {
              network.output(batch.features()[0], false, batch.featureMasks()[0], null)
            },
        Map.of(0, List.of(evaluation)),
        List.of(new EvaluationRows("the network's output", format(output))));
    return evaluation;
  }

  /**
   * What an evaluation of DL4J's counts, of a graph with one input and one output.
   *
   * @param network an initialised network
   * @param data minibatches with labels
   * @param <T> which evaluation
   * @param evaluation counts on
   * @return the evaluation
   * @throws IllegalArgumentException if labels or masks don't fit, or there are no minibatches
   */
  public static <T extends IEvaluation<?>> T evaluate(
      ComputationGraph network, DataSetIterator data, T evaluation) {
    run(network, fromTheBeginning(data), Minibatch::of, Map.of(0, List.of(evaluation)));
    return evaluation;
  }

  /**
   * What evaluations of DL4J's count, of a graph with any number of inputs and outputs.
   *
   * @param network an initialised network
   * @param data minibatches with labels for each output
   * @param evaluations count on: for the number of an output, from 0, its evaluations
   * @throws IllegalArgumentException if there is no such output, labels or masks don't fit, or
   *     there are no minibatches
   */
  public static void evaluate(
      ComputationGraph network,
      MultiDataSetIterator data,
      Map<Integer, ? extends List<? extends IEvaluation<?>>> evaluations) {
    Objects.requireNonNull(data, "data must not be null.");
    if (data.resetSupported()) {
      data.reset();
    }
    run(network, data, Minibatch::of, evaluations);
  }

  private static void requireInitialised(org.deeplearning4j.nn.api.Layer[] layers) {
    if (layers == null || layers.length == 0) {
      throw new IllegalArgumentException("The network isn't initialised: call init() first.");
    }
  }

  private static DataSetIterator fromTheBeginning(DataSetIterator data) {
    Objects.requireNonNull(data, "data must not be null.");
    if (data.resetSupported()) {
      data.reset();
    }
    return data;
  }

  private static <D> void run(
      ComputationGraph network,
      Iterator<D> data,
      Function<D, Minibatch> arrays,
      Map<Integer, ? extends List<? extends IEvaluation<?>>> evaluations) {
    requireInitialised(Objects.requireNonNull(network, "network must not be null.").getLayers());
    ComputationGraphConfiguration conf = network.getConfiguration();
    List<EvaluationRows> rows = new ArrayList<>();
    for (String name : conf.getNetworkOutputs()) {
      GraphVertex vertex = conf.getVertices().get(name);
      RNNFormat format =
          vertex instanceof LayerVertex layer ? format(layer.getLayerConf().getLayer()) : null;
      rows.add(new EvaluationRows("output \"" + name + "\"", format));
    }
    for (int output : evaluations.keySet()) {
      if (output < 0 || output >= rows.size()) {
        throw new IllegalArgumentException(
            "There is no output "
                + output
                + ": the network has "
                + rows.size()
                + ", "
                + conf.getNetworkOutputs()
                + ".");
      }
    }
    run(
        data,
        arrays,
        batch -> network.output(false, batch.features(), batch.featureMasks(), null),
        new TreeMap<>(evaluations),
        rows);
  }

  private static <D> void run(
      Iterator<D> data,
      Function<D, Minibatch> arrays,
      Function<Minibatch, INDArray[]> network,
      Map<Integer, ? extends List<? extends IEvaluation<?>>> evaluations,
      List<EvaluationRows> rows) {
    if (!data.hasNext()) {
      throw new IllegalArgumentException(
          "The iterator has no minibatch: reset it, or give one with data.");
    }
    for (int i = 0; data.hasNext(); i++) {
      Minibatch batch = arrays.apply(data.next());
      requireComplete(batch, i, rows.size());
      INDArray[] outputs = network.apply(batch);
      evaluations.forEach(
          (output, each) ->
              rows.get(output)
                  .count(
                      batch.labels()[output],
                      outputs[output],
                      batch.labelMasks() == null ? null : batch.labelMasks()[output],
                      each));
    }
  }

  private static void requireComplete(Minibatch batch, int index, int outputs) {
    int features = given(batch.features());
    int labels = given(batch.labels());
    if (features == 0 || labels != outputs) {
      throw new IllegalArgumentException(
          "Minibatch "
              + index
              + " has features for "
              + features
              + " inputs and labels for "
              + labels
              + " outputs: the network has "
              + outputs
              + " outputs, and each needs labels.");
    }
  }

  private static int given(INDArray[] arrays) {
    return arrays == null ? 0 : (int) Arrays.stream(arrays).filter(Objects::nonNull).count();
  }

  /** How the output lies, or null where it is no sequence or nothing says how. */
  private static RNNFormat format(Layer layer) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      return format(wrapper.getUnderlying());
    } else if (layer instanceof FrozenLayer frozen) {
      return format(frozen.getLayer());
    } else if (layer instanceof Bidirectional both) {
      return format(both.getFwd());
    } else if (layer instanceof RnnOutputLayer output) {
      return orNcw(output.getRnnDataFormat());
    } else if (layer instanceof RnnLossLayer loss) {
      return orNcw(loss.getRnnDataFormat());
    } else if (layer instanceof BaseRecurrentLayer recurrent) {
      return orNcw(recurrent.getRnnDataFormat());
    }
    return null;
  }

  /** What DL4J computes without one. */
  private static RNNFormat orNcw(RNNFormat format) {
    return format == null ? RNNFormat.NCW : format;
  }
}
