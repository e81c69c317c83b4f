package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.dl4j.Numbers.assertGradientIsExact;
import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** Dropout, noise, penalties, constraints, updaters and DL4J's clipping act as on SimpleRnn. */
class RegularisationTest {

  /** A setting of DL4J's builder for recurrent layers. */
  record Setting(String name, Consumer<BaseRecurrentLayer.Builder<?>> set) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Setting> settings() {
    return Stream.of(
        new Setting("dropOut", b -> b.dropOut(0.6)),
        new Setting("dropConnect", b -> b.weightNoise(new DropConnect(0.7))),
        new Setting("l1", b -> b.l1(0.02)),
        new Setting("l2", b -> b.l2(0.3)),
        new Setting("l1Bias", b -> b.l1Bias(0.02)),
        new Setting("l2Bias", b -> b.l2Bias(0.3)),
        new Setting("weightDecay", b -> b.weightDecay(0.2)),
        new Setting("weightDecayBias", b -> b.weightDecayBias(0.2)),
        new Setting("updater", b -> b.updater(new Adam(0.01))),
        new Setting("biasUpdater", b -> b.biasUpdater(new Sgd(0.9))),
        new Setting("clip value", b -> clip(b, "ClipElementWiseAbsoluteValue", 0.01)),
        new Setting("clip norm", b -> clip(b, "ClipL2PerLayer", 0.05)),
        new Setting("clip norm per array", b -> clip(b, "ClipL2PerParamType", 0.05)),
        new Setting("biasInit", b -> b.biasInit(0.7)),
        new Setting("weightInitRecurrent", b -> b.weightInitRecurrent(xavierUniform())));
  }

  private static org.deeplearning4j.nn.weights.IWeightInit xavierUniform() {
    return new org.deeplearning4j.nn.weights.WeightInitXavierUniform();
  }

  private static void clip(BaseRecurrentLayer.Builder<?> builder, String how, double threshold) {
    builder.gradientNormalization(GradientNormalization.valueOf(how));
    builder.gradientNormalizationThreshold(threshold);
  }

  private static Net net(BaseRecurrentLayer.Builder<?> rnn, IUpdater updater) {
    NeuralNetConfiguration.Builder global =
        new NeuralNetConfiguration.Builder().seed(21).dataType(DataType.DOUBLE).updater(updater);
    return net(rnn, global);
  }

  private static Net net(BaseRecurrentLayer.Builder<?> rnn, NeuralNetConfiguration.Builder global) {
    return Net.of(
        Kind.MULTI_LAYER,
        global,
        InputType.recurrent(Sequences.N_IN),
        rnn.nOut(5).build(),
        StackTest.output());
  }

