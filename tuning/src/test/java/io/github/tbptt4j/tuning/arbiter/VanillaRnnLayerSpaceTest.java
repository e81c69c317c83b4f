package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.GradientClipping;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.tuning.internal.sweep.Hyperparameters;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.DL4JConfiguration;
import org.deeplearning4j.arbiter.GraphConfiguration;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class VanillaRnnLayerSpaceTest {

  /**
   * nOut 3 values, activation 2, truncation 3, clipping 2 kinds, threshold and dropout continuous.
   */
  private static VanillaRnnLayerSpace rich() {
    return new VanillaRnnLayerSpace.Builder()
        .nIn(3)
        .nOut(new IntegerParameterSpace(4, 6))
        .activation(new DiscreteParameterSpace<>(Activation.TANH, Activation.RELU))
        .truncatedBptt(TruncationSpace.builder().k1(2).k2(2, 4, 8).build())
        .clipping(
            new DiscreteParameterSpace<>(
                GradientClipping.Kind.NORM, GradientClipping.Kind.ERROR_PER_TIME_STEP),
            new ContinuousParameterSpace(0.5, 2))
        .vanishingRegularizer(new FixedValue<>(0.3))
        .dropOut(new ContinuousParameterSpace(0.5, 0.9))
        .weightInit(WeightInit.XAVIER)
        .weightInitRecurrent(
            new DiscreteParameterSpace<>(
                List.of(RecurrentInit.orthogonal(), RecurrentInit.spectralRadius(0.95))))
        .l1(1e-6)
        .l2(new FixedValue<>(1e-5))
        .biasInit(0.1)
        .updater(new Sgd(0.1))
        .dataFormat(RNNFormat.NCW)
        .constrainRecurrent(new MaxNormConstraint(5, 1))
        .build();
  }

  private static MultiLayerSpace network(VanillaRnnLayerSpace layer) {
    return new MultiLayerSpace.Builder()
        .seed(7)
        .updater(AdamUpdaterSpace.withLearningRate(new ContinuousParameterSpace(1e-4, 1e-2)))
        .addLayer(layer)
        .layer(
            new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build())
        .setInputType(InputType.recurrent(3))
        .build();
  }

  private static VanillaRnn layer(Object candidate) {
    return (VanillaRnn)
        ((DL4JConfiguration) candidate).getMultiLayerConfiguration().getConf(0).getLayer();
  }

  @Test
  void everyHyperparameterReachesTheLayer() {
    MultiLayerSpace space = network(rich());
    new RandomSearch(space, 1);
    double[] last = new double[space.numParameters()];
    Arrays.fill(last, 1.0);
    VanillaRnn layer = layer(space.getValue(last));
    VanillaRnn expected =
        new VanillaRnn.Builder()
            .nIn(3)
            .nOut(6)
            .activation(Activation.RELU)
            .truncation(2, 8)
            .clipErrorPerTimeStep(2)
            .vanishingRegularizer(0.3)
            .dropOut(0.9)
            .weightInit(WeightInit.XAVIER)
            .weightInitRecurrent(RecurrentInit.spectralRadius(0.95))
            .l1(1e-6)
            .l2(1e-5)
            .biasInit(0.1)
            .updater(new Sgd(0.1))
            .dataFormat(RNNFormat.NCW)
            .constrainRecurrent(new MaxNormConstraint(5, 1))
            .build();
    expected.setLayerName(layer.getLayerName());
    expected.setBiasUpdater(layer.getBiasUpdater());
    expected.setGradientNormalization(layer.getGradientNormalization());
    expected.setGainInit(layer.getGainInit());
    expected.setGradientNormalizationThreshold(layer.getGradientNormalizationThreshold());
    expected.setRegularizationBias(layer.getRegularizationBias());
    assertEquals(expected, layer);
  }

  @Test
  void unsetHyperparametersAreTheLayersDefaults() {
    VanillaRnn layer =
        new VanillaRnnLayerSpace.Builder().nIn(2).nOut(3).build().getValue(new double[0]);
    assertEquals(new VanillaRnn.Builder().nIn(2).nOut(3).build(), layer);
  }

  @Test
  void countsItsHyperparameters() {
    assertEquals(7, rich().numParameters());
    assertEquals(8, network(rich()).numParameters());
  }

  @Test
  void gridHasAsManyCandidatesAsCombinationsAllDifferent() {
    MultiLayerSpace space = network(rich());
    GridSearch grid = new GridSearch(space, 2);
    // nOut is cut to 2 values; activation 2, truncation 3, clipping 2, threshold 2, dropout 2,
    // recurrent initialisation 2, learning rate 2
    assertEquals(2 * 2 * 3 * 2 * 2 * 2 * 2 * 2, grid.size());
    Set<String> seen = new HashSet<>();
    while (grid.hasMoreCandidates()) {
      seen.add(((DL4JConfiguration) grid.getCandidate().getValue()).toJson());
    }
    assertEquals(grid.size(), seen.size());
  }

  @Test
  void theNetworksActivationIsTakenWhereTheLayerHasNone() {
    for (Activation own : new Activation[] {null, Activation.SIGMOID}) {
      VanillaRnnLayerSpace.Builder layer = new VanillaRnnLayerSpace.Builder().nOut(4);
      if (own != null) {
        layer.activation(own);
      }
      MultiLayerSpace space =
          new MultiLayerSpace.Builder()
              .activation(Activation.SOFTSIGN)
              .addLayer(layer.build())
              .layer(
                  new RnnOutputLayer.Builder(LossFunction.MSE)
                      .nOut(2)
                      .activation(Activation.IDENTITY)
                      .build())
              .setInputType(InputType.recurrent(3))
              .build();
      assertEquals(
          (own == null ? Activation.SOFTSIGN : own).getActivationFunction(),
          layer(space.getValue(new double[0])).getActivationFn());
    }
  }

  /** Why there is a grid of our own; if this fails, Arbiter has been mended. */
  @Test
  void arbitersOwnGridCountsTheFixedOutputLayer() {
    MultiLayerSpace space =
        network(
            new VanillaRnnLayerSpace.Builder()
                .nOut(4)
                .truncatedBptt(TruncationSpace.builder().k1(2).k2(2, 4, 8).build())
                .build());
    var arbiters =
        new GridSearchCandidateGenerator(
            space, 5, GridSearchCandidateGenerator.Mode.Sequential, null);
    assertEquals(3 * 5 * 5, arbiters.getTotalNumCandidates());
    assertEquals(3 * 5, new GridSearch(space, 5).size());
  }

  @Test
  void worksInAGraph() {
    ComputationGraphSpace space =
        new ComputationGraphSpace.Builder()
            .updater(AdamUpdaterSpace.withLearningRate(new FixedValue<>(1e-3)))
            .addInputs("in")
            .addLayer("rnn", rich(), "in")
            .addLayer(
                "out",
                new org.deeplearning4j.arbiter.layers.RnnOutputLayerSpace.Builder()
                    .nOut(2)
                    .activation(Activation.IDENTITY)
                    .lossFunction(LossFunction.MSE)
                    .build(),
                "rnn")
            .setOutputs("out")
            .setInputTypes(InputType.recurrent(3))
            .build();
    GridSearch grid = new GridSearch(space, 1);
    assertEquals(2 * 3 * 2 * 2, grid.size());
    GraphConfiguration first = (GraphConfiguration) grid.getCandidate().getValue();
    LayerVertex vertex = (LayerVertex) first.getConfiguration().getVertices().get("rnn");
    VanillaRnn layer = (VanillaRnn) vertex.getLayerConf().getLayer();
    assertEquals(TruncatedBptt.of(2, 2), layer.getTruncatedBptt());
    assertTrue(CandidateConfiguration.of(first).createNetwork(3).numParams() > 0);
  }

  @Test
  void oneTruncationSpaceInTwoLayersIsOneHyperparameter() {
    TruncationSpace truncations = TruncationSpace.builder().k1(2).k2(2, 4, 8).build();
    VanillaRnnLayerSpace layer =
        new VanillaRnnLayerSpace.Builder().nOut(4).truncatedBptt(truncations).build();
    VanillaRnnLayerSpace other =
        new VanillaRnnLayerSpace.Builder().nOut(5).truncatedBptt(truncations).build();
    MultiLayerSpace space =
        new MultiLayerSpace.Builder()
            .addLayer(layer)
            .addLayer(other)
            .setInputType(InputType.recurrent(3))
            .build();
    assertEquals(3, new GridSearch(space, 5).size());
  }

  @Test
  void twoClippingsAreRefused() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                new VanillaRnnLayerSpace.Builder()
                    .nOut(3)
                    .clipping(GradientClipping.byNorm(1))
                    .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                    .build());
    assertEquals(
        "clipping and gradientNormalization are both set: one clipping at a time, remove one.",
        e.getMessage());
  }

  /** A source with nothing in it. */
  public static final class NoData implements DataSource {
    private static final long serialVersionUID = 1L;

    @Override
    public void configure(Properties properties) {}

    @Override
    public Object trainData() {
      return null;
    }

    @Override
    public Object testData() {
      return null;
    }

    @Override
    public Class<?> getDataType() {
      return Object.class;
    }
  }

  private static CandidateGenerator generator(String search, ParameterSpace<?> space) {
    return switch (search) {
      case "grid" -> new GridSearch(space, 3);
      case "random" -> new RandomSearch(space, 5);
      default -> new GeneticSearch(space, 4, 0.1, true, 5);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid", "random", "genetic"})
  void configurationsSurviveJsonAndYaml(String search) {
    CandidateSpace space =
        CandidateSpace.trainer(
                network(rich()), TruncationSpace.builder().k1(1, 2).k2(4).andFull().build())
            .clipGlobalNorm(new ContinuousParameterSpace(0.5, 5));
    OptimizationConfiguration configuration =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(generator(search, space))
            .dataSource(NoData.class, null)
            .scoreFunction(new TestSetLossScoreFunction())
            .terminationConditions(new MaxCandidatesCondition(3))
            .rngSeed(11)
            .build();
    for (OptimizationConfiguration read :
        List.of(
            ArbiterJson.fromJson(ArbiterJson.toJson(configuration)),
            ArbiterJson.fromYaml(ArbiterJson.toYaml(configuration)))) {
      assertEquals(configuration, read);
      assertEquals(space, read.getCandidateGenerator().getParameterSpace());
      assertEquals(configuration.getCandidateGenerator(), read.getCandidateGenerator());
      assertEquals(
          space.numParameters(), read.getCandidateGenerator().getParameterSpace().numParameters());
      CandidateGenerator fresh = generator(search, space);
      fresh.setRngSeed(11);
      for (int i = 0; i < 3; i++) {
        var expected = fresh.getCandidate();
        var actual = read.getCandidateGenerator().getCandidate();
        assertEquals(
            Hyperparameters.of(space, expected.getFlatParameters()),
            Hyperparameters.of(space, actual.getFlatParameters()));
        assertEquals(
            ((CandidateConfiguration) expected.getValue()).trainerTruncation(),
            ((CandidateConfiguration) actual.getValue()).trainerTruncation());
        assertEquals(
            ((CandidateConfiguration) expected.getValue()).toArbiter(1),
            ((CandidateConfiguration) actual.getValue()).toArbiter(1));
      }
    }
  }

  @Test
  void adamHasItsOwnDefaults() {
    Adam adam =
        (Adam) AdamUpdaterSpace.withLearningRate(new FixedValue<>(0.01)).getValue(new double[0]);
    assertEquals(new Adam(0.01, 0.9, 0.999, 1e-8), adam);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, 1e300})
  void adamRefusesRatesItCannotTrainWith(double rate) {
    AdamUpdaterSpace space = AdamUpdaterSpace.withLearningRate(new FixedValue<>(rate));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> space.getValue(new double[0]));
    assertTrue(e.getMessage().startsWith("learningRate (" + rate + ")"), e.getMessage());
  }
}
