package io.github.tbptt4j.internal.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.train.cell.ErrorFlow;
import io.github.tbptt4j.internal.train.checkpoint.RandomState;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import io.github.tbptt4j.internal.train.flow.LossRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Single losses by DL4J's layers. */
class Dl4jLagsTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 8;
  private static final int START = 3;
  private static final int IN = 3;
  private static final int CLASSES = 2;
  private static final double MOVE = 1e-5;

  /** Chains that the kernels can measure, too. */
  enum Chain {
    ONE(rnn(), output()),
    STACK(rnn(), dense(), rnn(), output()),
    SYMBOLS(symbols(), output()),
    LAST_STEP(rnn(), new LastTimeStep(rnn()), ofSequence()),
    POOLED(rnn(), new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), ofSequence());

    final Layer[] layers;

    Chain(Layer... layers) {
      this.layers = layers;
    }

    boolean once() {
      return layers[layers.length - 1] instanceof OutputLayer;
    }
  }

  private static Layer rnn() {
    return new VanillaRnn.Builder().nOut(4).build();
  }

  private static Layer symbols() {
    return new VanillaRnn.Builder().nOut(4).indexInput(true).build();
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(3).activation(Activation.SIGMOID).build();
  }

  private static Layer lstm() {
    return new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
  }

  private static Layer output() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer ofSequence() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .updater(new Sgd(0));
  }

  private static MultiLayerNetwork network(RNNFormat format, Layer... layers) {
    var list = base().list();
    for (Layer layer : layers) {
      list.layer(layer.clone());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.recurrent(IN, format)).build());
    network.init();
    network.setParams(uniform(1, network.params().shape()).mul(.8));
    return network;
  }

  private static INDArray uniform(long seed, long... shape) {
    INDArray array = Nd4j.zeros(DataType.DOUBLE, shape);
    double[] values = new Random(seed).doubles(array.length(), -1, 1).toArray();
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private static INDArray oneHot(long seed, int classes, int steps) {
    INDArray y = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, classes, steps);
    Random random = new Random(seed);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < steps; t++) {
        y.putScalar(b, random.nextInt(classes), t, 1);
      }
    }
    return y;
  }

  /** One example ends early, one begins late and has a gap. */
  private static INDArray mask() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    mask.putScalar(1, STEPS - 1, 0);
    mask.putScalar(2, 0, 0);
    mask.putScalar(2, 3, 0);
    return mask;
  }

  private static Chunk chunk(boolean symbols, boolean once, boolean masked) {
    INDArray x = symbols ? oneHot(5, IN, STEPS) : uniform(5, EXAMPLES, IN, STEPS);
    INDArray y = oneHot(6, CLASSES, once ? 1 : STEPS);
    INDArray[] masks = {masked ? mask() : null};
    return new Chunk(
        2,
        new INDArray[] {x},
        new INDArray[] {once ? y.reshape(EXAMPLES, CLASSES) : y},
        masks,
        once ? new INDArray[] {null} : masks,
        once);
  }

  private static void assertSame(LagNorms expected, LagNorms actual, double tolerance) {
    assertEquals(expected.layers().size(), actual.layers().size());
    for (int i = 0; i < expected.layers().size(); i++) {
      LagNorms.Layer a = expected.layers().get(i);
      LagNorms.Layer b = actual.layers().get(i);
      assertEquals(a.name(), b.name());
      for (int k = 0; k <= expected.lags(); k++) {
        assertClose(a.norms()[k], b.norms()[k], tolerance, a.name() + ", lag " + k);
      }
      assertClose(a.sums(), b.sums(), tolerance, a.name());
      assertClose(a.gradients(), b.gradients(), tolerance, a.name());
      assertClose(a.rests(), b.rests(), tolerance, a.name());
    }
  }

  private static void assertClose(double[] a, double[] b, double tolerance, String what) {
    assertEquals(a.length, b.length, what);
    for (int i = 0; i < a.length; i++) {
      assertEquals(a[i], b[i], tolerance, what + ", " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void measuresWhatTheKernelsMeasure(Chain chain) {
    TrainableNetwork network = new MultiLayerAdapter(network(RNNFormat.NCW, chain.layers));
    ChainLags direct = new ChainLags(network, ((ChainSearch.Chain) network.chain()).links());
    Dl4jLags dl4j = new Dl4jLags(network);
    for (boolean masked : new boolean[] {false, true}) {
      Chunk chunk = chunk(chain == Chain.SYMBOLS, chain.once(), masked);
      LossRows losses = SingleLosses.of(chunk, 0);
      // Under a mask DL4J's LastTimeStep rounds to ND4J's default type, which is float.
      double tolerance = masked && chain == Chain.LAST_STEP ? 1e-7 : 1e-10;
      for (int lags : new int[] {STEPS - 2, 2}) {
        LagRequest request = new LagRequest(losses, lags, LagRequest.depths(lags, STEPS));
        assertSame(
            direct.measure(direct.bring(chunk), network.zeroState(), request),
            dl4j.measure(dl4j.bring(chunk), network.zeroState(), request),
            tolerance);
      }
    }
  }

  @Test
  void aStoredStateEntersAsAConstant() {
    for (Layer layer : new Layer[] {lstm(), simple()}) {
      TrainableNetwork network = new MultiLayerAdapter(network(RNNFormat.NCW, layer, output()));
      Dl4jLags lags = new Dl4jLags(network);
      Chunk all = chunk(false, false, false);
      NetworkState state =
          new Dl4jPass(network, vanilla -> 0).advance(all.slice(0, START), network.zeroState());
      Chunk window = all.slice(START, STEPS);
      int[] depths = {1, 3};
      LagNorms inWindow =
          lags.measure(window, state, new LagRequest(SingleLosses.of(window, 2), 2, depths));
      LagNorms inAll =
          lags.measure(
              all, network.zeroState(), new LagRequest(SingleLosses.of(all, START + 2), 2, depths));
      assertSame(inAll, inWindow, 1e-12);
    }
  }

  private static Layer simple() {
    return new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).build();
  }

  private static Layer graves() {
    return new GravesLSTM.Builder().nOut(4).activation(Activation.TANH).build();
  }

  @Tag("slow")
  @Test
  void normsAreThoseOfFiniteDifferencesOfCarriedStates() {
    for (Layer layer : new Layer[] {lstm(), graves()}) {
      MultiLayerNetwork plain = network(RNNFormat.NCW, layer, output());
      Dl4jLags lags = new Dl4jLags(new MultiLayerAdapter(plain));
      Chunk chunk = chunk(false, false, false);
      LossRows losses = SingleLosses.of(chunk, 0);
      double[][] norms =
          lags.measure(chunk, NetworkState.zero(1), LagRequest.ofNorms(losses, STEPS - 1))
              .layers()
              .get(0)
              .norms();
      for (int i = 0; i < losses.count(); i++) {
        for (int k = 1; k < losses.ways()[i]; k++) {
          assertEquals(
              norm(plain, chunk, losses.examples()[i], losses.steps()[i], k), norms[k][i], 1e-8);
        }
      }
    }
  }

  /** ||dL_s/dh_{s-k}|| of one example. */
  private static double norm(MultiLayerNetwork network, Chunk chunk, int b, int s, int k) {
    network.rnnClearPreviousState();
    for (int t = 0; t <= s - k; t++) {
      network.rnnTimeStep(Chunk.slice(chunk.features()[0], 2, t, t + 1).dup());
    }
    RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
    Map<String, INDArray> state = layer.rnnGetPreviousState();
    double squares = 0;
    for (int j = 0; j < 4; j++) {
      double[] losses = new double[2];
      for (int side = 0; side < 2; side++) {
        Map<String, INDArray> moved = new HashMap<>();
        state.forEach((key, array) -> moved.put(key, array.dup()));
        INDArray h = moved.get("prevAct");
        h.putScalar(b, j, h.getDouble(b, j) + (side == 0 ? MOVE : -MOVE));
        layer.rnnSetPreviousState(moved);
        for (int t = s - k + 1; t <= s; t++) {
          INDArray p = network.rnnTimeStep(Chunk.slice(chunk.features()[0], 2, t, t + 1).dup());
          losses[side] = 0;
          for (int c = 0; c < CLASSES; c++) {
            losses[side] -= chunk.labels()[0].getDouble(b, c, t) * Math.log(p.getDouble(b, c, 0));
          }
        }
      }
      squares += Math.pow((losses[0] - losses[1]) / (2 * MOVE), 2);
    }
    return Math.sqrt(squares);
  }

  @Test
  void gradientsKeptAreThoseThatTheTrainerComputes() {
    MultiLayerNetwork network = network(RNNFormat.NCW, graves(), output());
    Chunk chunk = chunk(false, false, false);
    LossRows losses = SingleLosses.of(chunk, 0);
    int[] depths = {1, 2, 5, STEPS};
    LagNorms.Layer measured =
        new Dl4jLags(new MultiLayerAdapter(network))
            .measure(chunk, NetworkState.zero(1), new LagRequest(losses, STEPS - 1, depths))
            .layers()
            .get(0);
    DataSet data = new DataSet(chunk.features()[0], chunk.labels()[0]);
    for (int i = 0; i < depths.length; i++) {
      INDArray sum = Nd4j.zeros(DataType.DOUBLE, network.getLayer(0).numParams());
      network.setListeners(
          new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
              sum.addi(network.getLayer(0).getGradientsViewArray().reshape(sum.shape()));
            }
          });
      TruncatedBpttTrainer.builder(network)
          .truncation(TruncatedBptt.of(1, depths[i]))
          .build()
          .fit(data);
      network.setListeners();
      assertEquals(sum.norm2Number().doubleValue() / losses.count(), measured.gradients()[i], 1e-9);
    }
  }

  /** Two inputs, two outputs with masks of their own, a layer that skips one. */
  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            base()
                .graphBuilder()
                .addInputs("a", "b")
                .setInputTypes(InputType.recurrent(IN), InputType.recurrent(2))
                .addLayer("lstm", lstm(), "a")
                .addLayer("vanilla", rnn(), "b")
                .addVertex("merged", new MergeVertex(), "lstm", "vanilla")
                .addLayer("top", new FrozenLayer(simple()), "merged")
                .addLayer("first", output(), "top")
                .addLayer("second", output(), "merged")
                .setOutputs("first", "second")
                .build());
    graph.init();
    graph.setParams(uniform(2, graph.params().shape()).mul(.8));
    return graph;
  }

  private static Chunk graphChunk() {
    INDArray labelMask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    labelMask.putScalar(0, 4, 0);
    return new Chunk(
        2,
        new INDArray[] {uniform(5, EXAMPLES, IN, STEPS), uniform(6, EXAMPLES, 2, STEPS)},
        new INDArray[] {oneHot(7, CLASSES, STEPS), oneHot(8, CLASSES, STEPS)},
        new INDArray[] {null, null},
        new INDArray[] {labelMask, null});
  }

  @Test
  void lossesOfAGraphAddUpOverItsOutputsAndPassFrozenLayers() {
    ComputationGraph graph = graph();
    TrainableNetwork network = new GraphAdapter(graph);
    Chunk chunk = graphChunk();
    LossRows losses = SingleLosses.of(chunk, 0);
    LagNorms measured =
        new Dl4jLags(network)
            .measure(chunk, network.zeroState(), LagRequest.ofNorms(losses, STEPS - 1));
    // One loss after the other, over the whole sequence, where nothing is frozen.
    TrainableNetwork thawed = thawed(graph);
    for (int i = 0; i < losses.count(); i++) {
      int b = losses.examples()[i];
      int s = losses.steps()[i];
      int row = i;
      Dl4jPass pass = new Dl4jPass(thawed, vanilla -> 0);
      pass.run(
          pass.losses(chunk.slice(0, s + 1).rows(new int[] {b, b}), s),
          thawed.zeroState(),
          new ErrorFlow(
              null,
              (layer, step, error, later) ->
                  assertEquals(
                      error.getRow(0).norm2Number().doubleValue(),
                      measured.layers().get(layer).norms()[s - step][row],
                      1e-12)));
    }
    assertEquals("layer \"lstm\"", measured.layers().get(0).name());
  }

  private static TrainableNetwork thawed(ComputationGraph graph) {
    ComputationGraph thawed =
        new ComputationGraph(
            base()
                .graphBuilder()
                .addInputs("a", "b")
                .setInputTypes(InputType.recurrent(IN), InputType.recurrent(2))
                .addLayer("lstm", lstm(), "a")
                .addLayer("vanilla", rnn(), "b")
                .addVertex("merged", new MergeVertex(), "lstm", "vanilla")
                .addLayer("top", simple(), "merged")
                .addLayer("first", output(), "top")
                .addLayer("second", output(), "merged")
                .setOutputs("first", "second")
                .build());
    thawed.init();
    thawed.setParams(graph.params());
    return new GraphAdapter(thawed);
  }

  @Test
  void aNetworkWithNoiseIsMeasuredAsItIsUsedAndLeftAlone() {
    LSTM noisy =
        new LSTM.Builder()
            .nOut(4)
            .activation(Activation.TANH)
            .dropOut(.5)
            .weightNoise(new DropConnect(.5))
            .build();
    MultiLayerNetwork network =
        network(RNNFormat.NCW, noisy, new DropoutLayer.Builder(.5).build(), output());
    MultiLayerNetwork quiet = network(RNNFormat.NCW, lstm(), output());
    quiet.setParams(network.params());
    boolean[] called = new boolean[1];
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onBackwardPass(Model model) {
            called[0] = true;
          }
        });
    Chunk chunk = chunk(false, false, false);
    LagRequest request = new LagRequest(SingleLosses.of(chunk, 0), 4, new int[] {2, 5});
    INDArray before = network.params().dup();
    RandomState random = RandomState.ofThisThread();
    LagNorms measured =
        new Dl4jLags(new MultiLayerAdapter(network)).measure(chunk, NetworkState.zero(1), request);
    assertEquals(random, RandomState.ofThisThread());
    assertEquals(before, network.params());
    assertTrue(!called[0]);
    assertTrue(network.rnnGetPreviousState(0).isEmpty());
    assertSame(
        new Dl4jLags(new MultiLayerAdapter(quiet)).measure(chunk, NetworkState.zero(1), request),
        measured,
        1e-12);
  }

  @Test
  void parametersOfTheMomentAreMeasured() {
    MultiLayerNetwork network = network(RNNFormat.NCW, lstm(), output());
    Dl4jLags lags = new Dl4jLags(new MultiLayerAdapter(network));
    Chunk chunk = chunk(false, false, false);
    LagRequest request = LagRequest.ofNorms(SingleLosses.of(chunk, 0), 3);
    lags.measure(chunk, NetworkState.zero(1), request);
    network.params().muli(.5);
    assertSame(
        new Dl4jLags(new MultiLayerAdapter(network)).measure(chunk, NetworkState.zero(1), request),
        lags.measure(chunk, NetworkState.zero(1), request),
        1e-12);
  }

  @Test
  void layoutsAreMeasuredAlike() {
    MultiLayerNetwork ncw = network(RNNFormat.NCW, lstm(), output());
    MultiLayerNetwork nwc = network(RNNFormat.NWC, lstm(), output());
    nwc.setParams(ncw.params());
    Chunk chunk = chunk(false, false, true);
    Chunk turned =
        new Chunk(
            1,
            new INDArray[] {chunk.features()[0].permute(0, 2, 1).dup('c')},
            new INDArray[] {chunk.labels()[0].permute(0, 2, 1).dup('c')},
            chunk.featureMasks(),
            chunk.labelMasks());
    LagRequest request = new LagRequest(SingleLosses.of(chunk, 0), 4, new int[] {2, 5});
    assertSame(
        new Dl4jLags(new MultiLayerAdapter(ncw)).measure(chunk, NetworkState.zero(1), request),
        new Dl4jLags(new MultiLayerAdapter(nwc)).measure(turned, NetworkState.zero(1), request),
        1e-12);
  }

  @Test
  void progressRisesToAllOfTheSteps() {
    Dl4jLags lags = new Dl4jLags(new MultiLayerAdapter(network(RNNFormat.NCW, lstm(), output())));
    Chunk chunk = chunk(false, false, false);
    List<Double> told = new ArrayList<>();
    LagRequest request = LagRequest.ofNorms(SingleLosses.of(chunk, 0), 2);
    lags.measure(chunk, NetworkState.zero(1), request, told::add);
    double all = 1 + 2 + 3.0 * (STEPS - 2);
    assertEquals(List.of(1 / all, 3 / all, 1.0), told, "by the length of their way");
  }

  @Test
  void workIsKnownBeforehand() {
    MultiLayerNetwork network = network(RNNFormat.NCW, lstm(), output());
    Dl4jLags lags = new Dl4jLags(new MultiLayerAdapter(network));
    Chunk chunk = chunk(false, false, false);
    LossRows last = SingleLosses.of(chunk, STEPS - 1);
    LagRequest request = LagRequest.ofNorms(last, 3);
    long told = lags.multiplyAdds(STEPS, EXAMPLES, request);
    assertEquals(told, lags.measure(chunk, NetworkState.zero(1), request).multiplyAdds());
    assertEquals((EXAMPLES * STEPS + 3L * EXAMPLES * 4) * network.numParams(), told);
  }

  @Test
  void notFiniteIsSaidWhere() {
    MultiLayerNetwork network = network(RNNFormat.NCW, lstm(), output());
    network.params().putScalar(0, Double.NaN);
    Chunk chunk = chunk(false, false, false);
    LagRequest request = LagRequest.ofNorms(SingleLosses.of(chunk, 0), 3);
    Dl4jLags lags = new Dl4jLags(new MultiLayerAdapter(network));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> lags.measure(chunk, NetworkState.zero(1), request));
    assertTrue(e.getMessage().startsWith("The gradient at the output of layer 0"), e.getMessage());
  }

  @Test
  void mixedExamplesAreRefused() {
    MultiLayerNetwork network =
        network(RNNFormat.NCW, lstm(), new BatchNormalization.Builder().build(), output());
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> LagPaths.of(new MultiLayerAdapter(network)));
    assertEquals(
        "Layer 1 (\"layer1\") is a BatchNormalization, which mixes the examples: single losses"
            + " can't be told apart. Take it out.",
        e.getMessage());
  }

  @Test
  void chainsGoByTheKernelsAndOthersByDl4j() {
    assertInstanceOf(
        ChainLags.class,
        LagPaths.of(new MultiLayerAdapter(network(RNNFormat.NCW, rnn(), output()))));
    assertInstanceOf(Dl4jLags.class, LagPaths.of(new GraphAdapter(graph())));
  }

  @Test
  void windowsOfExamplesAreRows() {
    Chunk chunk = chunk(false, false, true);
    Chunk windows = chunk.windowsOf(new int[] {2, 0, 2}, new int[] {1, 0, 4}, 3);
    assertEquals(3, windows.examples());
    assertEquals(3, windows.steps());
    for (int t = 0; t < 3; t++) {
      assertEquals(
          chunk.features()[0].getDouble(2, 1, 4 + t), windows.features()[0].getDouble(2, 1, t));
      assertEquals(chunk.labels()[0].getDouble(0, 1, t), windows.labels()[0].getDouble(1, 1, t));
      assertEquals(
          chunk.featureMasks()[0].getDouble(2, 1 + t), windows.featureMasks()[0].getDouble(0, t));
    }
  }
}
