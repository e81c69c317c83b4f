package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Every choice of a character model's training.
 *
 * @param hidden size of the recurrent layer
 * @param streams parallel streams of the text, the minibatch size
 * @param k1 steps between two updates
 * @param k2 steps that the gradient goes back
 * @param inputScale standard deviation of the initial input weights. A character chooses one row of
 *     them, so that it is the size of what a step reads, beside tanh's range
 * @param recurrentGain singular values of the initial recurrent weights
 * @param learningRate of Adam at the start
 * @param finalLearningRate where the learning rate falls to, along half a cosine
 * @param clip largest norm of the gradient over all parameters
 * @param epochs passes over the text
 * @param rare characters that the text has less often than this are unknown
 * @param seed of the initial weights
 */
record TextRecipe(
    int hidden,
    int streams,
    int k1,
    int k2,
    double inputScale,
    double recurrentGain,
    double learningRate,
    double finalLearningRate,
    double clip,
    double epochs,
    int rare,
    long seed) {

  /** {@return the learning rate when this part of the training, 0 to 1, is done} */
  double learningRateAt(double done) {
    double cosine = (1 + Math.cos(Math.PI * done)) / 2;
    return finalLearningRate + (learningRate - finalLearningRate) * cosine;
  }

  /** {@return a vanilla RNN that reads one character a step, and a softmax over the next one} */
  MultiLayerNetwork network(int symbols) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(learningRate))
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(symbols)
                        .nOut(hidden)
                        .activation(Activation.TANH)
                        .weightInit(new NormalDistribution(0, inputScale))
                        .weightInitRecurrent(RecurrentInit.orthogonal(recurrentGain))
                        .build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(hidden)
                        .nOut(symbols)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .build())
                .setInputType(InputType.recurrent(symbols))
                .build());
    network.init();
    return network;
  }
}