  private static INDArray trained(Net net) {
    Nd4j.getRandom().setSeed(99); // for dropout and noise
    for (int i = 0; i < 4; i++) {
      net.fit(Sequences.labelled(3, 9, Mask.RAGGED));
    }
    return net.params().dup();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settingActsAsOnSimpleRnn(Setting setting) {
    VanillaRnn.Builder ours = new VanillaRnn.Builder();
    SimpleRnn.Builder dl4js = new SimpleRnn.Builder().activation(Activation.TANH);
    setting.set().accept(ours);
    setting.set().accept(dl4js);
    INDArray without = trained(net(new VanillaRnn.Builder(), new Sgd(0.3)));
    INDArray actual = trained(net(ours, new Sgd(0.3)));
    INDArray expected = trained(net(dl4js, new Sgd(0.3)));
    assertTrue(largestDifference(without, actual) > 1e-4, "the setting acts");
    assertTrue(largestDifference(expected, actual) < 1e-9, "as on SimpleRnn");
  }

  @Test
  void clipGradientValueBoundsEachElementOfTheUpdate() {
    INDArray update = update(new VanillaRnn.Builder().clipGradientValue(0.02));
    assertEquals(0.02, largest(update), 1e-12);
  }

  @Test
  void clipGradientNormBoundsTheNormOfTheUpdate() {
    INDArray update = update(new VanillaRnn.Builder().clipGradientNorm(0.02));
    assertEquals(0.02, update.norm2Number().doubleValue(), 1e-12);
  }

  /** What one iteration with learning rate 1 changes in the recurrent layer. */
  private static INDArray update(VanillaRnn.Builder builder) {
    Net net = net(builder, new Sgd(1.0));
    INDArray before = net.layer(0).params().dup();
    net.fit(Sequences.labelled(3, 9, Mask.RAGGED));
    return before.sub(net.layer(0).params());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void dropoutOfTheInputIsInTheGradientOfBothLayers(Kind kind) {
    VanillaRnn rnn = new VanillaRnn.Builder().nOut(4).dropOut(new EverySecond()).build();
    Net net =
        Net.of(
            kind,
            new NeuralNetConfiguration.Builder()
                .seed(21)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp()),
            InputType.recurrent(Sequences.N_IN),
            StackTest.rnn(),
            rnn,
            StackTest.output());
    DataSet data = Sequences.labelled(3, 9, Mask.RAGGED);
    assertGradientIsExact(net, data);
    assertTrue(Math.abs(net.score(data, true) - net.score(data, false)) > 1e-3, "it acts");
  }

  /** Drops every second number and triples the others, always the same ones. */
  static final class EverySecond implements IDropout {
    private static final long serialVersionUID = 1L;

    private static INDArray factors(INDArray like) {
      INDArray factors = Nd4j.zeros(DataType.DOUBLE, like.length());
      for (int i = 0; i < like.length(); i += 2) {
        factors.putScalar(i, 3.0);
      }
      return factors.reshape('c', like.shape());
    }

    @Override
    public INDArray applyDropout(
        INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr manager) {
      return result.assign(input.mul(factors(input)));
    }

    @Override
    public INDArray backprop(
        INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
      return gradAtInput.assign(gradAtOutput.mul(factors(gradAtOutput)));
    }

    @Override
    public void clear() {}

    @Override
    public IDropout clone() {
      return new EverySecond();
    }
  }

  @Test
  void noisyWeightsOfTheForwardPassServeTheBackwardPass() {
    Net net = net(new VanillaRnn.Builder().weightNoise(new Growing()), new NoOp());
    Growing.drawn.clear();
    DataSet data = Sequences.labelled(3, 9, Mask.RAGGED);
    double[] gradient = net.gradient(data);
    assertEquals(List.of("W", "RW", "b"), Growing.drawn);

    // The same numbers from a noiseless network with the first draw's weights, times the factor.
    Net plain = net(new VanillaRnn.Builder(), new NoOp());
    plain.model().setParams(net.params());
    int size = (int) plain.layer(0).numParams();
    INDArray flat = plain.params().reshape(plain.params().length());
    for (int p = 0; p < size; p++) {
      flat.putScalar(p, 1.5 * flat.getDouble(p));
    }
    assertClose(plain.gradient(data), gradient, 1e-12);

    // The next pass draws anew: factor 2.
    double[] second = net.gradient(data);
    assertEquals(6, Growing.drawn.size());
    for (int p = 0; p < size; p++) {
      flat.putScalar(p, flat.getDouble(p) / 1.5 * 2.0);
    }
    assertClose(plain.gradient(data), second, 1e-12);
  }

  /** Noise that grows with each draw of three arrays: factors 1.5, 2, 2.5, .. */
  static final class Growing implements IWeightNoise {
    private static final long serialVersionUID = 1L;
    static final List<String> drawn = new ArrayList<>();

    @Override
    public INDArray getParameter(
        Layer layer,
        String key,
        int iteration,
        int epoch,
        boolean train,
        LayerWorkspaceMgr workspaceMgr) {
      INDArray param = layer.getParam(key);
      if (!train) {
        return param;
      }
      drawn.add(key);
      return param.mul(1.0 + 0.5 * ((drawn.size() + 2) / 3));
    }

    @Override
    public IWeightNoise clone() {
      return new Growing();
    }
  }

  @Test
  void constraintsActOnTheParametersTheyAreFor() {
    assertEquals(
        Map.of("W", false, "RW", true, "b", false), small(b -> b.constrainRecurrent(tiny())));
    assertEquals(
        Map.of("W", true, "RW", false, "b", false), small(b -> b.constrainInputWeights(tiny())));
    assertEquals(Map.of("W", true, "RW", true, "b", false), small(b -> b.constrainWeights(tiny())));
    assertEquals(Map.of("W", false, "RW", false, "b", true), small(b -> b.constrainBias(tiny())));
    assertEquals(
        Map.of("W", true, "RW", true, "b", true), small(b -> b.constrainAllParameters(tiny())));
    assertEquals(
        Map.of("W", false, "RW", true, "b", true),
        small(b -> b.constrainRecurrent(tiny()).constrainBias(tiny())));
  }

  @Test
  void globalConstraintsActOnTheLayer() {
    NeuralNetConfiguration.Builder global =
        new NeuralNetConfiguration.Builder().seed(21).updater(new Sgd(0.1));
    Net net = net(new VanillaRnn.Builder().biasInit(0.5), global.constrainWeights(tiny()));
    assertEquals(Map.of("W", true, "RW", true, "b", false), small(net));
  }

  private static MaxNormConstraint tiny() {
    return new MaxNormConstraint(0.1, 0, 1);
  }

  private static Map<String, Boolean> small(Consumer<VanillaRnn.Builder> setting) {
    VanillaRnn.Builder builder = new VanillaRnn.Builder().biasInit(0.5);
    setting.accept(builder);
    return small(net(builder, new Sgd(0.1)));
  }

  /** Which parameters have a norm of at most .1 after an iteration. */
  private static Map<String, Boolean> small(Net net) {
    net.fit(Sequences.labelled(3, 9, Mask.RAGGED));
    Map<String, INDArray> params = net.layer(0).paramTable();
    return Map.of(
        "W", norm(params, "W") < 0.1001,
        "RW", norm(params, "RW") < 0.1001,
        "b", norm(params, "b") < 0.1001);
  }

  private static double norm(Map<String, INDArray> params, String key) {
    return params.get(key).norm2Number().doubleValue();
  }
}
