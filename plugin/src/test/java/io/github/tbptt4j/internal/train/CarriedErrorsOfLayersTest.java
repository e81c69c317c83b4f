package io.github.tbptt4j.internal.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.train.cell.ErrorFlow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Errors that DL4J's path multiplies and shows, against central differences through DL4J's own
 * single steps. A factor rho on the way back from step t+1 is the slope of what step t+1 gets in
 * the place of h_t: base + rho (h_t - base), with base the value of h_t before any parameter moves.
 */
class CarriedErrorsOfLayersTest {
  private static final int EXAMPLES = 3;
  private static final int IN = 2;
  private static final int CLASSES = 2;
  private static final int BEFORE = 2;
  private static final int STEPS = 6;
  private static final int FIRST_ERROR = 1;
  private static final double[] CARRY = {1.5, 0.3, 1, 2, 1.2};
  private static final double MOVE = 1e-4;

  /** Recurrent layers of all kinds, alone and on each other. */
  enum Net {
    LSTMS(lstm(Activation.TANH, Activation.SIGMOID)),
    HARD_GATES(lstm(Activation.SOFTSIGN, Activation.HARDSIGMOID)),
    GRAVES(graves(Activation.SIGMOID)),
    GRAVES_OTHER_GATES(graves(Activation.RATIONALTANH)),
    SIMPLE(simple(Activation.TANH)),
    IDENTITY(simple(Activation.IDENTITY)),
    VANILLA(vanilla()),
    STACK(lstm(Activation.TANH, Activation.SIGMOID), simple(Activation.SIGMOID)),
    MIXED(graves(Activation.SIGMOID), vanilla(), lstm(Activation.IDENTITY, Activation.SIGMOID));

    final org.deeplearning4j.nn.conf.layers.Layer[] layers;

    Net(org.deeplearning4j.nn.conf.layers.Layer... layers) {
      this.layers = layers;
    }

    MultiLayerNetwork build(RNNFormat format) {
      var list =
          new NeuralNetConfiguration.Builder()
              .seed(3)
              .dataType(DataType.DOUBLE)
              .updater(new Sgd(0))
              .list();
      for (var layer : layers) {
        list.layer(layer.clone());
      }
      list.layer(
          new RnnOutputLayer.Builder(LossFunction.MCXENT)
              .nOut(CLASSES)
              .activation(Activation.SOFTMAX)
              .build());
      MultiLayerNetwork network =
          new MultiLayerNetwork(list.setInputType(InputType.recurrent(IN, format)).build());
      network.init();
      network.setParams(uniform(1, network.params().shape()).mul(.8));
      return network;
    }
  }

  private static LSTM lstm(Activation f, Activation gates) {
    return new LSTM.Builder().nOut(3).activation(f).gateActivationFunction(gates).build();
  }

  private static GravesLSTM graves(Activation gates) {
    return new GravesLSTM.Builder()
        .nOut(4)
        .activation(Activation.TANH)
        .gateActivationFunction(gates)
        .build();
  }

  private static SimpleRnn simple(Activation f) {
    return new SimpleRnn.Builder().nOut(3).activation(f).build();
  }

  private static VanillaRnn vanilla() {
    return new VanillaRnn.Builder().nOut(3).build();
  }

