package io.github.tbptt4j.zoo;

import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Untrained text generators, made in a moment. */
final class TinyModel {
  static final Vocabulary VOCABULARY = Vocabulary.of("\n abc\uD83D\uDE00", 1);

  private TinyModel() {}

  static TextGenerator create() {
    return TextGenerator.of(network(VOCABULARY.size(), DataType.FLOAT), VOCABULARY);
  }

  static MultiLayerNetwork network(int symbols, DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(new Adam(1e-2))
                .list()
                .layer(new VanillaRnn.Builder().nOut(5).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(symbols)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(symbols))
                .build());
    network.init();
    return network;
  }
}
