package io.github.tbptt4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.NonFinitePolicy;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.testing.SmallNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Small trainings that have every kind of memory, and how to tell that two are the same. */
enum Scenario {
  CHAIN(DataType.FLOAT, new Adam(.02), rnn(5), fused()),
  CHAIN_IN_DOUBLE(DataType.DOUBLE, new Adam(.02), rnn(5), fused()),
  OMEGA(DataType.FLOAT, new Adam(.02), regularized(), fused()),
  STACK_WITH_DROPOUT(DataType.FLOAT, new AMSGrad(.02), rnn(5), droppingOut(rnn(4)), fused()),
  STACK_WITH_DROPOUT_IN_DOUBLE(
      DataType.DOUBLE, new Nesterovs(.05, .9), rnn(5), droppingOut(rnn(4)), fused()),
  SCHEDULES(DataType.FLOAT, new Adam(byIteration(.02)), scheduledDropout(rnn(5)), fused()),
  EPOCH_SCHEDULE(DataType.DOUBLE, new Sgd(byEpoch()), scheduledDropout(rnn(5)), fused()),
  WEIGHT_NOISE(DataType.FLOAT, new Adam(.02), noisy(), fused()),
  LSTM_LAYER(DataType.FLOAT, new Adam(.02), lstm(), droppingOut(output())),
  GRAVES_LSTM(DataType.DOUBLE, new Adam(.02), gravesLstm(), output()),
  SIMPLE_RNN(DataType.FLOAT, new Adam(.02), gaussian(simpleRnn()), rnn(4), output()),
  INDICES(DataType.FLOAT, new Adam(.02), indexed(), fused()),
  ROWS_FIRST(DataType.FLOAT, RNNFormat.NWC, new Adam(.02), rnn(5), droppingOut(rnn(4)), fused());

  static final int EXAMPLES = 3;
  static final int SYMBOLS = 4;
  static final int MINIBATCHES = 5;
  static final int STEPS = 11;
  static final TruncatedBptt TRUNCATION = TruncatedBptt.of(4, 9);

  private final DataType type;
  private final RNNFormat format;
  private final IUpdater updater;
  private final Layer[] layers;

  Scenario(DataType type, IUpdater updater, Layer... layers) {
    this(type, RNNFormat.NCW, updater, layers);
  }

  Scenario(DataType type, RNNFormat format, IUpdater updater, Layer... layers) {
    this.type = type;
    this.format = format;
    this.updater = updater;
    this.layers = layers;
  }

  private static Layer rnn(int units) {
    return new VanillaRnn.Builder().nOut(units).build();
  }

  private static Layer regularized() {
    return new VanillaRnn.Builder().nOut(5).vanishingRegularizer(.2).build();
  }

  private static Layer indexed() {
    return new VanillaRnn.Builder().nIn(SYMBOLS).nOut(5).indexInput(true).build();
  }

  private static Layer lstm() {
    return new LSTM.Builder().nOut(5).activation(Activation.TANH).build();
  }

  private static Layer gravesLstm() {
    return new GravesLSTM.Builder().nOut(4).activation(Activation.TANH).build();
  }

  private static Layer simpleRnn() {
    return new SimpleRnn.Builder().nOut(5).activation(Activation.TANH).build();
  }

  private static Layer noisy() {
    return new VanillaRnn.Builder().nOut(5).weightNoise(new DropConnect(.8)).build();
  }

  private static Layer droppingOut(Layer layer) {
    layer.setIDropout(new Dropout(.6));
    return layer;
  }

  private static Layer scheduledDropout(Layer layer) {
    layer.setIDropout(new Dropout(byIteration(.9)));
    return layer;
  }

  private static Layer gaussian(Layer layer) {
    layer.setIDropout(new GaussianDropout(.3));
    return layer;
  }

  private static StepSchedule byIteration(double first) {
    return new StepSchedule(ScheduleType.ITERATION, first, .97, 3);
  }

