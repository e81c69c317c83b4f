package io.github.tbptt4j.random;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.random.Case.Cut;
import io.github.tbptt4j.random.Case.Head;
import io.github.tbptt4j.random.Case.Recurrent;
import io.github.tbptt4j.random.Case.Symbols;
import io.github.tbptt4j.random.Case.Topology;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Builds the network of a case. Layers are named r0, r1, .. and o0, o1. */
final class Networks {
  private final Case c;

  private Networks(Case c) {
    this.c = c;
  }

  /** The network, with weights that neither vanish nor explode and biases that aren't zero. */
  static Model of(Case c) {
    Networks networks = new Networks(c);
    Model model = c.graph() ? networks.graph() : networks.layers();
    networks.fill(model);
    return model;
  }

  private MultiLayerNetwork layers() {
    var list = global().list();
    for (int i = 0; i < c.layers().size(); i++) {
      list.layer(recurrent(i));
    }
    list.layer(head(0)).setInputType(inputType());
    if (c.segment() > 0) {
      list.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(c.segment());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private ComputationGraph graph() {
    GraphBuilder builder = global().graphBuilder();
    String top = recurrentPart(builder);
    String[] outputs = new String[c.heads().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = "o" + i;
      builder.addLayer(outputs[i], head(i), top);
    }
    builder.setOutputs(outputs);
    if (c.segment() > 0) {
      builder.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(c.segment());
    }
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  private String recurrentPart(GraphBuilder builder) {
    int next = 1;
    String top = "r0";
    if (c.topology() == Topology.TWO_INPUTS) {
      builder.addInputs("in0", "in1").setInputTypes(inputType(), inputType());
      builder.addLayer("r0", recurrent(0), "in0").addLayer("r1", recurrent(1), "in1");
      builder.addVertex("merged", new MergeVertex(), "r0", "r1");
      top = "merged";
      next = 2;
    } else {
      builder.addInputs("in0").setInputTypes(inputType());
      builder.addLayer("r0", recurrent(0), "in0");
    }
    for (int i = next; i < c.layers().size(); i++) {
      builder.addLayer("r" + i, recurrent(i), top);
      top = "r" + i;
    }
    if (c.topology() == Topology.SKIP) {
      builder.addVertex("skipped", new MergeVertex(), "r0", top);
      top = "skipped";
    }
    return top;
  }

  private NeuralNetConfiguration.Builder global() {
    return new NeuralNetConfiguration.Builder().seed(7).dataType(c.type()).updater(updater());
  }

  private IUpdater updater() {
    return switch (c.update()) {
      case SGD -> new Sgd(c.rate());
      case NESTEROVS -> new Nesterovs(c.rate(), .9);
      // A large epsilon: else an update has the size of the rate whatever the gradient, which
      // amplifies rounding.
      case ADAM -> new Adam(c.rate(), .9, .999, 1e-2);
    };
  }

  private InputType inputType() {
    return InputType.recurrent(c.nIn(), c.format());
  }

  private org.deeplearning4j.nn.conf.layers.Layer recurrent(int index) {
    Recurrent r = c.layers().get(index);
    org.deeplearning4j.nn.conf.layers.Layer cell = cell(index, r);
    return switch (r.wrapper()) {
      case NONE -> cell;
      case FROZEN -> new FrozenLayer(cell);
      case FROZEN_WITH_BACKPROP -> new FrozenLayerWithBackprop(cell);
      case BIDIRECTIONAL_CONCAT -> new Bidirectional(Bidirectional.Mode.CONCAT, cell);
      case BIDIRECTIONAL_ADD -> new Bidirectional(Bidirectional.Mode.ADD, cell);
      case LAST_STEP -> new LastTimeStep(cell);
      case MASK_ZERO -> new MaskZeroLayer(cell, 0);
    };
  }

  private org.deeplearning4j.nn.conf.layers.Layer cell(int index, Recurrent r) {
    Activation f = r.activation().activation;
    return switch (r.cell()) {
      case VANILLA -> vanilla(index, r);
      case SIMPLE -> new SimpleRnn.Builder().name("r" + index).nOut(r.nOut()).activation(f).build();
      case LSTM -> new LSTM.Builder().name("r" + index).nOut(r.nOut()).activation(f).build();
    };
  }

  private VanillaRnn vanilla(int index, Recurrent r) {
    VanillaRnn.Builder builder =
        new VanillaRnn.Builder()
            .name("r" + index)
            .nOut(r.nOut())
            .activation(r.activation().activation);
    if (r.cut() != Cut.FULL) {
      builder.truncation(r.cut().k1(), r.cut().k2());
    }
    if (index == 0 && c.symbols() != Symbols.DENSE) {
      builder.nIn(c.nIn()).indexInput(true);
    }
    return switch (c.clip()) {
      case NONE, GLOBAL -> builder.build();
      case VALUE -> builder.clipGradientValue(c.threshold()).build();
      case NORM -> builder.clipGradientNorm(c.threshold()).build();
      case ERROR -> builder.clipErrorPerTimeStep(c.threshold()).build();
    };
  }

  private org.deeplearning4j.nn.conf.layers.Layer head(int index) {
    Head head = c.heads().get(index);
    String name = "o" + index;
    Activation f = head.labels().classes() ? Activation.SOFTMAX : Activation.IDENTITY;
    LossFunction loss =
        switch (head.labels()) {
          case ONE_HOT, SOFT -> LossFunction.MCXENT;
          case INDICES -> LossFunction.NEGATIVELOGLIKELIHOOD;
          case SPARSE -> LossFunction.SPARSE_MCXENT;
          case NUMBERS -> LossFunction.MSE;
        };
    int n = head.nOut();
    return switch (head.output()) {
      case RNN_OUTPUT -> new RnnOutputLayer.Builder(loss).name(name).nOut(n).activation(f).build();
      case FUSED -> new FusedRnnOutputLayer.Builder(loss).name(name).nOut(n).activation(f).build();
      case LOSS_LAYER -> new RnnLossLayer.Builder(loss).name(name).activation(f).build();
      case OUTPUT -> new OutputLayer.Builder(loss).name(name).nOut(n).activation(f).build();
    };
  }

  private void fill(Model model) {
    SplittableRandom random = new SplittableRandom(c.seed() + 2);
    for (Layer layer : new Subject(model).layers().values()) {
      if (layer.numParams() == 0) {
        continue;
      }
      for (INDArray array : layer.paramTable().values()) {
        double range =
            array.rows() == 1 ? .3 : 1.2 / Math.sqrt(Math.max(array.rows(), array.columns()));
        double[] values = random.doubles(array.length(), -range, range).toArray();
        array.assign(Nd4j.createFromArray(values).reshape(array.shape()).castTo(array.dataType()));
      }
    }
  }
}
