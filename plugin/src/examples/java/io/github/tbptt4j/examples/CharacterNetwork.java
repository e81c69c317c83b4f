package io.github.tbptt4j.examples;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The model: a vanilla RNN that reads one character a step, and a softmax over the next one. */
final class CharacterNetwork {
  private CharacterNetwork() {}

  static MultiLayerNetwork create(Recipe recipe, int symbols) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(recipe.seed())
                .updater(new Adam(recipe.learningRate()))
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(symbols)
                        .nOut(recipe.hidden())
                        .indexInput(true)
                        .activation(Activation.TANH)
                        .weightInitRecurrent(RecurrentInit.orthogonal())
                        .build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(recipe.hidden())
                        .nOut(symbols)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(symbols))
                .build());
    network.init();
    return network;
  }
}