  private static MapSchedule byEpoch() {
    return new MapSchedule.Builder(ScheduleType.EPOCH).add(0, .1).add(1, .05).add(2, .2).build();
  }

  private static Layer fused() {
    return new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(SYMBOLS)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer output() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(SYMBOLS)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private NeuralNetConfiguration.Builder base(long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .dataType(type)
        .l2(.001)
        .updater(updater.clone());
  }

  MultiLayerNetwork network() {
    return network(4);
  }

  MultiLayerNetwork network(long seed) {
    return SmallNetworks.layers(base(seed), InputType.recurrent(SYMBOLS, format), layers);
  }

  ComputationGraph graph(long seed) {
    return SmallNetworks.graph(base(seed), InputType.recurrent(SYMBOLS, format), layers);
  }

  /** A trainer with steps that wait for windows, and windows that overlap. */
  static TruncatedBpttTrainer.Builder trainer(Model network, boolean stateful) {
    return SmallNetworks.trainer(network)
        .truncation(TRUNCATION)
        .clipGlobalNorm(.5)
        .nonFinite(NonFinitePolicy.SKIP)
        .stateful(stateful);
  }

  /** One pass over the data; some minibatches have masks. */
  List<DataSet> minibatches() {
    Random random = new Random(6);
    List<DataSet> all = new ArrayList<>();
    for (int i = 0; i < MINIBATCHES; i++) {
      INDArray features = oneHot(random);
      INDArray labels = oneHot(random);
      boolean masked = i % 2 == 1;
      all.add(
          new DataSet(
              this == INDICES ? features.argMax(1).castTo(DataType.INT32) : features,
              labels,
              null,
              masked ? mask(random) : null));
    }
    return all;
  }

  private INDArray oneHot(Random random) {
    INDArray array = Nd4j.zeros(type, EXAMPLES, SYMBOLS, STEPS);
    for (int b = 0; b < EXAMPLES; b++) {
      for (int t = 0; t < STEPS; t++) {
        array.putScalar(b, random.nextInt(SYMBOLS), t, 1);
      }
    }
    return format == RNNFormat.NWC ? array.permute(0, 2, 1).dup() : array;
  }

  private INDArray mask(Random random) {
    INDArray mask = Nd4j.ones(type, EXAMPLES, STEPS);
    for (int b = 0; b < EXAMPLES; b++) {
      mask.putScalar(b, random.nextInt(STEPS), 0);
    }
    return mask;
  }

  /** All that training has changed, in bits. */
  record Bits(long[] parameters, long[] updater, int iteration, int epoch, double score) {
    static Bits of(Model model) {
      INDArray state =
          model instanceof MultiLayerNetwork network
              ? network.getUpdater().getStateViewArray()
              : ((ComputationGraph) model).getUpdater().getStateViewArray();
      return new Bits(
          bits(model.params()),
          state == null ? new long[0] : bits(state),
          BaseOptimizer.getIterationCount(model),
          BaseOptimizer.getEpochCount(model),
          model.score());
    }

    private static long[] bits(INDArray array) {
      return Arrays.stream(array.dup('c').data().asDouble())
          .mapToLong(Double::doubleToRawLongBits)
          .toArray();
    }

    void assertSame(Bits other, String what) {
      assertArrayEquals(parameters, other.parameters, what + ": parameters");
      assertArrayEquals(updater, other.updater, what + ": updater state");
      assertEquals(iteration, other.iteration, what + ": iterations");
      assertEquals(epoch, other.epoch, what + ": epochs");
      assertEquals(score, other.score, what + ": score");
    }
  }

  /** What is heard of a training. */
  record Heard(List<FitReport> updates) {
    Heard() {
      this(new ArrayList<>());
    }

    List<FitReport> last(int count) {
      return updates.subList(updates.size() - count, updates.size());
    }
  }
}
