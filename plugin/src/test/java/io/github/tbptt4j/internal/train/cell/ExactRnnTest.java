package io.github.tbptt4j.internal.train.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers on their own, beside DL4J's. */
class ExactRnnTest {
  private static final int EXAMPLES = 3;
  private static final int IN = 2;
  private static final int OUT = 4;
  private static final int STEPS = 6;
  private static final double MOVE = 1e-5;
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  /** DL4J's LSTMs. */
  enum Lstm {
    PLAIN(new LSTM.Builder().nOut(OUT).activation(Activation.TANH).build()),
    HARD(
        new LSTM.Builder()
            .nOut(OUT)
            .activation(Activation.SOFTSIGN)
            .gateActivationFunction(Activation.HARDSIGMOID)
            .build()),
    GRAVES(new GravesLSTM.Builder().nOut(OUT).activation(Activation.TANH).build()),
    GRAVES_HARD(
        new GravesLSTM.Builder()
            .nOut(OUT)
            .activation(Activation.IDENTITY)
            .gateActivationFunction(Activation.HARDSIGMOID)
            .build());

    final Layer layer;

    Lstm(Layer layer) {
      this.layer = layer;
    }

    BaseRecurrentLayer<?> build() {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              new NeuralNetConfiguration.Builder()
                  .seed(1)
                  .dataType(DataType.DOUBLE)
                  .list()
                  .layer(layer.clone())
                  .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build())
                  .setInputType(InputType.recurrent(IN))
                  .build());
      network.init();
      network.initGradientsView();
      network.setParams(uniform(2, network.params().shape()));
      return (BaseRecurrentLayer<?>) network.getLayer(0);
    }
  }

  private static INDArray uniform(long seed, long... shape) {
    INDArray array = Nd4j.zeros(DataType.DOUBLE, shape);
    double[] values = new Random(seed).doubles(array.length(), -1, 1).toArray();
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private final INDArray x = uniform(3, EXAMPLES, IN, STEPS);
  private final INDArray errors = uniform(4, EXAMPLES, OUT, STEPS);
  private final Map<String, INDArray> entering =
      Map.of("prevAct", uniform(5, EXAMPLES, OUT), "prevMem", uniform(6, EXAMPLES, OUT));

  @ParameterizedTest
  @EnumSource(Lstm.class)
  void withoutFactorsItIsDl4jsOwnGradient(Lstm lstm) {
    BaseRecurrentLayer<?> theirs = lstm.build();
    theirs.rnnSetPreviousState(entering);
    theirs.setInput(x, NO_WORKSPACES);
    Pair<Gradient, INDArray> expected = theirs.tbpttBackpropGradient(errors, STEPS, NO_WORKSPACES);
    Map<String, INDArray> leaving = theirs.rnnGetTBPTTState();
    INDArray gradient = theirs.getGradientsViewArray().dup();

    ExactRnn ours = new ExactRnn(theirs, 0, ErrorFlow.PLAIN);
    ours.rnnSetTBPTTState(entering);
    ours.rnnActivateUsingStoredState(x, true, true, NO_WORKSPACES);
    INDArray below = ours.backpropGradient(errors, NO_WORKSPACES).getSecond();
    assertSame(gradient, ours.getGradientsViewArray());
    assertSame(expected.getSecond(), below);
    assertEquals(leaving.keySet(), ours.rnnGetTBPTTState().keySet());
    leaving.forEach((key, state) -> assertSame(state, ours.rnnGetTBPTTState().get(key)));
  }

  private static void assertSame(INDArray expected, INDArray actual) {
    double difference = expected.distance2(actual);
    assertTrue(difference < 1e-9 * expected.norm2Number().doubleValue(), "off by " + difference);
  }

  /** LastTimeStep sets a mask on the layer in it, which then begins anew behind a gap. */
  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Lstm.class)
  void errorsDontGoThroughMaskedSteps(Lstm lstm) {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    mask.putScalar(0, 2, 0);
    mask.putScalar(1, 0, 0);
    mask.putScalar(2, STEPS - 1, 0);
    BaseRecurrentLayer<?> layer = lstm.build();
    ExactRnn ours = new ExactRnn(layer, 0, ErrorFlow.PLAIN);
    ours.setMaskArray(mask);
    ours.rnnSetTBPTTState(entering);
    ours.rnnActivateUsingStoredState(x, true, false, NO_WORKSPACES);
    ours.backpropGradient(errors, NO_WORKSPACES);
    INDArray gradient = ours.getGradientsViewArray().dup();

    layer.setMaskArray(mask);
    INDArray theta = layer.params();
    for (int i = 0; i < theta.length(); i++) {
      double value = theta.getDouble(i);
      theta.putScalar(i, value + MOVE);
      double plus = loss(layer);
      theta.putScalar(i, value - MOVE);
      double minus = loss(layer);
      theta.putScalar(i, value);
      assertEquals((plus - minus) / (2 * MOVE), gradient.getDouble(i), 1e-8, "parameter " + i);
    }
  }

  private double loss(BaseRecurrentLayer<?> layer) {
    layer.rnnSetPreviousState(entering); // where GravesLSTM reads,
    layer.rnnSetTBPTTState(entering); // and LSTM
    INDArray h = layer.rnnActivateUsingStoredState(x, false, false, NO_WORKSPACES);
    return h.mul(errors).sumNumber().doubleValue();
  }
}
