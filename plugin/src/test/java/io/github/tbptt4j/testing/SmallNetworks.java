package io.github.tbptt4j.testing;

import io.github.tbptt4j.TruncatedBpttTrainer;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers in a row, as both kinds of DL4J's networks, and numbers to train them on. */
public final class SmallNetworks {
  private SmallNetworks() {}

  /** A network of copies of the layers: DL4J writes the input's size and format into them. */
  public static MultiLayerNetwork layers(
      NeuralNetConfiguration.Builder base, InputType input, Layer... layers) {
    ListBuilder list = base.list();
    for (Layer layer : layers) {
      list.layer(layer.clone());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(input).build());
    network.init();
    return network;
  }

  /** The same network as a graph; its layers are called h0, h1, .. and out. */
  public static ComputationGraph graph(
      NeuralNetConfiguration.Builder base, InputType input, Layer... layers) {
    GraphBuilder builder = base.graphBuilder().addInputs("in").setInputTypes(input);
    String last = "in";
    for (int i = 0; i < layers.length; i++) {
      String name = i == layers.length - 1 ? "out" : "h" + i;
      builder.addLayer(name, layers[i].clone(), last);
      last = name;
    }
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(last).build());
    graph.init();
    return graph;
  }

  /** An output of numbers. */
  public static Layer numbers(int nOut) {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(nOut)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** Features from (-1, 1) and labels from (0, 2), in double. */
  public static DataSet data(int examples, int nIn, int nOut, int steps, long seed) {
    Random random = new Random(seed);
    double[] x = random.doubles((long) examples * nIn * steps, -1, 1).toArray();
    double[] y = random.doubles((long) examples * nOut * steps, 0, 2).toArray();
    return new DataSet(
        Nd4j.createFromArray(x).reshape(examples, nIn, steps),
        Nd4j.createFromArray(y).reshape(examples, nOut, steps));
  }

  /** A trainer of either kind. */
  public static TruncatedBpttTrainer.Builder trainer(Model network) {
    return network instanceof ComputationGraph graph
        ? TruncatedBpttTrainer.builder(graph)
        : TruncatedBpttTrainer.builder((MultiLayerNetwork) network);
  }
}
