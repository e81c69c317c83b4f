package io.github.tbptt4j.internal.train.update;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * DL4J's own updater is the oracle. The examples are a power of 2, so that nothing is rounded
 * before.
 */
class DirectUpdateTest {
  private static final int EXAMPLES = 8;
  private static final int UPDATES = 12;

  static List<IUpdater> updaters() {
    return List.of(
        new Sgd(0.1),
        new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.9)),
        new NoOp(),
        new Nesterovs(0.1, 0.9),
        Nesterovs.builder()
            .learningRate(0.1)
            .momentum(0.9)
            .momentumISchedule(new StepSchedule(ScheduleType.ITERATION, 0.9, 0.5, 3))
            .build(),
        new Adam(0.01),
        Adam.builder()
            .learningRateSchedule(new StepSchedule(ScheduleType.EPOCH, 0.01, 0.5, 1))
            .beta1(0.8)
            .beta2(0.99)
            .epsilon(1e-4)
            .build(),
        new AMSGrad(0.01),
        new Nadam(0.01),
        new AdaMax(0.01),
        new RmsProp(0.01),
        new RmsProp(0.01, 0.8, 1e-3),
        new AdaGrad(0.05));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void parametersUpdatesAndStateAreDl4js(IUpdater updater) {
    requireSame(network(updater, builder -> {}));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void penaltiesAreDl4js(IUpdater updater) {
    requireSame(network(updater, builder -> builder.l1(0.01).l2(0.02).l2Bias(0.3)));
    requireSame(network(updater, builder -> builder.weightDecay(0.05)));
    requireSame(network(updater, builder -> builder.weightDecay(0.05, false).weightDecayBias(0.1)));
  }

  private static void requireSame(MultiLayerNetwork ours) {
    MultiLayerNetwork theirs = ours.clone();
    theirs.initGradientsView();
    DirectUpdate update = new DirectUpdate(updater(ours), ours.params());
    Random random = new Random(3);
    for (int iteration = 0; iteration < UPDATES; iteration++) {
      int epoch = iteration / 5;
      INDArray gradient = gradient(random, ours.numParams());
      ours.getFlattenedGradients().assign(gradient);
      update.apply(0.5 / EXAMPLES, iteration, epoch);

      theirs.getFlattenedGradients().assign(gradient.mul(0.5));
      Gradient all = all(theirs);
      updater(theirs).update(all, iteration, epoch, EXAMPLES, LayerWorkspaceMgr.noWorkspaces());
      theirs.params().subi(theirs.getFlattenedGradients().reshape(theirs.params().shape()));

      String which = ours.getLayer(0).conf().getLayer() + ", update " + iteration;
      assertSame(theirs.params(), ours.params(), which);
      assertSame(theirs.getFlattenedGradients(), ours.getFlattenedGradients(), which);
      INDArray state = updater(theirs).getStateViewArray();
      if (state != null) {
        assertSame(state, updater(ours).getStateViewArray(), which);
      }
    }
  }

  private static void assertSame(INDArray expected, INDArray actual, String which) {
    assertClose(expected, actual, 1e-6 * Math.max(1, largest(expected)), which);
  }

  @Test
  void layersWithUpdatersOfTheirOwnAreUpdatedEachByItsOwn() {
    MultiLayerNetwork network =
        init(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .biasUpdater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(50).nOut(60).build())
                .layer(new DenseLayer.Builder().nIn(60).nOut(3).updater(new RmsProp(0.1)).build())
                .layer(new OutputLayer.Builder().nIn(3).nOut(2).build()));
    requireSame(network);
  }

  @Test
  void whatItCannotDoItSays() {
    assertEquals(Optional.empty(), obstacle(network(new Adam(1), builder -> {})));
    assertTrue(obstacle(network(new AdaDelta(), builder -> {})).orElseThrow().contains("AdaDelta"));
    assertTrue(
        obstacle(
                network(
                    new Sgd(1),
                    builder -> builder.gradientNormalization(GradientNormalization.ClipL2PerLayer)))
            .orElseThrow()
            .contains("ClipL2PerLayer"));
    assertTrue(
        obstacle(network(new Sgd(1), builder -> builder.dataType(DataType.DOUBLE)))
            .orElseThrow()
            .contains("DOUBLE"));
  }

  @Test
  void anotherUpdaterOrOtherParametersAreSeen() {
    MultiLayerNetwork network = network(new Adam(1), builder -> {});
    DirectUpdate update = new DirectUpdate(updater(network), network.params());
    assertTrue(update.isOf(updater(network), network.params()));
    assertFalse(update.isOf(updater(network.clone()), network.params()));
    assertFalse(update.isOf(updater(network), network.params().dup()));
  }

  private static Optional<String> obstacle(MultiLayerNetwork network) {
    return DirectUpdate.obstacle(updater(network), network.params(), network.getLayers());
  }

  private static BaseMultiLayerUpdater<?> updater(MultiLayerNetwork network) {
    return (BaseMultiLayerUpdater<?>) network.getUpdater(true);
  }

  private static Gradient all(MultiLayerNetwork network) {
    Gradient gradient = new DefaultGradient(network.getFlattenedGradients());
    for (int i = 0; i < network.getnLayers(); i++) {
      var layer = network.getLayer(i);
      String key = i + "_";
      layer
          .conf()
          .getLayer()
          .initializer()
          .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
          .forEach((name, view) -> gradient.setGradientFor(key + name, view));
    }
    return gradient;
  }

  private static INDArray gradient(Random random, long length) {
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 13 == 0 ? 0 : (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values);
  }

  private interface Change {
    void to(NeuralNetConfiguration.Builder builder);
  }

  /** Larger than a block of the loops, and no multiple of it. */
  private static MultiLayerNetwork network(IUpdater updater, Change change) {
    NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder();
    builder.seed(1).updater(updater);
    change.to(builder);
    return init(
        builder
            .list()
            .layer(new DenseLayer.Builder().nIn(33).nOut(67).build())
            .layer(new OutputLayer.Builder().nIn(67).nOut(5).build()));
  }

  private static MultiLayerNetwork init(NeuralNetConfiguration.ListBuilder list) {
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    network.initGradientsView();
    network.getUpdater(true);
    return network;
  }
}
