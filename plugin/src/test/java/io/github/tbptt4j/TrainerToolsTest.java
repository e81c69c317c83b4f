package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.datasets.iterator.EarlyTerminationDataSetIterator;
import org.deeplearning4j.datasets.iterator.EarlyTerminationMultiDataSetIterator;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.IteratorDataSetIterator;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.deeplearning4j.optimize.listeners.TimeIterationListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.AbstractDataSetNormalizer;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * DL4J's tools around the trainer: with full BPTT it and DL4J's fit are one, whatever a user puts
 * into the configuration, in front of the data or behind the updates.
 */
class TrainerToolsTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 9;
  private static final int EPOCHS = 3;
  private static final double TOLERANCE = 1e-10;

  /** DL4J's two kinds of networks. */
  private enum Kind {
    MULTI_LAYER,
    GRAPH;

    Model network(NeuralNetConfiguration.Builder global, RnnOutputLayer.Builder output) {
      InputType input = InputType.recurrent(TestNetworks.IN);
      if (this == MULTI_LAYER) {
        MultiLayerNetwork network =
            new MultiLayerNetwork(
                global
                    .list()
                    .layer(TestNetworks.vanillaRnn())
                    .layer(TestNetworks.lstm())
                    .layer(output.build())
                    .setInputType(input)
                    .build());
        network.init();
        return network;
      }
      ComputationGraph graph =
          new ComputationGraph(
              global
                  .graphBuilder()
                  .addInputs("in")
                  .setInputTypes(input)
                  .addLayer("rnn", TestNetworks.vanillaRnn(), "in")
                  .addLayer("lstm", TestNetworks.lstm(), "rnn")
                  .addLayer("out", output.build(), "lstm")
                  .setOutputs("out")
                  .build());
      graph.init();
      return graph;
    }
  }

  private static RnnOutputLayer.Builder output(ILossFunction loss, Activation activation) {
    return new RnnOutputLayer.Builder(loss).nOut(TestNetworks.CLASSES).activation(activation);
  }

  private static RnnOutputLayer.Builder output() {
    return output(new LossMCXENT(), Activation.SOFTMAX);
  }

  private static Model network(Kind kind, IUpdater updater) {
    return kind.network(TestNetworks.base(updater), output());
  }

  private static DataSet data(int seed) {
    return new DataSet(
        TestNetworks.uniform(seed, 1, EXAMPLES, TestNetworks.IN, STEPS),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(seed)));
  }

  private static List<DataSet> all() {
    return List.of(data(1), data(2), data(3));
  }

  private static DataSetIterator minibatches() {
    return new ExistingDataSetIterator(all());
  }

  private static void fit(Model model, DataSetIterator minibatches, int epochs) {
    if (model instanceof ComputationGraph graph) {
      graph.fit(minibatches, epochs);
    } else {
      ((MultiLayerNetwork) model).fit(minibatches, epochs);
    }
  }

  private static void train(Model model, DataSetIterator minibatches, int epochs) {
    trainer(model).fit(minibatches, epochs);
  }

  private static TruncatedBpttTrainer trainer(Model model) {
    return model instanceof ComputationGraph graph
        ? TruncatedBpttTrainer.builder(graph).build()
        : TruncatedBpttTrainer.builder((MultiLayerNetwork) model).build();
  }

  private static double distance(Model one, Model other) {
    return one.params().distance2(other.params());
  }

  private static void assertSame(Model theirs, Model ours) {
    double distance = distance(theirs, ours);
    assertTrue(distance <= TOLERANCE, "distance " + distance); // a NaN is no small distance
  }

  /** Trains one network by fit and an equal one by the trainer. */
  private static Model assertTrainsAsFit(
      Supplier<Model> network, Supplier<DataSetIterator> minibatches) {
    Model theirs = network.get();
    Model ours = network.get();
    INDArray before = ours.params().dup();
    fit(theirs, minibatches.get(), EPOCHS);
    train(ours, minibatches.get(), EPOCHS);
    assertTrue(before.distance2(ours.params()) > 1e-3, "nothing was trained");
    assertSame(theirs, ours);
    return ours;
  }

  private static Model saved(Model model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(model, bytes, true);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
    return model instanceof ComputationGraph
        ? ModelSerializer.restoreComputationGraph(in, true)
        : ModelSerializer.restoreMultiLayerNetwork(in, true);
  }

  private static List<IUpdater> updaters() {
    return List.of(
        new Adam(.05),
        new AMSGrad(.05),
        new Nesterovs(.1, .9),
        new RmsProp(.02),
        new AdaDelta(),
        new Adam(new StepSchedule(ScheduleType.ITERATION, .1, .5, 2)));
  }

  /** The updater's state and the counts of the schedule go through the file, both ways. */
  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Kind.class)
  void trainingGoesOnAfterSavingAsIfNothingHadHappened(Kind kind) throws IOException {
    for (IUpdater updater : updaters()) {
      Model never = network(kind, updater);
      fit(never, minibatches(), 4);
      Model trained = network(kind, updater);
      train(trained, minibatches(), 2);
      Model fromTrainer = saved(trained);
      fit(fromTrainer, minibatches(), 2);
      assertSame(never, fromTrainer);
      Model fitted = network(kind, updater);
      fit(fitted, minibatches(), 2);
      Model fromFit = saved(fitted);
      train(fromFit, minibatches(), 2);
      assertSame(never, fromFit);
    }
  }

  private static List<IUpdater> schedules() {
    List<IUpdater> updaters = new ArrayList<>();
    for (ScheduleType by : ScheduleType.values()) {
      List<ISchedule> rates =
          List.of(
              new StepSchedule(by, .4, .5, 2),
              new ExponentialSchedule(by, .4, .8),
              new InverseSchedule(by, .4, .5, 1.2),
              new PolySchedule(by, .4, 2, 20),
              new SigmoidSchedule(by, .4, .5, 2),
              new RampSchedule(new StepSchedule(by, .4, .5, 2), 2),
              new MapSchedule(by, Map.of(0, .4, 1, .1, 2, .3)));
      rates.forEach(rate -> updaters.add(new Sgd(rate)));
      updaters.add(new Nesterovs(rates.get(0), new MapSchedule(by, Map.of(0, .5, 2, .9))));
    }
    return updaters;
  }

  @Tag("slow")
  @Test
  void schedulesOfRateAndMomentumCountIterationsAndEpochsAsInFit() {
    for (IUpdater updater : schedules()) {
      assertTrainsAsFit(() -> network(Kind.MULTI_LAYER, updater), TrainerToolsTest::minibatches);
    }
    IUpdater byEpoch = new Sgd(new StepSchedule(ScheduleType.EPOCH, .4, .5, 1));
    Model ours =
        assertTrainsAsFit(() -> network(Kind.GRAPH, byEpoch), TrainerToolsTest::minibatches);
    Model constant = network(Kind.GRAPH, new Sgd(.4));
    train(constant, minibatches(), EPOCHS);
    assertTrue(distance(constant, ours) > 1e-3, "the schedule has no effect");
  }

  private static List<Consumer<NeuralNetConfiguration.Builder>> penalties() {
    List<Consumer<NeuralNetConfiguration.Builder>> penalties = new ArrayList<>();
    penalties.add(builder -> builder.l1(.1));
    penalties.add(builder -> builder.l2(.1));
    penalties.add(builder -> builder.weightDecay(.1));
    penalties.add(builder -> builder.weightDecay(.1, false));
    penalties.add(builder -> builder.l1Bias(.1).l2Bias(.2));
    penalties.add(builder -> builder.l1(.05).l2(.05).weightDecayBias(.1));
    for (GradientNormalization normalization : GradientNormalization.values()) {
      if (normalization != GradientNormalization.None) {
        penalties.add(
            builder ->
                builder.gradientNormalization(normalization).gradientNormalizationThreshold(.05));
      }
    }
    return penalties;
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Kind.class)
  void penaltiesAndGradientNormalisationActAsInFit(Kind kind) {
    Model plain = network(kind, new Sgd(.3));
    train(plain, minibatches(), EPOCHS);
    for (Consumer<NeuralNetConfiguration.Builder> penalty : penalties()) {
      Model ours =
          assertTrainsAsFit(
              () -> {
                NeuralNetConfiguration.Builder global = TestNetworks.base(new Sgd(.3));
                penalty.accept(global);
                return kind.network(global, output());
              },
              TrainerToolsTest::minibatches);
      assertTrue(distance(plain, ours) > 1e-6, "the penalty has no effect");
    }
  }

  private static List<RnnOutputLayer.Builder> weightedOutputs() {
    return List.of(
        output(new LossMCXENT(Nd4j.createFromArray(3.0, .5)), Activation.SOFTMAX),
        output(new LossBinaryXENT(Nd4j.createFromArray(.2, 2.0)), Activation.SIGMOID),
        output(new LossMSE(Nd4j.createFromArray(1.5, .1)), Activation.IDENTITY));
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Kind.class)
  void weightsOfClassesCountAsInFit(Kind kind) {
    for (int i = 0; i < weightedOutputs().size(); i++) {
      int which = i;
      assertTrainsAsFit(
          () -> kind.network(TestNetworks.base(new Adam(.05)), weightedOutputs().get(which)),
          TrainerToolsTest::minibatches);
    }
    Model plain = network(kind, new Adam(.05));
    train(plain, minibatches(), EPOCHS);
    Model weighted = kind.network(TestNetworks.base(new Adam(.05)), weightedOutputs().get(0));
    train(weighted, minibatches(), EPOCHS);
    assertTrue(distance(plain, weighted) > 1e-3, "the weights have no effect");
  }

  /** Which masks a minibatch has. */
  private enum Masks {
    NONE,
    FEATURES,
    LABELS,
    BOTH,
    ONE_MINIBATCH_ONLY;

    DataSet on(DataSet data, int minibatch) {
      INDArray ragged = Nd4j.ones(data.getFeatures().dataType(), EXAMPLES, STEPS);
      for (int b = 1; b < EXAMPLES; b++) {
        for (int t = STEPS - 2 * b; t < STEPS; t++) {
          ragged.putScalar(b, t, 0);
        }
      }
      boolean here = this == BOTH || (this == ONE_MINIBATCH_ONLY && minibatch == 1);
      if (here || this == FEATURES) {
        data.setFeaturesMaskArray(ragged);
      }
      if (here || this == LABELS) {
        data.setLabelsMaskArray(ragged.dup());
      }
      return data;
    }
  }

  private static List<DataSet> masked(Masks masks) {
    List<DataSet> list = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      list.add(masks.on(data(i + 1), i));
    }
    return list;
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Masks.class)
  void nullAndRaggedMasksTrainAsInFit(Masks masks) {
    for (Kind kind : Kind.values()) {
      assertTrainsAsFit(
          () -> network(kind, new Adam(.05)), () -> new ExistingDataSetIterator(masked(masks)));
    }
  }

  private static DataSetIterator normalised(AbstractDataSetNormalizer<?> normalizer, Masks masks) {
    DataSetIterator minibatches = new ListDataSetIterator<>(masked(masks), EXAMPLES);
    normalizer.fit(minibatches);
    minibatches.reset();
    minibatches.setPreProcessor(normalizer);
    return minibatches;
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Masks.class)
  void normalisersInFrontOfTheDataTrainAsInFit(Masks masks) {
    List<Supplier<AbstractDataSetNormalizer<?>>> normalizers =
        List.of(NormalizerStandardize::new, () -> new NormalizerMinMaxScaler(-1, 2));
    for (Supplier<AbstractDataSetNormalizer<?>> normalizer : normalizers) {
      for (Kind kind : Kind.values()) {
        assertTrainsAsFit(
            () -> network(kind, new Adam(.05)), () -> normalised(normalizer.get(), masks));
      }
    }
  }

  private static List<Supplier<DataSetIterator>> iterators() {
    return List.of(
        () -> new AsyncDataSetIterator(minibatches(), 2),
        () -> new ListDataSetIterator<>(all(), EXAMPLES),
        () -> new EarlyTerminationDataSetIterator(minibatches(), 2),
        () -> new IteratorDataSetIterator(all().iterator(), EXAMPLES));
  }

  @Test
  void everyKindOfIteratorTrainsAsInFit() {
    for (Supplier<DataSetIterator> minibatches : iterators()) {
      int epochs = minibatches.get().resetSupported() ? EPOCHS : 1;
      for (Kind kind : Kind.values()) {
        Model theirs = network(kind, new Adam(.05));
        Model ours = network(kind, new Adam(.05));
        fit(theirs, minibatches.get(), epochs);
        train(ours, minibatches.get(), epochs);
        assertSame(theirs, ours);
        assertEquals(iterations(theirs), iterations(ours));
      }
    }
  }

  private static int iterations(Model model) {
    return model instanceof ComputationGraph graph
        ? graph.getIterationCount()
        : ((MultiLayerNetwork) model).getIterationCount();
  }

  private static MultiDataSetIterator multi() {
    return new MultiDataSetIteratorAdapter(new ExistingDataSetIterator(masked(Masks.BOTH)));
  }

  private static MultiDataSetIterator standardised() {
    MultiNormalizerStandardize normalizer = new MultiNormalizerStandardize();
    normalizer.fit(multi());
    MultiDataSetIterator minibatches = multi();
    minibatches.setPreProcessor(normalizer);
    return minibatches;
  }

  private static List<Supplier<MultiDataSetIterator>> multiIterators() {
    return List.of(
        TrainerToolsTest::multi,
        () -> new AsyncMultiDataSetIterator(multi(), 2),
        () -> new EarlyTerminationMultiDataSetIterator(multi(), 2),
        () ->
            new IteratorMultiDataSetIterator(
                masked(Masks.BOTH).stream().map(DataSet::toMultiDataSet).iterator(), EXAMPLES),
        TrainerToolsTest::standardised);
  }

  @ParameterizedTest
  @MethodSource("multiIterators")
  void everyKindOfIteratorOverMultiDataSetsTrainsAsInFit(
      Supplier<MultiDataSetIterator> minibatches) {
    int epochs = minibatches.get().resetSupported() ? EPOCHS : 1;
    ComputationGraph theirs = (ComputationGraph) network(Kind.GRAPH, new Adam(.05));
    ComputationGraph ours = (ComputationGraph) network(Kind.GRAPH, new Adam(.05));
    theirs.fit(minibatches.get(), epochs);
    trainer(ours).fit(minibatches.get(), epochs);
    assertSame(theirs, ours);
    assertEquals(theirs.getIterationCount(), ours.getIterationCount());
  }

  /** Epochs as a listener sees them. */
  private static final class Epochs extends BaseTrainingListener {
    final List<String> events = new ArrayList<>();

    @Override
    public void onEpochStart(Model model) {
      events.add("start at " + iterations(model));
    }

    @Override
    public void onEpochEnd(Model model) {
      events.add("end at " + iterations(model));
    }
  }

  /** What listeners have collected over a training. */
  private record Collected(
      double[] scores, List<Double> accuracies, List<String> checkpoints, List<String> epochs) {

    static Collected from(Model model, File folder, Consumer<Model> training) {
      assertTrue(folder.mkdir());
      CollectScoresIterationListener scores = new CollectScoresIterationListener();
      Epochs epochs = new Epochs();
      List<Double> accuracies = new ArrayList<>();
      EvaluativeListener evaluation =
          new EvaluativeListener(minibatches(), 1, InvocationType.EPOCH_END);
      evaluation.setCallback(
          (listener, network, invocations, evaluations) ->
              accuracies.add(((Evaluation) evaluations[0]).accuracy()));
      List<TrainingListener> listeners =
          List.of(
              scores,
              new TimeIterationListener(3 * EPOCHS),
              evaluation,
              new CheckpointListener.Builder(folder).keepAll().saveEveryNEpochs(2).build(),
              epochs);
      model.setListeners(listeners);
      training.accept(model);
      return new Collected(
          scores.getScoreVsIter().getEffectiveScores(),
          accuracies,
          CheckpointListener.availableCheckpoints(folder).stream()
              .map(checkpoint -> checkpoint.getIteration() + "/" + checkpoint.getEpoch())
              .toList(),
          epochs.events);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void listenersCollectOverEpochsWhatTheyCollectFromFit(Kind kind, @TempDir Path folder) {
    Collected theirs =
        Collected.from(
            network(kind, new Adam(.05)),
            folder.resolve("dl4j").toFile(),
            model -> fit(model, minibatches(), EPOCHS));
    Collected ours =
        Collected.from(
            network(kind, new Adam(.05)),
            folder.resolve("ours").toFile(),
            model -> train(model, minibatches(), EPOCHS));
    assertEquals(3 * EPOCHS, ours.scores.length);
    assertArrayEquals(theirs.scores, ours.scores, TOLERANCE);
    assertEquals(EPOCHS, ours.accuracies.size());
    assertEquals(theirs.accuracies, ours.accuracies);
    assertEquals(1, ours.checkpoints.size());
    assertEquals(theirs.checkpoints, ours.checkpoints);
    assertEquals(theirs.epochs, ours.epochs);
  }
}
