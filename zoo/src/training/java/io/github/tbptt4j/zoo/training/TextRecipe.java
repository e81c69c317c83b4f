package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Every choice of a character model's training.
 *
 * @param hidden size of the recurrent layer
 * @param dropout probability that an element of the state is hidden from the output layer
 * @param streams parallel streams of the text, the minibatch size
 * @param inputScale standard deviation of the initial input weights. A character chooses one row of
 *     them, so that it is the size of what a step reads, beside tanh's range
 * @param recurrentGain singular values of the initial recurrent weights
 * @param learningRate of Adam at the start
 * @param finalLearningRate where the learning rate falls to, along half a cosine
 * @param decayEpochs how long that takes; less than the stages last, or more
 * @param clip largest norm of the gradient over all parameters
 * @param stages one after the other; short windows are cheap and learn the most at first, long ones
 *     make the memory longer
 * @param rare characters that the text has less often than this are unknown
 * @param seed of the initial weights
 */
record TextRecipe(
    int hidden,
    double dropout,
    int streams,
    double inputScale,
    double recurrentGain,
    double learningRate,
    double finalLearningRate,
    double decayEpochs,
    double clip,
    List<Stage> stages,
    int rare,
    long seed) {

  /**
   * A part of the training.
   *
   * @param truncation k1 and k2
   * @param epochs passes over the text
   */
  record Stage(TruncatedBptt truncation, double epochs) {}

  /** {@return the learning rate after this many passes over the text} */
  double learningRateAt(double epochs) {
    double cosine = (1 + Math.cos(Math.PI * Math.min(1, epochs / decayEpochs))) / 2;
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
                        .indexInput(true)
                        .activation(Activation.TANH)
                        .weightInit(new NormalDistribution(0, inputScale))
                        .weightInitRecurrent(RecurrentInit.orthogonal(recurrentGain))
                        .build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(hidden)
                        .nOut(symbols)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .dropOut(1 - dropout) // DL4J wants the probability to stay
                        .build())
                .setInputType(InputType.recurrent(symbols))
                .build());
    network.init();
    return network;
  }
}
