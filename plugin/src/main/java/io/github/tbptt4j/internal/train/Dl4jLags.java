package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.cell.ErrorFlow;
import io.github.tbptt4j.internal.train.checkpoint.RandomState;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import io.github.tbptt4j.internal.train.flow.LossRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Single losses by DL4J's layers, for every network that can be trained in windows. A loss becomes
 * an example of its own: the K+1 steps up to it, entered with the state that the sequence had
 * there, with no other loss than that of the last step. A backward pass takes a block of them back
 * side by side.
 *
 * <p>What runs is a copy of the network without dropout, weight noise and frozen layers. Losses of
 * one network add up where it has several outputs.
 */
final class Dl4jLags implements LagPass {
  /** Of the numbers that a block's forward pass leaves for its backward pass. */
  private static final long BLOCK_BYTES = 64L << 20;

  /** Forward, to what is below, and to parameters. */
  private static final int PRODUCTS = 3;

  private final TrainableNetwork network;
  private final TrainableNetwork copy;
  private final Dl4jPass pass; // of the copy

  /**
   * For a network.
   *
   * @throws IllegalStateException if it can't be trained in windows, or mixes examples
   */
  Dl4jLags(TrainableNetwork network) {
    network.requireTrainable();
    network.requireIndependentExamples("single losses can't be told apart. Take it out.");
    this.network = network;
    RandomState random = RandomState.ofThisThread(); // init() begins it anew
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      copy = network.copy();
    } finally {
      random.set();
    }
    for (int i = 0; i < copy.layers().length; i++) {
      Layer layer = copy.layers()[i];
      withoutNoise(layer);
      withoutNoise(LayerRules.inner(layer));
      if (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
        thaw(i, LayerRules.inner(layer));
      }
    }
    pass = new Dl4jPass(copy, layer -> 0);
  }

  private static void withoutNoise(Layer layer) {
    layer.conf().getLayer().setIDropout(null);
    if (layer.conf().getLayer() instanceof BaseLayer base) {
      base.setWeightNoise(null);
    }
  }

  /** Errors go through, and there is room for a gradient that nobody uses. */
  private void thaw(int index, Layer layer) {
    if (layer.numParams() > 0) {
      INDArray parameters = layer.params();
      layer.setBackpropGradientsViewArray(
          Nd4j.zeros(parameters.dataType(), 1, parameters.length()));
    }
    copy.replaceLayer(index, layer);
  }

  @Override
  public Chunk bring(Chunk minibatch) {
    return minibatch;
  }

  @Override
  public LagNorms measure(
      Chunk steps, NetworkState entering, LagRequest request, DoubleConsumer progress) {
    RandomState random = RandomState.ofThisThread();
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      copy.model().setParams(network.model().params());
      return new Measurement(steps, request).run(entering, progress);
    } finally {
      random.set();
    }
  }

  @Override
  public int stepsOfALoss() {
    return 10;
  }

  @Override
  public long multiplyAdds(int steps, int examples, LagRequest request) {
    long window = copy.oneLossASequence() ? steps : request.lags() + 1;
    return multiplyAdds(steps, examples, request.losses().count() * window);
  }

  private long multiplyAdds(long steps, long examples, long stepsOfWindows) {
    return (steps * examples + PRODUCTS * stepsOfWindows) * copy.model().numParams();
  }

  /** One measurement. */
  private final class Measurement implements ErrorFlow.Observer {
    private final Chunk steps;
    private final LagRequest request;
    private final LossRows losses;
    private final int[] depths; // steps of each loss's window
    private final List<LagCollector> layers = new ArrayList<>(); // recurrent ones
    private int[] block; // the losses that run now
    private Chunk windows;

    Measurement(Chunk steps, LagRequest request) {
      this.steps = steps;
      this.request = request;
      losses = request.losses();
      depths = IntStream.range(0, losses.count()).map(this::depth).toArray();
      for (int i = 0; i < copy.layers().length; i++) {
        if (LayerRules.isRecurrent(copy.layers()[i])) {
          String name = copy.layerName(i);
          layers.add(
              new LagCollector(Character.toLowerCase(name.charAt(0)) + name.substring(1), request));
        }
      }
    }

    /**
     * A pooled sequence is seen as a whole or not at all, and LastTimeStep has to see a real step
     * of it.
     */
    private int depth(int row) {
      int most = request.lags() + 1;
      int way = losses.ways()[row];
      if (steps.labelsOfSequences()) {
        return copy.pools() || way <= most ? losses.steps()[row] + 1 : most;
      }
      return Math.min(way, most);
    }

    LagNorms run(NetworkState entering, DoubleConsumer progress) {
      long toGo = Arrays.stream(depths).asLongStream().sum();
      long gone = 0;
      NetworkState[] states =
          steps.labelsOfSequences() ? statesOfSequences(entering) : states(entering);
      for (int depth : Arrays.stream(depths).distinct().sorted().toArray()) {
        int[] rows = rows(i -> depths[i] == depth);
        int size = blockSize(depth);
        for (int from = 0; from < rows.length; from += size) {
          int to = Math.min(rows.length, from + size);
          run(Arrays.copyOfRange(rows, from, to), depth, states);
          gone += (long) (to - from) * depth;
          progress.accept((double) gone / toGo);
        }
      }
      return new LagNorms(
          losses,
          request.lags(),
          request.depths(),
          layers.stream().map(LagCollector::result).toList(),
          multiplyAdds(steps.steps(), steps.examples(), toGo));
    }

    private int[] rows(IntPredicate which) {
      return IntStream.range(0, losses.count()).filter(which).toArray();
    }

    private int begin(int row) {
      return losses.steps()[row] + 1 - depths[row];
    }

    /** The state before each loss's window, of its example. */
    private NetworkState[] states(NetworkState entering) {
      Map<Integer, List<Integer>> byBegin = new TreeMap<>();
      for (int i = 0; i < losses.count(); i++) {
        byBegin.computeIfAbsent(begin(i), step -> new ArrayList<>()).add(i);
      }
      NetworkState[] states = new NetworkState[losses.count()];
      NetworkState state = entering;
      int at = 0;
      for (Map.Entry<Integer, List<Integer>> group : byBegin.entrySet()) {
        if (at < group.getKey()) {
          state = pass.advance(steps.slice(at, group.getKey()), state);
          at = group.getKey();
        }
        for (int row : group.getValue()) {
          states[row] = state.rows(new int[] {losses.examples()[row]});
        }
      }
      return states;
    }

    /** The same, sequence by sequence: a step of one may be padding for another. */
    private NetworkState[] statesOfSequences(NetworkState entering) {
      NetworkState[] states = new NetworkState[losses.count()];
      for (int row = 0; row < states.length; row++) {
        int[] example = {losses.examples()[row]};
        NetworkState state = entering.rows(example);
        states[row] =
            begin(row) == 0 ? state : pass.advance(steps.slice(0, begin(row)).rows(example), state);
      }
      return states;
    }

    private int blockSize(int depth) {
      long numbers = 0;
      for (Layer layer : copy.layers()) {
        if (LayerRules.inner(layer).conf().getLayer() instanceof FeedForwardLayer sized) {
          numbers += sized.getNIn() + 12 * sized.getNOut(); // what an LSTM keeps, and no less
        }
      }
      long bytes = numbers * depth * copy.model().params().dataType().width();
      return (int) Math.max(1, Math.min(losses.count(), BLOCK_BYTES / Math.max(1, bytes)));
    }

    private void run(int[] rows, int depth, NetworkState[] states) {
      block = rows;
      int[] examples = Arrays.stream(rows).map(row -> losses.examples()[row]).toArray();
      int[] begins = Arrays.stream(rows).map(this::begin).toArray();
      windows = steps.windowsOf(examples, begins, depth);
      int loss = steps.labelsOfSequences() ? 0 : depth - 1;
      pass.run(pass.losses(windows, loss), together(rows, states), new ErrorFlow(null, this));
      int number = 0;
      for (Layer layer : copy.layers()) {
        if (LayerRules.isRecurrent(layer)) {
          layers.get(number++).end(depth, LayerRules.inner(layer).getGradientsViewArray());
        }
      }
    }

    private NetworkState together(int[] rows, NetworkState[] states) {
      List<NetworkState> parts = new ArrayList<>();
      List<int[]> places = new ArrayList<>();
      for (int i = 0; i < rows.length; i++) {
        NetworkState state = states[rows[i]];
        if (state.bytes() > 0) { // else it is DL4J's zero state
          parts.add(state);
          places.add(new int[] {i});
        }
      }
      return parts.isEmpty() ? copy.zeroState() : NetworkState.join(parts, places, rows.length);
    }

    @Override
    public void error(int layer, int step, INDArray error, INDArray later) {
      int lag = depths[block[0]] - 1 - step;
      layers.get(layer).add(lag, block, row -> SingleLosses.isReal(windows, row, step), error);
      layers.get(layer).keep(lag, later);
    }
  }
}
