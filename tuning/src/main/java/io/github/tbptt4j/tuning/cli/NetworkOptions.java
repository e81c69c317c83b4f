package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.diagnostics.TruncationCost;
import io.github.tbptt4j.tuning.tasks.RecurrentCell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A network that needn't be trained yet: that of a model, or one of given sizes. */
final class NetworkOptions {
  private static final int UNITS = 128;
  private static final int SYMBOLS = 64;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Its network: a file that train wrote, the folder of a sweep, or any file of DL4J's.")
  private Path model;

  @Option(names = "--inputs", paramLabel = "N", description = "Without --model: inputs (64).")
  private Integer inputs;

  @Option(names = "--units", paramLabel = "N", description = "Of each recurrent layer (128).")
  private Integer units;

  @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers (1).")
  private Integer layers;

  @Option(names = "--outputs", paramLabel = "N", description = "Classes (as many as inputs).")
  private Integer outputs;

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      description = "Of the recurrent layers: vanilla or lstm (vanilla).")
  private RecurrentCell cell;

  void requireSense() {
    CommandLine command = spec.commandLine();
    Errors.requirePositive(command, "--inputs", inputs);
    Errors.requirePositive(command, "--units", units);
    Errors.requirePositive(command, "--layers", layers);
    Errors.requirePositive(command, "--outputs", outputs);
    if (model == null && outputs() < 2) {
      throw Errors.usage(
          command, "--outputs (" + outputs() + ") must be at least 2: they are classes.");
    }
    boolean sized = Stream.of(inputs, units, layers, outputs, cell).anyMatch(one -> one != null);
    if (model != null && sized) {
      throw Errors.usage(
          command, "--model has sizes of its own: leave out --inputs, --units and the like.");
    }
  }

  /** {@return the file with the network; null for none} */
  Path model() {
    return model;
  }

  /** {@return what the network is, in a few words} */
  String title() {
    return model != null
        ? model.getFileName().toString()
        : "%d inputs, %d %s layer%s of %d units, %d classes"
            .formatted(
                inputs(),
                layers(),
                cell == RecurrentCell.LSTM ? "LSTM" : "vanilla",
                layers() == 1 ? "" : "s",
                units(),
                outputs());
  }

  private int outputs() {
    return outputs == null ? inputs() : outputs;
  }

  private int inputs() {
    return inputs == null ? SYMBOLS : inputs;
  }

  private int units() {
    return units == null ? UNITS : units;
  }

  private int layers() {
    return layers == null ? 1 : layers;
  }

  /** {@return what a truncation costs; others of the same network by {@code at}} */
  TruncationCost cost(int k1, int k2, int minibatch) throws IOException {
    Model network = model == null ? null : ModelOnData.network(model);
    if (network instanceof ComputationGraph graph) {
      return TruncationCost.of(graph.getConfiguration(), k1, k2, minibatch);
    }
    MultiLayerConfiguration layers =
        network == null
            ? configuration()
            : ((MultiLayerNetwork) network).getLayerWiseConfigurations();
    return TruncationCost.of(layers, k1, k2, minibatch);
  }

  private MultiLayerConfiguration configuration() {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().updater(new Adam()).list();
    for (int layer = 0; layer < layers(); layer++) {
      list.layer(recurrent());
    }
    list.layer(
        new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
            .nOut(outputs())
            .activation(Activation.SOFTMAX)
            .build());
    return list.setInputType(InputType.recurrent(inputs())).build();
  }

  private Layer recurrent() {
    return cell == RecurrentCell.LSTM
        ? new LSTM.Builder().nOut(units()).activation(Activation.TANH).build()
        : new VanillaRnn.Builder().nOut(units()).build();
  }
}
