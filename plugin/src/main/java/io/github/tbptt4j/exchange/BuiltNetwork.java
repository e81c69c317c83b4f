package io.github.tbptt4j.exchange;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.exchange.ImportedLayer;
import io.github.tbptt4j.internal.exchange.NetworkWeights;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of imported layers. */
final class BuiltNetwork {
  private BuiltNetwork() {}

  static MultiLayerNetwork of(
      List<ImportedLayer> layers, Function<ImportedLayer, Activation> activation) {
    NeuralNetConfiguration.ListBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(layers.get(0).type())
            .updater(new Adam())
            .list();
    for (int i = 0; i < layers.size(); i++) {
      ImportedLayer layer = layers.get(i);
      boolean last = i == layers.size() - 1;
      builder.layer(
          layer.isRecurrent()
              ? recurrent(layer, activation.apply(layer))
              : last
                  ? output(layer, activation.apply(layer))
                  : dense(layer, activation.apply(layer)));
    }
    builder.setInputType(InputType.recurrent(layers.get(0).nIn()));
    MultiLayerNetwork network = new MultiLayerNetwork(builder.build());
    network.init();
    new NetworkWeights(network).assign(layers);
    return network;
  }

  private static Layer recurrent(ImportedLayer layer, Activation activation) {
    return new VanillaRnn.Builder()
        .nIn(layer.nIn())
        .nOut(layer.nOut())
        .activation(activation)
        .indexInput(layer.embedded())
        .build();
  }

  private static Layer dense(ImportedLayer layer, Activation activation) {
    return new DenseLayer.Builder()
        .nIn(layer.nIn())
        .nOut(layer.nOut())
        .activation(activation)
        .hasBias(layer.biased())
        .build();
  }

  private static Layer output(ImportedLayer layer, Activation activation) {
    RnnOutputLayer.Builder builder =
        activation == Activation.SOFTMAX
            ? new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
            : new RnnOutputLayer.Builder(
                activation == Activation.SIGMOID ? LossFunction.XENT : LossFunction.MSE);
    return builder
        .nIn(layer.nIn())
        .nOut(layer.nOut())
        .activation(activation)
        .hasBias(layer.biased())
        .build();
  }
}
