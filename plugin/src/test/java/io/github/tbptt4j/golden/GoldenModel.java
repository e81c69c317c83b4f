package io.github.tbptt4j.golden;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.GlobalNormClipping;
import io.github.tbptt4j.NonFinitePolicy;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.VanillaRnn;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;

/**
 * Small networks, trained a little and saved: their files stand in src/test/resources/golden,
 * written by version 0.1 before its classes moved. {@link #main} writes such files; the ones that
 * are there stay as they are.
 */
enum GoldenModel {
  /** Two layers with all settings of their own, and DL4J's default layout. */
  STACK {
    @Override
    Model untrained() {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              configuration(DataType.FLOAT, new Adam(.01))
                  .list()
                  .layer(
                      new VanillaRnn.Builder()
                          .nOut(4)
                          .weightInitRecurrent(RecurrentInit.orthogonal(1.1))
                          .truncation(2, 3)
                          .clipErrorPerTimeStep(.7)
                          .build())
                  .layer(
                      new VanillaRnn.Builder()
                          .nOut(3)
                          .activation(Activation.RELU)
                          .weightInitRecurrent(RecurrentInit.spectralRadius(.5))
                          .build())
                  .layer(new FusedRnnOutputLayer.Builder().nOut(SYMBOLS).build())
                  .setInputType(InputType.recurrent(SYMBOLS))
                  .build());
      network.init();
      return network;
    }

    @Override
    DataSet data() {
      return new DataSet(oneHot(1, false), oneHot(2, false));
    }
  },

  /** A graph in double with a layer inside of a wrapper. */
  GRAPH {
    @Override
    Model untrained() {
      ComputationGraph graph =
          new ComputationGraph(
              configuration(DataType.DOUBLE, new RmsProp(.01))
                  .graphBuilder()
                  .addInputs("in")
                  .addLayer(
                      "both",
                      new Bidirectional(new VanillaRnn.Builder().nOut(3).truncation(3, 2).build()),
                      "in")
                  .addLayer(
                      "rnn",
                      new VanillaRnn.Builder()
                          .nOut(4)
                          .weightInitRecurrent(RecurrentInit.identity())
                          .clipGradientNorm(.5)
                          .build(),
                      "both")
                  .addLayer("out", new FusedRnnOutputLayer.Builder().nOut(SYMBOLS).build(), "rnn")
                  .setOutputs("out")
                  .setInputTypes(InputType.recurrent(SYMBOLS))
                  .build());
      graph.init();
      return graph;
    }

    @Override
    DataSet data() {
      return new DataSet(
          oneHot(3, false).castTo(DataType.DOUBLE), oneHot(4, false).castTo(DataType.DOUBLE));
    }
  },

  /** Symbols as indices, time before features. */
  SYMBOLS_NWC {
    @Override
    Model untrained() {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              configuration(DataType.FLOAT, new Nesterovs(.01, .9))
                  .list()
                  .layer(
                      new VanillaRnn.Builder()
                          .nIn(SYMBOLS)
                          .nOut(6)
                          .indexInput(true)
                          .truncation(1, 4)
                          .dataFormat(RNNFormat.NWC)
                          .build())
                  .layer(
                      new FusedRnnOutputLayer.Builder()
                          .nOut(SYMBOLS)
                          .dataFormat(RNNFormat.NWC)
                          .build())
                  .setInputType(InputType.recurrent(SYMBOLS, RNNFormat.NWC))
                  .build());
      network.init();
      return network;
    }

    @Override
    DataSet data() {
      INDArray indices = Nd4j.argMax(oneHot(5, true), 2).castTo(DataType.FLOAT);
      return new DataSet(indices.reshape(MINIBATCH, STEPS, 1), oneHot(6, true));
    }
  };

  static final String CLIPPING = "clipping.ser";
  private static final int SYMBOLS = 5;
  private static final int MINIBATCH = 3;
  private static final int STEPS = 8;

  abstract Model untrained();

  abstract DataSet data();

  String modelFile() {
    return name().toLowerCase(Locale.ROOT) + ".zip";
  }

  /** Outputs of the network as saved in the first line, after one more update in the second. */
  String outputsFile() {
    return name().toLowerCase(Locale.ROOT) + ".txt";
  }

  double[] outputs(Model network) {
    INDArray x = data().getFeatures();
    INDArray y =
        network instanceof ComputationGraph graph
            ? graph.outputSingle(x)
            : ((MultiLayerNetwork) network).output(x);
    return y.castTo(DataType.DOUBLE).dup('c').reshape(y.length()).toDoubleVector();
  }

  void update(Model network) {
    if (network instanceof ComputationGraph graph) {
      graph.fit(data());
    } else {
      ((MultiLayerNetwork) network).fit(data());
    }
  }

  private static NeuralNetConfiguration.Builder configuration(DataType type, IUpdater updater) {
    return new NeuralNetConfiguration.Builder().seed(11).dataType(type).updater(updater);
  }

  private static INDArray oneHot(long seed, boolean timeFirst) {
    Random random = new Random(seed);
    INDArray array =
        timeFirst
            ? Nd4j.zeros(DataType.FLOAT, MINIBATCH, STEPS, SYMBOLS)
            : Nd4j.zeros(DataType.FLOAT, MINIBATCH, SYMBOLS, STEPS);
    for (int i = 0; i < MINIBATCH; i++) {
      for (int t = 0; t < STEPS; t++) {
        int symbol = random.nextInt(SYMBOLS);
        array.putScalar(timeFirst ? new int[] {i, t, symbol} : new int[] {i, symbol, t}, 1);
      }
    }
    return array;
  }

  /**
   * Writes the files of the code as it is.
   *
   * @param args the directory
   * @throws IOException if it can't be written
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    for (GoldenModel golden : values()) {
      Model network = golden.untrained();
      for (int i = 0; i < 3; i++) {
        golden.update(network);
      }
      ModelSerializer.writeModel(network, directory.resolve(golden.modelFile()).toFile(), true);
      String before = line(golden.outputs(network));
      golden.update(network);
      Files.write(
          directory.resolve(golden.outputsFile()), List.of(before, line(golden.outputs(network))));
    }
    GlobalNormClipping clipping = GlobalNormClipping.of(.25).nonFinite(NonFinitePolicy.SKIP);
    MultiLayerNetwork network = (MultiLayerNetwork) SYMBOLS_NWC.untrained();
    network.addListeners(clipping);
    SYMBOLS_NWC.update(network);
    try (ObjectOutputStream out =
        new ObjectOutputStream(Files.newOutputStream(directory.resolve(CLIPPING)))) {
      out.writeObject(clipping);
    }
  }

  private static String line(double[] values) {
    return String.join(" ", Arrays.stream(values).mapToObj(Double::toString).toList());
  }
}