  private static INDArray uniform(long seed, long... shape) {
    INDArray array = Nd4j.zeros(DataType.DOUBLE, shape);
    double[] values = new Random(seed).doubles(array.length(), -1, 1).toArray();
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private final INDArray x = uniform(5, EXAMPLES, IN, BEFORE + STEPS);
  private final INDArray y = labels();
  private final INDArray mask = mask();

  private static INDArray labels() {
    INDArray y = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, CLASSES, BEFORE + STEPS);
    Random random = new Random(6);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < BEFORE + STEPS; t++) {
        y.putScalar(b, random.nextInt(CLASSES), t, 1);
      }
    }
    return y;
  }

  /** A gap in the window, and an end before its last step. */
  private static INDArray mask() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, BEFORE + STEPS);
    mask.putScalar(0, BEFORE + 2, 0);
    mask.putScalar(1, BEFORE + STEPS - 1, 0);
    return mask;
  }

  private Chunk chunk(RNNFormat format, boolean masked) {
    boolean nwc = format == RNNFormat.NWC;
    return new Chunk(
        nwc ? 1 : 2,
        new INDArray[] {nwc ? x.permute(0, 2, 1).dup('c') : x},
        new INDArray[] {nwc ? y.permute(0, 2, 1).dup('c') : y},
        new INDArray[] {masked ? mask : null},
        new INDArray[] {masked ? mask : null});
  }

  /** The window's gradient, with the state that the steps before have left. */
  private INDArray gradient(Net net, RNNFormat format, boolean masked, ErrorFlow flow) {
    TrainableNetwork network = new MultiLayerAdapter(net.build(format));
    Dl4jPass pass = new Dl4jPass(network, layer -> 0);
    Chunk all = chunk(format, masked);
    NetworkState entering = pass.advance(all.slice(0, BEFORE), network.zeroState());
    OwnedLosses owned = pass.losses(all.slice(BEFORE, BEFORE + STEPS), FIRST_ERROR);
    pass.run(owned, entering, flow);
    return network.gradientView().dup();
  }

  /** The window's loss as a function of parameters and, at one step, of one layer's h. */
  private final class Plain {
    private final MultiLayerNetwork network;
    private final boolean masked;
    private final double[] carry;
    private final List<Map<String, INDArray>> entering;
    private final List<List<Map<String, INDArray>>> base = new ArrayList<>(); // by step
    private int movedLayer = -1;
    private int movedStep;
    private INDArray move;

    Plain(Net net, boolean masked, double[] carry) {
      network = net.build(RNNFormat.NCW);
      this.masked = masked;
      this.carry = carry;
      for (int t = 0; t < BEFORE; t++) {
        step(t);
      }
      entering = states();
      for (int t = 0; t < STEPS; t++) {
        step(BEFORE + t);
        base.add(states());
      }
    }

    private INDArray step(int t) {
      INDArray h = Chunk.slice(x, 2, t, t + 1).dup();
      INDArray m = mask.getColumn(t, true);
      int number = 0;
      for (Layer layer : network.getLayers()) {
        if (!(layer instanceof RecurrentLayer recurrent)) {
          h = layer.activate(h, false, LayerWorkspaceMgr.noWorkspaces());
          continue;
        }
        h = recurrent.rnnTimeStep(h, LayerWorkspaceMgr.noWorkspaces());
        Map<String, INDArray> state = copy(recurrent.rnnGetPreviousState());
        if (number == movedLayer && t == BEFORE + movedStep) {
          h = h.add(move.reshape(h.shape()));
          state.get("prevAct").addi(move);
        }
        if (masked && state.size() == 1) { // LSTMs know no mask
          h = h.mul(m.reshape(m.length(), 1, 1));
          state.replaceAll((key, array) -> array.mulColumnVector(m));
        }
        recurrent.rnnSetPreviousState(state);
        number++;
      }
      return h;
    }

    private List<RecurrentLayer> recurrent() {
      List<RecurrentLayer> layers = new ArrayList<>();
      for (Layer layer : network.getLayers()) {
        if (layer instanceof RecurrentLayer recurrent) {
          layers.add(recurrent);
        }
      }
      return layers;
    }

    private List<Map<String, INDArray>> states() {
      return recurrent().stream().map(layer -> copy(layer.rnnGetPreviousState())).toList();
    }

    private static Map<String, INDArray> copy(Map<String, INDArray> state) {
      Map<String, INDArray> copy = new HashMap<>();
      state.forEach((key, array) -> copy.put(key, array.dup()));
      return copy;
    }

    double loss() {
      List<RecurrentLayer> layers = recurrent();
      for (int i = 0; i < layers.size(); i++) {
        layers.get(i).rnnSetPreviousState(entering.get(i));
      }
      double sum = 0;
      for (int t = 0; t < STEPS; t++) {
        INDArray p = step(BEFORE + t);
        for (int b = 0; b < EXAMPLES && t >= FIRST_ERROR; b++) {
          for (int c = 0; c < CLASSES; c++) {
            double weight = masked ? mask.getDouble(b, BEFORE + t) : 1;
            sum -= weight * y.getDouble(b, c, BEFORE + t) * Math.log(p.getDouble(b, c, 0));
          }
        }
        for (int i = 0; i < layers.size() && t < STEPS - 1; i++) {
          layers.get(i).rnnSetPreviousState(carried(i, t));
        }
      }
      return sum;
    }

    private Map<String, INDArray> carried(int layer, int t) {
      Map<String, INDArray> carried = new HashMap<>();
      recurrent()
          .get(layer)
          .rnnGetPreviousState()
          .forEach(
              (key, now) -> {
                INDArray before = base.get(t).get(layer).get(key);
                carried.put(key, now.sub(before).mul(carry[t]).add(before));
              });
      return carried;
    }

    /** The derivative in a direction of all parameters, of fourth order. */
    double slope(INDArray direction) {
      INDArray theta = network.params();
      INDArray original = theta.dup();
      double[] losses = new double[4];
      int[] factors = {-2, -1, 1, 2};
      for (int i = 0; i < factors.length; i++) {
        theta.assign(original.add(direction.mul(factors[i] * MOVE)));
        losses[i] = loss();
      }
      theta.assign(original);
      return (losses[0] - 8 * losses[1] + 8 * losses[2] - losses[3]) / (12 * MOVE);
    }

    /** dL/dh of one example and unit. */
    double error(int layer, int step, int example, int unit, long units) {
      movedLayer = layer;
      movedStep = step;
      move = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, units);
      move.putScalar(example, unit, MOVE / 10);
      double plus = loss();
      move.negi();
      double minus = loss();
      movedLayer = -1;
      return (plus - minus) / (.2 * MOVE);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Net.class)
  void errorsAreMultipliedOnEveryWayFromStepToStep(Net net) {
    for (boolean masked : new boolean[] {false, true}) {
      Plain plain = new Plain(net, masked, CARRY);
      INDArray gradient = gradient(net, RNNFormat.NCW, masked, new ErrorFlow(CARRY, null));
      for (int seed = 10; seed < 14; seed++) {
        INDArray direction = uniform(seed, gradient.shape());
        double expected = plain.slope(direction);
        double actual = gradient.mul(direction).sumNumber().doubleValue();
        assertEquals(expected, actual, 1e-8, net + ", masked " + masked);
      }
      INDArray nwc = gradient(net, RNNFormat.NWC, masked, new ErrorFlow(CARRY, null));
      assertTrue(nwc.distance2(gradient) < 1e-12, net + ", masked " + masked);
      INDArray plainWay = gradient(net, RNNFormat.NCW, masked, ErrorFlow.PLAIN);
      assertTrue(plainWay.distance2(gradient) > 1e-3, net + ", masked " + masked);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Net.class)
  void observerSeesTheWholeErrorOfEachStep(Net net) {
    Plain plain = new Plain(net, false, CARRY);
    List<INDArray> seen = new ArrayList<>();
    List<int[]> where = new ArrayList<>();
    INDArray[] later = new INDArray[net.layers.length];
    INDArray gradient =
        gradient(
            net,
            RNNFormat.NCW,
            false,
            new ErrorFlow(
                CARRY,
                (layer, step, error, ofLater) -> {
                  seen.add(error.dup());
                  where.add(new int[] {layer, step});
                  if (step == STEPS - 1) {
                    assertEquals(0, ofLater.norm2Number().doubleValue());
                  }
                  later[layer] = ofLater.dup();
                }));
    assertEquals(net.layers.length * STEPS, seen.size());
    for (int i = 0; i < seen.size(); i++) {
      int layer = where.get(i)[0];
      int step = where.get(i)[1];
      long units = seen.get(i).size(1);
      for (int b = 0; b < EXAMPLES; b++) {
        int unit = (step + b) % (int) units;
        assertEquals(
            plain.error(layer, step, b, unit, units),
            seen.get(i).getDouble(b, unit),
            1e-7,
            net + ", layer " + layer + ", step " + step);
      }
    }
    for (INDArray ofLater : later) { // all but what the first step adds
      assertTrue(ofLater.norm2Number().doubleValue() < gradient.norm2Number().doubleValue());
    }
  }

  /** A layer that changes its input where it lies, as dropout does in networks of DL4J's. */
  private static final class Halving implements IDropout {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray applyDropout(
        INDArray x, INDArray to, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
      return to.assign(x.mul(.5));
    }

    @Override
    public INDArray backprop(INDArray error, INDArray to, int iteration, int epoch) {
      return to.assign(error.mul(.5));
    }

    @Override
    public void clear() {}

    @Override
    public IDropout clone() {
      return this;
    }
  }

  @Test
  void whatTheLayerAboveDropsOutDoesNotChangeWhatThisOneGoesBackOver() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0))
                .list()
                .layer(simple(Activation.TANH))
                .layer(new DropoutLayer.Builder(new Halving()).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(IN))
                .build());
    network.init();
    TrainableNetwork adapter = new MultiLayerAdapter(network);
    Dl4jPass pass = new Dl4jPass(adapter, layer -> 0);
    OwnedLosses owned = pass.losses(chunk(RNNFormat.NCW, false), 0);
    pass.run(owned, adapter.zeroState(), ErrorFlow.PLAIN);
    INDArray gradient = adapter.gradientView().dup();
    INDArray theta = network.params();
    for (int i = 0; i < theta.length(); i++) {
      double value = theta.getDouble(i);
      theta.putScalar(i, value + MOVE / 10);
      double plus = pass.run(owned, adapter.zeroState(), ErrorFlow.PLAIN).losses().sums()[0];
      theta.putScalar(i, value - MOVE / 10);
      double minus = pass.run(owned, adapter.zeroState(), ErrorFlow.PLAIN).losses().sums()[0];
      theta.putScalar(i, value);
      assertEquals((plus - minus) / (.2 * MOVE), gradient.getDouble(i), 1e-7);
    }
  }
}
